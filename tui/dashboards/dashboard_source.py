"""The rows of a dashboard: the lines of its charts in words, numbers and bars."""

from array import array
from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from core.model.chart import COUNT, Chart, FigureSettings, Heading, Line, Part, View, Words
from core.model.figure import Number
from core.office.office import Office
from core.values.sentence import Sentence
from tui.drawing.bars import bar
from tui.drawing.heat import heat, heat_style
from tui.formatting.standing import style_of
from tui.language import _, language
from tui.terminal.glyphs import fit, right
from tui.terminal.theme import Palette
from tui.widgets.list_source import ListColumn, Row

WHAT, SHARE, BAR = "what", "share", "bar"
NAME_WIDTH, SHARE_WIDTH = 24, 5
HEAT_WIDTH = 8
"""Cells of a share that is drawn as heat: `66%<90 `."""
MOST_OF_HEADING = 12
"""Cells of a heading at most: those that name records may be long."""
STYLES_BESIDE = ("$chosen", "$fine")
"""The styles of bars that stand beside one another."""


class DashboardSource:
    """The charts of a page below one another, as `Source` of a list: headings have negative keys, lines their place."""

    def __init__(
        self,
        office: Office,
        parts: Sequence[Part],
        view: View,
        longest: int,
        *,
        gaps: bool,
        chosen: str,
        palette: Palette | None = None,
    ) -> None:
        """Prepare the columns; nothing is counted yet."""
        self._office, self._parts, self._view, self._longest, self._gaps = office, parts, view, longest, gaps
        self._palette, self._heats = palette, any(part.heat for part in parts)
        self._alone = any(part.alone for part in parts)
        self._charts: list[Chart] = []
        self._lines: list[tuple[Chart, int]] = []
        """Each line by its chart and its place in it."""
        self._told: dict[int, tuple[list[str], frozenset[int]]] = {}
        """Of each chart the shares, and the lines that are not told."""
        self._least = office.policy.settings(FigureSettings).least
        headings = (each for part in parts for each in part.headings_now(office, view))
        self.numbers = [*{each.name: each for each in headings}.values()]
        """The columns that hold numbers."""
        names = {each.name for each in self.numbers}
        gap = next((part.gap.name for part in parts if part.gap), "")
        self.chosen = next((name for name in (chosen, gap, *(each.name for each in self.numbers)) if name in names), "")
        """The column whose number Enter leads down from: what is missing, if the page tells."""
        self.columns = self._headed()

    def choose(self, steps: int) -> str:
        """Choose another column of numbers, and return its name."""
        names = [each.name for each in self.numbers]
        if names:
            self.chosen = names[max(0, min(names.index(self.chosen) + steps, len(names) - 1))]
        return self.chosen

    def _headed(self) -> tuple[ListColumn, ...]:
        """Return the columns; numbers leave a cell at each side of their heading, for its brackets."""
        texts = [each for part in self._parts for each in part.texts]
        what = ListColumn(WHAT, _(self._parts[0].what), NAME_WIDTH, grows=True)
        found = [what, *(ListColumn(each.name, _(each.label), each.width) for each in texts)]
        for each in self.numbers:
            found.append(self._number_column(each))
            if each.name == COUNT and not self._alone:
                found.append(ListColumn(SHARE, right(_("Share"), SHARE_WIDTH), SHARE_WIDTH))
        has_bars = not self._alone or any(part.bars for part in self._parts)
        return (*found, ListColumn(BAR, "", self._longest)) if has_bars else tuple(found)

    def _number_column(self, heading: Heading) -> ListColumn:
        label = _(heading.label)
        label = fit(label, min(cell_len(label), MOST_OF_HEADING))
        width = max(cell_len(label) + 2, heading.width)
        return ListColumn(heading.name, right(f"{label} ", width), width)

    def keys(self) -> "array[int]":
        """Count everything; called in a thread."""
        keys = array("q")
        for part in self._parts:
            chart = part.chart(self._office, self._view)
            places = [place for place, line in enumerate(chart.lines) if self._is_shown(part, line)]
            if not places:
                continue
            self._charts.append(chart)
            if len(self._parts) > 1:
                keys.append(-len(self._charts))
            keys.extend(range(len(self._lines), len(self._lines) + len(places)))
            self._lines += ((chart, place) for place in places)
            self._told[id(chart)] = chart.shares, chart.veiled(self._office)
        return keys

    def _is_shown(self, part: Part, line: Line) -> bool:
        if not (self._gaps and part.gap):
            return True
        number = line.numbers.get(part.gap.name)
        return number is not None and number.count > 0

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words and bars."""
        return [self._heading(self._charts[-key - 1]) if key < 0 else self._row(*self._lines[key]) for key in keys]

    def line(self, key: int | None) -> Line | None:
        """Return the line of a row; a heading has none."""
        if key is None or not 0 <= key < len(self._lines):
            return None
        chart, place = self._lines[key]
        return chart.lines[place]

    def first_beside(self, key: int) -> int:
        """Return the row of the first line in the chart of a row."""
        return next(place for place, (chart, _place) in enumerate(self._lines) if chart is self._lines[key][0])

    def number(self, key: int | None) -> Number | None:
        """Return the number of a row that leads to its records: the chosen one, or the first it has."""
        line = self.line(key)
        if line is None:
            return None
        found = line.numbers.get(self.chosen) or next(iter(line.numbers.values()))
        return found if found.figure.leads(self._office) else None

    def name(self, line: Line) -> str:
        """Return what a line is called; of a place on a tree, the last two names."""
        name = words(line.label) if line.label else self._office.title(*line.record, _)
        return "/".join(name.split("/")[-2:]) if isinstance(line.label, str) else name

    def _heading(self, chart: Chart) -> Row:
        rest = len(self.columns) - 1
        return Row((words(chart.title).capitalize(), *[""] * rest), ("strong",) * (rest + 1))

    def _row(self, chart: Chart, place: int) -> Row:
        line = chart.lines[place]
        shares, veiled = self._told[id(chart)]
        texts: dict[str, tuple[str, str]] = {WHAT: (self._indented(self.name(line)), "")}
        texts |= {name: (words(text), "") for name, text in line.texts.items()}
        for name, number in line.numbers.items():
            texts[name] = self._hidden(number) if place in veiled else self._shown(name, number, line)
        pictures: dict[str, Content] = {}
        if place not in veiled:
            if COUNT in line.numbers:
                texts[SHARE] = shares[place] if chart.divides else _percent(line.numbers[COUNT]), ""
            pictures = self._pictures(chart, line)
        cells = [texts.get(column.name, ("", "")) for column in self.columns]
        widths = {each.name for each in self.numbers} | {SHARE}
        return Row(
            tuple(
                right(text, column.width) if column.name in widths else text
                for (text, _style), column in zip(cells, self.columns, strict=True)
            ),
            tuple(style for _text, style in cells),
            tuple(pictures.get(column.name) for column in self.columns),
        )

    def _pictures(self, chart: Chart, line: Line) -> dict[str, Content]:
        """Return what is drawn of a line: its bars beside one another, and its shares or counts as heat."""
        if self._heats:
            goals = {each.name: each.goal for each in self.numbers}
            most = max((each.count for other in chart.lines for each in other.numbers.values()), default=0)
            widths = {column.name: column.width for column in self.columns}
            drawn = {
                name: heat(number.count, most, widths[name], "chosen", self._palette)
                if number.whole is None
                else self._heat(number, goals.get(name, 0))
                for name, number in line.numbers.items()
            }
            return {name: picture for name, picture in drawn.items() if picture}
        if not (chart.divides or any(part.bars for part in self._parts)):
            return {}
        each = (self._longest - len(chart.bars) + 1) // len(chart.bars)
        found = zip(chart.bars, STYLES_BESIDE, strict=False)
        bars = [self._bar(chart, line, name, each, style) for name, style in found if name in line.numbers]
        return {BAR: Content(" ").join(bars)}

    def _bar(self, chart: Chart, line: Line, name: str, width: int, style: str) -> Content:
        """Return a number as a bar: a part of a whole on the scale of the whole, else of the largest of its chart."""
        number = line.numbers[name]
        if chart.divides and not chart.by_time:
            largest = chart.wholes[line.group]
        else:
            largest = max(each.numbers[at].count for each in chart.lines for at in chart.bars if at in each.numbers)
        return bar(number.count, largest, width, style_of(number.figure.status) or style)

    def _heat(self, number: Number, goal: int) -> Content | None:
        """Return a share on a background that is warmer the more of its goal is missing; None without a share."""
        if number.percent is None:
            return None
        text = right(f"{number.percent}%<{goal} " if number.percent < goal else f"{number.percent}% ", HEAT_WIDTH)
        missing = max(goal - number.percent, 0)
        style = heat_style(missing, goal, "late", self._palette) if missing else heat_style(1, 8, "fine", self._palette)
        return Content.styled(text, style)

    def _indented(self, name: str) -> str:
        return f"  {name}" if len(self._parts) > 1 else name

    def _hidden(self, number: Number) -> tuple[str, str]:
        return (f"<{self._least}" if number.count < self._least else _("hidden")), "dim"

    def _shown(self, name: str, number: Number, line: Line) -> tuple[str, str]:
        """Return a number as it is shown, and its style."""
        if name == COUNT:
            return f"{number.count:,} ", ""
        if line.goal and number.figure.goal and number.percent is not None and number.percent < line.goal:
            return f"{number.text}<{line.goal}% ", "late"
        status = (number.figure.status or "") if number.count else ""
        return f"{number.text} " if number.count or number.whole or not self._alone else "", status


def words(text: Words) -> str:
    """Return a name, or words of the program in the language in use."""
    return language().say(text) if isinstance(text, Sentence) else text


def _percent(number: Number) -> str:
    return "" if number.whole is None else number.text
