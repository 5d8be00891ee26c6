"""Who knows this matter, and what does this person know: one key on every list of either."""

import asyncio
from typing import ClassVar

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

REFERS = {Matter.kind: "matter", Person.kind: "person"}
"""By which field a knowledge entry refers to what is under the cursor."""


class _Entries(KindCommand):
    """The knowledge entries of the record under the cursor; that they were read is entered in the access log."""

    label = help = ""
    key = "K"
    of_record = True
    reads_again = False
    of: ClassVar[type[Record]]
    heading: ClassVar[str]

    @classmethod
    def suits(cls, record_type: type[Record]) -> bool:
        """Whether it is a list of these."""
        return record_type is cls.of

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer reads any knowledge entry."""
        return office.reads(Knowledge.kind)

    async def run(self, screen: DeskScreen) -> None:
        """Show the entries, the newest first."""
        record = screen.current()
        if record is None:
            return
        query = Query(Knowledge.kind, Is(REFERS[record.kind], (record.id,)))
        await asyncio.to_thread(screen.office.find, query)  # the list alone would leave no trace
        heading = _(self.heading).format(name=screen.office.called(record, _))
        screen.app.push_screen(DrillDownScreen(screen.office, heading, query))


class WhoKnows(_Entries):
    """Show who knows the matter, since when and how."""

    foremost = True

    of = Matter
    heading = N_("Who knows {name}")


class WhatIsKnown(_Entries):
    """Show which matters the person knows, since when and how."""

    of = Person
    heading = N_("What {name} knows")


WhoKnows.declare()
WhatIsKnown.declare()
