"""Imports: the rows of a spreadsheet become actions, judged and shown before anything is done.

An import is declared once, in a module of its desk (`core.spreadsheets`): its columns, and what a row means beside what
the store knows already. `plan` judges the rows and writes nothing; `apply` does the actions of a plan, all or none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pydantic import ValidationError

from core.importing.remembered_headings import memories
from core.importing.remembered_headings import remember as remember  # part of what importing offers
from core.importing.remembered_headings import remembered as remembered
from core.model.action import Action
from core.model.progress import Progress, no_progress
from core.model.query import Is, Query
from core.model.record import Record
from core.office.office import Office
from core.office.refusals import Refused
from core.spreadsheets.cells import Row, Unknown, doubts
from core.spreadsheets.columns import ColumnMapping, closes, repeats_heading
from core.spreadsheets.declaration import UNREAD, Import, Outcome, Verdict
from core.values.cleaning import clean_line
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say

ROWS_A_STEP = 200
"""Progress is told every so many rows."""


class KeptOut(Refusal):
    """The column “{heading}” cannot be imported: no field here holds what belongs to a person's private sphere. Choose
    another column, or none."""


class RowRefused(Refusal):
    """Nothing was imported, because row {row} can no longer be accepted: {reason} Read the file again."""


class ChangedSince(Refusal):
    """{title} has been changed since the file was read."""


@dataclass(frozen=True)
class Plan:
    """What applying a file would do, for the officer to look through."""

    importer: type[Import]
    mapping: ColumnMapping
    verdicts: tuple[Verdict, ...]
    whole: tuple[Action, ...] = ()
    """The actions that belong to no single row."""
    not_worked_out: Mapping[str, int] = field(default_factory=dict)
    """In how many rows a field is a formula without a value."""

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How many rows have which outcome."""
        return Counter(verdict.outcome for verdict in self.verdicts)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Everything `apply` does, in order."""
        return (*self.whole, *(action for verdict in self.verdicts for action in verdict.actions))

    @property
    def told(self) -> Iterator[Verdict]:
        """Yield the rows that there is something to say of: all but those that are simply here already."""
        return (verdict for verdict in self.verdicts if verdict.remarks or verdict.outcome != Outcome.SAME)

    @property
    def left_out(self) -> int:
        """How many rows are not taken, because they are bad or doubtful."""
        return sum(self.counts.get(outcome, 0) for outcome in UNREAD)

    @property
    def notes(self) -> Iterator[Sentence]:
        """Yield a sentence for each column that is left out, and for each whose formulas were never worked out."""
        for name, count in self.not_worked_out.items():
            column = self.mapping.headers[name]
            remark = N_("“{column}”: {count} formulas without a value. Open the file in Excel or WPS and save it.")
            yield say(remark, column=column, count=count)
        for heading in self.mapping.unmapped:
            if self.importer.is_private(heading):
                yield say(N_("The column “{heading}” is left out on purpose: it is private."), heading=heading)
            else:
                yield say(N_("The column “{heading}” is not known here and is left out."), heading=heading)


def plan(
    office: Office,
    importer: type[Import],
    rows: Iterable[Row],
    mapping: ColumnMapping,
    progress: Progress = no_progress,
) -> Plan:
    """Judge every row and write nothing; a bad row says why and never stops the rest."""
    office.require_duty(importer.duty, importer.label)
    for heading in mapping.headers.values():
        if importer.is_private(heading):
            raise KeptOut(heading=heading)
    listed = list(rows)
    reading = importer(office, listed, mapping)
    verdicts = []
    for done, row in enumerate(listed, 1):
        verdicts.append(_judge(office, reading, row))
        if done % ROWS_A_STEP == 0:
            progress(done, len(listed))
    verdicts = [_attributed(reading, row, verdict) for row, verdict in zip(listed, verdicts, strict=True)]
    verdicts += reading.missing({each for verdict in verdicts for each in verdict.about})
    whole = tuple(reading.whole(verdicts))
    office.rehearse(whole)
    formulas = Counter(name for row in listed for name, cell in row.values.items() if cell == Unknown())
    return Plan(importer, mapping, tuple(verdicts), whole, formulas)


def _judge(office: Office, reading: Import, row: Row) -> Verdict:
    if repeats_heading(row):
        return reading.verdict(row, Outcome.PASSED, say(N_("It repeats the heading.")))
    if closes(row, reading.columns):
        return reading.verdict(row, Outcome.PASSED, say(N_("It is a total, a remark or a signature.")))
    if all(isinstance(cell, str) and not clean_line(cell) for cell in row.values.values()):
        return reading.verdict(row, Outcome.PASSED, say(N_("It is empty in all columns that are read.")))
    if unknown := doubts(row):
        return reading.verdict(row, Outcome.DOUBTFUL, *(doubt.sentence for doubt in unknown))
    reasons: tuple[Sentence, ...]
    try:
        verdict = reading.judge(row)
        office.rehearse(verdict.actions, attempt=False)
    except Refused as refused:
        reasons = refused.findings
    except Refusal as refusal:
        reasons = (refusal.sentence,)
    except ValidationError as error:
        reasons = tuple(_faults(error, reading))
    else:
        return verdict
    return reading.verdict(row, Outcome.BAD, *reasons)


def _attributed(reading: Import, row: Row, verdict: Verdict) -> Verdict:
    """Return a verdict with all that its row may be about: what is known of one that is taken, else what is legible."""
    if verdict.outcome in UNREAD:
        return replace(verdict, about=frozenset(reading.about(row)))
    return replace(verdict, about=frozenset((verdict.known.id,) if verdict.known else ()))


def _faults(error: ValidationError, reading: Import) -> Iterator[Sentence]:
    """Yield a sentence for each cell that a field does not take."""
    for part in error.errors():
        column = reading.heading(str(part["loc"][0]))
        if part["type"] == "string_too_long":
            most = part["ctx"]["max_length"]
            yield say(N_("“{column}” is too long: {most} characters at most."), column=column, most=most)
        else:
            yield say(N_("“{column}” cannot be used as it stands."), column=column)


def apply(office: Office, plan: Plan, progress: Progress = no_progress) -> int:
    """Do everything a plan says, and remember its headings; return how many rows were taken.

    All or nothing: if the store has changed since so that a row is refused, or `progress` raises, nothing is done.
    """
    current: int | None = None

    def in_order() -> Iterator[Action]:
        nonlocal current
        yield from plan.whole
        for verdict in plan.verdicts:
            current = verdict.number
            if verdict.actions and verdict.known:
                _check_unchanged(office, verdict.known)
            yield from verdict.actions
        current = None
        yield from memories(office, plan.importer, plan.mapping)

    try:
        office.do_all(in_order(), progress, len(plan.actions))
    except Refusal as refusal:
        if current is not None:
            raise RowRefused(row=current, reason=refusal.sentence) from None
        raise
    return plan.counts.get(Outcome.NEW, 0) + plan.counts.get(Outcome.CHANGED, 0)


def _check_unchanged(office: Office, known: Record) -> None:
    if office.find_unmasked(Query(known.kind, Is("id", (known.id,)), limit=1)) != [known]:
        raise ChangedSince(title=known.title)
