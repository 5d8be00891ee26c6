"""The figures of carriers: what is where, what is out and for how long, what is missing. They rank nobody."""

from collections.abc import Callable
from datetime import timedelta

from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import AWAY, CarrierStage
from core.model.context import Context
from core.model.dashboard import Dashboard
from core.model.dashboard_parts import Ages, Bars, Numbers, Table
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.query import AnyOf, Between, Blank, Condition, Is, both
from core.model.tiles import Tiles
from core.values.sentence import N_

OUT = Is("stage", AWAY)
UNCOUNTED_DAYS = 366


def _out(least: int, most: int | None) -> Callable[[Context], Condition]:
    def condition(context: Context) -> Condition:
        earliest = None if most is None else context.today - timedelta(days=most)
        return both(OUT, Between("since", earliest, context.today - timedelta(days=least)))

    return condition


def _late(context: Context) -> Condition:
    return both(OUT, Between("due", None, context.today - timedelta(days=1)))


def _uncounted(context: Context) -> Condition:
    long_ago = context.today - timedelta(days=UNCOUNTED_DAYS)
    return both(Is("open", (True,)), AnyOf((Blank("counted"), Between("counted", None, long_ago))))


CARRIERS = Figure("carriers", N_("Carriers"), Carrier, Is("open", (True,)))
CARRIERS_OUT = Figure("carriers_out", N_("Carriers out"), Carrier, OUT)
OUT_WEEK = Figure("out_week", N_("Out up to a week"), Carrier, _out(0, 7), heading=N_("≤ 7 d"))
OUT_MONTH = Figure("out_month", N_("Out up to a month"), Carrier, _out(8, 30), heading=N_("8–30 d"))
OUT_QUARTER = Figure("out_quarter", N_("Out up to a quarter"), Carrier, _out(31, 90), heading=N_("31–90 d"))
OUT_LONGER = Figure("out_longer", N_("Out longer than a quarter"), Carrier, _out(91, None), heading=N_("> 90 d"))
LATE_BACK = Figure(
    "carriers_late", N_("Not back in time"), Carrier, _late, status=DeadlineStatus.LATE, heading=N_("Late back")
)
MISSING = Figure(
    "carriers_missing", N_("Missing carriers"), Carrier, Is("stage", (CarrierStage.MISSING,)),
    status=DeadlineStatus.LONG_OVERDUE, heading=N_("Missing"),
)  # fmt: skip
TO_GIVE_BACK = Figure("carriers_to_give_back", N_("To be given back"), Carrier, "to give back")
AWAITED = Figure("receipts_awaited", N_("Receipts awaited"), Carrier, Is("stage", (CarrierStage.SENT,)))
UNCOUNTED = Figure("carriers_uncounted", N_("Not counted for a year"), Carrier, _uncounted)

Tiles(CARRIERS, CARRIERS_OUT, LATE_BACK, MISSING, TO_GIVE_BACK)
Dashboard(
    "carriers", N_("Carriers at a glance"), N_("Show what is where, what is out for how long, and what is missing."),
    "z", (
        Numbers(CARRIERS, CARRIERS_OUT, LATE_BACK, MISSING, TO_GIVE_BACK, AWAITED, UNCOUNTED),
        Bars(CARRIERS, "level"),
        Bars(CARRIERS, "form"),
        Ages(CARRIERS_OUT, "since", (7, 30, 90), title=N_("Out since")),
        Table("unit", CARRIERS, OUT_WEEK, OUT_MONTH, OUT_QUARTER, OUT_LONGER, LATE_BACK, MISSING),
    ),
)  # fmt: skip
