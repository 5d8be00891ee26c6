"""People: the register and the card of each person, the import of a roster, and the units."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.desks.people.records import Person
from core.desks.sync.duplicates import SEPARATES
from core.model.record import Record
from core.rules.duplicates import Twin
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.generic.action_screen import FLOWS
from tui.generic.desk import Desk
from tui.generic.importing import ImportingScreen
from tui.screens.people.duplicates import make_all_one, make_one, take_apart


class PeopleScreen(ImportingScreen):
    """The register of people."""

    imports = "staff_list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "a,alt+a,fullwidth_latin_small_letter_a", "make_all_one", N_("Join all that are certain"), id="people.all"
        ),
        Binding("m,alt+m,fullwidth_latin_small_letter_m", "make_one", N_("Join"), id="people.one"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to make one where what is listed twice is shown."""
        if action in ("make_one", "make_all_one"):
            return self.kind == Twin.kind
        return super().check_action(action, parameters)

    @work
    async def action_make_one(self) -> None:
        """Look at two records side by side, and make them one."""
        twin = self.current()
        try:
            if isinstance(twin, Twin):
                await make_one(self.app, self.office, twin)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_make_all_one(self) -> None:
        """Make one everything listed twice of which nothing speaks against it."""
        try:
            await make_all_one(self.sealdesk, self.office)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    def open_record(self, record: Record) -> None:
        """Show the card of a person; of a unit, its page; of what is listed twice, both."""
        from tui.screens.people.person_card import CardScreen

        if isinstance(record, Twin):
            self.action_make_one()
        elif isinstance(record, Person):
            self.app.push_screen(CardScreen(self.office, record))
        else:
            super().open_record(record)


FLOWS.update(dict.fromkeys(SEPARATES.values(), take_apart))

DESK = Desk(6, N_("People"), ("person", "unit", Twin.kind), PeopleScreen)
