"""What stands on the card of a person in numbers: the figures that any desk counts by a person.

The records that name a person stand there by themselves (`core.office.person_card`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.model.dashboard_parts import called
from core.model.figure import FIGURES, Figure, has
from core.model.reader import Reader
from core.values.sentence import N_, Sentence, in_a_row, say


@dataclass(frozen=True, slots=True)
class CardSection:
    """Lines under a heading on the card of a person."""

    heading: Sentence
    lines: tuple[Sentence, ...]


def card_sections(reader: Reader, person: str) -> Iterator[CardSection]:
    """Yield what the figures of each kind say of a person, as far as the officer may read what they count."""
    found: dict[tuple[str, ...], list[Figure]] = {}
    for figure in FIGURES.values():
        if figure.counted_by("person") and reader.reads(figure.kind):
            found.setdefault((figure.kind, *_columns(figure)), []).append(figure)
    for (_kind, column, division), figures in found.items():
        if lines := tuple(_lines(reader, figures, column, division, person)):
            yield CardSection(_heading(figures[0], division), lines)


def _columns(figure: Figure) -> tuple[str, str]:
    """Return the column that refers to the person, and the one behind it, which divides the number."""
    place = figure.by.index(figure.counted_by("person"))
    return figure.by[place], next(iter(figure.by[place + 1 :]), "")


def _heading(figure: Figure, division: str) -> Sentence:
    records = say(figure.record_type.plural)
    if not division:
        return records
    return say(N_("{records} by {field}"), records=records, field=say(figure.column(division).about.label))


def _lines(reader: Reader, figures: list[Figure], column: str, division: str, person: str) -> Iterator[Sentence]:
    """Yield a line with the figures, or one for each value that divides them."""
    counted = {figure: figure.numbers(reader, division, has(column, person)) for figure in figures}
    values = dict.fromkeys(value for numbers in counted.values() for value, each in numbers.items() if each.count)
    for value in values:
        numbers = [(figure, counted[figure][value]) for figure in figures if value in counted[figure]]
        told = in_a_row(say(N_("{figure} {number}"), figure=say(each.label), number=at.text) for each, at in numbers)
        if not division:
            yield told
        else:
            name = called(figures[0].column(division), value, reader)
            yield say(N_("{label}: {text}"), label=name, text=told)
