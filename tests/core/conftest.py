"""Samples of whatever is declared, made from the declaration alone: a new desk is tested without being named."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from core.action import Action
from core.ids import new_id
from core.policy import Policy
from core.record import Column, Word, columns
from data.site import pack_text

KEPT: Mapping[type, Any] = {int: 3, bool: True, date: date(2026, 11, 20), datetime: datetime(2026, 11, 20, 8, 15)}
ASKED: Mapping[type, Any] = {int: 4, bool: False, date: date(2026, 11, 21), datetime: datetime(2026, 11, 21, 9, 45)}

NOT_TOLD_BY_TYPE: Mapping[str, dict[str, Any]] = {
    "EditPolicy": {"text": "name = 'sample'"},
    "ResolveConflict": {"chosen": "0" * 64},
}


def sample_value(column: Column, policy: Policy, *, asked: bool) -> Any:
    """Return a value that a field of this type may hold: records get other values than actions."""
    if issubclass(column.type, Word):
        return list(column.type)[0 if asked else -1]
    if column.about.refers:
        return (new_id(),) if column.type is tuple else new_id()
    if column.about.options:
        options = policy.options(column.about.options) or tuple(policy.roles)
        option = options[-1 if asked else 0]
        return (option,) if column.type is tuple else option
    return (ASKED if asked else KEPT).get(column.type, f"{'提问' if asked else '样本'} {column.name}")


def make_sample(model: type[BaseModel], policy: Policy, **given: Any) -> Any:
    """Return a record, or an action, with a value in every declared field."""
    made = {
        name: sample_value(column, policy, asked=issubclass(model, Action))
        for name, column in columns(model).items()
        if not column.derived
    }
    return model.model_validate({**made, **NOT_TOLD_BY_TYPE.get(model.__name__, {}), **given})


@pytest.fixture(scope="session")
def sample() -> Callable[..., Any]:
    """Make a sample of a model: `sample(Grievance, subject="…")`."""
    policy = Policy(pack_text("cn"))
    return lambda model, **given: make_sample(model, policy, **given)
