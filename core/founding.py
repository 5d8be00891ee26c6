"""What a new store begins with: its own site, the policy pack, and the first officer with every duty of the pack."""

from collections.abc import Iterable

from core.action import create
from core.change import Draft
from core.desks.administration import Account, Officer, PolicyPack
from core.desks.transfers import Site
from core.policy import Policy


def found(site: Site, pack: str, officer: Officer, seat: int) -> Iterable[Draft]:
    """Yield the drafts of a new store; raises `core.policy.PolicyRefused` for a pack that cannot be used."""
    policy = Policy(pack)
    yield create(site)
    yield create(PolicyPack(name=policy.name, text=pack))
    yield create(officer)
    yield create(Account(officer=officer.id, seat=seat, roles=tuple(policy.roles)))
