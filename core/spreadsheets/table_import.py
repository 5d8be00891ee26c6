"""Lists of which each row is a record of one kind: what becomes of a row follows from the declaration.

    class CarrierList(TableImport):
        '''The ledger of carriers 载体台账, as the confidentiality office keeps it.'''

        name = "carriers"
        label = N_("Import of carriers")
        duty = KEEP
        makes, amends = RegisterCarrier, AmendCarrier
        match = ("number",)
        headings = {"number": ("编号", "载体编号"), "title": ("名称",), "holder": ("保管人",)}

A row that matches no record is new, one that says something else than its record is changed, one that says nothing else
is the same, and a record that no row names is missing. An empty cell erases nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import ValidationError

from core.model.action import Action
from core.model.query import EVERYTHING, Condition, FullText, Query
from core.model.record import Column, Record, columns
from core.policy.pack import option_tree
from core.rights.visibility import covered, sees
from core.rules.joined_records import joinable, shown_for
from core.spreadsheets.cells import Row, code, day, legible, legible_code, line, moment, words
from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.declaration import EmptyCell, Import, Outcome, Register, Verdict
from core.values.bounds import declared
from core.values.cleaning import code_key, folded
from core.values.field_types import AS_CODE
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say

SEVERAL = N_("Several here are called {name}; give the number to tell them apart.")


class NotFound(Refusal):
    """“{column}”: nothing here is called “{name}”. Enter it first, correct the name, or leave the cell empty."""


class SeveralFound(Refusal):
    """“{column}”: {count} here are called “{name}”. Write the number or code instead of the name."""


class NotInList(Refusal):
    """“{column}”: “{name}” is not in the list of the policy pack. Write it as it stands there, or leave it empty."""


class TableImport(Import):
    """An import whose rows are records: a class says which, an instance reads one file."""

    makes: ClassVar[type[Action]]
    """The action that enters a record."""
    amends: ClassVar[type[Action] | None] = None
    """The action that amends one; without it, a record that is here already is left as it is, and that is told."""
    match: ClassVar[tuple[str, ...]]
    """The columns by which a record is recognised, the surest first: by its number, or without one by its name."""
    known_by: ClassVar[tuple[str, ...]] = ()
    """Further columns by which a row that cannot be taken still tells which record it may be about."""
    headings: ClassVar[Mapping[str, tuple[str, ...]]]
    """The headings by which the argument of `makes` or `amends` is known besides its label, the usual one first."""
    said_as: ClassVar[Mapping[LabelledEnum, tuple[str, ...]]] = {}
    """What lists write for a member of a closed list, besides its label."""

    def __init_subclass__(cls) -> None:
        """Work out the columns."""
        if hasattr(cls, "makes"):
            cls.on = cls.makes.on.kind
            cls.columns = tuple(_sheet_column(cls, name, said) for name, said in cls.headings.items())
            if not hasattr(cls, "titled"):
                cls.titled = cls.match
        super().__init_subclass__()

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read what is here of the kind."""
        super().__init__(office, rows, mapping)
        self.known: list[Any] = office.find_unmasked(Query(self.on, self.among(rows), order=("id",)))
        self.by: dict[str, dict[str, list[Any]]] = {name: {} for name in (*self.match, *self.known_by)}
        for name, found in self.by.items():
            for said, meant in self._said():
                if key := _key(getattr(said, name)):
                    several = found.setdefault(key, [])
                    several += [] if meant in several else [meant]
        self._fields = {each.name: _argument(type(self), each.name) for each in self.columns}
        self._codes = {each.name for each in self.columns if _is_code(type(self), each.name)}
        self._found: dict[tuple[str, str], list[str]] = {}

    def among(self, rows: Sequence[Row]) -> Condition:
        """Return which records of the kind these rows may be about: all, if a class does not say."""
        return EVERYTHING

    def _said(self) -> Iterator[tuple[Any, Any]]:
        """Yield the records by which one is known, each with the one meant: of one that stands under another, that."""
        yield from ((each, each) for each in self.known)
        if joinable(self.on):
            shown = {each.id: each for each in self.known}
            under = self.office.find_unmasked(Query(self.on, joined=True, order=("id",)))
            tops = shown_for({each.id: each.same_as for each in under})
            yield from ((each, shown[top]) for each in under if (top := tops.get(each.id, "")) in shown)

    # Judging

    def judge(self, row: Row) -> Verdict:
        """Find the record that a row is about, and compare."""
        given = self.read(row)
        surest = next((name for name in self.match if given.get(name)), "")
        if not surest:
            raise EmptyCell(column=self.heading(self.match[0]))
        _by, found = self.matching(given)
        if len(found) > 1:
            return self.verdict(row, Outcome.DOUBTFUL, self.several(given), known=found[0])
        known = found[0] if found else None
        key = known.id if known else f"{surest} {_key(given[surest])}"
        return self.repeated(row, key, given) or (self.compared(row, known, given) if known else self.new(row, given))

    def matching(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the records that a row may be about: those of its number, or else those of its name without one.

        With the column by which they were found.
        """
        for place, name in enumerate(self.match):
            found = self.by[name].get(_key(given[name]), []) if given.get(name) else []
            surer = [each for each in self.match[:place] if given.get(each)]
            found = [each for each in found if not any(getattr(each, field) for field in surer)]
            if found:
                return name, found
        return "", []

    def several(self, given: Mapping[str, Any]) -> Sentence:
        """Return that a row may be about several records."""
        return say(SEVERAL, name=given.get(self.match[-1]) or given.get(self.match[0], ""))

    def new(self, row: Row, given: Mapping[str, Any], *remarks: Sentence) -> Verdict:
        """Return the verdict on a row whose record is not here yet."""
        return self.verdict(row, Outcome.NEW, *remarks, actions=(self.makes(**_only(self.makes, given)),))

    def compared(self, row: Row, known: Any, given: Mapping[str, Any], *remarks: Sentence) -> Verdict:
        """Return the verdict on a row whose record is here: what it says otherwise is amended."""
        fields = columns(self.makes.on)
        beside = {name: value for name, value in given.items() if name not in fields}
        changed = {name: value for name, value in given.items() if name in fields and self.differs(known, name, value)}
        if not changed:
            return self.verdict(row, Outcome.SAME, *remarks, known=known)
        if self.amends is None:
            told = (self._told(DIFFERS, known, name, value) for name, value in changed.items())
            return self.verdict(row, Outcome.SAME, *remarks, *told, known=known)
        told = (self._told(BECOMES, known, name, value) for name, value in changed.items())
        stands = self.amends.suggest(known, self.context)
        action = self.amends(target=known.id, **{**stands, **_only(self.amends, {**beside, **changed})})
        return self.verdict(row, Outcome.CHANGED, *remarks, *told, actions=(action,), known=known)

    def differs(self, known: Any, name: str, value: Any) -> bool:
        """Whether a row says something else of a record than what stands there."""
        here = getattr(known, name)
        return bool(here != value) and not (name in self._codes and name in self.match and _key(here) == _key(value))

    def _told(self, template: str, known: Any, name: str, value: Any) -> Sentence:
        before = getattr(known, name)
        if before and not sees(self.office.viewer, columns(self.makes.on)[name].about):
            before = covered(before)
        here, there = self.called(name, before), self.called(name, value)
        return say(template, column=self.heading(name), before=here or "—", after=there)

    def called(self, name: str, value: Any) -> Any:
        """Return a value of a column as it is shown."""
        if isinstance(value, LabelledEnum):
            return say(value.label)
        refers = columns(self.makes.on)[name].about.refers
        return self.office.title(refers, value) if refers and value else value

    def about(self, row: Row) -> Iterator[str]:
        """Yield every record that has this number or this name, as far as the row is legible."""
        for name, found in self.by.items():
            text = legible_code(row, name) if name in self._codes else legible(row, name)
            yield from (each.id for each in found.get(_key(text), ()) if text)

    def missing(self, met: Collection[str]) -> Iterator[Verdict]:
        """Yield the records that no row names and that are not closed."""
        for each in self.known:
            if each.id not in met and self.is_open(each):
                yield Verdict(None, each.title, Outcome.MISSING, known=each)

    def is_open(self, known: Any) -> bool:
        """Whether a list should name a record: one that has come to its end, it need not."""
        return getattr(known, "stage", None) not in type(known).ends

    # Reading

    def read(self, row: Row) -> dict[str, Any]:
        """Return what a row says, by field, as the actions take it; an empty cell says nothing."""
        for column in self.columns:
            if column.required:
                self.required(row, column.name)
        said = {each.name: self.value(row, each.name) for each in self.columns if line(row, each.name)}
        return self._as_taken({name: value for name, value in said.items() if value is not None})

    def value(self, row: Row, name: str) -> Any:
        """Return what a cell that is not empty says of a field, by the type that is declared; None leaves it out."""
        field = self._fields[name]
        if field is None:
            return line(row, name)
        about = field.about
        if issubclass(field.type, LabelledEnum):
            said_as = {each: (each.value, each.label, *self.said_as.get(each, ())) for each in field.type}
            return self.word(row, name, said_as)
        if about.refers:
            return self.referred(row, name, about.refers)
        if about.options:
            return self._option(row, name, about.options)
        if field.type in READERS:
            return READERS[field.type](row, name, self.context.today)
        if name in self._codes:
            return code(row, name)
        return words(row, name) if about.lines > 1 else line(row, name)

    def referred(self, row: Row, name: str, kind: str) -> str:
        """Return the record that a cell names by its number, code or name; raises `NotFound` or `SeveralFound`."""
        text = line(row, name)
        if (kind, text) not in self._found:
            may_be = self.office.find(Query(kind, FullText(text)))
            self._found[kind, text] = [each.id for each in may_be if folded(text) in _names(each)]
        found = self._found[kind, text]
        if not found:
            raise NotFound(column=self.heading(name), name=text)
        if len(found) > 1:
            raise SeveralFound(column=self.heading(name), name=text, count=len(found))
        return found[0]

    def _option(self, row: Row, name: str, options: str) -> str:
        text = line(row, name)
        path = option_tree(self.office.policy.options(options)).get(text)
        if path is None:
            raise NotInList(column=self.heading(name), name=text)
        return path

    def _as_taken(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return values in the plain form that the action keeps, such as names without spaces."""
        try:
            made = self.makes(**_only(self.makes, said))
        except ValidationError:  # as the row is judged, it says which cell it is
            return dict(said)
        return {name: getattr(made, name, value) for name, value in said.items()}


READERS: dict[type, Callable[[Row, str, date], Any]] = {date: day, datetime: moment}
BECOMES = N_("“{column}”: {before} becomes {after}.")
DIFFERS = N_("“{column}” is {before} here and stays so; in the file: {after}.")


def _actions(importer: type[TableImport]) -> list[type[Action]]:
    return [action for action in (importer.makes, importer.amends) if action]


def _argument(importer: type[TableImport], name: str) -> Column | None:
    """Return the argument of the actions that a column fills; None for one that the import reads for itself."""
    return next((columns(action)[name] for action in _actions(importer) if name in columns(action)), None)


def _is_code(importer: type[TableImport], name: str) -> bool:
    """Whether a column holds a number or code, which a spreadsheet may have spoilt."""
    found = (action.model_fields[name] for action in _actions(importer) if name in action.model_fields)
    return any(part is AS_CODE for info in found for part in declared(info))


def _sheet_column(importer: type[TableImport], name: str, said: tuple[str, ...]) -> SheetColumn:
    """Return a column: what it is called in Chinese first, then its label, then what else it is called."""
    argument = _argument(importer, name)
    labels = (argument.about.label,) if argument else ()
    chinese = [heading for heading in said if not heading.isascii()]
    headers = {heading.casefold(): heading for heading in (*chinese, *labels, *said)}
    fields = importer.makes.model_fields
    return SheetColumn(name, tuple(headers.values()), required=name in fields and fields[name].is_required())


def _only(action: type[Action], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in action.model_fields}


def _names(record: Record) -> set[str]:
    """Return what a record may be called by: its title, and each field of it that is searched."""
    searched = (name for name, column in columns(type(record)).items() if column.about.search)
    return {folded(record.title), *(folded(str(getattr(record, name))) for name in searched)} - {""}


def _key(value: Any) -> str:
    """Return what a number, a code or a name is matched by."""
    return code_key(str(value))
