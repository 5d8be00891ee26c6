"""Taking carriers into the ledger, correcting what it says of them, and making copies."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.carriers import fields
from core.desks.carriers.moving import Moving, movement
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import ANSWERED, HELD, KEEP, SERIAL, CarrierStage, Form, Move, Origin
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.model.query import Is, Query
from core.rights.signing import Countersigned
from core.rules.numbering import known_bearers, next_number
from core.rules.right_to_hold import holder_faults, place_faults
from core.values.classification import Classification
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_, Sentence, say

DIGITS = 4
SECOND_NEEDED = (Classification.CONFIDENTIAL, Classification.TOP_SECRET)
"""The levels of which copies are made with another's approval."""


class ReceiveCarrier(Action):
    """Take a carrier into the ledger: it gets its number, and is in store."""

    on = Carrier
    creates = True
    duty = KEEP
    key = "n"
    reported = N_("In the ledger as {record}")
    undoable = False
    stamps = {"since": Start.TODAY}

    form: fields.Form = Form.PAPER
    name: fields.Name
    level: fields.Level
    originator: fields.Originator = ""
    document: fields.Document = ""
    term: fields.Term = ""
    copies: fields.Copies = 1
    size: fields.Size = ""
    serial: fields.Serial = ""
    got: fields.Got | None = None
    how: fields.How = Origin.RECEIVED
    keeper: fields.Keeper = ""
    area: fields.Area = ""
    place: fields.Place = ""
    unit: fields.Unit = ""
    use: fields.Use = ""
    recall_by: fields.RecallBy | None = None
    transfer: fields.Transfer = False
    remark: fields.Remark = ""
    number: fields.Number = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a number that is given, a device without its serial number, and who or what may not keep it."""
        if known_bearers("carrier", self.number, context):
            yield say(N_("There is a carrier with the number {number} already."), number=self.number)
        if self.form in SERIAL and not self.serial:
            yield say(N_("Enter the serial number: {form} has one."), form=say(self.form.label))
        yield from holder_faults(self.keeper, self.level, context)
        yield from place_faults(self.area, self.level, context)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number and the site that gives it."""
        number = self.number or next_number("carrier", f"ZT-{context.today.year}-", DIGITS, context.site, context)
        given = {"number": number, "site": context.site, "got": self.got or context.today}
        return super().written(record, context) | given

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it, and that it was taken in."""
        made = Carrier(id=self.target, **self.written(record, context))
        yield create(made)
        yield movement(made, Move.RECEIVE, context, giver="", taker=self.keeper, whereto=self.originator)


class AmendCarrier(Action):
    """Correct what the ledger says of a carrier. Its level is changed by a decision, where it is by a movement."""

    on = Carrier
    duty = KEEP
    key = "e"
    stages = ANSWERED
    amends = True

    form: fields.Form
    name: fields.Name
    originator: fields.Originator = ""
    document: fields.Document = ""
    term: fields.Term = ""
    copies: fields.Copies = 1
    size: fields.Size = ""
    serial: fields.Serial = ""
    unit: fields.Unit = ""
    use: fields.Use = ""
    transfer: fields.Transfer = False
    remark: fields.Remark = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject a device without its serial number."""
        if self.form in SERIAL and not self.serial:
            yield say(N_("Enter the serial number: {form} has one."), form=say(self.form.label))


class PutCarrier(Moving):
    """Say where a carrier lies in the store from now on."""

    on = Carrier
    duty = KEEP
    key = "p"
    stages = (CarrierStage.STORED,)
    move = Move.PUT

    area: fields.Area = ""
    place: Annotated[fields.Place, REQUIRED]
    note: fields.Note = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject an area that is not protected for its level."""
        yield from place_faults(self.area, record.level, context)

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Its custodian stays."""
        return {"taker": record.keeper, "whereto": self.place}

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """It lies there."""
        return {"place": self.place, "area": self.area}


