"""What officers do with the keys of a store: passphrases, the master key, recovery, the witness line.

Each deed asks for its duty first (`core.desks.administration.key_ceremonies`), and stands in the journal before it is
done (`data.site.key_changes`).
"""

from collections.abc import Mapping, Sequence

from core.audit.store_operations import WITNESS
from core.desks.administration.backups import Restoration
from core.desks.administration.key_ceremonies import (
    AdmitAgain,
    ChangePassphrase,
    CloseAccount,
    MakeRecovery,
    RotateKeys,
    TryRecovery,
)
from core.desks.administration.officers import GRANT, Account, OpenAccount
from core.model.audit_event import Event
from core.model.progress import Progress, no_progress
from core.model.query import Is, Query
from core.office.office import Office
from core.results.secrets import Papers, SeatOf, Secret
from core.values.refusal import Refusal
from core.values.sentence import names_in_a_row
from data.site.open_site import OpenSite
from data.vault.high_water_mark import HighWaterMark, StoreDiffers, StoreOlder, StoreRestored, WitnessLine
from data.vault.recovery import SHARES_AT_MOST, CannotShare, PapersDoNotOpen, RecoveryPaper, draw_papers, seal_recovery
from data.vault.vault import WrongPassphraseOf


class NotThatPaper(Refusal):
    """What was typed is not what stands on paper {number}. Compare every digit, and correct the paper if need be."""


class OwnSeatMissing(Refusal):
    """Your own passphrase is not among them: you would shut yourself out."""


class NobodyGivesRights(Refusal):
    """Whoever may give rights would be shut out with them, and nobody could be admitted again: {names}."""


def papers_of(need: int, of: int) -> Papers:
    """Draw papers, so many of which are needed together; they count once a store has them. Raises `CannotShare`."""
    return Papers(need, tuple(paper.digits() for paper in draw_papers(need, of)))


def compare_paper(papers: Papers, number: int, typed: str) -> None:
    """Return if that stands on this paper, counted from 1; raises `NotThatPaper` or what reading it refuses."""
    if RecoveryPaper.read(typed) != RecoveryPaper.read(papers.digits[number - 1]):
        raise NotThatPaper(number=number)


