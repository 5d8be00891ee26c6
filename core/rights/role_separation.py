"""Which roles exclude one another, and what a role that administers may carry.

The system administrator, the security officer and the auditor watch over each other, so nobody is two of them where
the policy pack says so, and none of them reads cases by that role.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from core.policy.labels import duties_called, role_called
from core.policy.pack import Policy
from core.values.sentence import N_, Sentence, say

EXCLUDED = N_("“{one}” and “{other}” exclude one another: nobody has both, not at two seats either.")
AUDITS = frozenset({"audit.read"})
"""Duties of whoever looks at what the other two did."""
ADMINISTERS = AUDITS | {"accounts.keep", "store.keep", "rights.grant", "policy.edit", "sites.trust"}
"""Duties over the store itself. A role that carries one of them administers."""
_DESKS = frozenset({"common", "accounts", "store", "rights", "policy", "sites", "transfers", "exports", "audit"})
_BESIDE = frozenset({"people.read"})


def about_cases(duty: str) -> bool:
    """Whether a duty is about the work of the desks, and so not for a role that administers; a new desk's always is."""
    return duty.partition(".")[0] not in _DESKS and duty not in _BESIDE


def contradictions(roles: Iterable[str], policy: Policy) -> list[tuple[str, str]]:
    """Return the pairs of these roles that exclude one another."""
    return [pair for pair in combinations(sorted(set(roles)), 2) if policy.exclude(*pair)]


def rejoined(before: Policy, after: Policy) -> list[tuple[str, str]]:
    """Return the pairs of roles that exclude one another in one text and no longer in another that has both."""
    kept = combinations(sorted(before.roles.keys() & after.roles.keys()), 2)
    return [pair for pair in kept if before.exclude(*pair) and not after.exclude(*pair)]


def role_name(name: str, policy: Policy) -> Sentence:
    """Return what a role is called."""
    return role_called(name, policy.roles)


def role_faults(policy: Policy) -> Iterator[Sentence]:
    """Yield what is wrong with the roles of a pack."""
    for name, role in policy.roles.items():
        for other in sorted(role.excludes - (policy.roles.keys() - {name})):
            yield say(
                N_("Role “{role}” excludes “{other}”, which is no other role of this pack."),
                role=role_name(name, policy),
                other=other,
            )
        cases = sorted(filter(about_cases, role.duties)) if role.duties & ADMINISTERS else []
        if cases:
            yield say(
                N_("Role “{role}” administers, so it may not carry {duties}: that is about cases."),
                role=role_name(name, policy),
                duties=duties_called(cases),
            )
        yield from _joined(name, policy)
    yield from _unaudited(policy)


def _joined(name: str, policy: Policy) -> Iterator[Sentence]:
    """Yield where a role administers as each of two roles does that exclude one another; it may be one of the two."""
    own = {other: role.duties & ADMINISTERS for other, role in policy.roles.items()}
    for one, other in combinations(sorted(own), 2):
        if policy.exclude(one, other) and own[name] & own[one] and own[name] & own[other]:
            joined, of_one, of_other = (role_name(each, policy) for each in (name, one, other))
            yield say(
                N_("Role “{role}” joins duties of “{one}” and “{other}”, which exclude one another."),
                role=joined,
                one=of_one,
                other=of_other,
            )


def _unaudited(policy: Policy) -> Iterator[Sentence]:
    """Yield which roles do not exclude the one that audits them."""
    auditing = [name for name, role in policy.roles.items() if role.duties & AUDITS]
    for name, role in policy.roles.items():
        for auditor in auditing:
            if role.duties & (ADMINISTERS - AUDITS) and not policy.exclude(name, auditor):
                yield say(
                    N_("Role “{role}” administers and must exclude “{auditor}”, which audits it."),
                    role=role_name(name, policy),
                    auditor=role_name(auditor, policy),
                )
