"""Care files: whom to see and when, what is still to be said and done, and who read what."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from core.desks.care.purging import PurgeFile
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import FileStage
from core.model.query import AnyOf, Between, Condition, Is, Not, Query, both
from core.model.record import Record, root_of
from core.office.office import Office
from core.office.refusals import Reasons, Refused
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_, Sentence, names_in_a_row, say
from tui.dialogs.dialog import confirm, tell
from tui.dialogs.long_work import run_with_progress
from tui.drawing.load import DayLoad, load_strip
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.lists.desk_screen import DeskScreen
from tui.lists.grouped_source import GroupedSource
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

FILES = CareFile.kind
COLUMNS = ("next_checkin", "name", "attention", "helper", "next_review", "unit")
WEEK = 7
"""How many days are this week."""
AHEAD = 14
"""How many days the line of check-ins looks ahead."""
MAX_NAMED = 12
"""How many files the question before a purge names."""


class PurgeWhatHasExpired(ScreenCommand):
    """Purge every closed file whose retention is over, in one step; those that still wait for somebody stay."""

    key = "f7"
    words = "purge"
    duty = PurgeFile
    in_bar = False

    async def run(self, screen: DeskScreen) -> None:
        """Say which files stay and why, and erase the others once it is confirmed."""
        app, office = screen.app, screen.office
        expired = Query(FILES, CareFile.filters(office.context())["expired"])
        files = office.page(FILES, office.keys(expired), ("id", "name"))
        kept = {identifier: why for identifier, _name in files if (why := why_kept(office, identifier))}
        told = [say(N_("Kept: {name}. {why}"), name=name, why=kept[each]) for each, name in files if each in kept]
        if told:
            await tell(app, Reasons(told))
        files = [each for each in files if each[0] not in kept]
        question = say(
            N_("Files past their retention: {count}. Erase for ever, here and at every site: {names}?"),
            count=len(files),
            names=names_in_a_row([name for _id, name in files[:MAX_NAMED]] + ["…"] * (len(files) > MAX_NAMED)),
        )
        if files and await confirm(app, question):
            purges = [PurgeFile(target=identifier) for identifier, _name in files]
            await run_with_progress(
                app, N_("Erasing"), lambda progress: office.do_all(purges, progress), cancellable=False
            )


def why_kept(office: Office, file: str) -> Sentence | None:
    """Return why a file whose time is over is not purged, if it is not."""
    try:
        office.rehearse((PurgeFile(target=file),), attempt=False)
    except Refused as refused:
        return Reasons(refused.findings)
    return None


class CareScreen(DeskScreen):
    """The files in groups by what is due, with the check-ins of the next days above them."""

    empty = N_("There is nothing here that is yours to read.")
    foremost = frozenset({"do('record_check_in')", "do('review_file')"})
    DEFAULT_CSS = "CareScreen .ahead { height: 1; padding: 0 1; text-wrap: nowrap; }"

    class Ahead(Message):
        """The check-ins of the next days were counted."""

        def __init__(self, days: Sequence[DayLoad]) -> None:
            super().__init__()
            self.days = days

    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "care_support": ("due", "file", "helper", "finished"),
        "care_objection": ("due", "file", "owner", "answered"),
    }

    def above_list(self) -> ComposeResult:
        """Put the next days under the figures, for those who read any file."""
        if self.office.reads(FILES):
            yield Static(classes="ahead")

    def reload(self) -> None:
        """Read list, figures and the next days again."""
        super().reload()
        if self.office.reads(FILES):
            self._count_ahead()

    # The files, grouped

    def source(self) -> Source:
        """Return the files in their groups; the other lists of the desk as they are."""
        if self.kind != FILES:
            return super().source()
        return GroupedSource([(_(heading), self._files(where)) for heading, where in self._groups()])

    def _files(self, where: Condition) -> KindSource:
        return KindSource(self.office, Query(FILES, both(self._where, where)), COLUMNS)

    def _groups(self) -> Iterable[tuple[str, Condition]]:
        """Yield the groups, each file in one of them."""
        today = self.office.today
        late = _due_between(None, today - timedelta(days=1))
        week = _due_between(today, today + timedelta(days=WEEK - 1))
        being_open = Is("stage", (FileStage.OPEN,))
        expired = CareFile.filters(self.office.context())["expired"]
        yield N_("Overdue"), both(being_open, late)
        yield N_("This week"), both(being_open, Not(late), week)
        yield N_("Later"), both(being_open, Not(late), Not(week))
        yield N_("To be purged"), expired
        yield N_("Closed files"), both(Not(being_open), Not(expired))

    def begin(self, keys: "array[int]") -> None:
        """Begin below the first heading, not on it."""
        rows = self.query_one(WindowedList)
        if self.kind == FILES and len(keys) > 1 and rows.key == keys[0]:
            rows.move_to(keys[1])

    def record_at(self, key: int) -> Record | None:
        """Return the file of a row as the list shows it: nothing of its contents, so that looking leaves no trace."""
        if self.kind != FILES:
            return super().record_at(key)
        rows = self.office.page(FILES, (key,), ("id",)) if key > 0 else []
        try:
            found: Record | None = self.office.get_listed(FILES, rows[0][0]) if rows else None
        except Refusal:
            return None
        return found

    def open_record(self, record: Record) -> None:
        """Show the whole file, also from one of its parts; to an auditor, who reads no file, the part alone."""
        try:
            super().open_record(self.office.get_listed(FILES, root_of(record)))
        except Refusal:
            super().open_record(record)

    # The next days

    @work(thread=True, exclusive=True, group="ahead")
    def _count_ahead(self) -> None:
        today = self.office.today
        query = Query(FILES, Between("next_checkin", today, today + timedelta(days=AHEAD - 1)))
        counts = dict(self.office.groups(query, "next_checkin"))
        days = (today + timedelta(days=ahead) for ahead in range(AHEAD))
        works = self.office.workdays.is_workday
        self.post_message(
            self.Ahead([DayLoad(f"{day:%d}", counts.get(day, 0), day == today, not works(day)) for day in days])
        )

    @on(Ahead)
    def _show_ahead(self, event: Ahead) -> None:
        line = self.query_one(".ahead", Static)
        label = Content.styled(f"{_('Check-ins by day')} ", "$label")
        line.update(Content.assemble(label, load_strip(event.days, line.content_size.width - label.cell_length)))


def _due_between(low: object, high: object) -> Condition:
    """Return the files with a check-in, a review or the telling of the person in these days."""
    return AnyOf(tuple(Between(field, low, high) for field in ("next_checkin", "next_review", "untold_until")))


DESK = Desk(
    Section.PREVENTION,
    N_("Care"),
    (FILES, "care_support", "care_objection", "care_reading"),
    CareScreen,
    commands=(PurgeWhatHasExpired(),),
    place=2,
    letter="c",
)
