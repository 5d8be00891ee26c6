"""What recurs of an area besides its rounds: reviews, technical inspections, and surveys of its surroundings."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import AreaReview, Exposure, Survey
from core.desks.areas.proposing import again
from core.desks.areas.records import IN_FORCE, Area
from core.desks.areas.vocabulary import CHECK, KEEP, AreaSettings, ReviewOf
from core.desks.areas.who_not_where import who_faults
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

NEXT = {
    ReviewOf.AREA: ("reviewed", "next_review", "review_days"),
    ReviewOf.ALLOWED: ("allowed_reviewed", "next_allowed", "allowed_days"),
    ReviewOf.INSPECTION: ("inspected", "next_inspection", "inspection_days"),
}
"""The fields of the area that tell when it was done last and is due next, and the figure of the pack between them."""


class _Recurs(Action):
    """What is done again and again: it says when it is due next, unless something was done later already."""

    on = Area
    stages = IN_FORCE
    stamps = {"by": Start.ME}

    day: fields.DoneOn

    def counts(self) -> tuple[str, str, str]:
        """Return which fields of the area it moves on, and the figure of the pack."""
        raise NotImplementedError

    def changes(self, record: Area, context: Context) -> Iterator[Draft]:
        """Write it down, and when it is due next."""
        yield from super().changes(record, context)
        done, due, days = self.counts()
        moved = again(record, done, due, self.day, getattr(context.policy.settings(AreaSettings), days))
        if moved:
            yield amend(record, **moved)


class ReviewArea(_Recurs):
    """Note a review of the area, whether it is fixed rightly, or a technical inspection, with what came of it."""

    adds = AreaReview
    duty = KEEP
    key = "s"

    what: fields.Reviewed = ReviewOf.AREA
    text: Annotated[fields.ReviewText, REQUIRED]

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject the review of who is allowed in, which the keeper does."""
        if self.what == ReviewOf.ALLOWED:
            yield say(N_("Who is allowed in is reviewed by the keeper: “Review allowed list”."))

    def counts(self) -> tuple[str, str, str]:
        """Return what is moved on by this review."""
        return NEXT[self.what]


class ReviewAllowedList(_Recurs):
    """Note that the list of those who are allowed in was gone through, name by name."""

    adds = AreaReview
    duty = CHECK
    stamps = {**_Recurs.stamps, "what": ReviewOf.ALLOWED}

    text: fields.ReviewText = ""

    def counts(self) -> tuple[str, str, str]:
        """Return what is moved on by this review."""
        return NEXT[ReviewOf.ALLOWED]


class SurveySurroundings(_Recurs):
    """Note a survey of what surrounds the area. Each place that exposes it is noted by itself: “Note exposure”."""

    adds = Survey
    duty = KEEP
    key = "o"

    found: fields.Seen

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject firms and persons (V10)."""
        return who_faults(self.found, context)

    def counts(self) -> tuple[str, str, str]:
        """Return what is moved on by a survey."""
        return "surveyed", "next_survey", "survey_days"


class NoteExposure(Action):
    """Note a place from which the area could be seen, heard or entered, and what we do about it. Places only."""

    on = Area
    adds = Exposure
    duty = KEEP
    key = "x"
    stages = IN_FORCE
    stamps = {"found": Start.TODAY, "by": Start.ME}

    place: fields.NearPlace
    exposed_by: fields.ExposedBy
    severity: fields.HowGrave
    direction: fields.Towards
    metres: fields.Metres = 0
    measures: fields.Measures
    due: fields.MeasuresDue
    told_to: fields.ToldTo = ""
    told: fields.ToldOn | None = None

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject firms and persons (V10), and a report without its day."""
        yield from who_faults(f"{self.place}\n{self.measures}", context)
        if bool(self.told_to) != bool(self.told):
            yield say(N_("Say to whom it was reported and on which day, or neither."))


class SeeToExposure(Action):
    """Note what was done about the exposure, and on which day."""

    on = Exposure
    duty = KEEP
    key = "s"
    once = "done"

    done: fields.SeenTo
    done_as: Annotated[fields.DoneAs, REQUIRED]

    @classmethod
    def applies(cls, record: Exposure) -> bool:
        """It is open."""
        return super().applies(record) and record.lapsed is None

    def refuse(self, record: Exposure, context: Context) -> Iterable[Sentence]:
        """Reject firms and persons (V10), and an exposure of an area that is revoked."""
        yield from who_faults(self.done_as, context)
        if record.lapsed:
            yield say(N_("The area was revoked on {day}; nothing is asked for any more."), day=record.lapsed)


def lapsing(context: Context) -> dict[str, Any]:
    """Return what becomes of an open exposure when its area is revoked."""
    return {"lapsed": context.today}
