"""What no longer fits at the gate: who is inside too long, badges, and what is kept for longer than it may be."""

from collections.abc import Iterable
from datetime import timedelta

from core.desks.people.service import gone
from core.desks.visits.children import VisitDocument
from core.desks.visits.permissions import StandingPermission
from core.desks.visits.records import INSIDE, UNREVIEWED, Visit
from core.desks.visits.vocabulary import VisitStage
from core.model.context import Context
from core.model.query import Between, Blank, Condition, Is, Via, both
from core.model.reader import Reader
from core.rules.checks import Check
from core.rules.request import RequestStage
from core.values.sentence import N_, Sentence, say

DAY = timedelta(days=1)


def _holds(reader: Reader) -> Condition:
    """Which standing permissions let somebody in today."""
    approved = both(Is("stage", (RequestStage.APPROVED,)), Blank("ended"))
    return both(approved, Between("until", reader.today))


def _inside_late(reader: Reader) -> Condition:
    return both(INSIDE, Between("late_from", None, reader.context().now))


def _inside_late_said(record: Visit, context: Context) -> Iterable[Sentence]:
    told = N_("Inside beyond {time}: see the visitors out, or have the stay prolonged.")
    yield say(told, time=f"{record.planned_out:%Y-%m-%d %H:%M}")


def _badge_out(reader: Reader) -> Condition:
    return both(Is("stage", (VisitStage.OUT,)), Between("badge_due", None, reader.today - DAY))


def _badge_out_said(record: Visit, context: Context) -> Iterable[Sentence]:
    badge = context.title("badge", record.badge) if record.badge else ""
    told = N_("Badge {badge} was to be back on {day}: get it back, or report it lost.")
    yield say(told, badge=badge, day=record.badge_due)


def _unreviewed(reader: Reader) -> Condition:
    return both(Is("stage", UNREVIEWED), Blank("reviewed"), Between("review_by", None, reader.today - DAY))


def _unreviewed_said(record: Visit, context: Context) -> Iterable[Sentence]:
    yield say(N_("It was to be reviewed by {day}: review it."), day=record.review_by)


def _kept(reader: Reader) -> Condition:
    return Between("erase_on", None, reader.today - DAY)


def _visit_kept_said(record: Visit, context: Context) -> Iterable[Sentence]:
    yield say(N_("To be kept until {day}, and still here: erase it."), day=record.erase_on)


def _document_kept_said(record: VisitDocument, context: Context) -> Iterable[Sentence]:
    yield say(N_("The number was to be kept until {day}, and is still here: erase it."), day=record.erase_on)


def _host_left(reader: Reader) -> Condition:
    return both(_holds(reader), Via("host", "person", gone(reader.today)))


def _host_left_said(record: StandingPermission, context: Context) -> Iterable[Sentence]:
    told = N_("{name}, who receives them, has left: end the permission, or ask for it anew with another host.")
    yield say(told, name=context.title("person", record.host))


Check("visit_inside_late", N_("Inside for too long"), Visit, _inside_late, _inside_late_said)
Check("visit_badge_out", N_("Badge not returned"), Visit, _badge_out, _badge_out_said)
Check("visit_unreviewed", N_("Not reviewed in time"), Visit, _unreviewed, _unreviewed_said)
Check("visit_kept", N_("Visit kept for too long"), Visit, _kept, _visit_kept_said)
Check("document_kept", N_("Document not erased in time"), VisitDocument, _kept, _document_kept_said)
Check("permission_host_left", N_("Permission whose host has left"), StandingPermission, _host_left, _host_left_said)
