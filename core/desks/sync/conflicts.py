"""Conflicts 冲突 between sites: the decision on which of several values of a field is kept."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from core.model.action import Action
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About
from core.rules.agenda import DECIDE, Conflict
from core.values.sentence import N_, Sentence, say


class ResolveConflict(Action):
    """Decide which of the values that two sites gave a field is kept. History keeps the others."""

    on = Conflict
    duty = DECIDE
    undoable = False
    single = True
    key = "c"

    chosen: Annotated[str, Field(pattern="^[0-9a-f]{64}$"), About(N_("Chosen value"))]
    """The identifier of the change whose value shall stand."""

    def refuse(self, record: Conflict, context: Context) -> Iterable[Sentence]:
        """Reject a value that is none of those that stand against each other."""
        if self.chosen not in {write.id for write in context.heads(record.of, record.of_kind)[record.field]}:
            yield say(N_("That value is not one of the conflicting ones. Choose one of those."))

    def changes(self, record: Conflict, context: Context) -> Iterable[Draft]:
        """Write the chosen value over all of them."""
        heads = context.heads(record.of, record.of_kind)[record.field]
        chosen = next(write for write in heads if write.id == self.chosen)
        yield Draft(record.of_kind, record.of, {record.field: chosen.fields[record.field]})
