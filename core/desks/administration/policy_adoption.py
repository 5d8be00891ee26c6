"""Adopting the policy pack that a store began with: somebody has read it, and the office works by it."""

from collections.abc import Iterable
from typing import Any

from core.desks.administration.officers import EditPolicy, PolicyPack
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.values.sentence import N_, Sentence, say


class AdoptPolicy(Action):
    """Confirm that you have read the policy pack, figure by figure, and that the office works by it.

    It is done once. What is edited afterwards is read by who edits it.
    """

    on = PolicyPack
    duty = EditPolicy.duty
    key = "v"
    stamps = {"adopted": Start.TODAY, "adopted_by": Start.ME}

    @classmethod
    def applies(cls, record: PolicyPack) -> bool:
        """Nobody has confirmed it yet."""
        return record.adopted is None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a second time."""
        if record.adopted is not None:
            yield say(N_("This was confirmed on {day} already."), day=record.adopted)
