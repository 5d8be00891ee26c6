"""The figures of secure areas: what stands above the lists, and the dashboard of the desk."""

from core.desks.areas.children import AreaAccess, AreaCheck, Control, Exposure
from core.desks.areas.meetings import SecretMeeting
from core.desks.areas.records import Area
from core.model.dashboard import Dashboard
from core.model.dashboard_parts import Bars, Numbers
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.past import held
from core.model.tiles import Tiles
from core.values.sentence import N_

LATE, SOON = DeadlineStatus.LATE, DeadlineStatus.DUE_SOON

IN_FORCE = Figure("areas_in_force", N_("in force"), Area, "in force", past=held("in_force", "revoked"))
ROUNDS_OWED = Figure("areas_owed", N_("rounds owed"), Area, "owed", status=LATE)
NOT_CONFIRMED = Figure("areas_not_confirmed", N_("not confirmed"), Area, "not confirmed")
AREAS_LATE = Figure("areas_late", N_("late"), Area, "late", status=LATE)
AREAS_SOON = Figure("areas_soon", N_("due soon"), Area, "soon", status=SOON)
SURVEYS_DUE = Figure("areas_survey", N_("surveys due"), Area, "survey due", status=SOON)
AMISS = Figure("controls_amiss", N_("controls not in order"), Control, "amiss", status=LATE)
CONTROLS = Figure("controls_in_use", N_("controls"), Control, "in use")
EXPOSURES = Figure("exposures_open", N_("exposures"), Exposure, "open", past=held("found", "done", "lapsed"))
ROUNDS_AMISS = Figure("rounds_amiss", N_("rounds with findings"), AreaCheck, "with findings")
ALLOWED = Figure("areas_allowed", N_("people allowed in"), AreaAccess, "in force", by=("person",))
MEETINGS = Figure("meetings_open", N_("open meetings"), SecretMeeting, "open")

Tiles(IN_FORCE, AREAS_LATE, AREAS_SOON, ROUNDS_OWED, NOT_CONFIRMED)

Dashboard(
    "areas",
    N_("Secure areas at a glance"),
    N_("Show which areas there are, which controls are not in order, and what is exposed."),
    "z",
    (
        Numbers(IN_FORCE, NOT_CONFIRMED, ROUNDS_OWED, SURVEYS_DUE, AMISS, EXPOSURES, ALLOWED),
        Bars(AMISS, "group", title=N_("Controls not in order, by what protects")),
        Bars(EXPOSURES, "exposed_by", title=N_("Open exposures, by kind")),
        Bars(IN_FORCE, "level"),
        Bars(CONTROLS, "type", beside=(AMISS,)),
    ),
)
