"""Which store is open, and who works with it: signed in, locked, and gone for another officer."""

import asyncio
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.worker import get_current_worker

from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.app.lock import Lockable, awake_seconds
from tui.app.unlock import LockScreen, UnlockScreen
from tui.host import Host
from tui.language import _

if TYPE_CHECKING:
    from core.office.office import Office
    from core.results.secrets import Secret
    from tui.backend import Backend
    from tui.platform import Platform

LOCK_TOLD = 30
"""How many seconds before the screen locks by itself it begins to say so."""


class FormNotSaved(Refusal):
    """Save or leave the form first, then let another officer sign in."""


class WorkGoesOn(Refusal):
    """Long work is going on. Let it end or stop it first; then another officer can sign in."""


class SignedIn(Lockable, Host):
    """An app in which one officer at a time works with one store."""

    def __init__(
        self,
        backend: "Backend | None" = None,
        platform: "Platform | None" = None,
        clock: Callable[[], float] = awake_seconds,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if backend is not None:
            self.backend = backend
        self.platform = platform
        self.office: Office | None = None
        self._clock = clock
        self._touched = clock()
        self._lock_told = False
        """Whether the first line says that the screen is about to lock."""

    # The store

    @property
    def has_store(self) -> bool:
        """Whether a store was named, found or made."""
        return hasattr(self, "backend")

    def store_chosen(self) -> None:
        """Take over what is kept with the store that was found or made; the application knows what."""

    def close_store(self) -> None:
        """Close the store, if there is one."""
        if self.has_store:
            self.backend.close()

    def ask_to_unlock(self, seat: int | None = None, key_file: Path | None = None) -> None:
        """Ask for a passphrase, for this seat and with this key file if they are known already."""
        self.push_screen(UnlockScreen(self.backend, self._opened, seat, key_file))

    async def enter(self, folder: Path, secret: "Secret | None") -> None:
        """Go on from the first screen with the store in a folder; awaited from a worker.

        Raises:
            Refusal: the folder holds no store, or one that is in use.
        """
        from tui.dialogs.long_work import run_with_progress

        assert self.platform is not None
        backend = self.platform.backend(folder)
        backend.look()
        self.backend = backend
        self.store_chosen()
        if secret is None:
            self.ask_to_unlock()
        else:
            opening = lambda progress: backend.unlock(secret.passphrase, None, secret.key_file)  # noqa: E731
            self._opened(await run_with_progress(self, N_("Opening the store"), opening, cancellable=False))

    def _opened(self, office: "Office") -> None:
        """Go from the first screen to the first desk."""
        from tui import screens  # noqa: F401 - declares the desks; loaded only once the store is open
        from tui.frame.desk import desks, open_desk

        self.office, self.told = office, office.last_deed
        self._touched, self._since = self._clock(), office.now
        open_desk(self, office, next(iter(desks(office) or desks())))
        self._say_notices(office)

    @work(group="notices")
    async def _say_notices(self, office: "Office") -> None:
        """Say what an officer must know before he begins."""
        from tui.dialogs.dialog import tell

        for notice in office.notices:
            await tell(self, notice)

    def action_lock(self) -> None:
        """Show nothing until the passphrase is given again."""
        if self.office is None:
            return
        self.lock_with(LockScreen(self.backend, self._unlocked, self._whose(), self._leave, lambda: self.is_dirty))
        self._note("LOCKED")

    def _whose(self) -> Sequence[str]:
        """Return which store is open and who works with it since when, for the lock."""
        office = self.office
        assert office is not None
        name, seat = office.title("officer", office.officer), self.backend.own_seat
        since, now = f"{self._since:%Y-%m-%d %H:%M}", f"{office.now:%H:%M}"
        return (
            office.title("site", office.site),
            _("{name}, seat {seat}").format(name=name, seat=seat),
            _("Signed in since {since}, locked since {now}").format(since=since, now=now),
        )

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return any(getattr(screen, "dirty", False) for screen in self.screen_stack)

    def action_another_officer(self) -> None:
        """Sign out and let another officer sign in, unless a form is not saved."""
        if self.is_dirty:
            self.say(FormNotSaved())
        else:
            self._leave()

    def _leave(self) -> None:
        """Let another officer sign in; what was not saved is lost."""
        if not self.is_working:
            self._sign_out()
        elif isinstance(self.screen, LockScreen):
            self.screen.refuse(WorkGoesOn())
        else:
            self.say(WorkGoesOn())

    @work(exclusive=True, group="another officer")
    async def _sign_out(self) -> None:
        """Take away whatever is shown or waits for the officer, close the store, and ask for the next passphrase."""
        for worker in self.workers:
            if worker is not get_current_worker():
                worker.cancel()
        await self.leave_locked()
        self.office = self.told = None
        self._clipboard = ""
        self.clear_notifications()
        await asyncio.to_thread(self.backend.close)
        self.ask_to_unlock()

    def _unlocked(self) -> None:
        self.touch()
        self.release()
        self._note("UNLOCKED")

    @work(thread=True, group="audit", exit_on_error=False)
    def _note(self, event: str) -> None:
        """Enter in the audit that the screen was locked or unlocked, in a thread: the lock waits for no disk."""
        from core.model.audit_event import Event

        with suppress(Refusal):
            if self.office is not None:
                self.office.note(Event[event])

    def touch(self) -> None:
        """Note that somebody is there: the idle minutes begin anew."""
        self._touched = self._clock()
        if self._lock_told:
            self._tell_of_lock(None)

    def lock_if_idle(self) -> None:
        """Lock when nobody has typed for as long as the policy pack allows; the last seconds before are told."""
        if self.office is None or self.locked:
            return
        from core.policy.pack import LockSettings

        left = self._touched + self.office.policy.settings(LockSettings).idle_minutes * 60 - self._clock()
        if left <= 0:
            self.action_lock()
        elif left <= LOCK_TOLD:
            self._tell_of_lock(math.ceil(left))

    def _tell_of_lock(self, seconds: int | None) -> None:
        """Say on the first line in how many seconds the screen locks; None takes that away."""
        from tui.frame.header import Header

        for header in (header for screen in self.screen_stack for header in screen.query(Header)):
            header.locks_in = seconds
        self._lock_told = seconds is not None

    @property
    def is_working(self) -> bool:
        """Whether long work is going on."""
        from tui.dialogs.dialog import ProgressDialog

        return any(isinstance(screen, ProgressDialog) for screen in self.screen_stack)
