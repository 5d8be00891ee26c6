"""The path of a record through its stages: how far it has come on the usual way of its kind (`Record.path`)."""

from dataclasses import dataclass
from functools import cache

from core.model.action import ACTIONS
from core.model.record import Record
from core.values.labelled_enum import LabelledEnum


@dataclass(frozen=True, slots=True)
class StagePath:
    """The stages that a record came through, stands at, and has before it."""

    stages: tuple[LabelledEnum, ...]
    present: int
    """The place of the stage at which it stands; behind the last one once nothing is to come."""


def path_of(record: Record) -> StagePath | None:
    """Return the path of a record; None if its kind declares none.

    A stop beside the usual way stands in it where it was left, and what comes after is shown only if a stage further on
    follows from there.
    """
    kind = type(record)
    stage: LabelledEnum | None = getattr(record, "stage", None)
    if not kind.path or stage is None:
        return None
    way = record.usual_way()
    if stage in way:
        at = way.index(stage)
        return StagePath(way, at + (at == len(way) - 1))
    steps = steps_of(kind)
    left = [way.index(before) for before, after in steps if after == stage and before in way] or [0]
    following = {way.index(after) for before, after in steps if before == stage and after in way}
    if max(following, default=0) <= max(left):
        return StagePath((*way[: min(left) + 1], stage), min(left) + 1)
    at = max(left) + (max(left) not in following)
    return StagePath((*way[:at], stage, *way[max(left) + 1 :]), at)


@cache
def steps_of(kind: type[Record]) -> set[tuple[LabelledEnum, LabelledEnum]]:
    """Return from which stage of a kind which other one follows, by an action or with a transfer."""
    found = [*kind.transitions]
    for action in ACTIONS.values():
        found += action.transitions
        if action.on is kind and action.leads_to is not None:
            found.append((action.stages, action.leads_to))
    of_kind = type(kind.path[0])
    return {(each, after) for before, after in found if isinstance(after, of_kind) for each in before}
