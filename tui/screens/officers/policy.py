"""The policy pack on the screen, figure by figure, and the edits that wait for a second officer."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.desks.administration.officers import EditPolicy
from core.model.record import RECORDS
from core.office.office import Office
from core.policy.editing import with_figure
from core.policy.labels import choices_of, figure_called, figure_in_text, value_called
from core.policy.settings import OnlyInTheText, Setting, read_setting, settings
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.actions.record_screen import RecordScreen
from tui.dialogs.choose import Choice, choose
from tui.dialogs.dialog import ask
from tui.formatting.lines import BLANK, Line
from tui.formatting.policy_changes import roles_of, told
from tui.language import _, labelled, language
from tui.screens.officers.policy_edits import put_into_force, show_history, the_pack
from tui.terminal.panel import as_panel
from tui.terminal.wrap import Prose
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.windowed_list import WindowedList


class FigureSource:
    """The figures of a pack as rows, each section under its heading."""

    def __init__(self, found: Sequence[Setting], roles: Mapping[str, Any]) -> None:
        """Place the figures below the headings of their sections."""
        self.columns = (
            ListColumn("name", _("Figure"), 44),
            ListColumn("value", _("Value"), 16),
            ListColumn("remark", _("Remark"), 14, grows=True),
            ListColumn("key", _("Name in the text"), 20),
        )
        self._roles = roles
        self._rows: list[Setting | tuple[str, ...]] = []
        section: tuple[str, ...] | None = None
        for figure in found:
            if figure.path[:-1] != section:
                section = figure.path[:-1]
                self._rows += [section] if section else []
            self._rows.append(figure)

    def keys(self) -> "array[int]":
        """Return a key for each line."""
        return array("q", range(len(self._rows)))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these lines."""
        return [self._row(self._rows[key]) for key in keys]

    def figure(self, key: int) -> Setting | None:
        """Return the figure of a line; None for a heading."""
        found = self._rows[key]
        return None if isinstance(found, tuple) else found

    def _row(self, line: Setting | tuple[str, ...]) -> Row:
        if isinstance(line, tuple):
            called = language().say(figure_called(line, self._roles))
            return Row((called, "", "", f"[{'.'.join(line)}]"), ("strong",) * 4)
        remark = line.remark if line.written else _("default")
        value = "" if line.value == {} else language().show(value_called(line.path, line.value, self._roles))
        return Row((f"  {_(line.label) if line.label else line.path[-1]}", value, remark, line.path[-1]))


class FigureList(WindowedList):
    """The list of figures."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", N_("Change"), id="figures.change")]


class PolicyScreen(RecordScreen):
    """The policy pack, figure by figure."""

    AUTO_FOCUS = "WindowedList"
    DEFAULT_CSS = "PolicyScreen WindowedList { height: 1fr; }"

    def body(self) -> ComposeResult:
        """Yield the figures."""
        yield as_panel(FigureList(), labelled(_("Policy pack"), self.office.policy.name))

    def present(self) -> None:
        """Fill the list."""
        text = self._record.text  # type: ignore[attr-defined]  # a policy pack
        self._source = FigureSource(settings(text), roles_of(text))
        self.query_one(WindowedList).fill(self._source.columns, self._source.keys(), self._source.page)

    def action_history(self) -> None:
        """Show who changed which figure."""
        show_history(self.app, self.office, self._record)

    @on(WindowedList.Selected)
    def _selected(self, event: WindowedList.Selected) -> None:
        event.stop()
        self.action_change()

    @work
    async def action_change(self) -> None:
        """Change the figure under the cursor."""
        key = self.query_one(WindowedList).key
        figure = None if key is None else self._source.figure(key)
        if figure is None or not self.office.may(EditPolicy):
            return
        try:
            await self._change(figure)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    async def _change(self, figure: Setting) -> None:
        value = await asked_for(self.app, self.office, figure)
        if value is not UNCHANGED:
            text = with_figure(self._record.text, figure.path, value)  # type: ignore[attr-defined]
            await put_into_force(self.app, self.office, text)


UNCHANGED = object()
"""Stands for no new value: the officer went back."""


async def asked_for(app: App[Any], office: Office, figure: Setting) -> Any:
    """Ask for a new value of a figure, in the way its type asks for; None takes it out of the text."""
    roles = roles_of(the_pack(office).text)
    called = figure_called(figure.path, roles)
    if figure.remark:
        called = say(N_("{name} ({remark})"), name=called, remark=figure.remark)
    if figure.type is bool:
        choices = [Choice(True, _("yes")), Choice(False, _("no"))]
        chosen = await choose(app, called, choices)
        return UNCHANGED if chosen is None else chosen
    if figure.type is list:
        return await _changed_list(app, figure, called, choices_of(figure.path, roles))
    if figure.type is dict:
        raise OnlyInTheText(name=figure_in_text(figure.path))
    question = say(N_("{name}: the new value. Empty: the default is in force again."), name=called)
    typed = await ask(app, question, start=language().show(figure.value))
    return UNCHANGED if typed is None else read_setting(figure, typed, office.today)


async def _changed_list(app: App[Any], figure: Setting, called: Sentence, known: Mapping[str, Sentence]) -> Any:
    """Let the officer change one entry of a list, take it out, or add one; of a closed list, by choosing."""
    entries = list(figure.value or ())
    choices = [Choice(place, language().show(known.get(str(entry), entry))) for place, entry in enumerate(entries)]
    title = say(N_("{name}: which entry?"), name=called)
    place = await choose(app, title, [*choices, Choice(len(entries), _("Add an entry …"))])
    if place is None:
        return UNCHANGED
    start = str(entries[place]) if place < len(entries) else ""
    typed = await (_chosen(app, called, start, entries, known) if known else _typed(app, start))
    if typed is None:
        return UNCHANGED
    entries[place : place + 1] = [typed.strip()] if typed.strip() else []
    return entries


async def _typed(app: App[Any], start: str) -> str | None:
    return await ask(app, say(N_("The entry. Empty: it is removed.")), start=start)


async def _chosen(
    app: App[Any], called: Sentence, start: str, entries: Sequence[Any], known: Mapping[str, Sentence]
) -> str | None:
    """Return what is chosen of a closed list in place of an entry, an empty text to take that out; None to go back."""
    out = [Choice("", _("Take it out"))] if start else []
    others = [Choice(name, language().say(each), also=name) for name, each in known.items() if name not in entries]
    return await choose(app, called, [*out, *others])


class ProposalScreen(RecordScreen):
    """A proposed edit: who asks for it, and what it would change."""

    AUTO_FOCUS = "VerticalScroll"
    DEFAULT_CSS = "ProposalScreen VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size: 0 1; }"

    def body(self) -> ComposeResult:
        """Yield what would change."""
        yield as_panel(VerticalScroll(Static(id="proposal")), _(RECORDS[self.kind].label))

    def present(self) -> None:
        """Tell who proposed what."""
        self.query_one("#proposal", Static).update(Prose(proposal_lines(self.office, self._record)))


def proposal_lines(office: Office, proposal: Any) -> Iterator[Line]:
    """Yield what a proposal says and would change of the pack in force."""
    officer = office.title("officer", proposal.asked_by)
    yield f"{language().show(proposal.asked)}  {officer}  {language().label(proposal.stage)}", "bold"
    if proposal.remark:
        yield proposal.remark, ""
    yield BLANK
    yield from told(the_pack(office).text, proposal.text)
