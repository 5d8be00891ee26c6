"""Figures of matters, of who knows them, and of what is owed afterwards. They count, and rank nobody."""

from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.vocabulary import CoolingStage
from core.desks.matters.children import Knowledge
from core.desks.matters.participations import FollowUp, Participation
from core.desks.matters.records import FIXED, Matter
from core.desks.matters.vocabulary import ParticipationStage
from core.model.context import Context
from core.model.dashboard import Dashboard
from core.model.dashboard_parts import Bars, Numbers
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.past import held
from core.model.query import EVERYTHING, Between, Condition, Having, Is, Not, both
from core.model.tiles import Tiles
from core.values.sentence import N_


def review_due(context: Context) -> Condition:
    """Whose yearly review is due."""
    return both(Is("stage", FIXED), Between("next_review", None, context.today))


def term_over(context: Context) -> Condition:
    """Whose term has ended without anybody having lifted them."""
    return both(Is("stage", FIXED), Between("expires", None, context.today))


NOT_FOLLOWED = both(Is("stage", (CoolingStage.RUNNING,)), Not(Having(FollowUp.kind, "subject", EVERYTHING)))
"""The condition of cooling-offs whose follow-ups nobody has planned."""

IN_FORCE = Figure("matters_in_force", N_("in force"), Matter, "in force", past=held("fixed", "lifted"))
PROPOSED = Figure("matters_proposed", N_("proposed"), Matter, "proposed")
REVIEW_DUE = Figure("matters_review_due", N_("review due"), Matter, review_due, status=DeadlineStatus.LATE)
TERM_OVER = Figure("matters_term_over", N_("term over"), Matter, term_over, status=DeadlineStatus.LATE)
NOBODY = Figure("matters_without_scope", N_("nobody in scope"), Matter, "nobody in scope")

KNOWERS = Figure("knowers", N_("People who know"), Knowledge, "in force", by=("person", "matter"), heading=N_("Know"))
TAKING_PART = Figure(
    "taking_part", N_("Taking part"), Participation, Is("stage", (ParticipationStage.RUNNING,)), by=("person",)
)

OWED = Figure("follow_ups_open", N_("to do"), FollowUp, "open")
OWED_LATE = Figure("follow_ups_late", N_("late"), FollowUp, "late", status=DeadlineStatus.LATE)
OWED_SOON = Figure("follow_ups_soon", N_("due soon"), FollowUp, "soon", status=DeadlineStatus.DUE_SOON)
UNPLANNED = Figure("cooling_not_followed", N_("Cooling-offs without follow-ups"), CoolingOff, NOT_FOLLOWED)

Tiles(IN_FORCE, PROPOSED, REVIEW_DUE, TERM_OVER, NOBODY)
Tiles(OWED, OWED_LATE, OWED_SOON)

Dashboard(
    "matters",
    N_("Overview of matters"),
    N_("Show how many people know which matter, what is to be reviewed, and which follow-ups are owed by whom."),
    "z",
    (
        Numbers(IN_FORCE, PROPOSED, REVIEW_DUE, TERM_OVER, NOBODY, UNPLANNED),
        Bars(IN_FORCE, "level", beside=(REVIEW_DUE,)),
        Bars(KNOWERS, "matter", most=12),
        Bars(OWED, "owner", beside=(OWED_LATE,), title=N_("Follow-ups owed by")),
    ),
)
