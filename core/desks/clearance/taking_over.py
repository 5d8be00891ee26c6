"""Taking over people from an earlier register: entered by the clerk as what happened, confirmed by a second officer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.appointing import Decides
from core.desks.clearance.appointment_record import PREPARED, Appointment
from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.of_person import known_of
from core.desks.clearance.post_record import IN_FORCE
from core.desks.clearance.rules import level_of, terms
from core.desks.clearance.vocabulary import APPROVE, KEEP, AppointmentStage, Level, StaffType
from core.desks.people.records import Person
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.rights.four_eyes import entries_of
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

Stage = AppointmentStage


class TakeOverAppointment(Action):
    """Take over who is on a secret post, or in cooling-off, from an earlier register. A second officer confirms it."""

    on = Appointment
    creates = True
    duty = KEEP
    stamps = {"prepared": Start.TODAY, "prepared_by": Start.ME, "taken_over": True}

    person: Annotated[fields.Person, REQUIRED]
    post: Annotated[fields.Post, REQUIRED]
    level: Annotated[Level | None, About(N_("Level of the post"), help=N_("Empty: as the post has it."))] = None
    since: Annotated[date, replace(fields.SINCE, start=None, not_before="")]
    staff_type: fields.StaffType = StaffType.STAFF
    commitment: fields.Commitment | None = None
    certificate: fields.Certificate = ""
    trained: fields.TrainedOn | None = None
    reviewed: fields.ReviewedOn | None = None
    cooling_since: fields.CoolingSince | None = None
    cooling_until: fields.CoolingUntil | None = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject nobody of the register, oneself, a post that is not in force, and half a cooling-off."""
        if not isinstance(context.get("person", self.person), Person):
            yield say(N_("Choose a person of the staff register."))
        if self.person in entries_of(context.officer, context):
            yield say(N_("This is about yourself. Another officer enters it."))
        post = context.get("post", self.post)
        if post is None or post.stage not in IN_FORCE:
            yield say(N_("This post is not in force. Choose one that is, or let it be fixed first: “Fix post”."))
        if (self.cooling_since is None) != (self.cooling_until is None):
            yield say(N_("A cooling-off has a first and a last day: enter both, or neither."))
        elif self.cooling_since and self.cooling_until and self.cooling_until <= self.cooling_since:
            yield say(N_("The cooling-off ends on {until}, before it begins."), until=self.cooling_until)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add who it is, and the level of the post where none is given."""
        level = self.level or level_of(self.post, context)
        return {**super().written(record, context), **known_of(self.person, context), "level": level}


class ConfirmTakenOver(Decides):
    """Confirm what another officer took over from an earlier register: on post, or in cooling-off since then."""

    on = Appointment
    duty = APPROVE
    key = "v"
    stages = PREPARED
    leads_to = Stage.ON_POST
    transitions = ((PREPARED, Stage.ENDED),)
    approves = (
        "person", "post", "level", "since", "commitment", "staff_type", "trained", "reviewed", "cooling_since",
        "cooling_until",
    )  # fmt: skip
    stamps = {"approved": Start.TODAY, "approved_by": Start.ME}

    @classmethod
    def applies(cls, record: Appointment) -> bool:
        """It was taken over."""
        return super().applies(record) and record.taken_over

    def refuse(self, record: Appointment, context: Context) -> Iterable[Sentence]:
        """Reject what was not taken over."""
        if not record.taken_over:
            yield say(N_("This was prepared here. Choose “Approve appointment”."))

    def changes(self, record: Appointment, context: Context) -> Iterable[Draft]:
        """Put the person on post with the next assessment, or let the cooling-off run on."""
        counted = record.reviewed or record.since
        again = months_later(counted, terms(context).review_months(record.level))
        if record.cooling_since is None or record.cooling_until is None:
            yield from super().changes(record, context)
            yield amend(record, reviewed=counted, next_review=again)
            return
        written = self.written(record, context) | {"stage": Stage.ENDED, "until": record.cooling_since}
        yield amend(record, **written)
        since, until = record.cooling_since, record.cooling_until
        months = max(round((until - since).days / 30.44), 1)
        yield create(
            CoolingOff(
                person=record.person, name=record.name, unit=record.unit, appointment=record.id, level=record.level,
                since=since, until=until, months=months, taken_over=True,
            )
        )  # fmt: skip
