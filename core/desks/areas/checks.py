"""What no longer fits in the register of secure areas: keepers, controls, reviews, and who is allowed in."""

from collections.abc import Iterable
from datetime import timedelta

from core.desks.areas.children import THERE, AreaAccess, Control
from core.desks.areas.records import IN_FORCE, PEOPLE_OF_IT, Area
from core.desks.areas.vocabulary import AccessStage, AreaSettings, Rounds
from core.desks.people.service import gone
from core.model.context import Context
from core.model.query import AllOf, AnyOf, Between, Blank, Condition, Having, Is, Not, Via, both
from core.model.reader import Reader
from core.rules.checks import Check
from core.values.sentence import N_, Sentence, say

DAY = timedelta(days=1)
STANDS = Is("stage", IN_FORCE)
ALLOWED = Is("stage", (AccessStage.ALLOWED,))
LOOKED_AT = {Rounds.WEEKLY: timedelta(days=14), Rounds.MONTHLY: timedelta(days=62)}
"""Within how many days a control is looked at where every period has its round: two periods lie between at most."""


def _gone_officer(reader: Reader) -> Condition:
    return Via("person", "person", gone(reader.today))


def _keeper_left(reader: Reader) -> Condition:
    """Of which areas in force the keeper or the deputy no longer works here."""
    return both(STANDS, AnyOf(tuple(Via(name, "officer", _gone_officer(reader)) for name in PEOPLE_OF_IT)))


def _keeper_left_said(record: Area, context: Context) -> Iterable[Sentence]:
    for officer in filter(None, (getattr(record, name) for name in PEOPLE_OF_IT)):
        found = context.get("officer", officer)
        person = context.get("person", getattr(found, "person", ""))
        left = getattr(person, "left", None)
        if left and left < context.today:
            told = N_("{name} left on {day} and answers for the area still: ask for a change of keeper or deputy.")
            yield say(told, name=context.title("officer", officer), day=left)


def _no_keeper_said(record: Area, context: Context) -> Iterable[Sentence]:
    yield say(N_("Nobody is its keeper: ask for a change of the area."))


def _no_control(_reader: Reader) -> Condition:
    return both(STANDS, Not(Having("control", "area", THERE)))


def _no_control_said(record: Area, context: Context) -> Iterable[Sentence]:
    yield say(N_("No control protects it: enter its controls, or have it revoked."))


def _unreviewed(reader: Reader) -> Condition:
    """Which areas in force were not reviewed in time, by the day that was noted or by today's policy."""
    since = reader.today - timedelta(days=reader.policy.settings(AreaSettings).review_days) - DAY
    return both(STANDS, AnyOf((Between("next_review", None, reader.today - DAY), Between("reviewed", None, since))))


def _unreviewed_said(record: Area, context: Context) -> Iterable[Sentence]:
    told = N_("Reviewed on {day}; an area is reviewed every {days} days: review it.")
    days = context.policy.settings(AreaSettings).review_days
    yield say(told, day=record.reviewed or record.in_force or "–", days=days)


def _unchecked(reader: Reader) -> Condition:
    """Which controls of areas in force nobody has looked at for two of the rounds that their area owes."""
    cases = []
    for rounds, most in LOOKED_AT.items():
        before = reader.today - most
        owing = AllOf((STANDS, Is("rounds", (rounds,)), Between("in_force", None, before)))
        looked = AnyOf((Blank("checked"), Between("checked", None, before)))
        since = AnyOf((Blank("state_since"), Between("state_since", None, before)))
        cases.append(AllOf((Via("area", "area", owing), looked, since)))
    return both(THERE, AnyOf(tuple(cases)))


def _unchecked_said(record: Control, context: Context) -> Iterable[Sentence]:
    if record.checked:
        yield say(N_("Last looked at on {day}: enter a round of checks of its area."), day=record.checked)
    else:
        yield say(N_("Never looked at: enter a round of checks of its area."))


def _outdated(reader: Reader) -> Condition:
    return both(THERE, Via("area", "area", STANDS), Between("valid_until", None, reader.today - DAY))


def _outdated_said(record: Control, context: Context) -> Iterable[Sentence]:
    yield say(N_("It was valid until {day}: replace it, or correct its validity."), day=record.valid_until)


def _allowed_left_said(record: AreaAccess, context: Context) -> Iterable[Sentence]:
    person = context.get("person", record.person)
    told = N_("{name} left on {day} and is on the list still: end the access.")
    yield say(told, name=context.title("person", record.person), day=getattr(person, "left", ""))


def _allowed_over_said(record: AreaAccess, context: Context) -> Iterable[Sentence]:
    yield say(N_("Allowed in until {day}: end the access, or ask for it anew."), day=record.until)


def _allowed_nowhere_said(record: AreaAccess, context: Context) -> Iterable[Sentence]:
    yield say(N_("The area is not in force: end the access."))


Check("area_keeper_left", N_("Keeper or deputy has left"), Area, _keeper_left, _keeper_left_said)
Check("area_no_keeper", N_("Nobody is keeper"), Area, lambda _: both(STANDS, Blank("keeper")), _no_keeper_said)
Check("area_no_control", N_("Protected by no control"), Area, _no_control, _no_control_said, ("control",))
Check("area_unreviewed", N_("Area not reviewed"), Area, _unreviewed, _unreviewed_said)
Check("control_unchecked", N_("Control not looked at"), Control, _unchecked, _unchecked_said)
Check("control_outdated", N_("Control no longer valid"), Control, _outdated, _outdated_said)
Check(
    "access_left", N_("Allowed in, and has left"), AreaAccess,
    lambda reader: both(ALLOWED, Via("person", "person", gone(reader.today))), _allowed_left_said,
)  # fmt: skip
Check(
    "access_over", N_("Allowed in beyond the day"), AreaAccess,
    lambda reader: both(ALLOWED, Between("until", None, reader.today - DAY)), _allowed_over_said,
)  # fmt: skip
Check(
    "access_nowhere", N_("Allowed into an area not in force"), AreaAccess,
    lambda _: both(ALLOWED, Via("area", "area", Not(STANDS))), _allowed_nowhere_said,
)  # fmt: skip
