"""What a new store begins with: its own site, the policy pack, the first officer, and what has to be done first."""

from collections.abc import Iterable
from datetime import datetime

from core.desks.administration.key_ceremonies import Ceremony, Deed
from core.desks.administration.officers import GRANT, Account, Officer, OpenAccount, PolicyPack
from core.desks.sync.trust import Site
from core.model.action import create
from core.model.change import Draft
from core.policy.pack import Policy
from core.rights.role_separation import contradictions


def founders_roles(policy: Policy) -> tuple[str, ...]:
    """Return the fewest roles with which a first officer can appoint others: those that keep accounts and give rights.

    Even where they exclude one another somebody must begin with both; until that is mended it stands in the agenda.
    """
    return tuple(name for name, role in policy.roles.items() if role.duties & {OpenAccount.duty, GRANT})


def found(
    site: Site, pack: str, officer: Officer, seat: int, *, now: datetime, roles: Iterable[str] | None = None
) -> Iterable[Draft]:
    """Yield the drafts of a new store; raises `core.policy.pack.PolicyRefused` for a pack that cannot be used.

    Whoever gives other `roles` than `founders_roles` answers for it: nothing is said of what they contradict, or due.
    """
    policy = Policy(pack)
    joined = roles is None and bool(contradictions(founders_roles(policy), policy))
    held = founders_roles(policy) if roles is None else tuple(roles)
    yield create(site)
    yield create(PolicyPack(name=policy.name, text=pack))
    yield create(officer)
    day, asked = now.date(), roles is None
    yield create(Account(officer=officer.id, seat=seat, roles=held, opened=day, joined=joined, unnamed=asked))
    if asked:
        yield create(Ceremony(at=now, deed=Deed.FOUNDED, officer=officer.id, papers_due=day, backup_due=day))
