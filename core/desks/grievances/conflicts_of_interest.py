"""Who may not act on a grievance though his roles would let him: whom it is about, and who had a part in it before.

What was merged is one matter, as long as it is merged: whom any of it complains of, or who handled any of it, counts
for all of it. And what counts is what ever was: correcting a name, lowering an urgency or giving it to somebody else
takes nobody's part away.
"""

from collections.abc import Collection, Iterable

from core.desks.grievances.records import Grievance, whole_matter
from core.desks.grievances.vocabulary import GrievanceSettings, StepKind, Urgency
from core.model.context import Context
from core.model.field import Role
from core.model.query import Is, Query
from core.model.record import saying
from core.rights.four_eyes import ever
from core.values.sentence import N_, Sentence, say

HANDLING = ("handler", "replied_by")
"""The fields that say who handled a grievance and who answered it."""


def handled(record: Grievance, context: Context) -> set[str]:
    """Return the officers who ever handled a grievance, answered it, or took a step of it."""
    matter = whole_matter(record, context)
    of_it = Is("grievance", tuple(each.id for each in matter))
    taken = (part for kind in ("step", "consultation", "referral") for part in context.find(Query(kind, of_it)))
    named = {officer for each in matter for officer in ever(each, HANDLING, context)}
    steps = (part for part in taken if getattr(part, "step", None) != StepKind.MERGE)
    return named.union(*(ever(part, saying(type(part), Role.DOER, "officer"), context) for part in steps))


def settled(record: Grievance, context: Context) -> set[str]:
    """Return the officers who ever handled a grievance or ended it: they do not review how it was settled."""
    closers = {officer for each in whole_matter(record, context) for officer in ever(each, ("closed_by",), context)}
    return handled(record, context) | closers


def registered(record: Grievance, context: Context) -> Collection[str]:
    """Return who registered a grievance."""
    return {entry.change.body.officer for entry in context.history(record.id, record.kind)[:1]}


def was_urgent(record: Grievance, context: Context) -> bool:
    """Whether a grievance, or one that is handled with it, ever was urgent."""
    return any(Urgency.URGENT in ever(each, ("urgency",), context) for each in whole_matter(record, context))


def turned_away_by_second(record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
    """Yield who does not turn away what is urgent, where the policy pack leaves that to a second officer."""
    if context.policy.settings(GrievanceSettings).second_closes_urgent and was_urgent(record, context):
        parted = {*handled(record, context), *registered(record, context)}
        yield parted, say(N_("It is urgent: a second officer turns it away, not who registered or handled it."))
