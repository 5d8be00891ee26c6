"""The way into a store: who came and went is audited, and whoever types wrong passphrases waits (vault §10)."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from core.audit.audit_log import enter
from core.desks.sync.contradictions import Finding, Why
from core.model.audit_event import Event
from core.model.query import Blank, Is, Query, both
from core.model.store import Store
from core.office.office import Office
from core.office.refusals import NoAccount
from core.policy.pack import LockSettings
from core.rules.clock_check import at_sign_in
from core.values.refusal import Refusal
from core.values.sentence import Sentence, say
from data.site.open_site import COPIED, OpenSite
from data.system.clock import wall
from data.vault.key_schedule import Unlocked
from data.vault.throttle import Backoff, LoginThrottle
from data.vault.vault import WrongPassphrase

APART_AT_MOST: Final = 100
"""How many wrong passphrases at a closed store each get an entry of their own."""


class SignIn:
    """The way into one store: closed, or entered by an officer."""

    def __init__(self, folder: Path) -> None:
        """Guard a closed store."""
        self._attempts = LoginThrottle(folder)
        self._office: Office | None = None

    def attempt(self, now: datetime, seat: int | None, unlock: Callable[[], Unlocked]) -> Unlocked:
        """Try a passphrase for a seat, or for whichever it opens, unless it comes too soon after wrong ones.

        Raises:
            Refusal: TooSoon, or what unlocking refuses.
        """
        self._attempts.refuse_too_soon(now)
        try:
            return unlock()
        except WrongPassphrase:
            self._attempts.add(now, seat or 0)
            if self._office is not None:
                self._office.note(Event.WRONG, seat=seat)
            raise

    def enter(self, site: OpenSite) -> Office:
        """Return the office of whoever unlocked the store, once that and the wrong passphrases before are audited."""
        office = self.office(site)
        odd = at_sign_in(wall(), site.store.last_stamp())
        copied = say(COPIED) if site.copied else None
        office.notices = (*(each for each in (copied, odd) if each), *_about_this_site(site.store))
        with site.store.transaction():
            _enter_attempts(site.store, self._attempts)
            office.note(Event.SIGNED_IN, note=odd.template if odd else "")
        backoff = _backoff(office)
        self._attempts.clear(backoff)
        self._attempts, self._office = LoginThrottle(backoff=backoff), office
        return office

    @staticmethod
    def office(site: OpenSite) -> Office:
        """Return the office of the seat that opens the store; that it has no account is audited."""
        try:
            return site.office()
        except NoAccount as refusal:
            enter(site.store, "", site.clock().replace(microsecond=0), Event.REFUSED, note=refusal.without_facts)
            raise

    def confirmed(self) -> None:
        """Let the next wrong passphrase be the first again."""
        if self._office is not None:
            self._attempts.clear(_backoff(self._office))

    def sign_out(self) -> None:
        """Enter in the audit that the officer has gone; on a full disk only the next sign-in tells that."""
        if self._office is not None:
            with suppress(Refusal):
                self._office.note(Event.SIGNED_OUT)


def _backoff(office: Office) -> Backoff:
    return Backoff.of(office.policy.settings(LockSettings))


def _about_this_site(store: Store) -> Iterable[Sentence]:
    """Yield what was found about this site itself and nobody has cleared up: all who sign on are told."""
    findings: list[Finding] = store.find(Query("finding", both(Is("of", (store.site,)), Blank("seen_on"))))
    for finding in findings:
        if finding.why is not Why.RESTORED:
            yield finding.sentence()


def _enter_attempts(store: Store, attempts: LoginThrottle) -> None:
    """Enter when and for which seats wrong passphrases were tried at a closed store; of very many, old ones as one."""
    older, newer = attempts.tries[:-APART_AT_MOST], attempts.tries[-APART_AT_MOST:]
    if older:
        enter(store, "", _local(older[-1].when), Event.WRONG, count=attempts.older + len(older))
    for wrong in newer:
        enter(store, "", _local(wrong.when), Event.WRONG, seat=wrong.seat or None)


def _local(moment: datetime) -> datetime:
    return moment.astimezone().replace(tzinfo=None)
