"""Everything the screens and the command line ask of this machine: the store in a folder, files, media, other sites.

`tui.backend` says what is asked; the entry point joins the two.
"""

from data.backend.documents import Documents
from data.backend.maintenance import Maintenance
from data.backend.papers import Papers
from data.backend.transfers import Transfers


class LocalBackend(Maintenance, Documents, Papers, Transfers):
    """A store in a folder of this machine, closed at first."""
