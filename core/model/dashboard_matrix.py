"""A share by two columns at once: one line for each value of the one, a column for each of the other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.model.chart import Heading, Line, Part, View
from core.model.figure import Figure, Number, has
from core.model.query import Condition, Is, Query, both
from core.model.reader import Reader
from core.model.record import RECORDS
from core.values.sentence import say


class Matrix(Part):
    """A share of one kind of record by another, such as coverage of units by programme.

    Lines and columns stand in the order of their registers, never by what their numbers are: nobody is ranked. A column
    whose record asks for a share (`Figure.goal`) marks what falls short of it.
    """

    alone = True
    divides = False
    heat = True

    def __init__(self, figure: Figure, lines: str, across: str, title: str, *, where: Condition) -> None:
        """Declare the share, the two columns, the title (a catalogue key), and which records head the columns."""
        for name in (lines, across):
            figure.column(name)
        self.title, self.figures, self._lines, self._across, self._where = say(title), (figure,), lines, across, where
        self.what = RECORDS[figure.column(lines).about.refers].label

    @property
    def headings(self) -> tuple[Heading, ...]:
        """None that is known before it is counted."""
        return ()

    def headings_now(self, reader: Reader, view: View) -> tuple[Heading, ...]:
        """Return a column for each record across that has any of what is shared, called by its name."""
        (figure,) = self.figures
        across = figure.column(self._across).about.refers
        there = {value for value, _count in reader.groups(self._whole(reader, view), self._across)}
        found = [each for each in reader.find(Query(across, self._where)) if each.id in there]
        return tuple(Heading(each.id, reader.called(each), 8, goal=getattr(each, figure.goal, 0)) for each in found)

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield a line for each record that has any of the shares."""
        (figure,) = self.figures
        names = (self._lines, self._across)
        wholes = _by_two(reader, self._whole(reader, view), names)
        parts = _by_two(reader, figure.query(reader, view.of(figure)), names)
        kind = figure.column(self._lines).about.refers
        for record in reader.find(Query(kind, Is("id", tuple({line for line, _across in wholes if line})))):
            numbers = {
                across: Number(figure, parts.get((line, across), 0), self._at(view, line, across), whole)
                for (line, across), whole in wholes.items()
                if line == record.id
            }
            yield Line("", numbers, (kind, record.id))

    def _whole(self, reader: Reader, view: View) -> Query:
        (figure,) = self.figures
        return Query(figure.kind, both(figure.whole(reader.context()), view.of(figure)))

    def _at(self, view: View, line: Any, across: Any) -> Condition:
        (figure,) = self.figures
        return both(view.of(figure), has(self._lines, line), has(self._across, across))


def _by_two(reader: Reader, query: Query, names: Sequence[str]) -> Mapping[tuple[Any, Any], int]:
    return {(one, other): count for one, other, count in reader.groups(query, *names)}
