"""The care file 风险档案 itself, and who may know that there is one."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.care import fields
from core.desks.care.vocabulary import HELP, KEEP, READ, READING, Attention, FileStage, Source
from core.model.context import Context
from core.model.deadline import Deadline, DeadlineStatus, Due
from core.model.field import About, Role
from core.model.query import EVERYTHING, AllOf, AnyOf, Between, Blank, Condition, Is, Query
from core.model.record import Record
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.rights.four_eyes import entries_of, is_about
from core.values.classification import Classification
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_, Sentence, say

SOON = 3
"""A check-in or review that comes within these days is due soon."""
LONG = 30
"""One that was due longer ago than this is long overdue."""


class CareFile(Record):
    """One file for one member of staff in difficulty.

    Lists show whom to see and when, and nothing of the trouble: contents are read one file at a time, which leaves a
    trace. There is no running number, which would tell how many files there are.
    """

    kind = "care_file"
    label = N_("Care file")
    plural = N_("Care files")
    compartment = "care"
    classification = Classification.INTERNAL
    duty = READ
    attached_with = HELP
    access_log = READING
    retention = "care.retention_months"
    ends = (FileStage.CLOSED,)
    order = ("-stage", "next_checkin", "name")
    unique = (
        Unique(
            ("person",), N_("There is an open file for this person already. Work in that one."),
            among=lambda file: file.stage == FileStage.OPEN,
        ),
    )  # fmt: skip
    deadlines = (
        Deadline(N_("check-in"), on="next_checkin", owner=("helper",), unit="unit", soon=SOON, long=LONG),
        Deadline(N_("file review"), on="next_review", owner=("helper",), unit="unit", soon=SOON, long=LONG),
        Deadline(N_("tell the person"), on="untold_until", owner=("helper",), unit="unit", soon=SOON, long=LONG),
    )
    status_columns = ("next_checkin", "next_review", "untold_until", "keep_until")
    indexes = (("stage", "next_checkin"), ("unit", "attention"), ("helper", "stage"), ("supervisor", "stage"))

    name: Annotated[Line, REQUIRED, About(N_("Full name"), column=16, search=True, pinyin=True, index=True)]
    """As it was when the file was opened: a file is complete in itself, also at a site without the register."""
    person: fields.Person
    unit: fields.Unit = ""
    attention: fields.Attention = Attention.ROUTINE
    next_checkin: Annotated[date | None, About(N_("Next check-in"), column=10, index=True)] = None
    next_review: Annotated[date | None, About(N_("Next review"), column=10, index=True)] = None
    stage: Annotated[FileStage, About(N_("Stage"), column=6, index=True)] = FileStage.OPEN
    helper: fields.Helper
    supervisor: fields.Supervisor = ""
    opened: Annotated[date, About(N_("Opened"), index=True)]
    checked: Annotated[date, About(N_("Check-in counted from"), index=True)]
    reviewed: Annotated[date, About(N_("Review counted from"), index=True)]
    basis: fields.Basis
    facts: fields.Facts
    source: fields.Source = Source.SELF
    attention_reason: fields.AttentionReason = ""
    plan: fields.Plan = ""
    told: fields.Told | None = None
    untold_reason: fields.UntoldReason = ""
    untold_by: fields.UntoldBy = ""
    untold_until: fields.UntoldUntil | None = None
    copied: fields.Copied | None = None
    """When the person last got a copy of the file; history keeps the earlier days."""
    closed: Annotated[date | None, About(N_("Closed on"), index=True)] = None
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer", says=Role.DOER)] = ""
    closed_reason: fields.ClosedReason = ""
    keep_until: Annotated[date | None, About(N_("Kept until"), index=True)] = None
    """The last day of the retention that was in force when the file was closed."""
    hold_by: Annotated[str, About(N_("Legal hold by"), refers="officer", says=Role.DOER, index=True)] = ""
    hold_reason: fields.HoldReason = ""
    held: Annotated[date | None, About(N_("Held since"))] = None

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    def bars(self, officer: str, context: Context) -> Iterable[Sentence]:
        """Nobody looks after his own file."""
        if is_about(self, entries_of(officer, context), context):
            name = getattr(context.get("officer", officer), "title", officer)
            yield say(N_("{name} is the person concerned and cannot look after the file."), name=name)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Return the rule of section 5: its helper, its supervisor, and the care clerk of its unit; nobody else."""
        own = (Is("helper", (viewer.officer,)), Is("supervisor", (viewer.officer,)))
        if KEEP not in viewer.duties:
            return AnyOf(own)
        if viewer.units is not None:
            return AnyOf((*own, Is("unit", tuple(sorted(viewer.units)))))
        return EVERYTHING if viewer.cells is None else AnyOf(own)

    def explain(self) -> Sentence | None:
        """Return the sums that lead to its dates."""
        if self.closed and self.keep_until:
            months = 12 * (self.keep_until.year - self.closed.year) + self.keep_until.month - self.closed.month
            return say(
                N_("Kept until {day} because closed {closed} + {months} months."),
                day=self.keep_until,
                closed=self.closed,
                months=months,
            )
        if self.next_checkin is None or self.next_review is None:
            return None
        return say(
            N_(
                "Check-in {checkin} because {checked} + {days} days ({attention});"
                " review {review} because {reviewed} + {term} days."
            ),
            checkin=self.next_checkin,
            checked=self.checked,
            days=(self.next_checkin - self.checked).days,
            attention=say(self.attention.label),
            review=self.next_review,
            reviewed=self.reviewed,
            term=(self.next_review - self.reviewed).days,
        )

    def agenda(self) -> Iterable[Due]:
        """Check-in, review, telling the person; when it is closed, its purge. No entry says what the trouble is."""
        yield from super().agenda()
        if self.keep_until:
            over = self.keep_until + timedelta(days=1)
            if self.hold_by:
                yield Due(over, say(N_("decide on the legal hold")), self.supervisor, self.unit, purges=True)
            else:
                yield Due(over, say(N_("purge the file")), self.closed_by, self.unit, purges=True)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        yesterday = context.today - timedelta(days=1)
        being_open = Is("stage", (FileStage.OPEN,))
        return {
            N_("open"): being_open,
            N_("mine"): Is("helper", (context.officer,)),
            N_("late"): Between("next_checkin", None, yesterday),
            N_("week"): Between("next_checkin", context.today, context.today + timedelta(days=6)),
            N_("unreviewed"): Between("next_review", None, yesterday),
            N_("not told"): AllOf((being_open, Blank("told"))),
            N_("without helper"): AllOf((being_open, Is("helper", gone(context)))),
            N_("expired"): AllOf((Between("keep_until", None, yesterday), Blank("hold_by"))),
        }

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """Red when a check-in, a review or telling the person is overdue; a closed file when its time is over."""
        if row["keep_until"]:
            return DeadlineStatus.LATE if row["keep_until"] < context.today else None
        return super().deadline_status(row, context)


def gone(context: Context) -> tuple[str, ...]:
    """Return the officers of this site who cannot read care files any more: their files need another helper."""
    left, reading = set[str](), set[str]()
    for account in context.find(Query("account")):
        reads = not account.closed and READ in context.policy.duties(account.roles)
        (reading if reads else left).add(account.officer)
    return tuple(sorted(left - reading))
