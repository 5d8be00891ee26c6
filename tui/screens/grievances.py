"""Grievances: the queue, and the import of a mailbox."""

from core.text import N_
from tui.desk import Desk
from tui.importing import ImportingScreen


class GrievancesScreen(ImportingScreen):
    """The queue."""

    imports = "mailbox"


DESK = Desk(2, N_("Grievances"), ("grievance",), GrievancesScreen, ("open", "late", "soon", "unassigned"))
