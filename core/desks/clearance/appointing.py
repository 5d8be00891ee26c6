"""Appointing to a secret post: first assessed, trained and committed; then prepared by one, approved by another."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Any, ClassVar

from core.desks.clearance import fields
from core.desks.clearance.appointment_record import PREPARED, Appointment
from core.desks.clearance.assessing import BeginAssessment, hands_of
from core.desks.clearance.of_person import known_of
from core.desks.clearance.post_record import IN_FORCE
from core.desks.clearance.rules import (
    appointment_faults,
    assessed_for,
    level_of,
    person_faults,
    terms,
    training_before,
)
from core.desks.clearance.vocabulary import APPROVE, HOLDING, KEEP, AppointmentStage, StaffType
from core.model.action import Action, Rather
from core.model.context import Context
from core.model.field import About, Start
from core.values.dates import months_later
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_, Sentence, say


class PrepareAppointment(Action):
    """Prepare the appointment of a person to a secret post. It takes an assessment, training and a commitment."""

    on = Appointment
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"prepared": Start.TODAY, "prepared_by": Start.ME}

    person: Annotated[fields.Person, REQUIRED]
    post: Annotated[fields.Post, REQUIRED]
    since: fields.Since
    commitment: fields.Commitment | None = None
    paper: fields.Paper = ""
    staff_type: fields.StaffType = StaffType.STAFF
    certificate: fields.Certificate = ""
    fixes_secrets: fields.FixesSecrets = False

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a post that is not in force, and a person who is not assessed, trained and committed."""
        yield from person_faults(self.person, context)
        post = context.get("post", self.post)
        if post is None or post.stage not in IN_FORCE:
            yield say(N_("This post is not in force. Choose one that is, or let it be fixed first: “Fix post”."))
        else:
            yield from appointment_faults(self.person, post, self.since, self.commitment, context)

    def rather(self, context: Context) -> Rather | None:
        """The assessment, if it is that which is missing."""
        post = context.get("post", self.post)
        if post is None or assessed_for(self.person, self.post, post.level, context):
            return None
        return Rather(BeginAssessment, "", {"person": self.person, "post": self.post})

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add who it is, the level of the post, and the assessment and training on which it rests."""
        level = level_of(self.post, context)
        assessed = assessed_for(self.person, self.post, level, context)
        had = training_before(self.person, self.since, context)
        rests = {"assessment": assessed.id if assessed else "", "training": had.session, "trained": had.day}
        return {**super().written(record, context), **known_of(self.person, context), "level": level, **rests}


class AmendPrepared(Action):
    """Correct an appointment that is not approved yet."""

    on = Appointment
    duty = KEEP
    key = "e"
    stages = PREPARED
    amends = True
    stamps = {"prepared_by": Start.ME}

    since: fields.Since
    commitment: fields.Commitment | None = None
    paper: fields.Paper = ""
    staff_type: fields.StaffType = StaffType.STAFF
    certificate: fields.Certificate = ""
    fixes_secrets: fields.FixesSecrets = False


class Decides(Action):
    """What approving and declining have in common: who prepared it, or decided the assessment, does not."""

    other_than = ("prepared_by",)
    approves: ClassVar[tuple[str, ...]] = (
        *("person", "post", "level", "since", "commitment", "staff_type", "fixes_secrets"),
    )

    def involved(self, record: Appointment, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who assessed the person, or decided on it."""
        assessed = context.get("assessment", record.assessment) if record.assessment else None
        yield (
            hands_of(assessed),
            say(N_("You had a part in the assessment of this person: another officer decides the appointment.")),
        )


class ApproveAppointment(Decides):
    """Approve the appointment that another officer prepared: the person is on post."""

    on = Appointment
    duty = APPROVE
    key = "a"
    stages = PREPARED
    leads_to = AppointmentStage.ON_POST
    stamps = {"approved": Start.TODAY, "approved_by": Start.ME}

    @classmethod
    def applies(cls, record: Appointment) -> bool:
        """It was prepared here; what was taken over is confirmed."""
        return super().applies(record) and not record.taken_over

    def refuse(self, record: Appointment, context: Context) -> Iterable[Sentence]:
        """Reject what was missing, or has expired or been abolished since."""
        post = context.get("post", record.post)
        if post is None or post.stage not in IN_FORCE:
            yield say(N_("This post is not in force. Choose one that is, or let it be fixed first: “Fix post”."))
        elif record.taken_over:
            yield say(N_("This was taken over from an earlier register. Choose “Confirm taken over”."))
        else:
            yield from appointment_faults(record.person, post, record.since, record.commitment, context)

    def written(self, record: Appointment, context: Context) -> dict[str, Any]:
        """Add when the person is assessed again, counted from the assessment."""
        assessed = context.get("assessment", record.assessment) if record.assessment else None
        counted: date = (assessed.decided if assessed else None) or record.since
        again = months_later(counted, terms(context).review_months(record.level))
        return super().written(record, context) | {"reviewed": counted, "next_review": again}


class DeclineAppointment(Decides):
    """Do not appoint, with the reason."""

    on = Appointment
    duty = APPROVE
    key = "d"
    stages = PREPARED
    leads_to = AppointmentStage.DECLINED

    declined_because: Annotated[Line, REQUIRED, About(N_("Why not appointed"))]


class CompleteAppointment(Action):
    """Correct or complete what stands of somebody on a post: certificate, kind of staff, whether he fixes secrets."""

    on = Appointment
    duty = KEEP
    key = "w"
    stages = HOLDING
    amends = True

    staff_type: fields.StaffType
    certificate: fields.Certificate = ""
    fixes_secrets: fields.FixesSecrets = False
    paper: fields.Paper = ""


class NoteYearLetter(Action):
    """Note that the yearly letter of responsibility was signed."""

    on = Appointment
    duty = KEEP
    stages = HOLDING

    year_letter: fields.YearLetter


class NoteFiling(Action):
    """Note that the person was filed with the secrecy authority."""

    on = Appointment
    duty = KEEP
    stages = HOLDING

    filed: fields.FiledWith


class SuspendAccess(Action):
    """Suspend the access of somebody on a post, with the reason and until when."""

    on = Appointment
    duty = APPROVE
    key = "x"
    stages = (AppointmentStage.ON_POST,)
    leads_to = AppointmentStage.SUSPENDED
    stamps = {"suspended": Start.TODAY}

    suspended_until: fields.SuspendedUntil
    suspended_because: Annotated[fields.Reason, REQUIRED]


class RestoreAccess(Action):
    """Let somebody whose access was suspended do the work of the post again."""

    on = Appointment
    duty = APPROVE
    key = "b"
    stages = (AppointmentStage.SUSPENDED,)
    leads_to = AppointmentStage.ON_POST
    stamps = {"suspended": None, "suspended_until": None, "suspended_because": ""}  # history keeps them
