"""Cells: adding, amending, and moving with everything below."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from core.desks.grid import fields
from core.desks.grid.appointments import appoint
from core.desks.grid.backdating import entered
from core.desks.grid.dependents import naming, summed
from core.desks.grid.records import Cell, CellPlace
from core.desks.grid.rules import cell_faults, person_faults
from core.desks.grid.tree import tree_of
from core.desks.grid.vocabulary import KEEP, LONGEST_CODE, OPEN, Part
from core.desks.grid.warnings import rerouted
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query, both
from core.rules import numbering
from core.rules.numbering import known_bearers
from core.values.sentence import N_, Sentence, say

CODE = re.compile("[0-9A-Za-z]+(-[0-9A-Za-z]+)*")


def _code_faults(codes: dict[str, str], parent: str, context: Context) -> Iterable[Sentence]:
    """Yield why cells cannot have these codes: `codes` by cell, the first being the one that stands below `parent`."""
    for cell, code in codes.items():
        if len(code) > LONGEST_CODE:
            yield say(
                N_("The code {code} has {length} characters, more than {most}. Shorten the code above it, or put the "
                   "cell higher up."),
                code=code, length=len(code), most=LONGEST_CODE,
            )  # fmt: skip
        if not CODE.fullmatch(code):
            yield say(
                N_("The code {code} must be digits and letters with hyphens between, as in 01-03-002."), code=code
            )
        others = {other.id for other in known_bearers("cell", code, context)}
        given_anew = cell not in others and not others <= codes.keys()
        if given_anew or list(codes.values()).count(code) > 1:
            yield say(N_("There is a cell with the code {code} already."), code=code)
    above = context.get("cell", parent)
    code = next(iter(codes.values()))
    if isinstance(above, Cell) and not code.startswith(f"{above.code}-"):
        yield say(
            N_("The code {code} must begin with that of the cell above it: {above}-…"), code=code, above=above.code
        )


def new_codes(cell: Cell, code: str, context: Context) -> dict[str, str]:
    """Return the codes of a cell and of all below it when it gets this one."""
    codes = {cell.id: code}
    below = Query("cell", Is("id", tuple(tree_of(context).below(cell.id))))
    for each in context.find(below):
        if each.id != cell.id and each.code.startswith(f"{cell.code}-"):
            codes[each.id] = code + each.code.removeprefix(cell.code)
    return codes


def next_code(parent: str, context: Context) -> str:
    """Return a free code below a cell, or on top: one more than the highest that a cell has or has had there.

    Cells that the officer may not read are not looked at: what is proposed would tell of them.
    """
    above = context.get("cell", parent) if parent else None
    stem = f"{above.code}-" if isinstance(above, Cell) else ""
    cells = context.rows(Query("cell"), "code", "former")
    return numbering.next_code(stem, (each for code, former in cells for each in (code, *former)))


def _recode(cell: Cell, code: str) -> dict[str, Any]:
    """Return the fields of a cell that gets this code: the one it had is kept in mind."""
    return {"code": code, "former": cell.former if code == cell.code else (*cell.former, cell.code)}


class AddCell(Action):
    """Add a cell to the grid. Its code begins with that of the cell above: 01-03 stands below 01."""

    on = Cell
    creates = True
    duty = KEEP
    key = "n"

    code: fields.Code
    name: fields.Name
    parent: fields.Parent = ""
    unit: fields.Unit = ""
    lead: fields.Lead = ""
    scope: fields.Scope = ""
    start: fields.CellStart

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start also with a free code."""
        return super().suggest(record, context) | {"code": next_code("", context)}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a code that is taken or does not say what stands above, and a lead who does not work here."""
        yield from _code_faults({self.target: self.code}, self.parent, context)
        if self.parent:
            yield from cell_faults(self.parent, context)
        if self.lead:
            yield from person_faults(self.lead, self.start, context)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the cell, and its lead a member of it."""
        yield from super().changes(record, context)
        if self.lead:
            cell = Cell(id=self.target, **self.written(record, context))
            drafts = appoint(cell, Part.LEAD, self.lead, self.start, context)
            yield from entered((draft for draft in drafts if draft.record != cell.id), context)


class AmendCell(Action):
    """Correct the name, the unit or the scope of this cell."""

    on = Cell
    duty = KEEP
    key = "e"
    amends = True

    name: fields.Name
    unit: fields.Unit = ""
    scope: fields.Scope = ""


def moved_below(cell: Cell, parent: str, day: date) -> Iterable[Draft]:
    """Draft what keeps on record where a cell stood that stands below another from a day on."""
    if cell.parent != parent and (cell.start is None or cell.start < day):
        yield create(CellPlace(cell=cell.id, parent=cell.parent, until=day - timedelta(days=1)))


def moves_along(cell: str, context: Context) -> list[tuple[Sentence, int]]:
    """Return what follows a cell that is moved, for the preview."""
    below = tuple(tree_of(context).below(cell))
    warnings = context.find(Query("warning", both(OPEN, Is("cell", below))))
    found = [
        *summed(naming(context, "cell", below)),
        (say(N_("Cells below, whose codes follow")), len(below) - 1),
        (say(N_("Open warnings, which escalate along the new path")), len(warnings)),
    ]
    return [(what, count) for what, count in found if count]


class MoveCell(Action):
    """Put this cell, with everything below it, under another cell. The codes below follow its new code."""

    on = Cell
    duty = KEEP
    key = "m"
    destination_argument = "parent"
    amends = True

    parent: fields.Parent = ""
    code: fields.Code

    def side_effects(self, record: Cell, context: Context) -> Iterable[tuple[Sentence, int]]:
        """The cells below, and warnings."""
        return moves_along(record.id, context)

    def refuse(self, record: Cell, context: Context) -> Iterable[Sentence]:
        """Reject a cell below itself, and a code that is taken or does not say what stands above."""
        if self.parent:
            yield from cell_faults(self.parent, context)
        if self.parent in tree_of(context).below(record.id):
            yield say(N_("{name} cannot belong to a cell that stands below it."), name=record.title)
        yield from _code_faults(new_codes(record, self.code, context), self.parent, context)

    def changes(self, record: Cell, context: Context) -> Iterable[Draft]:
        """Write parent and codes; open warnings escalate along the new path."""
        codes = new_codes(record, self.code, context)
        yield from moved_below(record, self.parent, context.today)
        yield amend(record, parent=self.parent, **_recode(record, self.code))
        for cell in context.find(Query("cell", Is("id", tuple(codes)))):
            if cell.id != record.id:
                yield amend(cell, **_recode(cell, codes[cell.id]))
        below = tuple(tree_of(context).below(record.id))
        yield from rerouted(below, {record.id: self.parent}, context)
