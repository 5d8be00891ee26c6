"""Rules that several actions of the desk share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.desks.grievances.children import Consultation, Referral, Step, Supervision
from core.desks.grievances.records import Grievance
from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query
from core.model.rule import Broken, Link, Linked, Rule
from core.values.sentence import N_, Sentence, say

ASSIGNABLE = ("step", "supervision", "consultation", "referral")
"""The kinds of parts that are the handler's work while they are pending."""

Part = Step | Supervision | Consultation | Referral


def pending(record: Grievance, context: Context, *kinds: str) -> list[Part]:
    """Return the parts of these kinds that are waited for."""
    of_it = Is("grievance", (record.id,))
    return [part for kind in kinds for part in context.find(Query(kind, of_it)) if part.pending]


def work_follows(record: Grievance, handler: str, context: Context) -> Iterable[Draft]:
    """Address to the handler whatever is waited for: next steps, supervision, consultations and referrals."""
    for part in pending(record, context, *ASSIGNABLE):
        yield amend(part, to=handler)


def supervisor_waits(record: Grievance, context: Context) -> Iterable[Sentence]:
    """Nothing a supervisor asked is left unanswered by ending a grievance."""
    if pending(record, context, "supervision"):
        yield say(N_("A supervisor still waits for an answer. Answer first."))


def others_wait(record: Grievance, context: Context) -> Iterable[Sentence]:
    """Nothing that was begun with others is left open by ending a grievance."""
    yield from supervisor_waits(record, context)
    if pending(record, context, "consultation"):
        yield say(N_("A joint consultation is still to be held. Note its opinion, or cancel it."))
    if pending(record, context, "referral"):
        yield say(N_("A partner still owes an answer. Note it, or withdraw the referral."))


def category_faults(category: str, context: Context) -> Iterable[Sentence]:
    """Yield that a category does not stand on the tree."""
    if category and category not in context.policy.options("categories"):
        yield say(N_("The category “{category}” is not on the tree of the policy pack."), category=category)


def next_steps_done(record: Grievance, context: Context) -> Iterable[Draft]:
    """Wait no longer for the next steps that were announced."""
    for step in pending(record, context, "step"):
        yield amend(step, next_done=context.today)


def pause_ended(record: Grievance, day: date) -> dict[str, Any]:
    """Return the fields of a grievance whose pause, if one runs, ends on a day, never later than it was to end."""
    if not record.paused or not record.paused_until:
        return {}
    rested = (min(max(day, record.paused), record.paused_until) - record.paused).days
    return {"paused": None, "paused_until": None, "pause_reason": "", "paused_days": record.paused_days + rested}


# What records must keep, also where two sites write


def _waits_though_ended(record: Part, linked: Linked) -> Iterable[Broken]:
    """Nothing that was begun with others is waited for once the grievance has ended."""
    for whole in linked["grievance"]:
        if record.pending and not whole.open:
            yield Broken(
                say(N_("The grievance has ended, and this is still waited for. Note what came of it.")), whole.id
            )


for _kind in ("supervision", "consultation", "referral"):
    _whole = Link("grievance", by="grievance")
    Rule(f"{_kind}_waits_though_ended", _kind, _waits_though_ended, (_whole,), beside="grievance").declare()
