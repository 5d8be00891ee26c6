"""Standing permissions: asked for, decided by who answers for the areas, used at the gate, ended."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Any

from core.desks.visits import fields
from core.desks.visits.gate import Entry
from core.desks.visits.permissions import StandingPermission
from core.desks.visits.records import Visit
from core.desks.visits.rules import (
    OWN_VISIT,
    PERMISSIONS,
    VISITS,
    area_faults,
    escort_faults,
    late_from,
    needs_second,
    numbered,
    party_to,
    right_faults,
)
from core.desks.visits.vocabulary import ASK, GATE, KEEP, Purpose, VisitSettings, VisitStage, VisitType
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.rules.request import Approve, Ask, Decline, RequestStage, Withdraw
from core.values.day_rules import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class AskPermission(Ask):
    """Ask that a person or the people of a firm may come in again and again. A reviewer decides."""

    on = StandingPermission
    creates = True
    duty = ASK
    key = "n"

    who: fields.For
    areas: fields.Areas
    since: fields.Since
    until: fields.Until
    host: Annotated[fields.Host, REQUIRED]
    why: fields.Why

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what runs for longer than the policy pack says, and areas for which each visit is approved twice."""
        yield from area_faults(self.areas, context)
        latest = months_later(self.since, context.policy.settings(VisitSettings).standing_months)
        if self.until > latest:
            yield say(N_("A standing permission from {since} on runs until {latest} at most."), since=self.since,
                      latest=latest)  # fmt: skip
        if needs_second(_Areas(self.areas), context):
            yield say(N_("Areas of the highest level have no standing permissions: each visit is asked for."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number."""
        return super().written(record, context) | numbered("standing_permission", PERMISSIONS, context)


class _Areas:
    """Areas, as a visit names them."""

    foreign = False

    def __init__(self, areas: tuple[str, ...]) -> None:
        self.areas = areas


class ApprovePermission(Approve):
    """Approve the standing permission that another officer asked for."""

    on = StandingPermission
    key = "a"

    @classmethod
    def obstacles(cls, record: StandingPermission, context: Context) -> Iterable[Sentence]:
        """Yield that the officer does not answer for an area."""
        return right_faults(record.areas, context)

    def involved(self, record: StandingPermission, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """The host."""
        yield party_to(record, context), say(OWN_VISIT)

    def refuse(self, record: StandingPermission, context: Context) -> Iterable[Sentence]:
        """Reject a reviewer who does not answer for the areas."""
        yield from super().refuse(record, context)
        yield from right_faults(record.areas, context)


class DeclinePermission(Decline):
    """Decline the standing permission that another officer asked for."""

    on = StandingPermission
    key = "d"

    @classmethod
    def obstacles(cls, record: StandingPermission, context: Context) -> Iterable[Sentence]:
        """Yield that the officer does not answer for an area."""
        return right_faults(record.areas, context)

    def involved(self, record: StandingPermission, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """The host."""
        yield party_to(record, context), say(OWN_VISIT)

    def refuse(self, record: StandingPermission, context: Context) -> Iterable[Sentence]:
        """Reject a reviewer who does not answer for the areas."""
        yield from super().refuse(record, context)
        yield from right_faults(record.areas, context)


class WithdrawPermission(Withdraw):
    """Withdraw the standing permission that was asked for."""

    on = StandingPermission
    duty = ASK
    key = "b"


class EndPermission(Action):
    """End a standing permission before its day: nobody comes in by it any more."""

    on = StandingPermission
    duty = KEEP
    key = "x"
    stages = (RequestStage.APPROVED,)
    once = "ended"
    stamps = {"ended": Start.TODAY, "ended_by": Start.ME}

    ended_why: Annotated[fields.EndedWhy, REQUIRED]


class AdmitByPermission(Entry):
    """Let somebody in by a standing permission: the entry is a visit of its own, reviewed with the permission."""

    on = StandingPermission
    duty = GATE
    key = "l"
    single = True
    stages = (RequestStage.APPROVED,)
    reported = N_("Let in by {record}")

    area: fields.PermittedArea
    name: fields.Name
    people: fields.People = 1
    planned_out: fields.LeavesToday
    escort: fields.Escort = ""
    plate: fields.Plate = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start with the first area of the permission, and name nobody: a firm sends whom it sends."""
        own = {"area": record.areas[0], "name": record.who} if record else {}
        return super().suggest(record, context) | own

    @classmethod
    def applies(cls, record: StandingPermission) -> bool:
        """It was not ended."""
        return super().applies(record) and record.ended is None

    def refuse(self, record: StandingPermission, context: Context) -> Iterable[Sentence]:
        """Reject what the permission does not say: another day, another area, no escort where one is asked for."""
        if record.ended:
            yield say(N_("This permission ended on {day}. Ask for a visit."), day=record.ended)
        if not record.since <= context.today <= record.until:
            said = N_("This permission holds from {since} to {until}. Ask for a visit.")
            yield say(said, since=record.since, until=record.until)
        if self.area not in record.areas:
            yield say(N_("This permission does not hold for that area. Ask for a visit."))
        if self.planned_out <= context.now:
            yield say(N_("The planned time to leave must lie after the planned time to come."))
        yield from area_faults((self.area,), context)
        yield from escort_faults((self.area,), self.escort, context)
        yield from self.entry_faults(context)

    def changes(self, record: StandingPermission, context: Context) -> Iterable[Draft]:
        """Make the visit, as the permission was reviewed, with the document and the badge."""
        now, me = context.now, context.officer
        made = Visit(
            **numbered("visit", VISITS, context),
            type=VisitType.VEHICLE if self.plate else VisitType.PERSON, area=self.area, name=self.name, body=record.who,
            people=self.people, came=self.people, inside=self.people, plate=self.plate, purpose=Purpose.WORK,
            purpose_text=record.why, host=record.host, escort=self.escort, permission=record.id,
            stage=VisitStage.INSIDE,
            asked=now, asked_by=me, planned_in=now, planned_out=self.planned_out, entered=now, entered_by=me,
            late_from=late_from(self.planned_out, context), badge=self.badge, review_by=context.today,
            reviewed=datetime.combine(record.decided or context.today, now.time()), reviewed_by=record.decided_by,
        )  # fmt: skip
        yield create(made)
        yield from self.entry_drafts(made.id, context)
