"""Rules that several actions of the desk share: who may be meant, what training was had, how long a cooling-off is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.desks.clearance.appointment_record import OPEN, Appointment
from core.desks.clearance.assessment_record import Assessment, passed
from core.desks.clearance.vocabulary import HOLDING, ClearanceSettings, Level
from core.desks.education.vocabulary import COUNTED
from core.desks.people.records import Person
from core.desks.people.service import has_left
from core.model.context import Context
from core.model.query import Between, Is, Query, both
from core.rights.four_eyes import entries_of
from core.values.dates import months_later
from core.values.sentence import N_, Sentence, say

MINUTES_PER_HOUR = 60


def terms(context: Context) -> ClearanceSettings:
    """Return the figures of the policy pack."""
    return context.policy.settings(ClearanceSettings)


def person_faults(person: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing is begun about a person: nobody of the register, somebody who left, or the officer himself."""
    found = context.get("person", person)
    if not isinstance(found, Person):
        yield say(N_("Choose a person of the staff register."))
    elif has_left(found, context.today):
        yield say(N_("{name} left on {day}. Choose somebody who works here."), name=found.title, day=found.left)
    if person in entries_of(context.officer, context):
        yield say(N_("This is about yourself. Another officer enters it."))


def level_of(post: str, context: Context) -> Level:
    """Return the level of a post; of one that is not here, the lowest."""
    found = context.get("post", post)
    return found.level if found is not None else Level.GENERAL


def assessed_for(person: str, post: str, level: Level, context: Context) -> Assessment | None:
    """Return the newest assessment by which a person may hold a post of a level today; None if there is none."""
    found: list[Assessment] = context.find(Query("assessment", passed(person, post), ("decided", "id")))
    valid = (each for each in found if each.valid_until and each.valid_until >= context.today)
    return next((each for each in reversed([*valid]) if each.level.rank <= level.rank), None)


@dataclass(frozen=True, slots=True)
class Training:
    """What a person has been taught before a post."""

    minutes: int
    session: str
    """The last session."""
    day: date | None


def training_before(person: str, day: date, context: Context) -> Training:
    """Return the training that a person has had in the months before a day, by the attendance of the education desk."""
    since = months_later(day, -terms(context).training_months)
    where = both(Is("person", (person,)), Between("day", since, max(day, context.today)), Is("stage", COUNTED))
    had: list[Any] = context.find(Query("attendance", where, ("day", "id")))
    last = had[-1] if had else None
    return Training(sum(each.minutes for each in had), last.session if last else "", last.day if last else None)


def appointment_faults(
    person: str, post: Any, since: date, commitment: date | None, context: Context
) -> Iterable[Sentence]:
    """Yield what is missing before a person can be appointed to a post, and by which action it comes about."""
    name = getattr(context.get("person", person), "name", "")
    if assessed_for(person, post.id, post.level, context) is None:
        yield say(
            N_(
                "{name} has no assessment for “{post}” at the level “{level}” that was passed and has not expired."
                " First assess, then appoint: choose “Begin assessment”."
            ),
            name=name,
            post=post.name,
            level=say(post.level.label),
        )
    wanted = terms(context).training_hours * MINUTES_PER_HOUR
    had = training_before(person, since, context).minutes
    if had < wanted:
        yield say(
            N_(
                "{name} has had {had} of {wanted} minutes of training in the last {months} months. Hold a session of"
                " the education desk with this person, note it there with “Take attendance”, then appoint."
            ),
            name=name,
            had=had,
            wanted=wanted,
            months=terms(context).training_months,
        )
    if commitment is None:
        yield say(N_("{name} has signed no commitment. Let it be signed, and enter the day here."), name=name)


def held_appointments(person: str, context: Context) -> list[Appointment]:
    """Return the posts that a person holds, the highest level first."""
    where = both(Is("person", (person,)), Is("stage", HOLDING))
    return sorted(context.find(Query("appointment", where, ("since", "id"))), key=lambda each: each.level.rank)


def holders(post: str, context: Context) -> list[Appointment]:
    """Return who holds a post, or is to be appointed to it."""
    return context.find(Query("appointment", both(Is("post", (post,)), Is("stage", OPEN)), ("since", "id")))


def cooling_faults(level: Level, months: int, why_longer: str, context: Context) -> Iterable[Sentence]:
    """Yield that a cooling-off is shorter than the least of its level, or longer than the most without a reason."""
    least, most = terms(context).cooling_months(level)
    if months < least:
        yield say(
            N_("A cooling-off of the level “{level}” lasts {least} months at least; it cannot be {months}."),
            level=say(level.label),
            least=least,
            months=months,
        )
    elif months > most and not why_longer:
        yield say(
            N_("A cooling-off of the level “{level}” lasts {most} months at most. Say why it is to be longer."),
            level=say(level.label),
            most=most,
        )
