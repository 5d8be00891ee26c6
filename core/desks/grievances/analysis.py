"""Case analysis 案件分析: how many came in, of what, through what, from where, how they ended, and which causes recur.

What is asked by month is answered from the counters of `Grievance`.
"""

from datetime import timedelta

from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import Decision, GrievanceSettings, WithinTerm
from core.model.context import Context
from core.model.dashboard import Dashboard
from core.model.dashboard_flow import InOut
from core.model.dashboard_parts import Ages, Bars, Numbers, Recurring, Shares
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.past import Past, excluded, happened, held, narrowed
from core.model.query import AnyOf, Between, Blank, Condition, Having, Is, Not, both
from core.model.tiles import Tiles
from core.values.sentence import N_, Sentence, say

OPEN = Is("open", (True,))
LATE = Is("within_term", (WithinTerm.LATE,))
ENDED = Is("within_term", tuple(WithinTerm))
MATTERS = AnyOf((ENDED, OPEN))
"""What was merged because it is the same matter is not counted again."""


def _open_within(context: Context) -> Condition:
    return both(OPEN, Between("due", context.today, None))


def _open_late(context: Context) -> Condition:
    return both(OPEN, Between("due", None, context.today - timedelta(days=1)))


_IN_REVIEW = held("asked", "decided")
_REVIEW_LATE = held("due", "decided", overdue=True)


def _reviewed(review: Past) -> Past:
    """Return which grievances have a review of which something held."""
    return lambda first, last: Having("review", "grievance", review(first, last))


WAS_OPEN = (held("received", "closed"), _reviewed(_IN_REVIEW))
"""What came in and had not ended; what a review revoked has not ended since it came in."""
_REVOKED = Having("review", "grievance", Is("decision", (Decision.REVOKED,)))
WAS_LATE = (
    narrowed(held("accept_by", "accepted", "closed", overdue=True), Not(_REVOKED)),
    held("finish_by", "closed", overdue=True),
    _reviewed(_REVIEW_LATE),
)
"""What was late to be accepted, finished or reviewed; when what is handled anew was accepted at first is not known, nor
that something was late before it was given the more time that had been asked for."""
LATELY = 90
"""Over how many days the share of what was answered in time is told."""


def _lately(*kept: WithinTerm) -> Past:
    """Return what ended lately so, without what was under review then."""
    ended = narrowed(happened("closed", LATELY), Is("kept_term", kept))
    return excluded(_reviewed(_IN_REVIEW), ended)


_ENDED_LATELY, _IN_TIME_LATELY = _lately(*WithinTerm), _lately(WithinTerm.IN_TIME)


def _soon(context: Context) -> Sentence:
    return say(N_("within {days} days"), days=context.policy.settings(GrievanceSettings).soon_days)


QUEUE = Tiles(
    Figure("queue_open", N_("open"), Grievance, "open", past=WAS_OPEN),
    Figure(
        "queue_late",
        N_("late"),
        Grievance,
        "late",
        status=DeadlineStatus.LATE,
        past=WAS_LATE,
        of_these=Figure("queue_long_overdue", N_("long overdue"), Grievance, "long overdue"),
    ),
    Figure("queue_soon", N_("due soon"), Grievance, "soon", status=DeadlineStatus.DUE_SOON, note=_soon),
    Figure(
        "queue_unassigned",
        N_("unassigned"),
        Grievance,
        ("open", "unassigned"),
        of_these=Figure("queue_unassigned_late", N_("late"), Grievance, ("open", "unassigned", "late")),
    ),
    Figure(
        "queue_in_time",
        WithinTerm.IN_TIME.label,
        Grievance,
        lambda context: _IN_TIME_LATELY(context.today, context.today),
        of=lambda context: _ENDED_LATELY(context.today, context.today),
        status=DeadlineStatus.ON_TIME,
        past=_IN_TIME_LATELY,
        past_of=_ENDED_LATELY,
        note=lambda _context: say(N_("last {days} days"), days=LATELY),
    ),
)

CASES = Figure("cases", N_("Cases"), Grievance, "open", by=("cell",), key="c", past=WAS_OPEN)

KEPT = Figure("cases_kept", N_("In time"), Grievance, Is("within_term", (WithinTerm.IN_TIME,)), by=("cell",), of=ENDED)
"""How many of the ended ones were answered within their term, in the panel of a cell."""
RECEIVED = Figure("cases_received", N_("received"), Grievance, within="month")
CLOSED = Figure("cases_ended", N_("ended"), Grievance, ENDED, within="month")
UNFINISHED = Figure("cases_open", N_("open"), Grievance, OPEN, within="month")
MERGED = Figure("cases_merged", N_("merged"), Grievance, Not(MATTERS), within="month")
DISTINCT = Figure("cases_distinct", N_("different matters"), Grievance, MATTERS, within="month")
LATE_SHARE = Figure(
    "cases_late",
    N_("answered late"),
    Grievance,
    LATE,
    within="month",
    of=ENDED,
    heading=N_("Late"),
    status=DeadlineStatus.LATE,
)
WITH_OUTCOME = Figure("cases_by_outcome", N_("ended"), Grievance, both(ENDED, Not(Blank("outcome"))), within="month")
IN_TIME = Figure(
    "cases_in_time",
    WithinTerm.IN_TIME.label,
    Grievance,
    Is("within_term", (WithinTerm.IN_TIME,)),
    within="month",
    status=DeadlineStatus.ON_TIME,
)
ENDED_LATE = Figure(
    "cases_ended_late", WithinTerm.LATE.label, Grievance, LATE, within="month", status=DeadlineStatus.LATE
)
# By the time of receipt, which an index of open grievances holds.
OPEN_WITHIN = Figure(
    "cases_open_within",
    N_("open, within the term"),
    Grievance,
    _open_within,
    within="received",
    status=DeadlineStatus.ON_TIME,
)
OPEN_LATE = Figure(
    "cases_open_late", N_("open and late"), Grievance, _open_late, within="received", status=DeadlineStatus.LATE
)

OPEN_NOW = Figure("cases_open_now", N_("open"), Grievance, OPEN)
CAME = Figure("cases_came", N_("received"), Grievance)
WENT = Figure("cases_went", N_("ended"), Grievance, Is("kept_term", tuple(WithinTerm)))
LATENESS = (LATE_SHARE,)

Dashboard(
    "analysis",
    N_("Case analysis"),
    N_("Show how many there were, of what, from where, and how they ended, as bars."),
    "z",
    (
        Numbers(RECEIVED, CLOSED, UNFINISHED, MERGED, LATE_SHARE),
        Bars(RECEIVED, "category", beside=LATENESS),
        Bars(RECEIVED, "channel", beside=LATENESS),
        Bars(RECEIVED, "cell", beside=LATENESS, most=12),
        Ages(OPEN_NOW, "received", (30, 60, 90, 180), title=N_("Open today, by how long ago they came in")),
        Shares(N_("By term"), (IN_TIME, ENDED_LATE), (OPEN_WITHIN, OPEN_LATE)),
        Bars(WITH_OUTCOME, "outcome", beside=LATENESS),
        Recurring(
            DISTINCT,
            "category",
            lambda context: context.policy.settings(GrievanceSettings).recurring_count,
            beside=LATENESS,
            title=N_("Recurring causes"),
        ),
        Bars(RECEIVED, "month", beside=LATENESS, newest=24),
        InOut((CAME, "month"), (WENT, "closed")),
    ),
)
