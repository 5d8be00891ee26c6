"""People, and the import of a roster."""

from core.text import N_
from tui.desk import Desk
from tui.importing import ImportingScreen


class PeopleScreen(ImportingScreen):
    """The register of people."""

    imports = "roster"


DESK = Desk(3, N_("People"), ("person",), PeopleScreen)
