"""Who is inside now, who overstays, who is expected, and when and where visits come."""

from collections.abc import Iterable

from core.desks.visits.badges import Badge
from core.desks.visits.records import CAME, INSIDE, Visit
from core.desks.visits.vocabulary import BadgeStage, VisitStage
from core.model.chart import Heading, Line, Part, View
from core.model.dashboard import Dashboard
from core.model.dashboard_parts import Bars, Numbers
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure, Number, has
from core.model.query import Is, Query, both
from core.model.reader import Reader
from core.model.tiles import Tiles
from core.values.sentence import N_, say

HAVE_COME = Is("stage", CAME)
DECIDED = Is("stage", tuple(each for each in VisitStage if each not in (VisitStage.ASKED, VisitStage.CANCELLED)))

PEOPLE_INSIDE = Figure("people_inside", N_("people inside"), Visit, INSIDE, adds="inside")
INSIDE_NOW = Figure("visits_inside", N_("inside now"), Visit, "inside")
OVERSTAY = Figure("visits_overstay", N_("overstay"), Visit, "overstay", status=DeadlineStatus.LATE)
EXPECTED = Figure("visits_expected", N_("expected today"), Visit, "expected")
TO_REVIEW = Figure("visits_to_review", N_("to review"), Visit, "to review", status=DeadlineStatus.DUE_SOON)
BADGES_OUT = Figure("badges_out", N_("badges not back"), Visit, "badge out", status=DeadlineStatus.LATE)

VISITS = Figure("visits_made", N_("visits"), Visit, HAVE_COME, within="entered")
PEOPLE = Figure("visitors", N_("visitors"), Visit, HAVE_COME, within="entered", adds="came")
REFUSED = Figure(
    "visits_refused", N_("refused"), Visit, Is("stage", (VisitStage.REFUSED,)), within="planned_in", of=DECIDED
)
RETURNED = Figure(
    "visits_returned", N_("returned now"), Visit, Is("stage", (VisitStage.RETURNED,)), within="planned_in"
)
NO_SHOWS = Figure("visits_no_show", N_("did not come"), Visit, Is("stage", (VisitStage.NO_SHOW,)), within="planned_in")
BADGES_LOST = Figure("badges_lost", N_("lost badges"), Badge, Is("stage", (BadgeStage.LOST,)))

OF_A_TIME = (VISITS, PEOPLE, REFUSED, RETURNED, NO_SHOWS)
BANDS = (("early", 0, 7), ("h8", 8, 9), ("h10", 10, 11), ("h12", 12, 13), ("h14", 14, 15), ("h16", 16, 17),
         ("late", 18, 23))  # fmt: skip
"""The columns of the table of hours: name, first hour, last hour; each is called by its first."""


class Hours(Part):
    """When visits come, by area: one line for each area, one column for every two hours; one grouped question."""

    alone = True
    divides = False
    heat = True
    title = say(N_("By area and hour"))
    what = N_("Area")
    figures = (VISITS,)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The hours."""
        return tuple(Heading(name, f"{first}–", 6) for name, first, _last in BANDS)

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield a line for each area that was visited, in the order of the register."""
        (figure,) = self.figures
        asked = figure.query(reader, view.of(figure))
        found: dict[str, dict[int, int]] = {}
        for area, hour, count in reader.groups(asked, "area", "hour"):
            found.setdefault(area, {})[hour] = count
        known = [each.id for each in reader.find(Query("area")) if each.id in found]
        for area in (*known, *sorted(found.keys() - set(known))):
            numbers = {name: self._number(view, area, found[area], first, last) for name, first, last in BANDS}
            yield Line("" if area in known else say(N_("none")), numbers, ("area", area) if area in known else ("", ""))

    def _number(self, view: View, area: str, hours: dict[int, int], first: int, last: int) -> Number:
        (figure,) = self.figures
        band = tuple(range(first, last + 1))
        where = both(view.of(figure), has("area", area or None), Is("hour", band))
        return Number(figure, sum(hours.get(hour, 0) for hour in band), where)


Tiles(INSIDE_NOW, OVERSTAY, EXPECTED, TO_REVIEW, BADGES_OUT)

Dashboard(
    "visits",
    N_("Visits overview"),
    N_("Show who is inside, who is expected, how many were refused, and when and where visits come."),
    "O",
    (
        Numbers(INSIDE_NOW, PEOPLE_INSIDE, OVERSTAY, EXPECTED, TO_REVIEW, BADGES_OUT, BADGES_LOST, *OF_A_TIME),
        Bars(PEOPLE_INSIDE, "area", title=N_("Inside now, by area")),
        Bars(VISITS, "area", before=True, most=12),
        Bars(VISITS, "type"),
        Hours(),
    ),
)
