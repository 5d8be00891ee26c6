"""Who knows this matter, and what does this person know: one key on every list of either, and of who is on a post."""

import asyncio
from typing import ClassVar

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff, Departure
from core.desks.matters.children import Knowledge
from core.desks.matters.records import Matter
from core.desks.people.records import Person
from core.model.query import Is, Query
from core.model.record import Record
from core.office.office import Office
from core.values.sentence import N_
from tui.frame.desk import KindCommand
from tui.language import _
from tui.lists.desk_screen import DeskScreen
from tui.lists.drill_down import DrillDownScreen

ON_POST = (Appointment, Departure, CoolingOff)
"""What is about one person who was let in to secrets."""


class _Entries(KindCommand):
    """The knowledge entries of the record under the cursor; that they were read is entered in the access log."""

    label = help = ""
    key = "K"
    of_record = True
    reads_again = False
    of: ClassVar[tuple[type[Record], ...]]
    field: ClassVar[str]
    """By which field a knowledge entry refers to what it is asked of."""
    heading: ClassVar[str]

    @classmethod
    def suits(cls, record_type: type[Record]) -> bool:
        """Whether it is a list of these."""
        return record_type in cls.of

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer reads any knowledge entry."""
        return office.reads(Knowledge.kind)

    async def run(self, screen: DeskScreen) -> None:
        """Show the entries, the newest first."""
        record = screen.current()
        if record is None:
            return
        asked = record.person if isinstance(record, ON_POST) else record.id
        query = Query(Knowledge.kind, Is(self.field, (asked,)))
        await asyncio.to_thread(screen.office.find, query)  # the list alone would leave no trace
        heading = _(self.heading).format(name=screen.office.title(self.field, asked))
        screen.app.push_screen(DrillDownScreen(screen.office, heading, query))


class WhoKnows(_Entries):
    """Show who knows the matter, since when and how."""

    foremost = True

    of = (Matter,)
    field = Matter.kind
    heading = N_("Who knows {name}")


class WhatIsKnown(_Entries):
    """Show which matters the person knows, since when and how."""

    of = (Person, *ON_POST)
    field = Person.kind
    heading = N_("What {name} knows")


WhoKnows.declare()
WhatIsKnown.declare()
