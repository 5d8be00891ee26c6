"""Forms: made from the declaration of an action, one field for each of its arguments."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

from pydantic import ValidationError
from pydantic_core import PydanticUndefined
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Checkbox, Input, SelectionList, Static, TextArea

from core.model.action import Action, Rather
from core.model.record import Record, columns, is_cover
from core.office.office import Office
from core.office.refusals import NoSuchRecord, Refused
from core.rights.signing import SIGNATURE, Countersigned
from core.values.mask import MASK
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from core.wording.field_errors import faults
from tui.dialogs.dialog import confirm
from tui.formatting.values import title_of
from tui.host import Host
from tui.language import _, labelled, language
from tui.terminal.exception_handler import ResilientApp
from tui.terminal.glyphs import ASCII, content, glyphs
from tui.terminal.panel import BESIDE, BESIDE_FORM, WIDE
from tui.terminal.type_ahead import TypeAheadScreen, drop_typed
from tui.terminal.wrap import Prose, wrapped
from tui.widgets.fields import Field, control_for
from tui.widgets.picker import Picker
from tui.widgets.signing import sign

NOTHING_WRITTEN = N_("This met a mistake in the program, and nothing was written. What you typed is still here.")
KEYS = N_("Ctrl+S Save   Esc Leave   Tab Next field   * must be filled in")
KEYS_OF_MORE = N_("Ctrl+S Save   Esc Leave   Tab Next field   Ctrl+Down More reasons")
REASONS_STEP = 5
"""How many lines of the reasons a key scrolls."""


class FormScreen(TypeAheadScreen[Action | None], ModalScreen[Action | None]):
    """Asks for the arguments of an action; its result is the action that was done, or None.

    Use from a worker: `done = await app.push_screen_wait(FormScreen(office, AcceptGrievance, record))`.
    Ctrl+S saves, Esc leaves (asking first if something was typed), Tab and Enter go on.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    DEFAULT_CSS = f"""
    FormScreen {{ align: center middle; }}
    FormScreen > Vertical {{ width: 100%; max-width: 100; height: 1fr; background: $panel; }}
    FormScreen.-wide {{ align: right top; background: transparent; }}
    FormScreen.-wide > Vertical {{ width: {BESIDE}; border: round $chosen; margin-top: 1; }}
    FormScreen.-wide > .-ascii {{ border: ascii $chosen; }}
    FormScreen .heading {{ color: $chosen; text-style: bold; padding: 0 1; }}
    FormScreen .about {{ color: $label; padding: 0 1 1 1; }}
    FormScreen VerticalScroll {{ height: 1fr; padding: 0 1; scrollbar-size: 0 1; scrollbar-gutter: stable; }}
    FormScreen .reasons {{ height: auto; max-height: 60%; padding: 0; display: none; }}
    FormScreen .reasons.-some {{ display: block; }}
    FormScreen .findings {{ color: $late; text-style: bold; padding: 0 1; }}
    FormScreen .keys {{ dock: bottom; background: $panel; padding: 0 1; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f10", "save", N_("Save"), priority=True, id="form.save"),
        Binding("escape", "leave", N_("Leave"), id="form.leave"),
        Binding("ctrl+down", "scroll_reasons(1)", N_("Reasons down"), id="form.reasons_down", show=False),
        Binding("ctrl+up", "scroll_reasons(-1)", N_("Reasons up"), id="form.reasons_up", show=False),
    ]

    def __init__(
        self,
        office: Office,
        action: type[Action],
        record: Record | None = None,
        given: Mapping[str, Any] | None = None,
        fixed: Mapping[str, Any] | None = None,
        submit: Callable[[Action], None] | None = None,
        heading: Sentence | None = None,
    ) -> None:
        """Prepare a form; `given` wins over what the action suggests, and what is `fixed` is not asked for.

        `submit` does the action, `office.do` if none is given; when it refuses, the form stays and shows why.
        The `heading` names the action and the record if none is given.
        """
        super().__init__()
        self._office = office
        self._action = action
        self._record = record
        self._start = {**_defaults(action), **action.suggest(record, office.context()), **(given or {})}
        self._fixed = dict(fixed or {})
        self._submit = submit or office.do
        self._heading = heading
        self._untouched: list[object] = []
        self._beside: Screen[Any] | None = None

    def compose(self) -> ComposeResult:
        """Stack heading, help, fields, findings and the keys."""
        heading = language().say(self._heading or self._action.label())
        if self._record is not None and self._heading is None:
            heading = labelled(heading, title_of(self._record, self._office))
        with Vertical(classes="-ascii" if glyphs() is ASCII else ""):
            yield Static(content(heading.replace("\n", " ")), classes="heading")
            yield Static(wrapped(_(self._action.help())), classes="about")
            with VerticalScroll(can_focus=False):
                yield from self._fields()
            with VerticalScroll(can_focus=False, classes="reasons"):
                yield Static(classes="findings")
        yield Static(content(_(KEYS)), classes="keys")

    def _fields(self) -> ComposeResult:
        asked = [(name, column) for name, column in columns(self._action).items() if name not in self._fixed]
        below = SIGNATURE if issubclass(self._action, Countersigned) else ()
        for name, column in sorted(asked, key=lambda each: each[0] in below):
            required = self._action.model_fields[name].is_required()
            control = control_for(column, self._office, self._start.get(name), required=required)
            yield Field(column, control, self._office, required=required)

    def on_mount(self) -> None:
        """Begin in the first field; on a wide screen what stands below makes room, and stays readable."""
        self._beside = self.app.screen_stack[-2]
        self._beside.add_class(BESIDE_FORM)
        self._untouched = self._states()
        for field in self.query(Field).results(Field):
            field.focus_control()
            break
        self.call_after_refresh(self._place_cursor)

    def on_unmount(self) -> None:
        """Give back the room."""
        if self._beside is not None:
            self._beside.remove_class(BESIDE_FORM)

    def _place_cursor(self) -> None:
        # A terminal cursor that was focused before the first drawing stands in the wrong place until the first key,
        # and an input method would open its window there.
        if isinstance(self.focused, Input):
            self.app.cursor_position = self.focused.cursor_screen_offset

    def _states(self) -> list[object]:
        return [field.control.state for field in self.query(Field)]

    @property
    def dirty(self) -> bool:
        """Whether something was changed (the language cannot be switched then)."""
        return self._states() != self._untouched

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    @on(SelectionList.SelectedChanged)
    def _mended(self) -> None:
        """Take away what was said of fields in which nothing is wrong any more."""
        blamed = [field for field in self.query(Field) if field.blamed]
        if blamed:
            _action, wrong = self._checked()
            for field in blamed:
                if field.column.name not in wrong:
                    field.blame(None)

    def action_save(self) -> None:
        """Check, do, and close; or show what is wrong."""
        for picker in self.query(Picker):
            picker.take_only_match()
        action = self._built()
        if action is None:
            return
        if type(action).signers:
            self.run_worker(self._sign(action), exclusive=True)
        else:
            self._done(action)

    async def _sign(self, action: Action) -> None:
        """Let those sign who sign at the screen, then do it; what is refused anyway is refused before that."""
        try:
            waiting = self._office.to_sign(action, decide=self._submit == self._office.do)
        except Refused as refused:
            self._show_findings(refused.findings)
            return
        except Refusal as refusal:
            self._show_findings((refusal.sentence,))
            return
        signed = await sign(cast(Host, self.app), self._office, action, waiting)
        if signed is not None:
            self._done(signed)

    def _done(self, action: Action) -> None:
        try:
            self._submit(action)
        except Refused as refused:
            self._show_findings(refused.findings)
            self.run_worker(self._offer(action.rather(self._office.context())))
        except Refusal as refusal:
            self._show_findings((refusal.sentence,))
        except Exception as error:  # a mistake of the program: what was typed stays
            if not (isinstance(self.app, ResilientApp) and self.app.go_on_after(error, quietly=True)):
                raise
            self._show_findings((say(NOTHING_WRITTEN),))
        else:
            self.dismiss(action)

    async def _offer(self, rather: Rather | None) -> None:
        """Ask for what is probably meant instead, if the officer may do it; done, it ends this form too."""
        if rather is None or not self._office.may(rather.action):
            return
        record, asked = None, say(N_("{action} first?"), action=say(rather.action.label()))
        if not rather.action.creates:
            try:
                record = self._office.get(rather.action.on.kind, rather.record)
            except NoSuchRecord:
                return
            named = {"action": say(rather.action.label()), "record": title_of(record, self._office)}
            asked = say(N_("{action} instead: {record}?"), **named)
        if await confirm(self.app, asked, default=True):
            form = FormScreen(self._office, rather.action, record, rather.given)
            done = await self.app.push_screen_wait(form)
            if done is not None:
                self.dismiss(done)

    def _built(self) -> Action | None:
        """Return the action if every field can be used; otherwise say what is wrong and go to the first such field."""
        action, wrong = self._checked()
        for field in self.query(Field):
            field.blame(wrong.get(field.column.name))
        self._show_findings(())
        first = next((field for field in self.query(Field) if field.column.name in wrong), None)
        if first is None:
            return action
        first.focus_control()
        drop_typed(self.app)
        return None

    def _checked(self) -> tuple[Action | None, dict[str, Sentence]]:
        """Return the action that was entered, if it is one, and what is wrong with which field."""
        entered, wrong = self._entered()
        try:
            action = self._action.model_validate(entered)
        except ValidationError as error:
            return None, faults(error) | wrong
        return action if self._record is None else action.as_seen(self._record), wrong

    def _entered(self) -> tuple[dict[str, Any], dict[str, Sentence]]:
        """Return what was entered, and what could not be read; an empty field is left to the action's default."""
        entered = self._fixed if self._record is None else {**self._fixed, "target": self._record.id}
        wrong: dict[str, Sentence] = {}
        for field in self.query(Field):
            try:
                value = field.control.read()
            except Refusal as refusal:
                wrong[field.column.name] = refusal.sentence
                continue
            if value == MASK or self._is_covered(field.column.name, value):
                wrong[field.column.name] = say(N_("You may not see what stands here, so you cannot save this form."))
            elif value is not None:
                entered[field.column.name] = value
        return entered, wrong

    def _is_covered(self, name: str, value: object) -> bool:
        """Whether an argument still shows the cover of the field it amends."""
        column = columns(type(self._record)).get(name) if self._record is not None else None
        return column is not None and is_cover(column.about, value)

    def _show_findings(self, findings: tuple[Sentence, ...]) -> None:
        reasons = self.query_one(".reasons", VerticalScroll)
        if findings:
            drop_typed(self.app)
        reasons.set_class(bool(findings), "-some")
        reasons.scroll_home(animate=False)
        self.query_one(".findings", Static).update(Prose((language().say(finding), "") for finding in findings))
        self.call_after_refresh(self._say_keys)

    def _say_keys(self) -> None:
        """Name the keys, and that by which reasons are read that there is no room for."""
        for reasons in self.query(".reasons").results(VerticalScroll):  # none, once the form is left
            more = reasons.max_scroll_y > 0
            self.query_one(".keys", Static).update(content(_(KEYS_OF_MORE if more else KEYS)))

    def action_scroll_reasons(self, steps: int) -> None:
        """Read what is refused further down, or up again."""
        self.query_one(".reasons", VerticalScroll).scroll_relative(y=steps * REASONS_STEP, animate=False)

    @work
    async def action_leave(self) -> None:
        """Close without doing anything."""
        if not self.dirty or await confirm(self.app, N_("Leave without saving what you typed?")):
            self.dismiss(None)


def _defaults(action: type[Action]) -> dict[str, Any]:
    return {
        name: field.default
        for name, field in action.model_fields.items()
        if field.default is not PydanticUndefined and field.default not in ("", ())
    }
