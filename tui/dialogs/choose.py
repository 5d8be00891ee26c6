"""Choosing one of several by typing a part of its name, or with the arrow keys: menus, the palette, sites, files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from rich.table import Table
from rich.text import Text
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.values.cleaning import searchable
from core.values.sentence import N_, Sentence
from tui.language import _, language
from tui.terminal.glyphs import content, plain
from tui.terminal.type_ahead import TypeAheadScreen
from tui.terminal.wrap import wrapped

T = TypeVar("T")

NOTHING_FOUND = N_("Nothing is called so.")
"""What is said where nothing matches what was typed."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One of several: what is chosen, its name, a line about it, and what else it is found by."""

    value: T
    name: str
    about: str = ""
    also: str = ""
    """Another name, such as that in the other language."""
    words: str = ""
    """Words it is found by after all names."""
    beside: str = ""
    """What stands at the right edge: the key that does the same, or the day of a file."""

    def rank(self, typed: str) -> int | None:
        """Return how well it fits what was typed, the best first; None if it does not.

        It is the name, the name begins so, every word stands in it, it is spelt so (whole or by initials), or every
        word stands somewhere in what is said about it.
        """
        words = searchable(typed).split()
        whole = " ".join(words)
        names = [searchable(name) for name in (self.name, self.also) if name]
        if whole in names:
            return 0
        if any(name.startswith(whole) for name in names):
            return 1
        if any(all(word in name for word in words) for name in names):
            return 2
        if any(spelling.startswith("".join(words)) for spelling in _spellings(self.name)):
            return 3
        text = searchable(f"{self.name} {self.also} {self.about} {self.words}")
        return 4 if all(word in text for word in words) else None


@cache
def spelling(name: str) -> str:
    """Return what a name is put in order by: how it is spelt, each character in its usual reading."""
    if name.isascii():
        return name.casefold()
    from pypinyin import lazy_pinyin  # imported late, because it takes 0.3 s

    return "".join(lazy_pinyin(name.casefold()))


@cache
def _spellings(name: str) -> tuple[str, ...]:
    """Return how a Chinese name is typed in Latin letters from any character on, by initials and in full."""
    if name.isascii():
        return ()
    from pypinyin import lazy_pinyin  # imported late, because it takes 0.3 s

    syllables = lazy_pinyin(name.casefold())
    ends = [syllables[start:] for start in range(len(syllables))]
    return *("".join(each[0] for each in end) for end in ends), *("".join(end) for end in ends)


def _line(choice: Choice[Any]) -> Table | Content:
    """Return what stands in the list: the name, and at the right edge what stands beside it."""
    if not choice.beside:
        return Content(plain(choice.name))
    line = Table.grid(expand=True)
    line.add_column(no_wrap=True, ratio=1)
    line.add_column(no_wrap=True, justify="right")
    line.add_row(Text(plain(choice.name)), Text(f"{choice.beside} ", "bold"))
    return line


def _nothing(typed: str) -> None:
    """Make no choice of what was typed."""


class ChooseScreen(TypeAheadScreen[T | None], ModalScreen[T | None], Generic[T]):
    """A line to type in, and below it what matches."""

    DEFAULT_CSS = """
    ChooseScreen { align: center top; }
    ChooseScreen > Vertical { width: 100%; max-width: 100; height: auto; max-height: 100%; background: $panel; }
    ChooseScreen .heading { text-style: bold; padding: 0 1; }
    ChooseScreen OptionList { height: auto; max-height: 18; border: none; padding: 0; background: $surface; }
    ChooseScreen .about { padding: 0 1; height: 2; color: $foreground 80%; }
    ChooseScreen .keys { padding: 0 1; color: $foreground 80%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Back"), id="choose.back")]
    MOVES: ClassVar[dict[str, str]] = {
        "down": "cursor_down",
        "up": "cursor_up",
        "pagedown": "page_down",
        "pageup": "page_up",
        "enter": "select",
    }

    def __init__(
        self, title: Sentence | str, choices: Sequence[Choice[T]], made: Callable[[str], Choice[T] | None] = _nothing
    ) -> None:
        """Prepare the choice; the title says what is chosen. What can be `made` of the line alone is offered."""
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._made = made
        self._found: Sequence[Choice[T]] = choices

    def compose(self) -> ComposeResult:
        """Stack the title, the line, the matches and what the one under the cursor is about."""
        with Vertical():
            yield Static(wrapped(language().say(self._title)), classes="heading")
            yield Input(placeholder=_("Type a part of the name"), compact=True)
            options = OptionList(markup=False, compact=True)
            options.can_focus = False
            yield options
            yield Static(classes="about")
            yield Static(content(_("Enter Choose   Esc Back")), classes="keys")

    def on_mount(self) -> None:
        """Show all there is."""
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        ranks = [(choice.rank(typed), place) for place, choice in enumerate(self._choices)]
        found = [
            (place, self._choices[place]) for _rank, place in sorted(each for each in ranks if each[0] is not None)
        ]
        made = self._made(typed)
        if made is not None:
            found = [(len(self._choices), made)]
            self._choices.append(made)  # those before it stay in their places
        self._found = [choice for _place, choice in found]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(_line(choice), id=str(place)) for place, choice in found)
        options.highlighted = 0 if self._found else None
        self._tell_about()

    @on(OptionList.OptionHighlighted)
    def _tell_about(self) -> None:
        place = self.query_one(OptionList).highlighted
        about = self._found[place].about if place is not None and place < len(self._found) else _(NOTHING_FOUND)
        self.query_one(".about", Static).update(wrapped(about))

    def on_key(self, event: events.Key) -> None:
        """Move among the matches while the line keeps the cursor."""
        move = self.MOVES.get(event.key)
        if move is not None:
            event.stop()
            event.prevent_default()
            getattr(self.query_one(OptionList), f"action_{move}")()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        # Not by its place: the list may have been narrowed since Enter was pressed.
        self.dismiss(self._choices[int(event.option.id or 0)].value)


async def choose(
    app: App[Any],
    title: Sentence | str,
    choices: Sequence[Choice[T]],
    made: Callable[[str], Choice[T] | None] = _nothing,
) -> T | None:
    """Let the officer choose, or take what is `made` of what he typed; None if he went back. Awaited from a worker."""
    screen: ChooseScreen[T] = ChooseScreen(title, choices, made)
    return await app.push_screen_wait(screen)


Command = Callable[[], object]
"""What a choice of the palette does."""
