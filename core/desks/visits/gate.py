"""At the gate 门岗: who is let in, with which document and badge, and who goes out again."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.visits import fields
from core.desks.visits.badges import Badge
from core.desks.visits.children import VisitDocument, ending, same_document
from core.desks.visits.records import Visit
from core.desks.visits.rules import closing, escort_faults, inside_now, late_from
from core.desks.visits.vocabulary import (
    GATE,
    BadgeStage,
    DocumentKind,
    VisitSettings,
    VisitStage,
)
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

NOT_APPROVED = N_("Nobody comes in before the approval. It stands at: {stage}. Have it decided first.")
NOT_INSIDE = N_("Nobody of this visit is inside. Let them in first.")


class Entry(Action):
    """What is asked of everybody who comes in: the document that was seen, and the badge that was given."""

    document: fields.DocumentKind = DocumentKind.IDENTITY
    document_number: Annotated[fields.DocumentNumber, REQUIRED]
    badge: fields.Badge = ""

    def entry_faults(self, context: Context) -> Iterable[Sentence]:
        """Yield that this document is inside already, or that the badge is not at the gate (V4, V13)."""
        visits = inside_now(context)
        documents = Query("visit_document", Is("visit", tuple(each.id for each in visits)))
        numbers = {each.id: each.number for each in visits}
        for seen in context.find(documents) if visits else ():
            if same_document(seen, self.document, self.document_number):
                said = N_("This document is inside already, with visit {number}. See that one out first.")
                yield say(said, number=numbers[seen.visit])
        yield from badge_faults(self.badge, context)

    def entry_drafts(self, visit: str, context: Context) -> Iterable[Draft]:
        """Keep the document apart from the visit, and note who wears the badge."""
        until = context.today + timedelta(days=context.policy.settings(VisitSettings).document_days)
        number = self.document_number
        yield create(
            VisitDocument(visit=visit, document=self.document, number=number, ending=ending(number), erase_on=until)
        )
        worn = context.get("badge", self.badge) if self.badge else None
        if isinstance(worn, Badge):
            yield amend(worn, stage=BadgeStage.OUT, visit=visit, since=context.now)


def badge_faults(badge: str, context: Context) -> Iterable[Sentence]:
    """Yield that a badge cannot be given to a visitor now (V13)."""
    if not badge:
        return
    found = context.get("badge", badge)
    if not isinstance(found, Badge):
        yield say(N_("Choose one of the badges."))
    elif found.stage == BadgeStage.OUT:
        with_visit = context.title("visit", found.visit)
        yield say(
            N_("Badge {badge} is out with visit {number}. Take another one."), badge=found.number, number=with_visit
        )
    elif found.stage != BadgeStage.IN:
        yield say(N_("Badge {badge} is not at the gate: {stage}."), badge=found.number, stage=say(found.stage.label))


class LetIn(Entry):
    """Let the visitors in who were approved: their document was seen, and they got a badge."""

    on = Visit
    duty = GATE
    key = "l"
    single = True
    stages = (VisitStage.APPROVED,)
    at_other_stages = dict.fromkeys((VisitStage.ASKED, VisitStage.RETURNED, VisitStage.REVIEWED), NOT_APPROVED)
    leads_to = VisitStage.INSIDE
    stamps = {"entered": Start.NOW, "entered_by": Start.ME}

    came: fields.Came = 1
    escort: fields.Escort = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start with the escort that was named."""
        return super().suggest(record, context) | {"escort": record.escort if record else ""}

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject another day, more than were approved, a missing escort, a document inside, and a badge that is out."""
        if record.planned_in.date() > context.today:
            yield say(N_("This visit is planned for {day}. Have its request corrected."), day=record.planned_in.date())
        if self.came > record.people:
            yield say(N_("{people} were approved and {came} came."), people=record.people, came=self.came)
        yield from escort_faults(record.areas, self.escort or record.escort, context)
        yield from self.entry_faults(context)

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add how many are inside now, and from when it is an overstay."""
        inside = {"inside": self.came, "late_from": late_from(record.planned_out, context)}
        return super().written(record, context) | inside | {"escort": self.escort or record.escort}

    def changes(self, record: Visit, context: Context) -> Iterable[Draft]:
        """Note the entry, the document and the badge."""
        yield from super().changes(record, context)
        yield from self.entry_drafts(record.id, context)


