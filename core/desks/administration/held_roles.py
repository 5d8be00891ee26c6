"""Which roles one person may hold, at all seats together: rights are given here, who is who may come from elsewhere."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from core.desks.administration.officers import Account
from core.model.rule import Broken, Link, Linked, rule
from core.policy.errors import PolicyRefused
from core.policy.pack import Policy
from core.rights.role_separation import EXCLUDED, role_name
from core.values.sentence import say

OFFICER = Link("officer", by="officer")
SAME_PERSON = Link("officer", "person", "person", onward=OFFICER)
SEATS = Link("account", "officer", "id", onward=SAME_PERSON)


@rule("account", OFFICER, SAME_PERSON, SEATS, Link("policy", ""), beside="account")
def separate_roles(record: Account, linked: Linked) -> Iterable[Broken]:
    """Nobody holds two roles that exclude one another, not at two seats either."""
    for policy in (_policy(pack.text) for pack in linked["policy"]) if not record.closed else ():
        if not record.joined:  # which says it already, and is due of the account
            yield from _both(record, record, policy)
        for other in linked["account"]:
            if other.id != record.id and not other.closed:
                yield from _both(record, other, policy)


@lru_cache(maxsize=4)
def _policy(text: str) -> Policy:
    """Return a pack; of one that cannot be read, one in which no role excludes another."""
    try:
        return Policy(text)
    except PolicyRefused:
        return Policy("")


def _both(record: Account, other: Account, policy: Policy) -> Iterator[Broken]:
    pairs = {tuple(sorted((one, second))) for one in record.roles for second in other.roles}
    for one, second in sorted(pair for pair in pairs if policy.exclude(*pair)):
        said = say(EXCLUDED, one=role_name(one, policy), other=role_name(second, policy))
        yield Broken(said, "" if record is other else other.id, f"{one} {second}")
