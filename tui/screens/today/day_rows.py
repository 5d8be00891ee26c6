"""The rows of the day's list: headings that fold, tasks with their number, and single entries of the agenda."""

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rich.cells import cell_len

from core.model.record import RECORDS
from core.office.day_list import DayList, DaySection, Gathered, Part, Whose, section_of
from core.office.office import Office
from core.rules.agenda import AgendaItem, Task
from core.values.sentence import N_, Sentence, say
from core.values.workdays import WEEKDAYS
from tui.frame.desk import desk_of, desks
from tui.language import _, language
from tui.terminal.glyphs import glyphs
from tui.widgets.list_source import ListColumn, Row

INDENT = "  "
"""What stands before what is below a task."""
COLOURS = {
    DaySection.DECISIONS: "week",
    DaySection.PRESSING: "late",
    DaySection.OVERDUE: "late",
    DaySection.TODAY: "soon",
    DaySection.WEEK: "week",
    DaySection.LATER: "dim",
}
"""The style of what is due in each section; the words beside it say the same."""
_READ = ("of_kind", "record", "due", "at", "late_at", "what", "id")


@dataclass(frozen=True)
class TopRow:
    """A row that is no entry of the agenda: something else that is to be done."""

    text: str
    """What it says, translated."""
    open: Callable[[Any], None]
    """Shows what it is about, on the screen of the day's list."""
    due: str = ""
    """What stands at its right, translated."""
    style: str = "week"


TopRows = Callable[[Office], Iterable[tuple[str, Sequence[TopRow]]]]
"""Yields headings (catalogue keys) with their rows, for one officer; called in a thread."""
ON_TOP: list[TopRows] = []
"""What stands above the day's list, first in front; whoever has something enters it. The heading of a section of the
list (`DaySection`) puts its rows into that section."""


@dataclass
class Folding:
    """What is folded and unfolded, kept while the program runs."""

    whose: Whose = Whose.MINE
    folded: set[str] = field(default_factory=lambda: {DaySection.LATER.label})
    """The headings below which nothing is shown."""
    unfolded: set[tuple[DaySection, str]] = field(default_factory=set)
    """The tasks of which each entry is shown, each in its section."""
    everything: bool = False
    """Whether nothing is folded, whatever was."""
    _keys: dict[Hashable, int] = field(default_factory=dict)

    def key(self, what: Hashable) -> int:
        """Return the key of a row that is no record: negative, and the same whenever the list is read."""
        return self._keys.setdefault(what, -len(self._keys) - 1)

    def is_open(self, heading: str, *, searched: bool) -> bool:
        """Whether what stands below a heading is shown: what was searched for always is."""
        return searched or self.everything or heading not in self.folded

    def is_unfolded(self, section: DaySection, task: str) -> bool:
        """Whether each entry of a task is shown."""
        return self.everything or (section, task) in self.unfolded

    def unfold(self, row: "Heading | TaskRow | TopRow | None", parts: Iterable[Part]) -> bool:
        """Unfold all that stands below a row, tasks too; return whether any of it was folded."""
        before = len(self.unfolded) - len(self.folded)
        match row:
            case Heading(label):
                self.folded.discard(label)
                below = (part for part in parts if part.section.label == label)
                tasks = ((part.section, each.task) for part in below for each in part.gathered if each.count > 1)
                self.unfolded.update(tasks)
            case TaskRow(part, gathered):
                self.unfolded.add((part.section, gathered.task))
        return len(self.unfolded) - len(self.folded) != before


