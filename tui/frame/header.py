"""The first line of every screen: the sections with what is due in them, who sits here, the day, the classification.

What does not fit is left out in an order: site and roles, the name of the program, blanks between the sections, and
then one by one the names of sections, those with nothing due first and never the present one. Who sits here and the
day outlast these names. How the records are classified is never left out, nor that the screen is about to lock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from rich.cells import cell_len
from textual import work
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
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

    locks_in: reactive[int | None] = reactive(None)
    """In how many seconds the screen locks by itself, once that is soon."""

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
        """Yield the line with ever less in it."""
        facts = facts_of(self._office)
        *said, officer, bare = self._right(facts)
        brand = [(f" {_('Sealdesk')} ", "bold $background on $chosen")]
        tabs = self._tabs(facts)
        tighter = [self._tabs(facts, unnamed=each, tight=True) for each in range(len(Section))]
        for left, right in (
            *(([*brand, *tabs], right) for right in said),
            *((tabs, right) for right in said),
            *((left, said[-1]) for left in tighter),
            (tighter[-1], officer),
            (tighter[-1], bare),
        ):
            yield [*left, (" " * (self.size.width - width(left) - width(right)), ""), *right]

    def _tabs(self, facts: Facts, *, unnamed: int = 0, tight: bool = False) -> list[Part]:
        """Return the sections, `unnamed` of them without their names: those with nothing due first, never this one."""
        due = {section: due_at(facts.due, of) for section, of in sections(desks(self._office)).items()}
        others = sorted((each for each in due if each != self._section), key=lambda each: due[each].count)
        bare = others[:unnamed]
        return [part for each in due for part in self._tab(each, due[each], named=each not in bare, tight=tight)]

    def _tab(self, section: Section, due: Due, *, named: bool, tight: bool) -> list[Part]:
        here = section == self._section
        name = f" {section} {_(section.label)} " if named else f" {section} "
        parts = [(name, "reverse bold" if here else ""), *due_number(due, reverse=here)]
        text, style = parts[-1]
        return [*parts[:-1], (text.rstrip() if tight and not here else text, style)]

    def _right(self, facts: Facts) -> Iterable[list[Part]]:
        """Yield what stands at the right with ever less in it: at last the officer alone, and then nobody.

        What is never left out is how the records are classified, and that the screen is about to lock.
        """
        today = self._office.today
        kept: list[Part] = []
        if self.locks_in is not None:
            told = _("locks in {seconds} s").format(seconds=self.locks_in)
            kept.append((f" {told} ", "reverse bold $soon"))
        if self._classified is not None:
            kept.append((f" {_(self._classified.label)} ", "reverse $week"))
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
            yield [(f" {f' {glyphs().dot} '.join(map(plain, filter(None, said)))} ", "$label"), *kept]
        yield kept


def due_number(due: Due, *, reverse: bool = False) -> list[Part]:
    """Return how much is due behind a name, in the colour of what is late if any of it is; nothing for nothing."""
    if not due.count:
        return []
    number = str(due.count) if due.count <= HIGHEST_SHOWN else f"{HIGHEST_SHOWN}+"
    return [(f"{number} ", f"{'reverse ' if reverse else ''}bold {'$late' if due.late else '$week'}")]


def width(parts: Iterable[Part]) -> int:
    """Return how many cells pieces of a line take."""
    return sum(cell_len(text) for text, _style in parts)
