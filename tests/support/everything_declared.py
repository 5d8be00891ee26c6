"""Every kind and action that is declared, as cases of a test."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from pydantic import BaseModel

from core.model.action import ACTIONS, Action
from core.model.record import RECORDS, Column, Record, columns
from core.values.labelled_enum import LabelledEnum
from tests.support.every_case import every

KINDS: list[type[Record]] = list(RECORDS.values())
KEPT = [record_type for record_type in KINDS if not record_type.is_derived]
DONE: list[type[Action]] = list(ACTIONS.values())
DUTIES = {kind.duty for kind in KEPT} | {action.duty for action in DONE}
STAGED = [record_type for record_type in KEPT if "stage" in record_type.model_fields]
each_kind = every("record_type", KINDS, lambda kind: kind.kind)
each_kept_kind = every("record_type", KEPT, lambda kind: kind.kind)
each_action = every("action", DONE, lambda action: action.verb())
Sample = Callable[..., Any]


def fields(model: type[BaseModel]) -> Iterator[Column]:
    return (column for column in columns(model).values() if not column.derived)


def stage_changes(record_type: type[Record]) -> set[tuple[LabelledEnum, LabelledEnum]]:
    """Return each change of stage that is declared for a kind."""
    stages = columns(record_type)["stage"].type
    own = [
        action
        for action in DONE
        if action.on is record_type and action.leads_to and not (action.creates or action.adds)
    ]
    declared = [(action.stages or still_moving(record_type), action.leads_to) for action in own]
    declared += chain(record_type.transitions, *(action.transitions for action in DONE))
    return {(before, after) for some, after in declared if isinstance(after, stages) for before in some}


def still_moving(record_type: type[Record]) -> tuple[LabelledEnum, ...]:
    return tuple(stage for stage in columns(record_type)["stage"].type if stage not in record_type.ends)
