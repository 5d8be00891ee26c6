"""Conflicts: fields that two sites gave different values; both are kept until a person decides."""

from core.text import N_
from tui.desk import Desk, DeskScreen


class ConflictsScreen(DeskScreen):
    """The list of conflicts; Enter decides one."""


DESK = Desk(6, N_("Conflicts"), ("conflict",), screen=ConflictsScreen)