class LetOut(Action):
    """See visitors out. While some of a group stay, the visit stays inside with as many as are left."""

    on = Visit
    duty = GATE
    key = "o"
    single = True
    stages = (VisitStage.INSIDE,)
    at_other_stages = dict.fromkeys((VisitStage.ASKED, VisitStage.REVIEWED, VisitStage.APPROVED), NOT_INSIDE)
    transitions = (((VisitStage.INSIDE,), VisitStage.CLOSED), ((VisitStage.INSIDE,), VisitStage.OUT))

    left: fields.Left = 1
    badge_returned: fields.BadgeReturned = True

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject more than are inside."""
        if self.left > record.inside:
            yield say(N_("{inside} are inside and {left} go out: count again."), inside=record.inside, left=self.left)

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Return that fewer are inside; of the last ones also that it is over, unless something is open."""
        rest = max(record.inside - self.left, 0)
        if rest:
            return {"inside": rest}
        kept = not self.badge_returned and badge_is_out(record.badge, context)
        back = {"badge_due": context.today} if kept else {"badge_back": context.now if record.badge else None}
        over = {"gone": context.now, "gone_by": context.officer, "inside": 0, **back}
        if kept or record.reviewed is None:
            return over | {"stage": VisitStage.OUT}
        return over | {"stage": VisitStage.CLOSED} | closing(context)

    def changes(self, record: Visit, context: Context) -> Iterable[Draft]:
        """Note it, and that the badge is at the gate again."""
        written = self.written(record, context)
        yield amend(record, **written)
        if written.get("badge_back"):
            yield from badge_at_gate(record.badge, context)


def badge_is_out(badge: str, context: Context) -> bool:
    """Whether a badge is with a visitor, and was not reported lost."""
    found = context.get("badge", badge) if badge else None
    return isinstance(found, Badge) and found.stage == BadgeStage.OUT


def badge_at_gate(badge: str, context: Context) -> Iterable[Draft]:
    """Yield that a badge is back."""
    found = context.get("badge", badge)
    if isinstance(found, Badge) and found.stage == BadgeStage.OUT:
        yield amend(found, stage=BadgeStage.IN, visit="", since=context.now)


class TakeBadgeBack(Action):
    """Take back the badge of a visitor who is out."""

    on = Visit
    duty = GATE
    key = "r"
    stages = (VisitStage.OUT,)
    transitions = (((VisitStage.OUT,), VisitStage.CLOSED),)

    @classmethod
    def applies(cls, record: Visit) -> bool:
        """It went out without giving back its badge."""
        return super().applies(record) and record.badge_due is not None

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject a visit whose badge is back."""
        if record.badge_due is None:
            yield say(N_("The badge of this visit is back."))

    def changes(self, record: Visit, context: Context) -> Iterable[Draft]:
        """Note it; the visit is closed, unless it waits for its review."""
        yield from badge_settled(record, context, badge_back=context.now)
        yield from badge_at_gate(record.badge, context)


def badge_settled(visit: Visit, context: Context, **fields: Any) -> Iterable[Draft]:
    """Yield that no badge of a visit is waited for any more."""
    ending = {"stage": VisitStage.CLOSED, **closing(context)} if visit.reviewed else {}
    yield amend(visit, badge_due=None, **fields, **ending)


class NoteNoShow(Action):
    """Note that the visitors did not come."""

    on = Visit
    duty = GATE
    key = "m"
    stages = (VisitStage.APPROVED,)
    leads_to = VisitStage.NO_SHOW

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject before they could come."""
        if record.planned_in > context.now:
            yield say(N_("They are expected at {time}."), time=f"{record.planned_in:%Y-%m-%d %H:%M}")

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add until when it is kept."""
        return super().written(record, context) | closing(context)
