"""People: the register and the card of each person, the import of a roster, and the units."""

from core.desks.people import Person
from core.record import Record
from core.text import N_
from tui.desk import Desk
from tui.importing import ImportingScreen


class PeopleScreen(ImportingScreen):
    """The register of people."""

    imports = "roster"

    def open_record(self, record: Record) -> None:
        """Show the card of a person; of a unit, its page."""
        from tui.card import CardScreen

        if isinstance(record, Person):
            self.app.push_screen(CardScreen(self.office, record))
        else:
            super().open_record(record)


DESK = Desk(6, N_("People"), ("person", "unit"), PeopleScreen)
