"""How a month or a week is drawn: days, holidays, what stands on them as blocks, and bands over the days they run."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rich.cells import cell_len
from textual.content import Content

from core.model.on_calendar import OnCalendar
from core.model.record import Record
from core.rules.calendar import Calendar, Day
from core.values.cadence import called
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, names_in_a_row
from core.values.workdays import WEEKDAYS
from tui.language import _, language
from tui.terminal.glyphs import fit, glyphs, plain
from tui.terminal.theme import CATEGORIES
from tui.terminal.wrap import fold

OFF, WORK = N_("off"), N_("work")
MARGIN = 4
"""Cells in front of each week, for its number."""
ROOMY = 4
"""From how many lines a week has on its bands stand on lines of their own; else beside the numbers of the days."""

Piece = tuple[str, str]
"""A text and its style."""


@dataclass(frozen=True)
class MonthPicture:
    """The days of a calendar in cells of one width."""

    shown: Calendar
    cursor: date
    today: date
    width: int
    colours: bool = True
    """Whether the terminal mixes colours: without them a block is told by its words alone."""
    focused: bool = False

    def title(self, room: int, lines: int) -> Content:
        """Return the month, what conflicts, until when holidays are known, and the legend of the colours.

        Bands are named too where the weeks have too few `lines` for their names.
        """
        parts = [Content.styled(f" {called(f'{self.cursor:%Y-%m}').say(_)}", "bold")]
        if lines < ROOMY and self.shown.bands:
            bands = names_in_a_row(map(_text, self.shown.bands)).say(_)
            parts.append(Content(f"{glyphs().rule * 2} {bands}"))
        if self.shown.conflicts:
            clashes = _("clashes: {count}").format(count=len(self.shown.conflicts))
            parts.append(Content.styled(clashes, "$soon"))
        if self.shown.caveat:
            parts.append(Content(_("holidays known until {day}").format(**self.shown.caveat.facts)))
        swatch = "  " if self.colours else ""
        parts += [
            Content.assemble((swatch, f"on $category-{ground}"), f" {language().label(each)}")
            for each, ground in self._grounds.items()
        ]
        return Content("   ").join(parts).truncate(room, ellipsis=True)

    def weekdays(self) -> Content:
        """Return the names of the days of the week."""
        names = "".join(fit(f" {_(name)}", self.width) for name in WEEKDAYS)
        return Content.styled(" " * MARGIN + names, "bold underline")

    def week(self, week: tuple[Day, ...], lines: int) -> list[Content]:
        """Return the lines of a week."""
        bands = list(dict.fromkeys(band for day in week for band in day.bands))
        own = bands[: max(lines - ROOMY + 1, 0)] if lines >= ROOMY else []
        called_week = _("W{week:02}").format(week=week[0].date.isocalendar().week)
        number = Content.styled(fit(called_week, MARGIN), "$label")
        rows = [Content.assemble(number, *(piece for day in week for piece in self._head(day, own)))]
        rows += [Content.assemble(" " * MARGIN, *self._band(band, week)) for band in own]
        bodies = [self._body(day, lines - 1 - len(own)) for day in week]
        for line in range(lines - 1 - len(own)):
            cells = (body[line] if line < len(body) else [(" " * self.width, "")] for body in bodies)
            rows.append(Content.assemble(" " * MARGIN, *(piece for cell in cells for piece in cell)))
        return rows

    # Days

    def _head(self, day: Day, shown: list[Record]) -> list[Piece]:
        """Return number and kind of a day, and in what room is left a band that has no line of its own."""
        on, today = day.date == self.cursor, day.date == self.today
        style = "bold $background on $chosen" if today else "" if day.worked else "$label"
        style += " underline" if on else ""
        style += " reverse" if on and self.focused and not today else ""
        number = f"{'>' if on else ' '}{day.date.day:2}{'*' if today else ' '}"
        special = f"{_(WORK if day.worked else OFF)} " if day.name else ""
        band = next((each for each in day.bands if each not in shown), None)
        rest = self.width - cell_len(number + special)
        if band is None:
            name = plain(_(day.name)) if special else ""
            return [(number, style), (fit(special + name, self.width - cell_len(number)), "$label")]
        return [(number, style), (special, "$label"), self._stretch(band, day, rest, begins=_begins(band, day))]

    def _band(self, band: Record, week: tuple[Day, ...]) -> list[Piece]:
        """Return the line of a week on which a band runs over its days, with its name where it begins."""
        days = [day for day in week if band in day.bands]
        before = next(place for place, day in enumerate(week) if band in day.bands)
        stretch = self._stretch(band, days[0], len(days) * self.width, begins=True)
        rest = len(week) - before - len(days)
        return [(" " * (before * self.width), ""), stretch, (" " * (rest * self.width), "")]

    def _stretch(self, band: Record, day: Day, width: int, *, begins: bool) -> Piece:
        """Return a piece of a band, with its name where that begins and has room."""
        name = f"{_text(band)} " if begins and cell_len(_text(band)) + 2 <= width else ""
        text = f"{glyphs().rule}{name}"
        return fit(text + glyphs().rule * (width - cell_len(text)), width), self._style(band)

    # What stands on a day

    def _body(self, day: Day, room: int) -> list[list[Piece]]:
        """Return the lines of a day: all in full if they fit, else one for each, and how many more there are."""
        if room <= 0:
            return []
        folded = [self._block(entry, fold(self._whole(entry), self.width - 2)) for entry in day.entries]
        if sum(map(len, folded)) <= room:
            return [line for lines in folded for line in lines]
        short = [self._block(entry, [self._told(entry, "%H")])[0] for entry in day.entries]
        if len(short) <= room:
            return short
        rest = day.entries[room - 1 :]
        mark = "!" if any(entry.id in self.shown.conflicting for entry in rest) else " "
        more = [(fit(mark + _("{count} more").format(count=len(rest)), self.width), "bold")]
        return [*short[: room - 1], more]

    def _block(self, entry: Record, lines: list[str]) -> list[list[Piece]]:
        """Return the lines of an entry on the colour of its category, with a blank behind."""
        conflicts = entry.id in self.shown.conflicting
        mark, style = ("!" if conflicts else " "), self._style(entry)
        style = f"bold {style}".strip() if conflicts else style
        return [
            [(fit(f"{' ' if number else mark}{line}", self.width - 1), style), (" ", "")]
            for number, line in enumerate(lines)
        ]

    def _told(self, entry: Record, pattern: str) -> str:
        """Return the time and the text."""
        time = _declared(entry).time(entry)
        return f"{time:{pattern}} {_text(entry)}" if time else _text(entry)

    def _whole(self, entry: Record) -> str:
        """Return the time, the text, and of what is over the share that is counted by it."""
        share = self.shown.shares.get(entry.id)
        return f"{self._told(entry, '%H:%M')} {share.text}".rstrip() if share else self._told(entry, "%H:%M")

    def _style(self, record: Record) -> str:
        category = self.shown.categories.get(record.id)
        over = not self.colours and _declared(record).is_over(record)
        if over or category is None or not self.colours:
            return "$label" if over else ""
        return f"on $category-{self._grounds[category]}"

    @cached_property
    def _grounds(self) -> dict[LabelledEnum, int]:
        """The background of each category that is shown: that of its place in its closed list, if no other has it."""
        found: dict[LabelledEnum, int] = {}
        for category in sorted({*self.shown.categories.values()}, key=_place):
            places = [(_place(category) + step) % CATEGORIES for step in range(CATEGORIES)]
            found[category] = next((place for place in places if place not in found.values()), places[0])
        return found


def _place(category: LabelledEnum) -> int:
    return list(type(category)).index(category)


def _declared(record: Record) -> OnCalendar:
    assert record.on_calendar is not None  # else it would not stand there
    return record.on_calendar


def _text(record: Record) -> str:
    return plain(str(getattr(record, _declared(record).text)))


def _begins(band: Record, day: Day) -> bool:
    """Whether the name of a band is written on a day: its first, and every Monday."""
    return day.date == _declared(band).day(band) or day.date.weekday() == 0
