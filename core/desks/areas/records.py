"""The secure area 重点区域 itself: on its way into force, what is owed of it then, and its end."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from core.desks.areas import fields
from core.desks.areas.vocabulary import (
    APPROVE,
    AREAS,
    CHECK,
    CONFIRMED_ONES,
    KEEP,
    READ,
    STANDING,
    AreaKind,
    AreaSettings,
    AreaStage,
    Rounds,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import AnyOf, Condition, Is, both
from core.model.record import derived
from core.rules.obligation import Met, Owed, Recurring
from core.values.bounds import LAST_DAY
from core.values.cadence import Cadence, Period
from core.values.cleaning import code_key
from core.values.section import Section
from core.values.sentence import N_

IN_FORCE = (AreaStage.IN_FORCE,)
PEOPLE_OF_IT = ("keeper", "deputy")


class Area(Recurring):
    """A key department 要害部门, key place 要害部位 or other secure area, with the rounds of checks that it owes.

    What is owed of it is owed while it is in force: a revoked one owes nothing any more, not what is left of before
    either.
    """

    kind = "area"
    label = N_("Secure area")
    plural = N_("Secure areas")
    compartment = AREAS
    section = Section.SECRETS
    duty = READ
    issued = ("number", "site")
    ends = (AreaStage.REVOKED, AreaStage.DECLINED, AreaStage.WITHDRAWN)
    path = (*STANDING, AreaStage.REVOKED)
    order = ("number", "id")
    indexes = (("site", "number"),)
    owed = Owed(
        N_("check the area for {period}"),
        (Met("area_check", "area", "at"),),
        owner=PEOPLE_OF_IT,
        soon=AreaSettings,
        duty=CHECK,
    )
    deadlines = (
        Deadline(
            N_("examine the proposed area"), on="proposed", stages=(AreaStage.PROPOSED,), duty=KEEP, pressing=True,
            why=N_("Due {day}: proposed on that day, it waits to be examined."),
        ),
        Deadline(
            N_("decide on the area"), on="examined", stages=(AreaStage.EXAMINED,), duty=APPROVE, pressing=True,
            asked_by="examined_by", why=N_("Due {day}: examined on that day, it waits for a second officer."),
        ),
        Deadline(
            N_("enter the confirmation"), on="confirm_by", stages=(AreaStage.APPROVED,), duty=KEEP,
            since="approved", counted=N_("approved on {day}"), soon=AreaSettings,
        ),
        Deadline(
            N_("put the area in force"), on="ready", stages=(AreaStage.APPROVED, AreaStage.CONFIRMED), duty=KEEP,
            why=N_("Due {day}: since that day nothing is missing but this."),
        ),
        Deadline(
            N_("review the area"), on="next_review", stages=IN_FORCE, duty=KEEP, since="reviewed",
            counted=N_("reviewed on {day}"), soon=AreaSettings,
        ),
        Deadline(
            N_("review who is allowed in"), on="next_allowed", stages=IN_FORCE, owner=PEOPLE_OF_IT, duty=CHECK,
            since="allowed_reviewed", counted=N_("reviewed on {day}"), soon=AreaSettings,
        ),
        Deadline(
            N_("technical inspection"), on="next_inspection", stages=IN_FORCE, duty=KEEP, since="inspected",
            counted=N_("inspected on {day}"), soon=AreaSettings,
        ),
        Deadline(
            N_("survey the surroundings"), on="next_survey", stages=IN_FORCE, duty=KEEP, since="surveyed",
            counted=N_("surveyed on {day}"), soon=AreaSettings,
        ),
    )  # fmt: skip

    number: fields.Number = ""
    site: Annotated[str, About(N_("Numbered at"), refers="site")] = ""
    """The site that gave the number: another may have given the same one."""
    name: fields.Name
    level: fields.Level | None = None
    stage: Annotated[AreaStage, About(N_("Stage"), column=8, index=True)] = AreaStage.PROPOSED
    type: fields.KindOfArea = AreaKind.PLACE
    unit: fields.Unit = ""
    cell: fields.Cell = ""
    place: fields.Place = ""
    keeper: fields.Keeper = ""
    deputy: fields.Deputy = ""
    phone: fields.Phone = ""
    staff: fields.Staff = 0
    outline: fields.Outline = ""
    rounds: fields.RoundsOf = Rounds.MONTHLY
    rounds_since: Annotated[date | None, About(N_("Rounds since"))] = None
    """From when its rounds are asked for as they are now."""
    escort: fields.Escorted = False
    no_phones: fields.NoPhones = False
    no_devices: fields.NoDevices = False
    rules: fields.Rules = ""
    proposed: Annotated[date, About(N_("Proposed on"))]
    proposed_by: Annotated[str, About(N_("Proposed by"), refers="officer", says=Role.DOER)]
    examined: Annotated[date | None, About(N_("Examined on"))] = None
    examined_by: Annotated[str, About(N_("Examined by"), refers="officer", says=Role.DOER)] = ""
    approved: Annotated[date | None, About(N_("Approved on"))] = None
    approved_by: Annotated[str, About(N_("Approved by"), refers="officer", says=Role.DOER)] = ""
    remark: fields.Remark = ""
    fixed: fields.FixedOn | None = None
    document: fields.Document = ""
    confirm_by: Annotated[date | None, About(N_("To be confirmed by"), index=True)] = None
    confirmed: fields.ConfirmedOn | None = None
    confirmed_with: fields.Confirmation = ""
    """The document of the authority that confirmed it."""
    in_force: fields.InForce | None = None
    changed: Annotated[date | None, About(N_("Changed on"))] = None
    revoked: fields.RevokedOn | None = None
    revoked_because: fields.RevokedBecause = ""
    reviewed: Annotated[date | None, About(N_("Reviewed on"))] = None
    next_review: Annotated[date | None, About(N_("Next area review"), index=True)] = None
    allowed_reviewed: Annotated[date | None, About(N_("List reviewed on"))] = None
    next_allowed: Annotated[date | None, About(N_("Next list review"), index=True)] = None
    inspected: Annotated[date | None, About(N_("Inspected on"))] = None
    next_inspection: Annotated[date | None, About(N_("Next inspection"), index=True)] = None
    surveyed: Annotated[date | None, About(N_("Surveyed on"))] = None
    next_survey: Annotated[date | None, About(N_("Next survey"), index=True)] = None

    @property
    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}".lstrip()

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("Ready since")))
    def ready(self) -> date | None:
        """Since when it can be put in force: it was confirmed, or approved where no authority confirms it."""
        return self.confirmed or (None if self.type in CONFIRMED_ONES else self.approved)

    @property
    def cadence(self) -> Cadence | None:
        """Its rounds, from the day it came into force, or they were changed, until it is revoked."""
        if self.in_force is None:
            return None
        return Cadence(self.rounds.rhythm, self.rounds_since or self.in_force, self.revoked)

    def waiting(self, until: date = LAST_DAY) -> Iterator[Period]:
        """Yield nothing of an area that is not in force: it owes no rounds any more."""
        return super().waiting(until) if self.stage == AreaStage.IN_FORCE else iter(())

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        me = (context.officer,)
        return {
            N_("open"): Is("stage", STANDING),
            N_("in force"): Is("stage", IN_FORCE),
            **super().filters(context),
            N_("mine"): both(Is("stage", STANDING), AnyOf((Is("keeper", me), Is("deputy", me)))),
            N_("survey due"): cls.deadlines[-1].is_late(context),
            N_("not confirmed"): both(Is("stage", (AreaStage.APPROVED,)), Is("type", CONFIRMED_ONES)),
        }
