"""Matters: the register, what is owed afterwards, who takes part, who knows what, and what waits for a decision."""

from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.lists.desk_screen import DeskScreen
from tui.screens.matters import knowing as knowing
from tui.widgets.record_source import STANDING

REGISTER = ("alias", "level", STANDING, "stage", "fixer", "next_review", "expires", "unit", "lifted")
"""The columns of the register: what one reads it for comes before what fits only on a wide screen."""
OWED = ("person", "what", STANDING, "owner", "due", "stage", "subject", "done", "how")
PEOPLE = ("person", "matter", "way", "since", "until", "contact", "document", "approver")
PARTS = ("person", "matter", "work", "stage", "since", "until", "owner")


class MattersScreen(DeskScreen):
    """The register of matters, and beside it what follows from them."""

    shown = {"matter": REGISTER, "follow_up": OWED, "knowledge": PEOPLE, "participation": PARTS}


DESK = Desk(
    Section.SECRETS,
    N_("Matters"),
    ("matter", "follow_up", "participation", "knowledge", "knowledge_request", "mark_change", "matter_reading"),
    MattersScreen,
    place=2,
    letter="m",
)
