"""What a new store begins with: its own site, the policy pack, the first officer, and what has to be done first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.desks.administration.key_ceremonies import Ceremony, Deed
from core.desks.administration.officers import GRANT, UNKNOWN_ROLE, Account, Officer, OpenAccount, PolicyPack
from core.desks.sync.trust import Site
from core.model.action import create
from core.model.change import Draft
from core.policy.pack import Policy
from core.rights.role_separation import EXCLUDED, contradictions, role_name
from core.values.refusal import Refusal
from core.values.sentence import say


class RolesUnfit(Refusal):
    """{name} cannot have these roles. {reason}"""  # noqa: D400 - the reason brings its own full stop


@dataclass(frozen=True, slots=True)
class Appointed:
    """An officer besides the first with whom a store begins."""

    officer: Officer
    seat: int
    roles: tuple[str, ...]


def founders_roles(policy: Policy, others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the fewest roles with which a first officer can appoint others: those that keep accounts and give rights.

    Even where they exclude one another somebody must begin with both; until that is mended it stands in the agenda.
    Those of them that `others` hold from the beginning are theirs, where the first officer may not have them too.
    """
    fewest = tuple(name for name, role in policy.roles.items() if role.duties & {OpenAccount.duty, GRANT})
    apart = {role for pair in contradictions(fewest, policy) for role in pair}
    left = tuple(name for name in fewest if name not in apart & set(others))
    return left or fewest[:1]


def refuse_unfit_roles(name: str, roles: Iterable[str], policy: Policy) -> None:
    """Refuse roles that the policy pack does not know, or that exclude one another; raises `RolesUnfit`."""
    for role in roles:
        if role not in policy.roles:
            raise RolesUnfit(name=name, reason=say(UNKNOWN_ROLE, role=role))
    for one, other in contradictions(roles, policy):
        reason = say(EXCLUDED, one=role_name(one, policy), other=role_name(other, policy))
        raise RolesUnfit(name=name, reason=reason)


def found(
    site: Site,
    pack: str,
    officer: Officer,
    seat: int,
    *,
    now: datetime,
    roles: Iterable[str] | None = None,
    others: Sequence[Appointed] = (),
    papers: tuple[int, int] | None = None,
) -> Iterable[Draft]:
    """Yield the drafts of a new store, with a first officer and `others`.

    `papers` says how many recovery papers are needed of how many that were made. Whoever gives the first officer other
    `roles` than `founders_roles` answers for it: nothing is said of what they contradict, or due.

    Raises:
        Refusal: `core.policy.pack.PolicyRefused` for a pack that cannot be used, or `RolesUnfit`.
    """
    policy = Policy(pack)
    for each in others:
        refuse_unfit_roles(each.officer.name, each.roles, policy)
    held = (
        tuple(roles) if roles is not None else founders_roles(policy, [role for each in others for role in each.roles])
    )
    day, asked = now.date(), roles is None
    joined = asked and bool(contradictions(held, policy))
    yield create(site)
    yield create(PolicyPack(name=policy.name, text=pack))
    yield create(officer)
    yield create(Account(officer=officer.id, seat=seat, roles=held, opened=day, joined=joined, unnamed=asked))
    for each in others:
        yield create(each.officer)
        account = {"officer": each.officer.id, "seat": each.seat, "roles": each.roles}
        yield create(Account(**account, opened=day, unnamed=True))
    if asked:
        due = None if papers else day
        yield create(Ceremony(at=now, deed=Deed.FOUNDED, officer=officer.id, papers_due=due, backup_due=day))
    if papers:
        yield create(Ceremony(at=now, deed=Deed.MADE, officer=officer.id, need=papers[0], of=papers[1]))