class ChangeCarrierLevel(Countersigned, Moving):
    """Enter that the originator or a superior decided another level. Another officer signs with you."""

    on = Carrier
    duty = KEEP
    stages = ANSWERED
    move = Move.LEVEL
    signers = ("approver",)

    level: fields.Level
    note: Annotated[Line, REQUIRED, About(N_("Decision by document"))]
    approver: Annotated[fields.Approver, REQUIRED]

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject the level that stands, and one for which its holder, custodian or place is not cleared."""
        if self.level is record.level:
            yield say(N_("{carrier} is {level} already."), carrier=record.number, level=say(self.level.label))
        yield from holder_faults(record.holder or record.keeper, self.level, context)
        yield from place_faults(record.area, self.level, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """It has the new level."""
        return {"level": self.level}


class CopyCarrier(Countersigned, Moving):
    """Enter copies, extracts or prints that were made of a carrier: each gets a number below its own."""

    on = Carrier
    duty = KEEP
    key = "c"
    stages = HELD
    move = Move.COPY
    signers = ("approver",)

    manner: Annotated[Origin, About(N_("How they were made"))] = Origin.COPIED
    made: fields.Made = 1
    size: fields.Size = ""
    purpose: fields.Purpose = ""
    taker: fields.Keeper = ""
    area: fields.Area = ""
    place: fields.Place = ""
    approver: fields.Approver = ""
    consent: fields.Consent = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject copies of what is top secret without consent, and such as another has to approve without his name."""
        yield from super().refuse(record, context)
        if self.manner not in (Origin.COPIED, Origin.EXTRACTED, Origin.PRINTED):
            yield say(N_("Say whether they were copied, extracted or printed."))
        if record.level is Classification.TOP_SECRET and not self.consent:
            yield say(
                N_("Top secret is copied or extracted with the consent of its originator only. Enter its number.")
            )
        if record.level in SECOND_NEEDED and not self.approver:
            yield say(N_("Copies of what is {level} take the approval of another officer. Name him."),
                      level=say(record.level.label))  # fmt: skip
        yield from holder_faults(self.taker, record.level, context)
        if self.place:
            yield from place_faults(self.area, record.level, context)

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """How many were made."""
        return {"note": f"{self.made}"}

    def changes(self, record: Carrier, context: Context) -> Iterable[Draft]:
        """Enter the making, and each of what was made."""
        yield from super().changes(record, context)
        kept = ("form", "name", "level", "originator", "document", "term", "unit", "use", "recall_by")
        for number in self._numbers(record, context):
            copy = Carrier(
                number=number, site=context.site, parent=record.id, how=self.manner, got=context.today,
                since=context.today, size=self.size or record.size, keeper=self.taker or record.keeper,
                place=self.place or record.place, area=self.area or record.area,
                **{name: getattr(record, name) for name in kept},
            )  # fmt: skip
            yield create(copy)
            yield movement(copy, Move.RECEIVE, context, giver="", taker=copy.keeper, approver=self.approver)

    def _numbers(self, record: Carrier, context: Context) -> Iterable[str]:
        made = context.find(Query("carrier", Is("parent", (record.id,))))
        ends = [each.number.rpartition("/")[2] for each in made]
        highest = max((int(end) for end in ends if end.isdecimal() and end.isascii()), default=0)
        return (f"{record.number}/{place:02}" for place in range(highest + 1, highest + 1 + self.made))


class VoidCarrier(Countersigned, Moving):
    """Void a number that was given by mistake, with the reason. Another officer signs with you; it is never reused."""

    on = Carrier
    duty = KEEP
    stages = (CarrierStage.STORED,)
    leads_to = CarrierStage.VOID
    move = Move.VOID
    signers = ("approver",)

    note: Annotated[fields.Reason, REQUIRED]
    approver: Annotated[fields.Approver, REQUIRED]

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject the number of something that was moved: it is there."""
        yield from super().refuse(record, context)
        moved = [each for each in context.find(Query("movement", Is("carrier", (record.id,)))) if
                 each.move is not Move.RECEIVE]  # fmt: skip
        if moved:
            told = N_("{carrier} has been moved since it was taken in, so it is there. Enter what became of it.")
            yield say(told, carrier=record.number)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Nobody answers for it."""
        return {"keeper": "", "recall_by": None}
