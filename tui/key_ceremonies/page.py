"""A page that asks for a few things before there is an office: lines of text, passphrases, some of a short list."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from core.values.passphrase import PassphrasesDiffer, PassphraseTooShort, PassphraseUnseen, guessing
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence
from tui.formatting.lines import Line
from tui.language import _, language
from tui.terminal.glyphs import content
from tui.terminal.keys import LocalisedScreen, ResultT
from tui.terminal.type_ahead import drop_typed
from tui.terminal.wrap import Prose, wrapped
from tui.widgets.fields import ManyControl
from tui.widgets.picker import Choice

Values = dict[str, Any]
"""What stands on a page: a text for each line, a tuple for what is chosen of a list."""
Prosaic = Callable[[], Iterable[Line]]
"""Returns, in the language in use, what a page is about."""
SECRET = "passphrase"
"""The line of a passphrase that is about to be set: below it stands how long it takes to guess."""


OF_THE_PASSPHRASE = (PassphraseTooShort, PassphraseUnseen, PassphrasesDiffer)
"""After these the passphrase is typed again."""
MOST_OPTIONS = 9
"""How many options are shown at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked for."""

    name: str
    label: str
    """A catalogue key."""
    help: str = ""
    """A catalogue key."""
    secret: bool = False
    options: Callable[[], Sequence[Choice]] | None = None
    """Returns, in the language in use, of what some are chosen."""
    more: str = ""
    """If it is asked only once F6 is pressed: what that key is called (a catalogue key)."""
    choose: Callable[[Any], Awaitable[str | None]] | None = None
    """What F6 lets the officer choose first, on the application; None if he went back."""
    about: Callable[[str], Sentence] | None = None
    """What the option under the cursor is about."""


class StepScreen(LocalisedScreen[ResultT]):
    """A step of several: a heading that says which it is, and the keys at its foot."""

    DEFAULT_CSS = """
    StepScreen { align: center top; background: $background; }
    StepScreen > Vertical { width: 100%; max-width: 100; height: 100%; }
    StepScreen .heading { background: $panel; height: 1; padding: 0 1; }
    StepScreen .title { width: 1fr; text-style: bold; color: $chosen; }
    StepScreen .step { width: auto; color: $label; }
    StepScreen .keys { background: $panel; padding: 0 1; }
    """

    @staticmethod
    def heading(title: str, step: Sentence | None) -> Horizontal:
        """Return the first line: what is asked for (a catalogue key), and which step it is, if it is one of several."""
        which = language().say(step) if step else ""
        return Horizontal(
            Static(content(_(title)), classes="title"), Static(content(which), classes="step"), classes="heading"
        )


class PageScreen(StepScreen[Values | None]):
    """A step of several: what it is about, what is asked, and the keys. Its result is what was entered, or None."""

    AUTO_FOCUS = "Input, ManyControl"
    DEFAULT_CSS = """
    PageScreen VerticalScroll { height: 1fr; padding: 1 1 0 1; scrollbar-size: 0 1; }
    PageScreen .prose { padding-bottom: 1; }
    PageScreen .label { width: 24; padding: 0 1 0 0; }
    PageScreen Horizontal { height: auto; }
    PageScreen Input, PageScreen ManyControl { width: 1fr; background: $panel; }
    PageScreen Input:focus, PageScreen ManyControl:focus { background: $selected; }
    PageScreen .help { padding: 0 0 1 24; color: $label; }
    PageScreen .asked, PageScreen .more { height: auto; }
    PageScreen .more { display: none; }
    PageScreen .findings { color: $late; text-style: bold; padding: 0 1; display: none; }
    PageScreen .findings.-some { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+s", "go", N_("Go on"), priority=True, id="page.go"),
        Binding("f6", "more", N_("More"), id="page.more"),
        Binding("escape", "dismiss(None)", N_("Back"), id="page.back"),
    ]

    class Judged(Message):
        """How long a passphrase takes to guess."""

        def __init__(self, typed: str, told: Sentence) -> None:
            super().__init__()
            self.typed = typed
            self.told = told

    def __init__(
        self,
        title: str,
        step: Sentence | None,
        prose: Prosaic,
        asked: Sequence[Asked] = (),
        start: Mapping[str, Any] | None = None,
        check: Callable[[Values], None] | None = None,
        known: Callable[[Values], Sequence[str]] | None = None,
        go: str = N_("Go on"),
    ) -> None:
        """Prepare a page; `check` refuses what was entered, and `known` are words that make a passphrase weak.

        `title` and `go`, which says what F10 does, are catalogue keys. Nothing is translated before it is shown: while
        the page stands, the language may be switched.
        """
        super().__init__()
        self._title, self._step, self._prose = title, step, prose
        self._asked = asked
        self._start = dict(start or {})
        self._check = check
        self._known = known
        self._go = go

    def compose(self) -> ComposeResult:
        """Stack the heading, what the page is about, what is asked, what is wrong with it, and the keys."""
        with Vertical():
            yield self.heading(self._title, self._step)
            with VerticalScroll(can_focus=False):
                yield Static(Prose(self._prose()), classes="prose")
                for asked in self._asked:
                    yield from self._line(asked)
            yield Static(classes="findings")
            yield Static(content(self._keys()), classes="keys")

    def _line(self, asked: Asked) -> ComposeResult:
        kind = "judged" if asked.name == SECRET else "about" if asked.about else ""
        with Vertical(classes="more" if asked.more and not self._start.get(asked.name) else "asked"):
            with Horizontal():
                yield Static(content(_(asked.label)), classes="label")
                yield self._control(asked)
            yield Static(wrapped(_(asked.help)), classes=f"help {kind}")

    def _control(self, asked: Asked) -> Input | ManyControl:
        start = self._start.get(asked.name)
        if asked.options is None:
            control: Input | ManyControl = Input(start or "", password=asked.secret, compact=True)
        else:
            options = asked.options()
            control = ManyControl(options, start or ())
            control.styles.height = min(len(options), MOST_OPTIONS)
        control.id = f"asked-{asked.name}"
        return control

    def _keys(self) -> str:
        choosing = any(asked.options is not None for asked in self._asked)
        keys = [_("Space Choose")] if choosing else []
        keys += [f"F6 {_(asked.more)}" for asked in self._asked if asked.more]
        keys += [_("Enter, Tab Next")] if self._asked else []
        return "   ".join([*keys, f"F10 {_(self._go)}", _("Esc Back")])

    # What was entered

    @property
    def values(self) -> Values:
        """What stands on the page now."""
        found: Values = {}
        for asked in self._asked:
            control = self.query_one(f"#asked-{asked.name}")
            if isinstance(control, Input):
                found[asked.name] = control.value if asked.secret else control.value.strip()
            elif isinstance(control, ManyControl):
                found[asked.name] = control.read() or ()
        return found

    @property
    def dirty(self) -> bool:
        """Whether something was typed (the language cannot be switched then)."""
        return any(value != (self._start.get(name) or type(value)()) for name, value in self.values.items())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self.focus_chain[-1]:
            self.action_go()
        else:
            self.focus_next()

    @on(Input.Changed, f"#asked-{SECRET}")
    def _changed(self, event: Input.Changed) -> None:
        if event.value:
            self._judge(event.value, self._known(self.values) if self._known else ())
        else:
            own = next(asked.help for asked in self._asked if asked.name == SECRET)
            self.query_one(".judged", Static).update(wrapped(_(own)))

    @work(thread=True, exclusive=True, group="prepare")
    def _judge(self, typed: str, known: Sequence[str]) -> None:
        self.post_message(self.Judged(typed, guessing(typed, known).told))

    @on(Judged)
    def _judged(self, event: Judged) -> None:
        if event.typed == self.values[SECRET]:  # an earlier one may be judged later
            self.query_one(".judged", Static).update(wrapped(language().say(event.told)))

    @on(ManyControl.SelectionHighlighted)
    def _highlighted(self, event: ManyControl.SelectionHighlighted[str]) -> None:
        """Say what the choice under the cursor is about."""
        asked = next(each for each in self._asked if each.options is not None)
        if asked.about is not None:
            told = language().say(asked.about(event.selection.value))
            self.query_one(".about", Static).update(wrapped(told))

    @work(exclusive=True, group="more")
    async def action_more(self) -> None:
        """Ask for what is seldom needed too."""
        for asked in self._asked:
            if asked.more and asked.choose is not None and (chosen := await asked.choose(self.app)) is not None:
                control = self.query_one(f"#asked-{asked.name}", Input)
                control.value = chosen
                for each in self.query(".more"):
                    each.set_classes("asked")
                control.focus()

    def action_go(self) -> None:
        """Close with what was entered, or show what is wrong with it."""
        values = self.values
        try:
            if self._check is not None:
                self._check(values)
        except Refusal as refusal:
            drop_typed(self.app)
            findings = self.query_one(".findings", Static)
            findings.set_class(True, "-some")
            findings.update(wrapped(language().say(refusal.sentence)))
            if isinstance(refusal, OF_THE_PASSPHRASE):
                self.query_one(f"#asked-{SECRET}").focus()
        else:
            self.dismiss(values)


async def ask_page(app: App[Any], page: PageScreen) -> Values | None:
    """Show a page until it is left; None if the officer went back. Awaited from a worker."""
    return await app.push_screen_wait(page)
