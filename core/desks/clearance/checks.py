"""What no longer fits in the register of cleared people: levels, assessments, training, people who have left."""

from collections.abc import Iterable
from datetime import date, timedelta

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import RUNNING, CoolingOff
from core.desks.clearance.post_record import IN_FORCE, Post
from core.desks.clearance.rules import terms
from core.desks.clearance.vocabulary import HOLDING, Level
from core.desks.people.service import gone
from core.model.context import Context
from core.model.query import AnyOf, Between, Blank, Condition, Is, Not, Via, both
from core.model.reader import Reader
from core.rules.checks import Check
from core.values.dates import months_later
from core.values.sentence import N_, Sentence, say

DAY = timedelta(days=1)
ON_POST = Is("stage", HOLDING)


def _on_post(where: Condition) -> Condition:
    return both(ON_POST, where)


def _above(_reader: Reader) -> Condition:
    """Whose level is higher than that of the post."""
    lower = {level: tuple(each for each in Level if each.rank > level.rank) for level in Level}
    cases = (both(Is("level", (level,)), Via("post", "post", Is("level", below))) for level, below in lower.items())
    return _on_post(AnyOf(tuple(cases)))


def _above_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    post = context.get("post", record.post)
    if post is not None:
        told = N_("The level is “{level}”, that of the post “{of_post}”: lower it with “Ask level change”, or raise the"
                  " post.")  # fmt: skip
        yield say(told, level=say(record.level.label), of_post=say(post.level.label))


def _below(_reader: Reader) -> Condition:
    """Whose level is lower than that of the post."""
    higher = {level: tuple(each for each in Level if each.rank < level.rank) for level in Level}
    cases = (both(Is("level", (level,)), Via("post", "post", Is("level", above))) for level, above in higher.items())
    return _on_post(AnyOf(tuple(cases)))


def _below_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    post = context.get("post", record.post)
    if post is not None:
        told = N_("The level is “{level}”, that of the post “{of_post}”: assess for it, then “Ask level change”.")
        yield say(told, level=say(record.level.label), of_post=say(post.level.label))


def _last_assessed(level: Level, reader: Reader) -> date:
    """Return the day since which somebody of a level must have been assessed, by today's policy."""
    return months_later(reader.today, -terms(reader.context()).review_months(level))


def _expired(reader: Reader) -> Condition:
    """Who is to be assessed again, by the day that was noted or by today's policy."""
    cases = (
        both(Is("level", (level,)), Between("reviewed", None, _last_assessed(level, reader) - DAY)) for level in Level
    )
    return _on_post(AnyOf((Between("next_review", None, reader.today - DAY), *cases)))


def _expired_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    months = terms(context).review_months(record.level)
    told = N_("Last assessed {day}; the level “{level}” is assessed every {months} months: “Begin assessment”.")
    yield say(told, day=record.reviewed or "–", level=say(record.level.label), months=months)


def _never_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    yield say(N_("No assessment is on record: “Begin assessment” for this person and post."))


def _untrained_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    hours = terms(context).training_hours
    yield say(N_("No training before the post is on record, {hours} hours are asked for: hold a session."), hours=hours)


def _untrained(reader: Reader) -> Condition:
    asked = terms(reader.context()).training_hours > 0
    return _on_post(both(Blank("trained"), Blank("training"))) if asked else AnyOf()


def _uncommitted_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    yield say(N_("No signed commitment is on record: have it signed, or suspend access until it is."))


def _left_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    person = context.get("person", record.person)
    told = N_("Left on {day} and is on the post still: begin the departure and its cooling-off.")
    yield say(told, day=getattr(person, "left", ""))


def _no_post_said(record: Appointment, context: Context) -> Iterable[Sentence]:
    yield say(N_("The post is not in force: begin the departure, or appoint the person to another post."))


def _short(reader: Reader) -> Condition:
    """Which cooling-offs that run are shorter than the least of today's policy."""
    policy = terms(reader.context())
    cases = (
        both(Is("level", (level,)), Between("months", None, policy.cooling_months(level)[0] - 1)) for level in Level
    )
    return both(Is("stage", RUNNING), AnyOf(tuple(cases)))


def _short_said(record: CoolingOff, context: Context) -> Iterable[Sentence]:
    least, _most = terms(context).cooling_months(record.level)
    told = N_("It lasts {months} months, {least} are the least of the level “{level}”: propose to prolong it.")
    yield say(told, months=record.months, least=least, level=say(record.level.label))


def _undecided(reader: Reader) -> Condition:
    return both(Is("stage", RUNNING), Between("until", None, reader.today - DAY))


def _undecided_said(record: CoolingOff, context: Context) -> Iterable[Sentence]:
    yield say(N_("It was over on {day} and nobody has decided: hold the last talk, then decide."), day=record.until)


def _unreviewed(reader: Reader) -> Condition:
    """Which posts in force were not reviewed in time, by the day that was noted or by today's policy."""
    since = months_later(reader.today, -terms(reader.context()).post_review_months) - DAY
    late = (Between("next_review", None, reader.today - DAY), Between("reviewed", None, since))
    return both(Is("stage", IN_FORCE), AnyOf(late))


def _unreviewed_said(record: Post, context: Context) -> Iterable[Sentence]:
    told = N_("Fixed or reviewed on {day}; a post is reviewed every {months} months: review it.")
    yield say(told, day=record.reviewed or record.fixed or "–", months=terms(context).post_review_months)


Check("clearance_above_post", N_("Level above that of the post"), Appointment, _above, _above_said, ("post",))
Check("clearance_below_post", N_("Level below that of the post"), Appointment, _below, _below_said, ("post",))
Check("clearance_expired", N_("Assessed too long ago"), Appointment, _expired, _expired_said)
Check(
    "clearance_never_assessed", N_("Never assessed"), Appointment,
    lambda _: _on_post(both(Blank("reviewed"), Blank("next_review"))), _never_said,
)  # fmt: skip
Check("clearance_untrained", N_("Training before the post missing"), Appointment, _untrained, _untrained_said)
Check(
    "clearance_uncommitted", N_("Commitment missing"), Appointment, lambda _: _on_post(Blank("commitment")),
    _uncommitted_said,
)  # fmt: skip
Check(
    "clearance_left", N_("Has left, still on the post"), Appointment,
    lambda reader: _on_post(Via("person", "person", gone(reader.today))), _left_said,
)  # fmt: skip
Check(
    "clearance_no_post", N_("On a post that is not in force"), Appointment,
    lambda _: _on_post(Via("post", "post", Not(Is("stage", IN_FORCE)))), _no_post_said,
)  # fmt: skip
Check("clearance_cooling_short", N_("Cooling-off too short"), CoolingOff, _short, _short_said)
Check("clearance_cooling_undecided", N_("Cooling-off over, undecided"), CoolingOff, _undecided, _undecided_said)
Check("clearance_post_unreviewed", N_("Secret post not reviewed"), Post, _unreviewed, _unreviewed_said)