@dataclass(frozen=True, slots=True)
class Heading:
    """The row above a section."""

    label: str
    count: int
    style: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The row of several entries that are one task."""

    part: Part
    gathered: Gathered
    is_open: bool

    @property
    def task(self) -> Task:
        """What they have in common."""
        return Task.unpack(self.gathered.task)


class DayRows:
    """The day's list as a source of rows. Read anew is only what was not read yet."""

    def __init__(self, day: DayList, folding: Folding, on_top: Sequence[TopRows], *, searched: bool) -> None:
        """Prepare the list; nothing is read yet."""
        self.day = day
        self.folding = folding
        self.columns = _columns()
        self._on_top = on_top
        self._searched = searched
        self._tops: list[tuple[str, Sequence[TopRow]]] | None = None
        self._read: dict[tuple[DaySection, str], array[int]] = {}
        self._sections: dict[int, DaySection] = {}
        self._below: set[int] = set()
        self.rows: dict[int, Heading | TaskRow | TopRow] = {}
        """What stands in the rows that are no records."""
        self.of_others = 0
        """Where nothing is listed, how many entries are of others."""

    @property
    def entries(self) -> int:
        """How many entries of the agenda there are, folded ones too."""
        return sum(part.entries for part in self.day.parts)

    def keys(self) -> "array[int]":
        """Return the keys of all rows that are unfolded, with those of the headings; called in a thread."""
        if not self.day.parts and self.day.whose is not Whose.ALL:
            self.of_others = self.day.of_others()
        rows: dict[int, Heading | TaskRow | TopRow] = {}
        found, self._below = array("q"), set()
        parts = {part.section.label: part for part in self.day.parts}
        tops = self._above()
        labels = dict.fromkeys((*(label for label in tops if label not in _SECTIONS), *_SECTIONS))
        for label in labels:
            part, above = parts.get(label), tops.get(label, ())
            if part is None and not above:
                continue
            is_open = self.folding.is_open(label, searched=self._searched)
            style = COLOURS[part.section] if part else above[0].style
            found.append(key := self.folding.key(label))
            rows[key] = Heading(label, len(above) + (part.count if part else 0), style, is_open)
            if is_open:
                found.extend(self._top_keys(label, above, rows))
                found.extend(self._part_keys(part, rows) if part else ())
        self.rows = rows
        return found

    def is_below(self, key: int) -> bool:
        """Whether a row is one of those that a task was unfolded to."""
        return key in self._below

    def _above(self) -> dict[str, Sequence[TopRow]]:
        if self._tops is None:
            self._tops = [] if self._searched else [each for rows in self._on_top for each in rows(self.day.office)]
        found: dict[str, Sequence[TopRow]] = {}
        for label, several in self._tops:
            found[label] = (*found.get(label, ()), *several)
        return {label: several for label, several in found.items() if several}

    def _top_keys(self, label: str, above: Sequence[TopRow], rows: dict[int, Any]) -> Iterator[int]:
        for place, each in enumerate(above):
            key = self.folding.key((label, place))
            rows[key] = each
            yield key

    def _part_keys(self, part: Part, rows: dict[int, Any]) -> "array[int]":
        """Return the keys below a heading: single entries and tasks, those that are due first in front."""
        alone = self._read_once(part, "") if part.days else array("q")
        found, place, days = array("q"), 0, list(part.days)
        for each in part.gathered:
            before = place
            while days and days[0][0] < each.due:
                place += days.pop(0)[1]
            found.extend(alone[before:place])
            found.extend(self._task_keys(part, each, rows))
        found.extend(alone[place:])
        self._sections.update(dict.fromkeys(found, part.section) if part.section not in _BY_DAY else {})
        return found

    def _task_keys(self, part: Part, gathered: Gathered, rows: dict[int, Any]) -> "array[int]":
        if gathered.count == 1:
            return self._read_once(part, gathered.task)
        at = part.section, gathered.task
        key = self.folding.key(at)
        rows[key] = TaskRow(part, gathered, self.folding.is_unfolded(*at))
        found = array("q", [key])
        if self.folding.is_unfolded(*at):
            below = self._read_once(part, gathered.task)
            self._below.update(below)
            found.extend(below)
        return found

    def _read_once(self, part: Part, task: str) -> "array[int]":
        at = part.section, task
        if at not in self._read:
            self._read[at] = self.day.gathered_in(part, task) if task else self.day.alone(part)
        return self._read[at]

    # In words

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words."""
        office = self.day.office
        entries = [key for key in keys if key > 0]
        read = zip(entries, office.page(AgendaItem.kind, entries, _READ), strict=False)
        shown = {key: self._entry(key, *values) for key, values in read}
        return [shown.get(key) or self._other(self.rows.get(key)) for key in keys]

    def _entry(self, key: int, kind: str, record: str, due: date, *rest: Any) -> Row:
        at, late, what, _id = rest
        passed = late is not None and late <= self.day.office.now
        by_day = DaySection.OVERDUE if passed else section_of(due, self.day.office.today)
        section = self._sections.get(key) or by_day
        below = key in self._below
        text = in_one_line(self.day.office, kind, "" if below else record, Sentence.unpack(what))
        sign = glyphs().instruction if section is DaySection.PRESSING else glyphs().task
        style = COLOURS[section if section is DaySection.DECISIONS else by_day]
        words = _("to decide") if section is DaySection.DECISIONS else due_words(due, at, self.day.office.today)
        strong = "strong" if section in (DaySection.DECISIONS, DaySection.PRESSING) else ""
        cells = (sign, INDENT + text if below else text, desk_name(kind), words)
        return Row(cells, (style, strong, "dim", style))

    def _other(self, row: Heading | TaskRow | TopRow | None) -> Row:
        match row:
            case Heading(label, count, style, is_open):
                sign = glyphs().unfolded if is_open else glyphs().folded
                return Row((sign, f"{_(label)}  {count:,}", "", ""), (style, style, "", ""))
            case TopRow(text, _open, due, style):
                return Row((glyphs().task, text, "", due), (style, "strong", "dim", style))
            case TaskRow(part, gathered, is_open):
                return self._task(part, gathered, is_open=is_open)
        return Row(())

    def _task(self, part: Part, gathered: Gathered, *, is_open: bool) -> Row:
        today = self.day.office.today
        task, decides = Task.unpack(gathered.task), part.section is DaySection.DECISIONS
        sign = glyphs().unfolded if is_open else glyphs().folded
        style = COLOURS[part.section]
        words = _("to decide") if decides else due_words(gathered.due, None, today)
        text = task_words(self.day.office, task, gathered.count)
        return Row((sign, text, desk_name(task.kind), words), (style, "strong" if decides else "", "dim", style))


_SECTIONS = tuple(section.label for section in DaySection)
_BY_DAY = (DaySection.OVERDUE, DaySection.TODAY, DaySection.WEEK, DaySection.LATER)


def _columns() -> tuple[ListColumn, ...]:
    names = max((cell_len(_(desk.label)) for desk in desks()), default=0)
    samples = [_("to decide"), _("{days} d late").format(days=9999), *map(_, WEEKDAYS), "2026-11-23"]
    return (
        ListColumn("sign", "", 1),
        ListColumn("task", _("Task"), 60, grows=True, whole=True, middle=True),
        ListColumn("desk", _("Desk"), names),
        ListColumn("due", _("Due"), max(map(cell_len, samples)), right=True),
    )


def desk_name(kind: str) -> str:
    """Return the name of the desk that lists a kind; of one that none lists, what the kind is called."""
    desk = desk_of(kind)
    return _(desk.label if desk else RECORDS[kind].label)


def due_words(due: date, at: datetime | None, today: date) -> str:
    """Return when something is due, as it is said today: `3 d late`, `today` or the time, `Wed`, `12-15`."""
    if due < today:
        return _("{days} d late").format(days=(today - due).days)
    if due == today:
        return f"{at:%H:%M}" if at else _("today")
    if section_of(due, today) is DaySection.WEEK:
        return _(WEEKDAYS[due.weekday()])
    return f"{due:%m-%d}" if due.year == today.year else due.isoformat()


def in_one_line(office: Office, kind: str, record: str, what: Sentence) -> str:
    """Return what is due of a record in one line; without a record, what is due alone."""
    words = language().say(what)
    if not record:
        return words
    title = office.title("*", record, _)
    if title == record[:8]:  # it has no name that this officer may know
        title = _(RECORDS[kind].label)
    joined = N_("{what} ({record})") if what.facts else N_("{what}: {record}")
    return say(_(joined), what=words, record=title).say()


def task_words(office: Office, task: Task, count: int) -> str:
    """Return several entries that are one task in one line, with their number."""
    about = office.title(task.refers, task.value, _) if task.refers else task.value.split("\n", 1)[0]
    what = say(_("{what}: {record}"), what=_(task.what), record=about).say() if about else _(task.what)
    return f"{what}  × {_(task.counted).format(count=f'{count:,}')}"
