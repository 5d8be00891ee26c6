"""Saved views 常用视图: what an officer looks for often in a list, in which order and with which columns, under a name.

They are local and everyone's own: how somebody works is nobody else's affair.
"""

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
from core.rights.visibility import NAMES
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_

Of = Annotated[str, REQUIRED, About(N_("List"), column=14, names=Names.KIND)]
Name = Annotated[Line, REQUIRED, About(N_("Name"), column=20)]
Searched = Annotated[str, Field(max_length=200), About(N_("Search line"), column=30)]
Sorted = Annotated[str, Field(max_length=60), About(N_("Order"))]
"""The name of a column, `-name` turned round; empty is the usual order."""
Shown = Annotated[str, Field(max_length=600), About(N_("Columns shown"))]
"""The names of the columns in their order, with spaces between; empty are the usual ones."""
Frozen = Annotated[str, Field(max_length=60), About(N_("Columns stay up to"))]
"""The name of the last column that stays at the left while the others are moved; empty: none does."""


class SavedView(Record):
    """A view of a list that an officer keeps under a name."""

    kind = "view"
    label = N_("Saved view")
    plural = N_("Saved views")
    compartment = LOCAL
    duty = NAMES
    order = ("of", "name")

    officer: Annotated[str, About(N_("Officer"), refers="officer", says=Role.DOER, index=True)]
    of: Of
    name: Name
    line: Searched = ""
    sort: Sorted = ""
    shown: Shown = ""
    frozen: Frozen = ""

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Everyone sees their own."""
        return Is("officer", (viewer.officer,))


class SaveView(Action):
    """Keep what is listed, its order and its columns under a name; a view that bears the name is replaced."""

    on = SavedView
    creates = True
    duty = NAMES
    stamps = {"officer": Start.ME}

    of: Of
    name: Name
    line: Searched = ""
    sort: Sorted = ""
    shown: Shown = ""
    frozen: Frozen = ""

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Write it in place of the one of this name."""
        same = both(Is("officer", (context.officer,)), Is("of", (self.of,)), Is("name", (self.name,)))
        if before := context.find(Query("view", same, limit=1)):
            yield amend(before[0], line=self.line, sort=self.sort, shown=self.shown, frozen=self.frozen)
        else:
            yield from super().changes(record, context)


class RemoveView(Action):
    """Take a saved view away."""

    on = SavedView
    duty = NAMES

    def changes(self, record: SavedView, context: Context) -> Iterable[Draft]:
        """Delete it."""
        yield Draft(record.kind, record.id, {"deleted": True})
