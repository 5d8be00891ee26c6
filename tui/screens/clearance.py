"""Clearance: who is on a secret post, who was assessed for one, who leaves one, and what these people declare."""

from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.lists.desk_screen import DeskScreen

DESK = Desk(
    Section.SECRETS,
    N_("Clearance"),
    ("appointment", "post", "assessment", "departure", "cooling_off", "declaration"),
    DeskScreen,
    place=1,
    letter="b",
)
