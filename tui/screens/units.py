"""Units."""

from core.text import N_
from tui.desk import Desk

DESK = Desk(4, N_("Units"), ("unit",))
