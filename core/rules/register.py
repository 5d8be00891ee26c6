"""Registers 登记簿: lists and forms whose columns are given from outside, made of what the desks keep.

    Register("carrier_loans", N_("Register of loans"), Movement, (
        Heading("借阅时间", "Lent on", day_of("at")),
        Heading("文件名称", "Title of the document", "carrier.name"),
        Heading("借阅人签字", "Signature of the borrower"),
    ), where=lambda context: Is("move", (Move.ISSUE,)), period=("at",))

The headings are those of the office's form, word for word and in its order; in English they are what they mean. What
stands below one is a field of the record, a field of what that refers to (`carrier.name`), or what is worked out; where
nothing is given it is filled in by hand. What is read is read through the office, so that rights and masks hold here
too.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from core.model.context import Context
from core.model.printout import Frame, PrintedTable, Printout, Section, issuing_office
from core.model.query import EVERYTHING, AnyOf, Between, Condition, Holds, Is, Query, both
from core.model.reader import Reader
from core.model.record import Record, ancestors_of, columns
from core.rules.classified import classification_of
from core.rules.register_row import Book, Heading, Row
from core.values.cadence import Period
from core.values.classification import Classification, highest
from core.values.sentence import N_, Translate, say


@dataclass(frozen=True, slots=True)
class Extent:
    """What of a register is written: of a period, and of what its records belong to."""

    period: Period | None = None
    """None for everything there is."""
    of: str = ""
    """The record that a register is `within`, or that a form is about; empty for all."""


def _everything(context: Context) -> Condition:
    return EVERYTHING


def _as_found(records: Sequence[Any], extent: Extent, book: Book) -> Sequence[Any]:
    return records


def _nothing(records: Sequence[Any], book: Book) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Register:
    """A register of a desk, or a form about one of its records; declared by being made."""

    name: str
    label: str
    """What it is called (a catalogue key); it names nobody."""
    of: type[Record]
    headings: tuple[Heading, ...]
    where: Callable[[Context], Condition] = _everything
    """Which records stand in it."""
    order: tuple[str, ...] = ("id",)
    period: tuple[str, ...] = ()
    """The fields whose day or moment puts a record into a period; it lies there if one of them does."""
    within: tuple[str, ...] = ()
    """The fields that name what a part of the register is written for, such as an area; all refer to one kind."""
    form: bool = False
    """Whether it is about one record, which is chosen."""
    keeps: Callable[[Row], bool] | None = None
    """Which of the records that were found stand in it, where no query can say that."""
    arrange: Callable[[Sequence[Any], Extent, Book], Sequence[Any]] = _as_found
    """Makes of the records what the rows are about, where that are not the records themselves."""
    levels: tuple[str, ...] = ()
    """Where levels stand besides the fields of the records themselves (paths): the highest is the mark of the sheet."""
    head: tuple[Heading, ...] = ()
    """What is said above of that for which a part is written."""
    below: Callable[[Sequence[Any], Book], Iterable[str]] = _nothing
    """Yields what stands below the rows, such as sums."""
    printed: bool = False
    """Whether it is also written as a paper."""

    def __post_init__(self) -> None:
        """Enter it among the registers."""
        REGISTERS[self.name] = self

    def belongs_to(self, kinds: Collection[str]) -> bool:
        """Whether it is about one of these kinds, or of what belongs to them."""
        return any(each in kinds for each in ancestors_of(self.of.kind))

    @property
    def about(self) -> str:
        """The kind of record of which one is chosen; empty if none is."""
        if self.form:
            return self.of.kind
        return columns(self.of)[self.within[0]].about.refers if self.within else ""

    def draw(self, office: Reader, extent: Extent, translate: Translate) -> "Drawn":
        """Return the register as this officer may read it."""
        book = Book(office, translate)
        records = self._records(book, extent)
        rows = [Row(number, each, book) for number, each in enumerate(self.arrange(records, extent, book), start=1)]
        cells = tuple(tuple(heading.cell(row) for heading in self.headings) for row in rows)
        return Drawn(
            header=tuple(heading.say(translate) for heading in self.headings),
            rows=cells,
            frame=Frame(
                title=translate(self.label),
                mark=translate(level.label) if (level := self._level(records, book)) else "",
                above=(
                    say(N_("Unit: {unit}"), unit=issuing_office(office)).say(translate),
                    *self._of_what(book, extent),
                    *self._when(extent, translate),
                ),
                below=tuple(self.below(records, book)),
                written=_written(office, translate),
            ),
            upright=self.form,
            day=office.today,
            office=issuing_office(office),
            contact=office.title("officer", office.officer, translate),
        )

    def _records(self, book: Book, extent: Extent) -> list[Any]:
        conditions = [self.where(book.office.context()), self._in_period(extent.period), self._belonging(extent.of)]
        records = book.office.find(Query(self.of.kind, both(*conditions), self.order))
        for path in (*(each.value for each in self.headings), *self.levels):
            if isinstance(path, str) and "." in path:
                book.know(records, path.split(".")[0])
        if self.keeps is None:
            return records
        return [each for each in records if self.keeps(Row(0, each, book))]

    def _in_period(self, period: Period | None) -> Condition:
        if period is None:
            return EVERYTHING
        return AnyOf(tuple(self._between(name, period) for name in self.period))

    def _between(self, name: str, period: Period) -> Condition:
        if columns(self.of)[name].type is datetime:
            begins, ends = datetime.combine(period.first, time.min), datetime.combine(period.last, time.max)
            return Between(name, begins, ends)
        return Between(name, period.first, period.last)

    def _belonging(self, to: str) -> Condition:
        if not to:
            return EVERYTHING
        if self.form:
            return Is("id", (to,))
        known = columns(self.of)
        return AnyOf(tuple(Holds(each, to) if known[each].type is tuple else Is(each, (to,)) for each in self.within))

    def _of_what(self, book: Book, extent: Extent) -> Iterable[str]:
        """Yield what is said of that for which the part is written."""
        if not extent.of or self.form:
            return
        found = next(iter(book.find(Query(self.about, Is("id", (extent.of,))))), None)
        if found is None or not self.head:
            yield book.office.title(self.about, extent.of, book.translate)
            return
        row = Row(1, found, book)
        for heading in self.head:
            said = say(N_("{label}: {text}"), label=heading.say(book.translate), text=heading.cell(row))
            yield said.say(book.translate)

    def _when(self, extent: Extent, translate: Translate) -> Iterable[str]:
        if extent.period is not None:
            told = say(N_("Period: {first} to {last}"), first=extent.period.first, last=extent.period.last)
            yield told.say(translate)

    def _level(self, records: Sequence[Any], book: Book) -> Classification | None:
        """Return the highest level of what stands in it: of the kind, and of what the records say."""
        if not records:
            return None
        own = [name for name, column in columns(self.of).items() if column.type is Classification]
        said = (book.at(each, path) for each in records for path in (*own, *self.levels))
        return highest((classification_of(self.of), *(each for each in said if isinstance(each, Classification))))


REGISTERS: dict[str, Register] = {}
"""Every declared register by its name; filled as desks are imported (`core.desks`)."""


def _written(office: Reader, translate: Translate) -> str:
    """Return who wrote it, and when."""
    officer = office.title("officer", office.officer, translate)
    return say(N_("Written by {officer}, {day}"), officer=officer, day=office.today).say(translate)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A register in the words of one language, ready to be written."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    frame: Frame
    upright: bool
    """Whether each record of it stands on paper as a table of its own, heading beside value."""
    day: date
    office: str
    contact: str

    def as_paper(self, translate: Translate) -> Printout:
        """Return it as a paper: a list across the page, a form upright."""
        if self.upright:
            header = (translate(N_("Item")), translate(N_("What stands there")))
            tables = tuple(
                PrintedTable(header, tuple(zip(self.header, row, strict=True))) for row in self.rows
            )  # fmt: skip
        else:
            tables = (PrintedTable(self.header, self.rows),)
        return Printout(
            title=self.frame.title,
            mark=self.frame.mark,
            sections=(
                Section(paragraphs=self.frame.above[1:], tables=tables),
                Section(paragraphs=self.frame.below),
            ),
            signed_by=self.office,
            day=self.day,
            contact=self.contact,
            across=not self.upright,
        )


def registers_of(kinds: Collection[str], reader: Reader) -> list[Register]:
    """Return the registers of these kinds that an officer can have, in the order in which they were declared."""
    return [each for each in REGISTERS.values() if each.belongs_to(kinds) and reader.reads(each.of.kind)]
