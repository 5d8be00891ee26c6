"""Which colour says how something stands; the word is beside it."""

from core.model.deadline import DeadlineStatus

MEANINGS = {
    DeadlineStatus.ON_TIME: "fine",
    DeadlineStatus.DUE_SOON: "week",
    DeadlineStatus.LATE: "late",
    DeadlineStatus.LONG_OVERDUE: "late",
}
"""The meaning (`tui.terminal.theme.MEANINGS`) of each standing."""


def style_of(status: DeadlineStatus | None) -> str:
    """Return the style of a number that counts what stands so; empty where it says nothing of that."""
    return f"${MEANINGS[status]}" if status else ""
