"""The ledger of carriers, its stocktakes and batches; counting is one number after the other, typed or scanned."""

from collections import Counter
from typing import ClassVar

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from core.desks.carriers.counting import CountCarrier
from core.desks.carriers.stocktake import CountLine, Stocktake
from core.desks.carriers.vocabulary import Counted
from core.model.query import Is, Query, both
from core.model.record import Record
from core.office.office import Office
from core.office.refusals import Refused
from core.values.cleaning import code_key
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_, say
from core.wording.field_errors import named_faults
from tui.actions.action_screen import CUSTOM_FLOWS
from tui.formatting.values import title_of
from tui.frame.desk import Desk
from tui.host import Host
from tui.language import _, labelled, language
from tui.lists.desk_screen import DeskScreen
from tui.terminal.glyphs import ASCII, content, glyphs, plain
from tui.terminal.type_ahead import TypeAheadScreen
from tui.terminal.wrap import Prose

STYLES = {Counted.FOUND: "", Counted.ELSEWHERE: "bold", Counted.NOT_FOUND: "bold", Counted.NOT_IN_LEDGER: "bold"}
MOST_SHOWN = 10
"""How many of the numbers that were read off last are shown."""


class ScanScreen(TypeAheadScreen[None], ModalScreen[None]):
    """Takes one number after the other: a number and Enter, and the next one."""

    AUTO_FOCUS = "#number"
    DEFAULT_CSS = """
    ScanScreen { align: center middle; }
    ScanScreen > Vertical { width: 100%; max-width: 100; height: 1fr; background: $panel; padding: 0 1; }
    ScanScreen .heading { color: $chosen; text-style: bold; }
    ScanScreen Input { background: $surface; margin-bottom: 1; }
    ScanScreen .read { height: 1fr; }
    ScanScreen .keys { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f10", "dismiss(None)", N_("Leave"), id="scan.leave"),
    ]

    def __init__(self, office: Office, stocktake: Stocktake) -> None:
        """Prepare the screen for a stocktake that is being counted."""
        super().__init__()
        self._office = office
        self._stocktake = stocktake
        self._read: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """Stack the name of the stocktake, how far it is, the lines for number and place, and what was read."""
        with Vertical(classes="-ascii" if glyphs() is ASCII else ""):
            yield Static(content(title_of(self._stocktake, self._office)), classes="heading")
            yield Static(classes="sums")
            yield Label(_("Carrier number"))
            yield Input(id="number", compact=True)
            yield Label(_("Lies here, if not where the ledger says (stays until it is changed)"))
            yield Input(id="place", compact=True)
            yield Static(classes="read")
            yield Static(content(_("Enter: count it, next   Tab: place   Esc: leave, go on later")), classes="keys")

    def on_mount(self) -> None:
        """Say how far it is."""
        self._show()

    @on(Input.Submitted)
    def _counted(self, event: Input.Submitted) -> None:
        """Count the one whose number was typed, before its place or after it, and wait for the next."""
        event.stop()
        typed = self.query_one("#number", Input)
        number = typed.value.strip()
        typed.value = ""
        typed.focus()
        if number:
            self._read.insert(0, self._count(number))
            self._show()

    def _count(self, number: str) -> tuple[str, str]:
        """Enter what was read; return what is shown of it, with its style."""
        place = self.query_one("#place", Input).value.strip()
        try:
            self._office.do(CountCarrier(target=self._stocktake.id, number=number, seen_at=place))
        except ValidationError as error:
            return labelled(plain(number), " ".join(map(language().say, named_faults(error)))), "bold"
        except Refused as refused:
            return " ".join(map(language().say, refused.findings)), "bold"
        except Refusal as refusal:
            return labelled(plain(number), language().say(refusal.sentence)), "bold"
        return self._found(number)

    def _found(self, number: str) -> tuple[str, str]:
        lines = both(Is("stocktake", (self._stocktake.id,)), Is("key", (code_key(number),)))
        found: list[CountLine] = self._office.find(Query("count_line", lines))
        carriers = Query("carrier", Is("id", tuple(each.carrier for each in found if each.carrier)))
        carrier = next(iter(self._office.find(carriers)), None)
        called = carrier.title if carrier is not None else number
        result = found[0].result if found else Counted.NOT_IN_LEDGER
        where = f" {carrier.place}" if carrier is not None and result is Counted.ELSEWHERE else ""
        return labelled(plain(called), f"{_(result.label)}{where}"), STYLES[result]

    def _show(self) -> None:
        counts = Counter(dict(self._office.groups(Query("count_line", self._of()), "result")))
        sums = {"read": sum(counts.values()), "expected": self._stocktake.expected, "found": counts[Counted.FOUND]}
        told = say(N_("{read} of {expected} read off, {found} in place"), **sums)
        self.query_one(".sums", Static).update(content(language().say(told)))
        self.query_one(".read", Static).update(Prose(self._read[:MOST_SHOWN]))

    def _of(self) -> Is:
        return Is("stocktake", (self._stocktake.id,))


async def scan(app: Host, office: Office, record: Record | None) -> None:
    """Count one carrier after the other, until the officer leaves."""
    if isinstance(record, Stocktake):
        await app.push_screen_wait(ScanScreen(office, record))


CUSTOM_FLOWS[CountCarrier] = scan


class CarriersScreen(DeskScreen):
    """The ledger, what is on its way to be destroyed, and the stocktakes."""

    foremost = frozenset({"do('lend_carrier')", "do('return_carrier')", "do('count_carrier')"})
    empty = N_("No carriers here. n takes one in, i imports a ledger.")


DESK = Desk(
    Section.SECRETS,
    N_("Carriers"),
    ("carrier", "destruction", "stocktake", "movement", "count_line"),
    CarriersScreen,
    place=3,
    letter="l",
)
