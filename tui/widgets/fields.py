"""The fields of a form: for each type of argument the control that asks for it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Checkbox, Input, SelectionList, Static, TextArea
from textual.widgets.selection_list import Selection

from core.model.record import Column
from core.office.office import Office
from core.values.cadence import called, key_of
from core.values.cleaning import clean, printable
from core.values.day_rules import day_of
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from tui.dialogs.choose import spelling
from tui.formatting.values import Values
from tui.language import _, language
from tui.terminal.glyphs import content
from tui.terminal.wrap import wrapped
from tui.widgets.date_field import DateControl, TimeControl
from tui.widgets.line_field import LineControl
from tui.widgets.picker import MAX_SHOWN, Choice, ManyPicker, Picker, WordPicker
from tui.widgets.suggestions import of_list, of_option, of_record, of_several, of_words

LONG = 8
"""From so many lines on a field has its label above it and takes the whole width."""


class Control(Protocol):
    """A widget that asks for one value."""

    @property
    def state(self) -> object:
        """What tells whether something was changed."""

    def read(self) -> Any:
        """Return what was entered, None for nothing; raises a `Refusal` if it cannot be read."""


class PeriodControl(LineControl):
    """A period of a cadence, by its key or as it is called."""

    def __init__(self, start: str | None) -> None:
        super().__init__(language().say(called(start)) if start else None)

    def read(self) -> str | None:
        """Return the key of the period."""
        return key_of(self.value, _) or None


class TextControl(TextArea):
    """Several lines of text; Tab goes on to the next field."""

    def __init__(self, start: str | None, lines: int) -> None:
        super().__init__(printable(start or "", " "), compact=True, tab_behavior="focus")
        self.styles.height = lines

    @property
    def state(self) -> object:
        """The text."""
        return self.text

    def read(self) -> str | None:
        """Return the text, None for nothing."""
        return clean(self.text) or None


def _cross(is_set: bool) -> str:
    return "x" if is_set else " "


class FlagControl(Checkbox):
    """Yes or no; Textual would tell the two apart by colour alone."""

    BUTTON_LEFT, BUTTON_RIGHT = "[", "]"

    def __init__(self, start: bool | None) -> None:
        self.BUTTON_INNER = _cross(bool(start))
        super().__init__("", bool(start), compact=True)

    def watch_value(self) -> None:
        """Set or take away the cross."""
        self.BUTTON_INNER = _cross(self.value)
        super().watch_value()

    @property
    def state(self) -> object:
        """Whether it is set."""
        return self.value

    def read(self) -> bool:
        """Return whether it is set."""
        return self.value


class ManyControl(SelectionList[str]):
    """Several of a short list, each set with the space bar; Textual would tell them apart by colour alone."""

    def __init__(self, choices: Sequence[Choice], start: Sequence[str]) -> None:
        super().__init__(
            *(Selection(content(choice.text), choice.value, choice.value in start) for choice in choices), compact=True
        )
        self._all = tuple(choice.value for choice in choices)
        self._names = tuple(choice.text.casefold() for choice in choices)
        self.styles.height = min(max(len(choices), 1), MAX_SHOWN)

    def render_line(self, y: int) -> Strip:
        """Draw one choice, with a cross in its box if it is set."""
        strip = super().render_line(y)
        place = self.scroll_offset.y + y
        if place >= self.option_count:
            return strip
        cross = _cross(self.get_option_at_index(place).value in self.selected)
        _left, _inner, _right, *rest = strip
        return Strip([Segment(f"[{cross}]", rest[-1].style), *rest])

    def on_key(self, event: events.Key) -> None:
        """Go on to the next choice that begins with a typed letter, in its characters or as they are spelt."""
        if not event.is_printable or event.character in (None, " "):
            return
        event.stop()
        places = [*range(self.option_count)]
        after = places[(self.highlighted or 0) + 1 :] + places[: (self.highlighted or 0) + 1]
        letter = (event.character or "").casefold()
        found = (place for place in after if self._names[place].startswith(letter) or letter == self._spelt(place)[:1])
        self.highlighted = next(found, self.highlighted)

    def _spelt(self, place: int) -> str:
        return spelling(self._names[place])

    @property
    def state(self) -> object:
        """The set chosen."""
        return frozenset(self.selected)

    def read(self) -> tuple[str, ...] | None:
        """Return those chosen, in the order of the list."""
        chosen = set(self.selected)
        return tuple(value for value in self._all if value in chosen) or None


def control_for(column: Column, office: Office, start: Any, *, required: bool) -> Widget:
    """Return the control that asks for an argument (it has the `Control` protocol), beginning with `start`."""
    about = column.about
    if about.options and column.type is tuple:
        return ManyControl(of_list(office, about.options), start or ())
    if about.options:
        return Picker(of_option(office, about.options), Choice(start, start) if start else None)
    if about.refers and column.type is tuple:
        kinds = about.refers.split()
        values = Values(office, language().translate)
        return ManyPicker(of_several(office, kinds), [Choice(each, values.text(column, each)) for each in start or ()])
    if about.refers:
        chosen = Choice(start, office.title(about.refers, start)) if start else None
        return Picker(of_record(office, about.refers), chosen)
    if issubclass(column.type, LabelledEnum):
        words, suggest = of_words(column.type)
        may_be_empty = not required and start is None
        word = start or (None if may_be_empty else next(iter(column.type)))
        first = next((each for each in words if word and each.value == word.value), None)
        return WordPicker(words, suggest, first, may_be_empty=may_be_empty)
    if column.type is bool:
        return FlagControl(start)
    if about.period:
        return PeriodControl(start)
    if column.type is datetime:
        return TimeControl(start, office.today, lambda: office.workdays)
    if column.type is date:
        return DateControl(start, office.today, lambda: office.workdays)
    if about.lines > 1:
        return TextControl(start, about.lines)
    return LineControl(start, select_on_focus=column.type is int)


class Field(Vertical):
    """A label, the control, a line of help, what is not known of a working day, and when something is wrong, what."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field > Horizontal { height: auto; }
    Field .label { width: 24; padding: 0 1 0 0; }
    Field .control { width: 1fr; background: $panel; }
    Field DateControl { width: 22; }
    Field .day-meant { width: 1fr; padding: 0 1; color: $label; }
    Field TextArea { padding: 0; }
    Field.-long > Horizontal { layout: vertical; }
    Field.-long .label { width: 100%; }
    Field .control:focus, Field .control:focus-within { background: $primary 35%; }
    Field .help { padding: 0 0 0 24; color: $foreground 70%; }
    Field .caveat { padding: 0 0 0 24; color: $warning; display: none; }
    Field.-doubtful .caveat { display: block; }
    Field .fault { padding: 0 0 0 24; color: $error; text-style: bold; display: none; }
    Field.-wrong .fault { display: block; }
    """

    def __init__(self, column: Column, control: Widget, office: Office, *, required: bool) -> None:
        super().__init__()
        self.column = column
        self._office = office
        self.control: Any = control
        self._required = required
        control.add_class("control")
        self.set_class(column.about.lines >= LONG, "-long")

    def compose(self) -> ComposeResult:
        """Put the label beside the control, and the lines of text below."""
        sign = " *" if self._required else ""
        with Horizontal():
            yield Static(content(_(self.column.about.label) + sign), classes="label")
            yield self.control
            if isinstance(self.control, DateControl):
                yield self.control.meant
        if isinstance(self.control, DateControl):
            yield self.control.month
        if self.column.about.help:
            yield Static(wrapped(_(self.column.about.help)), classes="help")
        if self.column.about.workday:
            yield Static(classes="caveat")
        yield Static(classes="fault")

    def on_mount(self) -> None:
        """Say what is not known of the day it starts with."""
        self._doubt()

    @on(Input.Changed)
    def _doubt(self) -> None:
        """Say that the holidays until this day are not known, where it should be a working day."""
        if not self.column.about.workday:
            return
        try:
            day = day_of(self.control.read())
        except Refusal:
            day = None
        caveat = self._office.workdays.caveat(day) if day else None
        self.set_class(caveat is not None, "-doubtful")
        self.query_one(".caveat", Static).update(wrapped(language().say(caveat) if caveat else ""))

    @property
    def blamed(self) -> bool:
        """Whether it is said that something is wrong here."""
        return self.has_class("-wrong")

    def blame(self, fault: Sentence | None) -> None:
        """Show what is wrong, or that nothing is; the matches of a line, which stand above that, are put away."""
        if fault is not None and isinstance(self.control, Picker):
            self.control.put_away()
        self.set_class(fault is not None, "-wrong")
        self.query_one(".fault", Static).update(wrapped(language().say(fault) if fault else ""))

    def focus_control(self) -> None:
        """Put the cursor into the control."""
        target = self.control.query_one(Input) if isinstance(self.control, Picker) else self.control
        target.focus()