class Keyring:
    """The keys of an open site."""

    def __init__(self, site: OpenSite) -> None:
        """Work on this site."""
        self._site = site

    # Accounts

    def next_seat(self) -> int:
        """Return the seat that the next account gets."""
        return self._site.vault.next_seat

    def open_account(self, office: Office, action: OpenAccount, secret: Secret) -> int:
        """Let one more officer open the store; return the seat. On a refusal nothing has changed."""
        deed = office.entered_first(action.model_copy(update={"seat": self.next_seat()}))
        seat = self._site.add_seat(secret.passphrase, secret.key_file, deed)
        office.refresh()
        return seat

    def close_account(self, office: Office, account: str) -> None:
        """Close an account and take its passphrase away."""
        seat, action = _account(office, account).seat, CloseAccount(target=account)
        if seat in self._site.vault.seats:
            self._site.drop_seat(seat, office.entered_first(action))
            office.refresh()
        else:
            office.do(action)

    def admit_again(self, office: Office, account: str, secret: Secret) -> int:
        """Give the seat of an account a new passphrase, typed by its officer; return the seat."""
        deed = office.entered_first(AdmitAgain(target=account))
        seat = _account(office, account).seat
        self._site.renew_seat(seat, secret.passphrase, secret.key_file, deed)
        office.refresh()
        return seat

    def change_passphrase(self, office: Office, secret: Secret) -> None:
        """Give the officer's own seat another passphrase; who asks has made sure that it is him."""
        seat = self._site.unlocked.seat
        deed = office.entered_first(ChangePassphrase(seats=str(seat)))
        self._site.renew_seat(seat, secret.passphrase, secret.key_file, deed)

    # The master key

    def seats(self, office: Office) -> list[SeatOf]:
        """Return the seats that open the store, with the names of their officers; the asking officer's comes first."""
        accounts = office.context().find(Query("account", Is("closed", (False,))))
        vault, own = self._site.vault, self._site.unlocked.seat
        found = [
            SeatOf(account.seat, office.title("officer", account.officer), account.seat in vault.key_file_seats)
            for account in accounts
            if account.seat in vault.seats
        ]
        return sorted(found, key=lambda seat: (seat.seat != own, seat.seat))

    def rotate(self, office: Office, secrets: Mapping[int, Secret], progress: Progress = no_progress) -> list[str]:
        """Change the master key; return the names of the officers who are shut out until they are admitted again."""
        action = RotateKeys(seats=", ".join(map(str, sorted(secrets))) or "–")
        deed = office.entered_first(action)
        if self._site.unlocked.seat not in secrets:
            raise OwnSeatMissing
        before = self.seats(office)
        self._refuse_without_rights(office, secrets)
        try:
            self._site.rotate(secrets, deed, progress)
        except WrongPassphraseOf as refusal:
            office.note(Event.WRONG, action=action.verb(), seat=refusal.seat)
            raise
        return [seat.name for seat in before if seat.seat not in secrets]

    def _refuse_without_rights(self, office: Office, secrets: Mapping[int, Secret]) -> None:
        accounts = office.context().find(Query("account", Is("closed", (False,))))
        givers = [each for each in accounts if GRANT in office.policy.duties(each.roles)]
        if givers and not any(each.seat in secrets for each in givers):
            raise NobodyGivesRights(names=names_in_a_row(office.title("officer", each.officer) for each in givers))

    # Recovery

    def draw_papers(self, office: Office, shares: tuple[int, int] | None = None) -> Papers:
        """Draw a recovery code, or shares: how many are needed, of how many. They count once they are kept."""
        need, of = shares or (1, 1)
        if shares and need < 2:
            raise CannotShare(most=SHARES_AT_MOST)
        papers = papers_of(need, of)
        office.rehearse((MakeRecovery(need=need, of=of),))
        return papers

    def compare_paper(self, papers: Papers, number: int, typed: str) -> None:
        """Return if that stands on this paper, counted from 1; raises `NotThatPaper` or what reading it refuses."""
        compare_paper(papers, number, typed)

    def keep_papers(self, office: Office, papers: Papers, typed: Sequence[str]) -> None:
        """Let papers open the store from now on, after each was typed back in."""
        for number, each in enumerate(typed, start=1):
            self.compare_paper(papers, number, each)
        if len(typed) != len(papers.digits):
            raise NotThatPaper(number=len(typed) + 1)
        deed = office.entered_first(MakeRecovery(need=papers.need, of=len(papers.digits)))
        keys = self._site.unlocked.keys
        made = seal_recovery(keys.master, keys.vault, [RecoveryPaper.read(each) for each in typed])
        self._site.put_recovery(made, deed)

    def papers_needed(self, typed: str) -> int:
        """Return how many papers are needed together, as one of them says."""
        return RecoveryPaper.read(typed).need

    def try_papers(self, office: Office, typed: Sequence[str]) -> None:
        """Return if these papers open this very store."""
        papers = [RecoveryPaper.read(each) for each in typed]
        office.rehearse((TryRecovery(need=1, of=1),))  # who may not is told so before anything is opened
        vault, unlocked = self._site.vault, self._site.unlocked
        if vault.recover(papers, unlocked.seat) != unlocked:
            raise PapersDoNotOpen
        tried = next(each for each in vault.recovery if each.set == papers[0].set)
        office.do(TryRecovery(need=tried.need, of=tried.of))

    # The witness line

    def witness(self, office: Office) -> str:
        """Return the line that says what the store has come to; its last change is the entry of that in the audit."""
        office.begin(WITNESS)
        return str(self._line(self._site.vault.epoch, self._site.store.high_water_mark() or HighWaterMark()))

    def compare_witness(self, office: Office, text: str) -> None:
        """Return if the store stands where a line says, or further on.

        Raises:
            Refusal: StoreRestored if it was restored from a backup before that line; else StoreOlder or StoreDiffers.
        """
        office.begin(WITNESS)
        line = WitnessLine.read(text)
        try:
            self._compare(line)
        except (StoreOlder, StoreDiffers):
            restored: list[Restoration] = self._site.store.find(Query("restoration", order=("-restored",)))
            for each in restored:
                if each.changes < line.changes:
                    raise StoreRestored(
                        restored=f"{each.restored:%Y-%m-%d}",
                        made=f"{each.made:%Y-%m-%d %H:%M}",
                        missing=line.changes - each.changes,
                    ) from None
            raise

    def _compare(self, line: WitnessLine) -> None:
        held = self._site.store.high_water_mark(line.changes)
        if held is None or line.epoch > self._site.vault.epoch:
            raise StoreOlder
        if self._line(line.epoch, held) != line:
            raise StoreDiffers

    def _line(self, epoch: int, held: HighWaterMark) -> WitnessLine:
        return WitnessLine.of(self._site.unlocked.keys.vault, epoch, held)


def _account(office: Office, identifier: str) -> Account:
    account: Account = office.get("account", identifier)
    return account
