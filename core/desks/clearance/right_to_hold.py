"""Who may hold what is secret: the answer of the register of cleared people to whoever hands carriers out."""

from collections.abc import Iterable

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.post_record import Post
from core.desks.clearance.vocabulary import HOLDING, AppointmentStage, CoolingStage
from core.model.context import Context
from core.model.query import Is, Query, both
from core.rules.right_to_hold import holder_rule
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say


@holder_rule
def cleared(person: str, level: Classification, context: Context) -> Iterable[Sentence]:
    """Reject who is on no post of the level, suspended, not assessed in time, or cooling off; what is internal is free.

    One post that lets a person hold it is enough, whatever is so of his others.
    """
    if level is Classification.INTERNAL:
        return
    entries = (person, *context.under("person", person))
    held: list[Appointment] = context.find(Query("appointment", both(Is("person", entries), Is("stage", HOLDING))))
    whys = [_why_not(each, level, context) for each in held]
    if held and not all(whys):
        return
    name = context.title("person", person)
    running = both(Is("person", entries), Is("stage", (CoolingStage.RUNNING,)))
    cooling: list[CoolingOff] = context.find(Query("cooling_off", running))
    if cooling and not held:
        told = N_("{name} is off the secret post and cooling off: no right to know what is {level}.")
        yield say(told, name=name, level=say(level.label))
    elif not held:
        told = N_("{name} is on no secret post: no right to know what is {level}. Assess and appoint first.")
        yield say(told, name=name, level=say(level.label))
    else:
        yield from filter(None, whys[:1])


def _why_not(appointment: Appointment, level: Classification, context: Context) -> Sentence | None:
    """Return why a person may not hold what is of a level by this appointment; None if he may."""
    name = context.title("person", appointment.person)
    if appointment.stage is AppointmentStage.SUSPENDED:
        return say(N_("Access of {name} is suspended: nothing secret is handed out to the person now."), name=name)
    if appointment.next_review and appointment.next_review < context.today:
        told = N_("{name} was to be assessed again by {day}: assess first, then hand out.")
        return say(told, name=name, day=appointment.next_review)
    post = context.get("post", appointment.post)
    handles = Classification(post.handles) if isinstance(post, Post) else Classification.INTERNAL
    levels = list(Classification)
    if levels.index(handles) < levels.index(level):
        told = N_("The post of {name} handles up to {handles}, and this is {level}.")
        return say(told, name=name, handles=say(handles.label), level=say(level.label))
    return None
