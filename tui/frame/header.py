"""The first line of every screen: the sections with what is due in them, who sits here, the day, the classification.

What does not fit is left out in an order: first of what stands at the right, then the name of the program, and where
the sections themselves do not fit, the names of all but the present one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from rich.cells import cell_len
from textual import work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.model.query import Is, Query, both
from core.office.office import Office
from core.rules.classified import highest_listed
from core.values.classification import Classification
from core.values.section import Section
from core.values.workdays import WEEKDAYS
from core.wording.labels import option_called
from tui.frame.desk import desks, sections
from tui.frame.due_counts import Due, DueCounts, due_at, due_counts
from tui.language import _, language
from tui.terminal.glyphs import glyphs, plain

Part = tuple[str, str]
"""A piece of a line and its style."""
HIGHEST_SHOWN = 999
"""The highest number that stands on a section."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the first line says on every screen."""

    site: str = ""
    officer: str = ""
    roles: tuple[str, ...] = ()
    due: DueCounts = field(default_factory=dict)


_READ: "WeakKeyDictionary[Office, Facts]" = WeakKeyDictionary()
"""What was read last, so that the next screen says it from its first drawing on."""


def facts_of(office: Office) -> Facts:
    """Return what was read last for an officer."""
    return _READ.get(office) or Facts()


def read_facts(office: Office) -> Facts:
    """Read who is signed in, and count what is due; called in a thread."""
    accounts = office.find(Query("account", both(Is("officer", (office.officer,)), Is("closed", (False,)))))
    roles = dict.fromkeys(role for account in accounts for role in account.roles)
    site = office.title("site", office.site) if office.reads("site") else ""  # else it would be an identifier
    return Facts(site, office.title("officer", office.officer), tuple(roles), due_counts(office))


class Header(Widget):
    """The first line; `read` brings it up to date."""

    DEFAULT_CSS = """
    Header { height: 1; background: $panel; color: $foreground; }
    """

    class Read(Message):
        """What it says was read."""

        def __init__(self, facts: Facts, classified: Classification | None) -> None:
            super().__init__()
            self.facts = facts
            self.classified = classified

    def __init__(self, office: Office, section: Section | None) -> None:
        """Prepare the line, with the present section; it says what was read last until `read` has read it anew."""
        super().__init__()
        self._office = office
        self._section = section
        self._classified: Classification | None = None

    @work(thread=True, exclusive=True, group="header")
    def read(self, query: Query | None) -> None:
        """Read what it says, and how what a query lists is classified, in a thread."""
        classified = highest_listed(query, self._office) if query is not None else None
        self.post_message(self.Read(read_facts(self._office), classified))

    def on_header_read(self, event: Read) -> None:
        """Show what was read, here and on the screens that come; the screen hears of it too."""
        _READ[self._office], self._classified = event.facts, event.classified
        self.refresh()

    def render(self) -> Content:
        """Return the richest line that fits."""
        line: list[Part] = []
        for line in self._lines():
            if width(line) <= self.size.width:
                break
        return Content.assemble(*line)

    def _lines(self) -> Iterable[list[Part]]:
        """Yield the line with ever less in it: who sits here outlasts the name of the program."""
        facts = facts_of(self._office)
        *named, bare = self._right(facts)
        brand = [(f" {_('Sealdesk')} ", "bold $background on $chosen")]
        tabs, digits = (self._tabs(facts, named=each) for each in (True, False))
        whole = [*brand, *tabs]
        pairs = [*((left, right) for left in (whole, tabs) for right in named), (whole, bare), (tabs, bare)]
        for left, right in (*pairs, *((digits, right) for right in (*named, bare))):
            yield [*left, (" " * (self.size.width - width(left) - width(right)), ""), *right]

    def _tabs(self, facts: Facts, *, named: bool) -> list[Part]:
        shown = sections(desks(self._office)).items()
        return [
            part
            for section, of in shown
            for part in self._tab(section, due_at(facts.due, of), named=named or section == self._section)
        ]

    def _tab(self, section: Section, due: Due, *, named: bool) -> list[Part]:
        here = section == self._section
        name = f" {section} {_(section.label)} " if named else f" {section} "
        return [(name, "reverse bold" if here else ""), *due_number(due, reverse=here)]

    def _right(self, facts: Facts) -> Iterable[list[Part]]:
        """Yield what stands at the right with ever less in it."""
        today = self._office.today
        level: list[Part] = []
        if self._classified is not None:
            level = [(f" {_(self._classified.label)} ", "reverse $week")]
        roles = [option_called(self._office.policy, "roles", role, language().translate) for role in facts.roles]
        all_roles, first_role = (" ".join((facts.officer, *some)) for some in (roles, roles[:1]))
        long, short = f"{today:%m-%d} {_(WEEKDAYS[today.weekday()])}", f"{today:%m-%d}"
        for said in (
            (facts.site, all_roles, long),
            (facts.site, first_role, long),
            (facts.site, facts.officer, long),
            (facts.officer, long),
            (facts.officer, short),
            (facts.officer,),
        ):
            yield [(f" {f' {glyphs().dot} '.join(map(plain, filter(None, said)))} ", "$label"), *level]
        yield level


def due_number(due: Due, *, reverse: bool = False) -> list[Part]:
    """Return how much is due behind a name, in the colour of what is late if any of it is; nothing for nothing."""
    if not due.count:
        return []
    number = str(due.count) if due.count <= HIGHEST_SHOWN else f"{HIGHEST_SHOWN}+"
    return [(f"{number} ", f"{'reverse ' if reverse else ''}bold {'$late' if due.late else '$week'}")]


def width(parts: Iterable[Part]) -> int:
    """Return how many cells pieces of a line take."""
    return sum(cell_len(text) for text, _style in parts)
