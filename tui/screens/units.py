"""Units."""

from core.text import N_
from tui.desk import Desk
from tui.desk_screen import DeskScreen

DESK = Desk(4, N_("Units"), ("unit",), DeskScreen)
