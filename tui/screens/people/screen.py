"""People: the register and the card of each person, the import of a roster, and the units."""

from core.desks.people.people import AddPerson
from core.desks.people.records import Person
from core.desks.sync.duplicates import SEPARATES
from core.model.record import Record
from core.rules.duplicates import Duplicate
from core.values.section import Section
from core.values.sentence import N_
from tui.actions.action_screen import CUSTOM_FLOWS
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.frame.setup_step import SetupStep
from tui.lists.desk_screen import DeskScreen
from tui.screens.people.duplicates import join, join_all_certain, separate


class Join(ScreenCommand):
    """Look at two records that may be the same side by side, and join them."""

    key = "m"
    on = (Duplicate.kind,)

    async def run(self, screen: DeskScreen) -> None:
        """Choose which of the two stays."""
        duplicate = screen.current()
        if isinstance(duplicate, Duplicate):
            await join(screen.app, screen.office, duplicate)


class JoinAllThatAreCertain(ScreenCommand):
    """Join in one step all records listed twice that are beyond doubt."""

    key = "a"
    on = (Duplicate.kind,)

    async def run(self, screen: DeskScreen) -> None:
        """Join what is certain, once it is confirmed."""
        await join_all_certain(screen.sealdesk, screen.office)


class PeopleScreen(DeskScreen):
    """The register of people."""

    def open_record(self, record: Record) -> None:
        """Show the card of a person; of a unit, its page; of what is listed twice, both."""
        from tui.screens.people.person_card import CardScreen

        if isinstance(record, Duplicate):
            self.action_command(Join().name)
        elif isinstance(record, Person):
            self.app.push_screen(CardScreen(self.office, record))
        else:
            super().open_record(record)


CUSTOM_FLOWS.update(dict.fromkeys(SEPARATES.values(), separate))

DESK = Desk(
    Section.PEOPLE,
    N_("People"),
    ("person", "unit", Duplicate.kind),
    PeopleScreen,
    commands=(JoinAllThatAreCertain(), Join()),
    setup=(
        SetupStep("person", AddPerson, N_("Staff list: nobody is in it yet. Import it, or add people."), first=True),
    ),
    letter="p",
)
