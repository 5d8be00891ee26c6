"""What no longer fits in the register of matters: reviews, terms, and who knows what."""

from collections.abc import Iterable
from datetime import timedelta

from core.desks.matters.children import Knowledge
from core.desks.matters.records import FIXED, Matter
from core.desks.matters.rules import in_scope
from core.desks.matters.vocabulary import MatterSettings, MatterStage
from core.desks.people.service import gone
from core.model.context import Context
from core.model.query import AnyOf, Between, Blank, Condition, Having, Is, Not, Query, Via, both
from core.model.reader import Reader
from core.rules.checks import Check, of_pairs
from core.values.classification import Classification
from core.values.dates import months_later
from core.values.sentence import N_, Sentence, say

DAY = timedelta(days=1)
IN_FORCE = Is("stage", FIXED)
KNOWS = Blank("until")


def _settings(context: Context) -> MatterSettings:
    return context.policy.settings(MatterSettings)


def _unreviewed(reader: Reader) -> Condition:
    """Which matters in force were not reviewed in time, by the day that was noted or by today's policy."""
    since = months_later(reader.today, -_settings(reader.context()).review_months) - DAY
    late = Between("next_review", None, reader.today - DAY)
    fixed = both(Blank("reviewed"), Between("fixed", None, since))
    return both(IN_FORCE, AnyOf((late, Between("reviewed", None, since), fixed)))


def _unreviewed_said(record: Matter, context: Context) -> Iterable[Sentence]:
    told = N_("Fixed or reviewed on {day}; a matter is reviewed every {months} months: review it.")
    yield say(told, day=record.reviewed or record.fixed or "–", months=_settings(context).review_months)


def _over(reader: Reader) -> Condition:
    return both(IN_FORCE, Between("expires", None, reader.today - DAY))


def _over_said(record: Matter, context: Context) -> Iterable[Sentence]:
    yield say(N_("Its term ended on {day}: lift it, or ask to have the term prolonged."), day=record.expires)


def _too_long(reader: Reader) -> Condition:
    """Which terms are longer than today's policy allows without a decision."""
    longest = _settings(reader.context()).longest
    cases = (both(Is("level", (each,)), Between("years", longest(each) + 1)) for each in Classification)
    return both(IN_FORCE, Blank("decision"), AnyOf(tuple(cases)))


def _too_long_said(record: Matter, context: Context) -> Iterable[Sentence]:
    told = N_("Its term is {years} years, {longest} is the longest of “{level}”: ask for a change of mark.")
    longest = _settings(context).longest(record.level)
    yield say(told, years=record.years, longest=longest, level=say(record.level.label))


def _nobody(_reader: Reader) -> Condition:
    return both(IN_FORCE, Not(Having("matter_scope", "matter", Blank("ended"))))


def _nobody_said(record: Matter, context: Context) -> Iterable[Sentence]:
    yield say(N_("Nobody is in its scope: add the people or units that may know of it, or lift it."))


def _knower_left(reader: Reader) -> Condition:
    return both(KNOWS, Via("person", "person", gone(reader.today)))


def _knower_left_said(record: Knowledge, context: Context) -> Iterable[Sentence]:
    told = N_("{name} left on {day}, and the entry is open: end it. The duty of secrecy goes on.")
    person = context.get("person", record.person)
    yield say(told, name=context.title("person", record.person), day=getattr(person, "left", ""))


def _outside(reader: Reader) -> Condition:
    """Who knows a matter in force, is outside its scope by now, and was let in by nobody."""
    let_in_by_nobody = both(KNOWS, Blank("approver"), Via("matter", "matter", IN_FORCE))
    return of_pairs(reader, Query("knowledge", let_in_by_nobody), ("person", "matter"), _unapproved)


def _unapproved(person: str, matter: str, context: Context) -> bool:
    """Whether a person is outside the scope of a matter, and an earlier register names no approval either."""
    if in_scope(person, matter, context):
        return False
    entries: list[Knowledge] = context.find(Query("knowledge", both(Is("person", (person,)), Is("matter", (matter,)))))
    return not any(each.on_paper for each in entries)


def _outside_said(record: Knowledge, context: Context) -> Iterable[Sentence]:
    told = N_("{name} is outside the scope and nobody approved it: end the entry, or “Ask to let in”.")
    yield say(told, name=context.title("person", record.person))


def _lifted(_reader: Reader) -> Condition:
    lifted = Is("stage", (MatterStage.LIFTED,))
    return both(KNOWS, Via("matter", "matter", lifted))


def _lifted_said(record: Knowledge, context: Context) -> Iterable[Sentence]:
    yield say(N_("The matter was lifted, and the entry is open: end it."))


Check("matter_unreviewed", N_("Not reviewed within the year"), Matter, _unreviewed, _unreviewed_said)
Check("matter_over", N_("Term over, neither lifted nor prolonged"), Matter, _over, _over_said)
Check("matter_too_long", N_("Term longer than the policy allows"), Matter, _too_long, _too_long_said)
Check("matter_nobody", N_("Nobody in scope"), Matter, _nobody, _nobody_said)
Check("knowledge_left", N_("Known by somebody who has left"), Knowledge, _knower_left, _knower_left_said)
Check("knowledge_outside", N_("Known outside the scope, unapproved"), Knowledge, _outside, _outside_said)
Check("knowledge_lifted", N_("Open entry of a lifted matter"), Knowledge, _lifted, _lifted_said)
