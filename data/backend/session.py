"""The session of an officer with the store in a folder: unlocked, confirmed, closed.

What reads the vault and opens the database is imported only then, because the first screen is shown before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.model.progress import no_progress
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from data.system.disk import file_refusals, hold, open_ordinary, replace_file
from data.vault.folder import DEMO_MARK, LOCK, THEME, refuse_unless_any_database, refuse_unless_header

if TYPE_CHECKING:
    from core.model.progress import Progress
    from core.office.office import Office
    from core.results.secrets import Secret
    from data.site.keyring import Keyring
    from data.site.open_site import OpenSite
    from data.site.sign_in import SignIn
    from data.vault.vault import Vault

_LONGEST_HINT, _LONGEST_THEME = 1000, 40
"""In bytes."""


class NotUnlocked(Refusal):
    """The store is locked. Unlock it first."""


class Session:
    """A store in a folder, closed at first; what every service of this machine stands on."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = datetime.now) -> None:
        """Look into the folder only when something is asked."""
        self._folder = folder
        self._clock = clock
        self._vault: Vault | None = None
        self._opening = Lock()
        self._site: OpenSite | None = None
        self._key_file: Path | None = None

    @property
    def hint(self) -> Sentence | None:
        """What the first screen says: the passphrase, if this is a demo store."""
        with suppress(OSError, UnicodeDecodeError, Refusal), open_ordinary(self._folder / DEMO_MARK) as file:
            passphrase = file.read(_LONGEST_HINT).decode().strip()
            return say(N_("This is a demo store. Its passphrase is: {passphrase}"), passphrase=passphrase)
        return None

    @property
    def theme(self) -> str:
        """The name of the colours chosen at this machine; empty if none were chosen, or they cannot be read."""
        with suppress(OSError, UnicodeDecodeError, Refusal), open_ordinary(self._folder / THEME) as file:
            return file.read(_LONGEST_THEME).decode().strip()
        return ""

    def keep_theme(self, name: str) -> None:
        """Keep which colours were chosen, in a file beside the database: it is never part of what travels."""
        with file_refusals(self._folder):
            replace_file(self._folder / THEME, f"{name}\n".encode())

    def look(self) -> None:
        """Refuse a folder that holds no store, or one that is in use; quick, and nothing is kept open."""
        if self._vault is None:
            refuse_unless_header(self._folder)
            refuse_unless_any_database(self._folder)
            with file_refusals(self._folder):
                hold(self._folder / LOCK).close()

    def _held_vault(self) -> Vault:
        from data.vault.vault import Vault

        with self._opening:  # the first screen reads the seats in a thread while the officer types
            if self._vault is None:
                self._vault = Vault.open(self._folder)
            return self._vault

    def seats(self) -> int:
        """Return how many seats the vault has."""
        return len(self._held_vault().seats)

    def wants_key_file(self) -> bool:
        """Whether some seat of the vault needs a key file beside its passphrase."""
        return bool(self._held_vault().key_file_seats)

    def unlock(
        self,
        passphrase: str,
        seat: int | None = None,
        key_file: Path | None = None,
        progress: Progress = no_progress,
    ) -> Office:
        """Derive the key, open the store and sign in the officer of the seat, or of the one the passphrase opens."""
        from core import desks  # noqa: F401 - whole, before anything begins with one of them
        from data.site.open_site import enter

        vault = self._held_vault()
        unlocked = self._sign_in.attempt(self._clock(), seat, lambda: vault.unlock(passphrase, seat, key_file))
        self._site = enter(vault, unlocked, progress)
        self._key_file = key_file
        return self._admit(self._site)

    def _admit(self, site: OpenSite) -> Office:
        site.clock = self._clock
        try:
            return self._sign_in.enter(site)
        except Refusal:
            self.close()
            raise

    @cached_property
    def _sign_in(self) -> SignIn:
        from data.site.sign_in import SignIn

        return SignIn(self._folder)

    def confirm(self, passphrase: str, seat: int | None = None, key_file: Path | None = None) -> None:
        """Return if this is the passphrase of a seat, or of the officer who signed in.

        Raises:
            Refusal: WrongPassphrase, TooSoon, or what else unlocking refuses.
        """
        site = self._open()
        at = site.unlocked.seat if seat is None else seat
        if at == site.unlocked.seat:
            key_file = key_file or self._key_file
        self._sign_in.attempt(self._clock(), at, lambda: site.vault.unlock(passphrase, at, key_file))
        self._sign_in.confirmed()

    def papers_missing(self, papers: Sequence[str]) -> int:
        """Return how many more papers are needed; one that cannot be read, is not in force or twice is refused."""
        from data.vault.recovery import PaperTwice, RecoveryPaper, set_of

        read = [RecoveryPaper.read(each) for each in papers]
        missing = set_of(self._held_vault().recovery, read).need - len(read)
        places = [paper.place for paper in read]
        for place in sorted(places):
            if places.count(place) > 1:
                raise PaperTwice(place=place)
        return missing

    def whose_seat(self, papers: Sequence[str], seat: int) -> str:
        """Return the name of the officer of a seat, before a new passphrase is chosen for it; raises `NoAccount`."""
        from data.site.open_site import enter
        from data.vault.recovery import RecoveryPaper

        vault = self._held_vault()
        site = enter(vault, vault.recover([RecoveryPaper.read(each) for each in papers], seat))
        try:
            office = self._sign_in.office(site)
            return office.title("officer", office.officer)
        finally:
            site.store.close()

    def recover(self, papers: Sequence[str], seat: int, secret: Secret) -> Office:
        """Open the store with recovery papers, give the seat a new passphrase, and sign in its officer."""
        from core.desks.administration.key_ceremonies import UseRecovery
        from data.site.open_site import enter
        from data.vault.recovery import RecoveryPaper

        vault = self._held_vault()
        self._site = enter(vault, vault.recover([RecoveryPaper.read(each) for each in papers], seat))
        try:
            office = self._admit(self._site)
            deed = office.entered_first(UseRecovery(seats=str(seat)))
            self._site.renew_seat(seat, secret.passphrase, secret.key_file, deed)
            self._key_file = secret.key_file
        except Refusal:
            self.close()
            raise
        return office

    @property
    def own_seat(self) -> int:
        """The seat of the officer who signed in."""
        return self._open().unlocked.seat

    @property
    def keyring(self) -> Keyring:
        """What may be done with the keys of the open store."""
        from data.site.keyring import Keyring

        return Keyring(self._open())

    def _open(self) -> OpenSite:
        if self._site is None:
            raise NotUnlocked
        return self._site

    def close(self) -> None:
        """Close the store and let go of the vault; nothing happens if it is not open."""
        if self._site is not None:
            self._sign_in.sign_out()
            self._site.close()
        elif self._vault is not None:
            self._vault.close()
        self._site = self._vault = None
        self.__dict__.pop("_sign_in", None)
