"""What the next days bring, and what is due at each desk: a panel beside a day's list, of what was counted for it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from textual import work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.office.day_list import DayList
from core.values.sentence import N_
from core.values.workdays import WEEKDAYS
from tui.drawing.bars import parted_line
from tui.drawing.load import DayLoad, load_lines
from tui.frame.desk import desk_of
from tui.language import _

DAYS = 14
"""How many days are looked ahead, today among them."""
NAME_ROOM = 10
"""Cells for the name of a desk."""


@dataclass(frozen=True, slots=True)
class DeskLoad:
    """What is due at a desk in the next days, and what is late there."""

    label: str
    """A catalogue key."""
    late: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Load:
    """What the next days bring."""

    today: date
    by_day: tuple[tuple[date, int, bool], ...]
    """Each day with what is due on it, and whether it is a day off."""
    desks: tuple[DeskLoad, ...]
    """The desks at which anything is due, those with most late first."""


def load_of(day_list: DayList) -> Load:
    """Return what the next days bring of a day's list; reads the store if that was not counted yet."""
    office, today = day_list.office, day_list.office.today
    days = [today + timedelta(days=n) for n in range(DAYS)]
    by_day, late, ahead = Counter[date](), Counter[str](), Counter[str]()
    for each in day_list.counted:
        if each.due < today:
            late[_desk_label(each.kind)] += each.entries
        elif each.due <= days[-1]:
            by_day[each.due] += each.entries
            ahead[_desk_label(each.kind)] += each.entries
    desks = [DeskLoad(label, late[label], ahead[label]) for label in late | ahead]
    return Load(
        today,
        tuple((day, by_day[day], not office.workdays.is_workday(day)) for day in days),
        tuple(sorted(desks, key=lambda each: (-each.late, -each.ahead, each.label))),
    )


def _desk_label(kind: str) -> str:
    desk = desk_of(kind)
    return desk.label if desk else N_("Others")


def drawn(load: Load, width: int, height: int) -> Content:
    """Draw a load in a width and height: the days first, then as many desks as there is room for."""
    days = [
        DayLoad(f"{_(WEEKDAYS[day.weekday()])} {day:%d}", count, is_today=day == load.today, is_off=off)
        for day, count, off in load.by_day
    ]
    largest = max((each.late + each.ahead for each in load.desks), default=0)
    desks = [
        parted_line(
            _(each.label),
            NAME_ROOM,
            [(each.late, "$late"), (each.ahead, "$chosen")],
            f"{each.late:,}/{each.late + each.ahead:,}",
            largest,
            width,
        )
        for each in load.desks
    ]
    lines = [_heading(_("Next {days} days").format(days=DAYS)), *load_lines(days, width)]
    if desks:
        lines += [Content(""), _heading(_("Per desk: late / all")), *desks]
    return Content("\n").join(lines[:height])


def _heading(text: str) -> Content:
    return Content.styled(text, "$chosen")


class LoadPanel(Widget):
    """The panel; `read` brings it up to date."""

    DEFAULT_CSS = """
    LoadPanel { padding: 0 1; }
    """

    class Read(Message):
        """It was counted."""

        def __init__(self, load: Load) -> None:
            super().__init__()
            self.load = load

    def __init__(self) -> None:
        """Prepare the panel; it is empty until `read`."""
        super().__init__()
        self._load: Load | None = None

    @work(thread=True, exclusive=True, group="load")
    def read(self, day_list: DayList) -> None:
        """Count, in a thread, what the next days bring of a day's list."""
        self.post_message(self.Read(load_of(day_list)))

    def on_load_panel_read(self, event: Read) -> None:
        """Draw what was counted."""
        event.stop()
        self._load = event.load
        self.refresh()

    def render(self) -> Content:
        """Draw it in the room there is."""
        size = self.content_size
        return drawn(self._load, size.width, size.height) if self._load else Content("")
