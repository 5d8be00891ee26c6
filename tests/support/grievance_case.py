"""How the deadlines of a grievance explain themselves."""

from datetime import date
from typing import Any

from core.desks.grievances import DeclineExtension
from core.model.action import Action

RECEIVED = date(2026, 9, 1)
Case = Any
"""What the fixtures `case` and `accepted` give."""

Deed = tuple[str, str, type[Action], dict[str, Any]]
"""On which day, who, does what."""


def decide(day: str, action: type[Action]) -> Deed:
    return day, "colleague", action, {"remark": "理由不足"} if action is DeclineExtension else {}
