"""The figures of the desk and its dashboard: posts, assessments to come, cooling-offs, declarations that wait."""

from collections.abc import Iterable
from datetime import date

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.assessment_record import Assessment
from core.desks.clearance.declaration_record import Declaration
from core.desks.clearance.leaving_record import CoolingOff, Departure
from core.desks.clearance.post_record import Post
from core.model.chart import COUNT, Line, View
from core.model.dashboard import Dashboard
from core.model.dashboard_parts import Bars, Listed, Numbers, Table
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.past import held
from core.model.query import Is
from core.model.reader import Reader
from core.model.tiles import Tiles
from core.values.dates import months_later
from core.values.sentence import N_

MONTHS = 12
LATE, SOON = DeadlineStatus.LATE, DeadlineStatus.DUE_SOON

ON_POST = Figure("cleared_on_post", N_("on post"), Appointment, "on post")
GONE = Figure("cleared_gone", N_("gone from the roster"), Appointment, "gone from the roster", status=LATE)
NOT_FILED = Figure("cleared_not_filed", N_("not filed"), Appointment, "not filed")
UNASSESSED = Figure(
    "cleared_unassessed", N_("unassessed"), Appointment, "unassessed", status=LATE, heading=N_("Unassessed")
)
EXPIRING = Figure("assessments_expiring", N_("to be assessed"), Appointment, "on post")

Tiles(
    ON_POST,
    Figure("cleared_review_late", N_("late"), Appointment, "late", status=LATE),
    Figure("cleared_review_soon", N_("due soon"), Appointment, "soon", status=SOON),
    Figure("cleared_to_approve", N_("to approve"), Appointment, "to approve"),
    GONE,
)

POSTS = Figure("posts_in_force", N_("Posts"), Post, "in force")
FILLED = Figure("posts_filled", N_("Filled"), Post, "filled")
VACANT = Figure("posts_vacant", N_("Vacant"), Post, "vacant")
UNUSUAL = Figure("posts_unusual", N_("Unusual level"), Post, "unusual level", heading=N_("Unusual"), status=SOON)

Tiles(
    Figure("posts_all", N_("in force"), Post, "in force"),
    Figure("posts_free", N_("vacant"), Post, "vacant"),
    Figure("posts_to_fix", N_("to approve"), Post, "to approve"),
    Figure("posts_late", N_("late"), Post, "late", status=LATE),
)
Tiles(
    Figure("assessments_open", N_("open"), Assessment, "open"),
    Figure("assessments_to_decide", N_("to decide"), Assessment, "to decide"),
    Figure("assessments_not_told", N_("not told"), Assessment, "not told"),
    Figure("assessments_late", N_("late"), Assessment, "late", status=LATE),
)

RUNNING = Figure("cooling_running", N_("cooling off"), CoolingOff, "cooling off", past=held("since", "ended"))
"""Its trend tells of what begins on a day before its approval, or was taken over, that it ran on the earlier days."""
UNDECIDED = Figure("cooling_undecided", N_("undecided"), CoolingOff, "undecided", status=LATE)
COOLING_NOT_TOLD = Figure("cooling_not_told", N_("not told"), CoolingOff, "not told", status=SOON)
Tiles(RUNNING, UNDECIDED, COOLING_NOT_TOLD)

WAITING = Figure("declarations_waiting", N_("waiting"), Declaration, "waiting")
REPORTED_LATE = Figure("declarations_reported_late", N_("reported late"), Declaration, "reported late")
Tiles(
    WAITING,
    Figure("declarations_late", N_("late"), Declaration, "late", status=LATE),
    Figure("declarations_away", N_("away"), Declaration, "away"),
    REPORTED_LATE,
)
LEAVING = Figure("departures_open", N_("open"), Departure, "open")
Tiles(LEAVING, Figure("departures_late", N_("late"), Departure, "late", status=LATE))


def _months_ahead(today: date) -> Iterable[str]:
    return (f"{months_later(today.replace(day=1), ahead):%Y-%m}" for ahead in range(MONTHS))


def _strip(reader: Reader, _view: View) -> Iterable[Line]:
    """Yield how many people are to be assessed in each of the months to come."""
    for month in _months_ahead(reader.today):
        yield Line(month, {COUNT: EXPIRING.number(reader, Is("review_month", (month,)))})


Dashboard(
    "clearance",
    N_("Overview of clearance"),
    N_("Show posts by level, assessments to come, cooling-offs, and declarations that wait."),
    "z",
    (
        Numbers(ON_POST, UNASSESSED, GONE, NOT_FILED, LEAVING),
        Bars(RUNNING, "level", beside=(UNDECIDED, COOLING_NOT_TOLD), title=N_("Cooling-off by level")),
        Bars(WAITING, "matter", title=N_("Declarations that wait")),
        Table("level", POSTS, FILLED, VACANT, UNUSUAL, UNASSESSED),
        Listed(N_("To be assessed in the next months"), (EXPIRING,), _strip, N_("Month")),
    ),
)
