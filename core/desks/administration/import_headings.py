"""Imports 导入: what each officer decided that the headings of a spreadsheet mean."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from core.model.action import Action, amend
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.field import About, Names, Role, Start
from core.model.query import Condition, Is, Query, both
from core.model.record import Record
from core.model.viewer import Viewer
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_

Importer = Annotated[Line, REQUIRED, About(N_("Import"), column=12)]
Called = Annotated[Line, REQUIRED, About(N_("Heading"), column=30)]
Means = Annotated[
    str,
    Field(max_length=40),
    About(N_("Field"), help=N_("Empty: the column is left out."), column=16, names=Names.FIELD),
]
"""The column of the import (`core.spreadsheets.columns.SheetColumn`)."""


class Heading(Record):
    """A heading that an officer mapped by hand. Everyone has their own, so that nobody misleads another's import."""

    kind = "heading"
    label = N_("Column heading")
    plural = N_("Column headings")
    compartment = LOCAL
    duty = "common.read"
    order = ("importer", "heading")

    officer: Annotated[str, About(N_("Officer"), refers="officer", says=Role.DOER, index=True)]
    importer: Importer
    heading: Called
    field: Means = ""

    @property
    def title(self) -> str:
        """The heading."""
        return self.heading

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Everyone sees their own."""
        return Is("officer", (viewer.officer,))


class RememberHeading(Action):
    """Remember what a heading of a spreadsheet means, for your next file of this kind."""

    on = Heading
    creates = True
    duty = "common.read"
    stamps = {"officer": Start.ME}

    importer: Importer
    heading: Called
    field: Means = ""

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Write it in place of what the officer decided before."""
        same = both(Is("officer", (context.officer,)), Is("importer", (self.importer,)), Is("heading", (self.heading,)))
        before = context.find(Query("heading", same, limit=1))
        if before:
            yield amend(before[0], field=self.field)
        else:
            yield from super().changes(record, context)
