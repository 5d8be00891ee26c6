"""Deeds with the keys of the store, asked for step by step: passphrases, the master key, recovery papers.

All functions are awaited from a worker and raise what is refused.
"""

from collections.abc import Callable
from typing import TypeVar

from core.desks.administration.key_ceremonies import AdmitAgain, CloseAccount, MakeRecovery, RotateKeys
from core.desks.administration.officers import Account, ChangeRoles, OpenAccount, unidentified
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.results.secrets import Papers, SeatOf, Secret
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import choose
from tui.dialogs.dialog import Cancelled, ask, confirm, tell
from tui.dialogs.long_work import run_with_progress
from tui.host import Host
from tui.key_ceremonies.papers import rehearsed, sorts
from tui.key_ceremonies.secrets import key_file, new_secret, typed_paper, typed_secret
from tui.widgets.form import FormScreen

T = TypeVar("T")


class Ceremonies:
    """What an officer does with the keys, on the screen."""

    def __init__(self, app: Host, office: Office) -> None:
        """Ask on this application, for the officer who signed in."""
        self._app = app
        self._office = office
        self._keyring = app.backend.keyring

    # Accounts and passphrases

    async def open_account(self) -> None:
        """Open an account, with a passphrase that the new officer types."""
        fixed = {"seat": self._keyring.next_seat(), "site": self._office.site}
        form = FormScreen(
            self._office, OpenAccount, fixed=fixed, submit=lambda action: self._office.rehearse((action,))
        )
        action = await self._app.push_screen_wait(form)
        if isinstance(action, OpenAccount):
            await self._seat(
                action.name, lambda secret: self._keyring.open_account(self._office, action, secret), N_("New account")
            )
            for sentence in unidentified(action.target, self._office):
                await tell(self._app, sentence)
            await self._give_roles(action.target)

    async def _give_roles(self, officer: str) -> None:
        """Let who opened an account give it its roles too, in a store that is only being founded; else say who does."""
        if self._office.may(ChangeRoles):
            (account,) = self._office.find(Query("account", Is("officer", (officer,))))
            await self._app.push_screen_wait(FormScreen(self._office, ChangeRoles, account))
        else:
            await tell(self._app, N_("The account has no roles yet. The security officer gives them."))

    async def admit_again(self, account: Account) -> None:
        """Let an officer type a new passphrase for the old seat."""
        self._office.rehearse((AdmitAgain(target=account.id),))
        name = self._office.title("officer", account.officer)
        await self._seat(
            name, lambda secret: self._keyring.admit_again(self._office, account.id, secret), N_("New passphrase")
        )

    async def _seat(self, name: str, deed: Callable[[Secret], int], title: str) -> None:
        """Let an officer type a passphrase for a seat; what is refused is asked for again."""
        seat = None
        while seat is None:
            secret = await new_secret(
                self._app, say(N_("{name} now types a passphrase of at least 8 characters:"), name=name), name
            )
            try:
                seat = await self._done(title, lambda secret=secret: deed(secret))  # type: ignore[misc]
            except Refusal as refusal:  # what was entered stays; only the passphrase is asked for again
                await tell(self._app, refusal.sentence)
        await tell(self._app, say(N_("{name} can sign in at seat {seat} now."), name=name, seat=seat))

    async def close_account(self, account: Account) -> None:
        """Close an account after a question."""
        self._office.rehearse((CloseAccount(target=account.id),))
        name = self._office.title("officer", account.officer)
        if await confirm(self._app, say(N_("Close the account of {name}, seat {seat}?"), name=name, seat=account.seat)):
            await self._done(N_("Closing"), lambda: self._keyring.close_account(self._office, account.id))
            await tell(
                self._app, N_("Closed. Older copies of the store still open; changing the master key ends that.")
            )

    async def change_passphrase(self) -> None:
        """Let the officer choose another passphrase, after giving the present one."""
        while not await self._is_own(await typed_secret(self._app, N_("Your present passphrase:"))):
            pass
        secret = await new_secret(self._app, N_("Your new passphrase, of at least 8 characters:"))
        await self._done(N_("New passphrase"), lambda: self._keyring.change_passphrase(self._office, secret))
        await tell(self._app, N_("From now on your new passphrase opens the store, and the old one does not."))

    async def _is_own(self, typed: str) -> bool:
        """Whether this is the officer's own passphrase; why it is not is told."""
        try:
            await self._done(N_("Checking"), lambda: self._app.backend.confirm(typed))
        except Refusal as refusal:
            await tell(self._app, refusal.sentence)
            return False
        return True

    # The master key

    async def rotate(self) -> None:
        """Change the master key for those who type their passphrases now."""
        own, *others = self._keyring.seats(self._office)
        self._office.rehearse((RotateKeys(seats=str(own.seat)),))
        secrets: dict[int, Secret] = {}
        for seat in (own, *others):
            if secret := await self._proved(seat, may_be_away=seat is not own):
                secrets[seat.seat] = secret
        left = ", ".join(seat.name for seat in others if seat.seat not in secrets)
        if left and not await confirm(
            self._app, say(N_("{names} will be shut out until they are admitted again. Go on?"), names=left)
        ):
            raise Cancelled
        await run_with_progress(
            self._app,
            N_("Changing the master key"),
            lambda progress: self._keyring.rotate(self._office, secrets, progress),
            cancellable=False,
        )
        await tell(
            self._app, N_("The master key was changed. Recovery papers made before now are void: make new ones.")
        )

    async def _proved(self, seat: SeatOf, *, may_be_away: bool) -> Secret | None:
        """Have the passphrase of a seat typed until it opens it; None if its officer is not here."""
        here = N_("Passphrase of {name}, seat {seat}:")
        asked = N_("Passphrase of {name}, seat {seat} (empty: not here):") if may_be_away else here
        while True:
            typed = await ask(self._app, say(asked, name=seat.name, seat=seat.seat), secret=True)
            if typed is None and await confirm(self._app, N_("Stop here? The master key then stays as it is.")):
                raise Cancelled
            if typed == "" and may_be_away:
                return None
            if typed:
                try:
                    return await self._opening(seat, typed)
                except Refusal as refusal:  # what the others typed stays
                    await tell(self._app, refusal.sentence)

    async def _opening(self, seat: SeatOf, typed: str) -> Secret:
        """Return what was typed as the secret of a seat, once it has opened it."""
        secret = Secret(typed, await key_file(self._app) if seat.key_file else None)
        confirmed = self._app.backend.confirm
        await self._done(N_("Checking"), lambda: confirmed(secret.passphrase, seat.seat, secret.key_file))
        return secret

    # Recovery

    async def make_recovery(self) -> None:
        """Draw papers, show each until it is written down, and have it typed back in."""
        chosen = await choose(self._app, N_("Make recovery"), sorts())
        if chosen is None:
            raise Cancelled
        papers = self._keyring.draw_papers(self._office) if chosen == 1 else await self._drawn_shares()
        typed = await rehearsed(self._app, papers, self._keyring.compare_paper)
        self._keyring.keep_papers(self._office, papers, typed)
        await tell(
            self._app, N_("The papers open this store now. Lock them away apart from it, and try them every year.")
        )

    async def _drawn_shares(self) -> Papers:
        """Ask how many shares are made and how many of them are needed, until that is possible."""
        drawn: list[Papers] = []

        def submit(asked: Action) -> None:
            assert isinstance(asked, MakeRecovery)
            drawn.append(self._keyring.draw_papers(self._office, (asked.need, asked.of)))

        form = FormScreen(self._office, MakeRecovery, given={"need": 2, "of": 3}, submit=submit)
        if await self._app.push_screen_wait(form) is None:
            raise Cancelled
        return drawn[-1]

    async def try_recovery(self) -> None:
        """Have papers typed in and see whether they open this store."""
        typed = [await typed_paper(self._app)]
        while missing := max(self._keyring.papers_needed(typed[0]) - len(typed), 0):
            typed.append(await typed_paper(self._app, missing))
        self._keyring.try_papers(self._office, typed)
        await tell(self._app, N_("These papers open this store."))

    # The witness line

    async def witness(self) -> None:
        """Show the witness line, and compare an older one if it is typed in."""
        line = self._keyring.witness(self._office)
        asked = say(
            N_("The present state of the store:\n\n{line}\n\nTo compare, type a line noted earlier:"), line=line
        )
        typed = await ask(self._app, asked)
        if typed:
            self._keyring.compare_witness(self._office, typed)
            await tell(
                self._app, N_("The store agrees with the line: it is as it was then, or has gone on from there.")
            )

    # What they have in common

    async def _done(self, title: str, deed: Callable[[], T]) -> T:
        return await run_with_progress(self._app, title, lambda progress: deed(), cancellable=False)
