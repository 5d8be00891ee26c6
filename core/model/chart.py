"""Charts: lines of numbers, each of which leads to the records that it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import Field

from core.model.figure import Figure, Number
from core.model.query import EVERYTHING, Condition
from core.model.reader import Reader
from core.model.span import Span
from core.policy.sections import Settings
from core.values.percentages import shares
from core.values.sentence import N_, Sentence

COUNT, BEFORE = "count", "before"
"""The columns of what a part counts, and of what it was in the span before."""

Words = str | Sentence
"""A name out of the records, or words of the program."""


class FigureSettings(Settings):
    """How figures are shown."""

    section = "figures"
    label = N_("Figures")

    least: int = Field(5, ge=1, title=N_("Least number told to who may not see the records"))
    """Of fewer, whoever may not see the records is told only that they are fewer."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: a span of time, and a branch of trees such as that of the categories."""

    span: Span
    branch: str = ""

    def of(self, figure: Figure) -> Condition:
        """Return which records of a figure lie in the span."""
        return self.span.within(figure.within, figure.column(figure.within).type) if figure.within else EVERYTHING


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: what is counted, and its numbers."""

    label: Words
    """What is counted; empty: what the record is called."""
    numbers: Mapping[str, Number]
    """The numbers by their columns."""
    record: tuple[str, str] = ("", "")
    """Kind and identifier of the record of which they are."""
    branch: str = ""
    """The place on a tree that can be divided further."""
    group: int = 0
    """Of which whole of its chart it is a part."""
    goal: int | None = None
    """How many percent are asked for."""
    texts: Mapping[str, Words] = field(default_factory=dict)
    """What stands beside the label, by its columns."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a chart."""

    name: str
    label: str
    """A catalogue key, or what a record is called."""
    width: int
    goal: int = 0
    """How many percent are asked for of its numbers; 0: none, or each line says how many."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines that belong together."""

    title: Words
    lines: tuple[Line, ...]
    divides: bool
    """Whether its lines are the parts of a whole, or of several."""
    bars: tuple[str, ...] = (COUNT,)
    """Which of its numbers are drawn as bars."""
    by_time: bool = False
    """Whether its lines are times: their bars tell how one time differs from another, not how much of all it is."""

    @property
    def wholes(self) -> dict[int, int]:
        """How much each of its wholes comes to."""
        found: dict[int, int] = {}
        for line in self.lines:
            found[line.group] = found.get(line.group, 0) + line.numbers[COUNT].count
        return found

    @property
    def shares(self) -> list[str]:
        """The share of each line in its whole; those of a whole add up to 100."""
        if not self.divides:
            return ["" for _ in self.lines]
        wholes: dict[int, list[int]] = {}
        for line in self.lines:
            wholes.setdefault(line.group, []).append(line.numbers[COUNT].count)
        told = {group: iter(shares(counts)) for group, counts in wholes.items()}
        return [next(told[line.group]) for line in self.lines]

    def veiled(self, reader: Reader) -> frozenset[int]:
        """Return the places of the lines whose numbers this officer is not told, because he may not see the records.

        They are those with fewer than the policy pack says, and one more if a single one could be worked out from the
        others.
        """
        least = reader.policy.settings(FigureSettings).least
        closed = {
            place: [each.count for each in line.numbers.values()]
            for place, line in enumerate(self.lines)
            if not all(each.figure.leads(reader) for each in line.numbers.values())
        }
        few = [place for place, counts in closed.items() if any(0 < count < least for count in counts)]
        others = sorted((max(counts), place) for place, counts in closed.items() if place not in few and any(counts))
        return frozenset((*few, *(place for _, place in others[: len(few) == 1])))


class Part:
    """A part of a dashboard."""

    title: Words
    what: str = N_("What is counted")
    """What its lines are of (a catalogue key)."""
    alone = False
    """Whether it stands on a page by itself."""
    divides = True
    """Whether its lines are the parts of a whole, or of several."""
    figures: tuple[Figure, ...]
    """The figures that it shows."""
    texts: tuple[Heading, ...] = ()
    """The columns beside the label."""
    gap: Figure | None = None
    """The figure that is nought in a line where nothing is missing."""
    bars: tuple[str, ...] = ()
    """Which of its numbers are drawn as bars besides the parts of a whole."""
    by_time = False
    """Whether its lines are times."""
    heat = False
    """Whether its numbers are drawn as heat: shares warmer where more is missing, counts where there are more."""

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The columns of its numbers."""
        return (Heading(COUNT, N_("How many"), 9),)

    def headings_now(self, reader: Reader, view: View) -> tuple[Heading, ...]:
        """Return the columns of its numbers as they are today."""
        return self.headings

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield its lines; asked only if the officer reads what they count."""
        raise NotImplementedError

    def chart(self, reader: Reader, view: View) -> Chart:
        """Count it, as far as this officer may read what it counts."""
        reads = all(reader.reads(each.kind) for each in self.figures)
        lines = tuple(self.lines(reader, view)) if reads else ()
        return Chart(self.title, lines, self.divides, self.bars or (COUNT,), self.by_time)
