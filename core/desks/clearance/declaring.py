"""Declarations: received from the person, two opinions by two officers, the decision by a third, and telling it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.declaration_record import ADVISED, RECEIVED, TO_TELL, UNDECIDED, Declaration
from core.desks.clearance.of_person import known_of
from core.desks.clearance.rules import person_faults, terms
from core.desks.clearance.vocabulary import APPROVE, KEEP, PERSONNEL, DeclarationStage, Matter, Ruling
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.rules.numbering import next_number
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

PREFIX, DIGITS = "BG", 4
"""How declarations are numbered in each year: BG-2026-0001, of 报告."""
Stage = DeclarationStage


class ReceiveDeclaration(Action):
    """Enter what a person declares of himself: kind, day and one line. Of a journey also when, where and why."""

    on = Declaration
    creates = True
    duty = KEEP
    key = "n"
    reported = N_("Received as {record}")
    stamps = {"received": Start.TODAY, "received_by": Start.ME}

    person: Annotated[fields.Person, REQUIRED]
    matter: fields.Matter
    happened: fields.HappenedOn
    fact: fields.Fact
    paper: fields.Paper = ""
    leaves: fields.Leaves | None = None
    returns: fields.Returns | None = None
    places: fields.Places = ""
    purpose: fields.Purpose | None = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject oneself as the person, and a journey that is not told whole."""
        yield from person_faults(self.person, context)
        if self.matter == Matter.TRAVEL:
            if not (self.leaves and self.returns and self.places and self.purpose):
                yield say(N_("Of a journey, enter when it begins and ends, where it leads and for what."))
            elif self.returns < self.leaves:
                yield say(
                    N_("The journey ends on {returns}, before it begins on {leaves}."),
                    returns=self.returns,
                    leaves=self.leaves,
                )
        elif self.leaves or self.returns or self.places or self.purpose:
            yield say(N_("Days, places and purpose are asked of a journey only. Leave them empty."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number, who it is, by when it is decided, and whether a journey was asked for too late."""
        prefix, figures = f"{PREFIX}-{context.today.year}-", terms(context)
        number = next_number("declaration", prefix, DIGITS, context.site, context)
        found = {"number": number, "site": context.site, "due": context.today + timedelta(days=figures.decide_days)}
        if self.leaves:
            found["short_notice"] = context.workdays.count(context.today, self.leaves) < figures.travel_workdays
        return {**super().written(record, context), **known_of(self.person, context), **found}


class GivePersonnelOpinion(Action):
    """Say what personnel has to say of a declaration."""

    on = Declaration
    duty = PERSONNEL
    key = "o"
    stages = RECEIVED
    once = "personnel_on"
    other_than = ("secrecy_by",)
    transitions = ((RECEIVED, Stage.ADVISED),)
    stamps = {"personnel_by": Start.ME, "personnel_on": Start.TODAY}

    personnel_opinion: Annotated[fields.PersonnelOpinion, REQUIRED]

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """With the other opinion, it waits for the decision."""
        return super().written(record, context) | ({"stage": Stage.ADVISED} if record.secrecy_on else {})


class GiveSecrecyOpinion(Action):
    """Say what the secrecy office has to say of a declaration."""

    on = Declaration
    duty = KEEP
    key = "e"
    stages = RECEIVED
    once = "secrecy_on"
    other_than = ("personnel_by",)
    transitions = ((RECEIVED, Stage.ADVISED),)
    stamps = {"secrecy_by": Start.ME, "secrecy_on": Start.TODAY}

    secrecy_opinion: Annotated[fields.SecrecyOpinion, REQUIRED]

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """With the other opinion, it waits for the decision."""
        return super().written(record, context) | ({"stage": Stage.ADVISED} if record.personnel_on else {})


OUTCOMES = {Ruling.NOTED: Stage.NOTED, Ruling.GRANTED: Stage.GRANTED, Ruling.REFUSED: Stage.REFUSED}


class DecideDeclaration(Action):
    """Decide a declaration of which both opinions are there. Who gave one, or received it, does not."""

    on = Declaration
    duty = APPROVE
    key = "a"
    stages = ADVISED
    other_than = ("personnel_by", "secrecy_by", "received_by")
    approves = (
        "person", "matter", "happened", "fact", "leaves", "returns", "places", "purpose", "personnel_opinion",
        "secrecy_opinion",
    )  # fmt: skip
    transitions = tuple((ADVISED, stage) for stage in OUTCOMES.values())
    stamps = {"decided": Start.TODAY, "decided_by": Start.ME}

    ruling: fields.Ruling
    ruling_reasons: fields.Reason = ""

    def refuse(self, record: Declaration, context: Context) -> Iterable[Sentence]:
        """Reject a journey that is only noted, and a refusal without a reason."""
        if record.matter == Matter.TRAVEL and self.ruling == Ruling.NOTED:
            yield say(N_("A journey is granted or refused."))
        if self.ruling == Ruling.REFUSED and not self.ruling_reasons:
            yield say(N_("Say why it is refused: the person is told."))

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """Add the stage that it leads to."""
        return super().written(record, context) | {"stage": OUTCOMES[self.ruling]}


class TellDecision(Action):
    """Note that the person was told the decision. What is no granted journey ends with it."""

    on = Declaration
    duty = KEEP
    key = "t"
    stages = TO_TELL
    once = "told"
    transitions = ((TO_TELL, Stage.CLOSED),)
    stamps = {"told": Start.TODAY}

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """A granted journey goes on."""
        goes_on = record.matter == Matter.TRAVEL and record.stage == Stage.GRANTED
        return super().written(record, context) | ({} if goes_on else {"stage": Stage.CLOSED})


class WithdrawDeclaration(Action):
    """Note that the person withdrew a declaration before it was decided. Its number is not given again."""

    on = Declaration
    duty = KEEP
    key = "x"
    stages = UNDECIDED
    leads_to = Stage.WITHDRAWN

    withdrawn_because: Annotated[fields.Lapsed, REQUIRED]
