"""Who may not act on a grievance though his roles would let him: whom it is about, and who had a part in it before.

What was merged is one matter, as long as it is merged: whom any of it complains of, or who handled any of it, counts
for all of it. And what counts is what ever was: correcting a name, lowering an urgency or giving it to somebody else
takes nobody's part away.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from core.desks.grievances.words import GrievanceTerms, StepKind, Urgency
from core.foureyes import entries_of, ever, kept_recusals, same_person
from core.query import Blank, Condition, Is, Query, both
from core.text import N_, Sentence, say

if TYPE_CHECKING:
    from core.action import Context
    from core.desks.grievances.records import Grievance

HANDLING = ("handler", "replied_by")
"""The fields that say who handled a grievance and who answered it."""


def in_force(officer: str, context: "Context") -> Condition:
    """Return the condition for what an officer has declared, at whatever seat, and nobody has ended."""
    return both(Is("officer", tuple(sorted(same_person(officer, context)))), Blank("ended"))


def whole_matter(record: "Grievance", context: "Context") -> list["Grievance"]:
    """Return a grievance with all that are handled as one with it, itself first."""
    found, waiting = {record.id: record}, [record]
    while waiting:
        each = waiting.pop()
        joined = context.find(Query(record.kind, Is("merged_into", (each.id,))))
        into = context.get(record.kind, each.merged_into) if each.merged_into else None
        new = {other.id: other for other in (*joined, into) if other is not None and other.id not in found}
        found |= new
        waiting += new.values()
    return list(found.values())


def bars(record: "Grievance", officer: str, context: "Context") -> Iterator[Sentence]:
    """Yield why an officer has no part in a grievance: it complains of him, or he has recused himself from it."""
    himself, recusals = entries_of(officer, context), context.find(Query("recusal", in_force(officer, context)))
    kept = kept_recusals(same_person(officer, context), context)
    if not (himself or recusals or kept):
        return
    matter, name = whole_matter(record, context), getattr(context.get("officer", officer), "title", officer)
    if himself and any(himself & ever(each, ("person",), context) for each in matter):
        yield say(N_("{name} is the person complained of. Choose another officer."), name=name)
        return
    persons = {each.person for each in recusals if each.person} | kept
    close = {entry for person in persons for entry in (person, *context.under("person", person))}
    grievances = {each.grievance for each in recusals} | kept
    if any(each.id in grievances or (close and close & ever(each, ("person",), context)) for each in matter):
        yield say(N_("{name} has declared a recusal from it. Choose another officer."), name=name)


def handled(record: "Grievance", context: "Context") -> set[str]:
    """Return the officers who ever handled a grievance, answered it, or took a step of it."""
    matter = whole_matter(record, context)
    of_it = Is("grievance", tuple(each.id for each in matter))
    taken = (part for kind in ("step", "consultation", "referral") for part in context.find(Query(kind, of_it)))
    named = {officer for each in matter for officer in ever(each, HANDLING, context)}
    steps = (part for part in taken if getattr(part, "step", None) != StepKind.MERGE)
    return named.union(*(ever(part, ("by",), context) for part in steps))


def settled(record: "Grievance", context: "Context") -> set[str]:
    """Return the officers who ever handled a grievance or ended it: they do not review how it was settled."""
    closers = {officer for each in whole_matter(record, context) for officer in ever(each, ("closed_by",), context)}
    return handled(record, context) | closers


def registered(record: "Grievance", context: "Context") -> Collection[str]:
    """Return who registered a grievance."""
    return {entry.change.body.officer for entry in context.history(record.id, record.kind)[:1]}


def was_urgent(record: "Grievance", context: "Context") -> bool:
    """Whether a grievance, or one that is handled with it, ever was urgent."""
    return any(Urgency.URGENT in ever(each, ("urgency",), context) for each in whole_matter(record, context))


def turned_away_by_second(record: "Grievance", context: "Context") -> Iterable[tuple[Collection[str], Sentence]]:
    """Yield who does not turn away what is urgent, where the policy pack leaves that to a second officer."""
    if context.policy.terms(GrievanceTerms).second_closes_urgent and was_urgent(record, context):
        parted = {*handled(record, context), *registered(record, context)}
        yield parted, say(N_("It is urgent: a second officer turns it away, not who registered or handled it."))
