"""Acting on a record: its actions as keys, its history, the sum behind its date; for lists and for single records."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType

from core.desks.administration.exports import RecordExport
from core.model.action import ACTIONS, Action, actions_on
from core.model.printout import papers_of
from core.model.query import Is, Query
from core.model.record import RECORDS, Record, children_of, columns, owner_field
from core.office.office import Office
from core.office.refusals import NotAllowed, Reasons, Refused
from core.rules.agenda import Conflict, reasons
from core.rules.attached_papers import PAPERS_OF
from core.rules.breaches import Breach
from core.rules.checklist import AnswerItem
from core.rules.request import requests_on, waiting
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.actions.action_preview import preview
from tui.actions.checklist import answer
from tui.dialogs.choose import Choice, choose
from tui.dialogs.dialog import confirm, tell
from tui.dialogs.report import report
from tui.formatting.values import title_of
from tui.frame.go_to import NavigableScreen
from tui.frame.screen_command import ScreenCommand
from tui.frame.undo_last import UndoLast
from tui.host import Host
from tui.language import _, labelled, others
from tui.terminal.keys import bind, key_name
from tui.widgets.form import FormScreen

Flow = Callable[[Host, Office, Record | None], Awaitable[None]]

CUSTOM_FLOWS: dict[type[Action], Flow] = {}
"""Actions that are asked for in a way of their own wherever they are offered; who has the way enters it here."""
SHOW_PAPERS: list[Flow] = []
"""How the papers of a record are shown; `tui.actions.papers`, which stands on this, enters it here."""


class NotNow(Refusal):
    """{action} cannot be done while the stage is “{stage}”. F2 lists what can be done now."""


class OwnSite(Refusal):
    """{action} is about another site; this is your own."""


class NothingToDo(Refusal):
    """{action}: there is nothing here that it could be done to. F2 lists what can be done now."""


def _not_now(action: type[Action], stage: LabelledEnum) -> Refusal:
    """Return why an action is not done at a stage: as it says itself, or that it is another stage than its own."""
    told = action.at_other_stages.get(stage)
    if told is None:
        return NotNow(action=say(action.label()), stage=say(stage.label))
    return Refused(say(action.label()), (say(told, stage=say(stage.label)),))


class ActionScreen(NavigableScreen):
    """A screen that has a current record, and the keys of what can be done to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "menu", N_("Actions"), id="acting.menu"),
        Binding("h,f6,fullwidth_latin_small_letter_h", "history", N_("History"), id="acting.history", show=False),
        Binding("y,f4,fullwidth_latin_small_letter_y", "why", N_("Why this date"), id="acting.why", show=False),
        Binding("A,fullwidth_latin_capital_letter_a", "papers", N_("Attached papers"), id="acting.papers", show=False),
        Binding("P,fullwidth_latin_capital_letter_p", "print", N_("Print"), id="acting.print", show=False),
    ]

    custom_forms: ClassVar[frozenset[type[Action]]] = frozenset()
    """Actions that the screen asks for in its own way, not with a form."""
    creates: ClassVar[bool] = True
    """Whether records are made here."""

    def __init__(self, office: Office, kinds: tuple[str, ...], commands: Sequence[ScreenCommand] = ()) -> None:
        """Bind the keys of these commands, and of every action on these kinds."""
        super().__init__(office, (*commands, UndoLast()))
        self._offered: frozenset[str] = frozenset()
        self._acts = False
        self._waiting: dict[str, Record] = {}
        self._keyed: dict[tuple[str, str], type[Action]] = {}
        if any(RECORDS[kind].access_log for kind in kinds):
            bind(self, "w", "access_log", N_("Who read it"), show=False)
        for kind in kinds:
            for action in self.actions_of(kind):
                if action.key:
                    bind(self, action.key, f"do('{action.verb()}')", action.label())
                    self._keyed[kind, action.key] = action

    @staticmethod
    def actions_of(kind: str) -> Iterator[type[Action]]:
        """Yield the actions on a kind, and those that decide what is asked for of one."""
        decided = (actions_on(part.kind) for part in requests_on(kind))
        return chain(actions_on(kind), *decided)

    @property
    def offered(self) -> frozenset[str]:
        """The verbs of the actions that can be done now."""
        return self._offered

    @property
    def offered_actions(self) -> list[type[Action]]:
        """The actions that can be done now, as declared."""
        return [action for verb, action in ACTIONS.items() if verb in self._offered]

    def acted_on(self, current: Record | None) -> Record | None:
        """Return the record that tells which actions are offered; `current` is the one under the cursor."""
        return current

    def implied_suffix(self) -> str:
        """Leave the name of the kind out of “Accept grievance”."""
        return f" {_(RECORDS[self.kind].label).lower()}"

    # What is offered

    def doable(self, record: Record) -> list[type[Action]]:
        """Return what can be done to a record that is acted on."""
        return self.office.offered(record.kind, record)

    def offer(self) -> None:
        """Work out which actions can be done now; called whenever the current record changes."""
        current = self.current()
        self.has_record = current is not None
        record = self.acted_on(current)
        self._acts = record is not None
        found = self.office.offered(self.kind) if self.creates else []
        if record is not None:
            found = [*found, *self.doable(record)]
        requests = () if record is None else waiting(record, self.office)
        self._waiting = {each.verb(): part for part in requests for each in self.office.offered(part.kind, part)}
        verbs = (action.verb() for action in found if action not in self.custom_forms)
        self._offered = frozenset((*verbs, *self._waiting))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an action's key only where the action is."""
        if action == "do":
            return parameters[0] in self._offered
        if action == "menu":
            return self._acts
        if action in ("history", "why", "access_log"):
            return self.has_record  # asked for every key that is shown, so nothing is read here
        if action == "papers":
            return self.has_record and self.kind in PAPERS_OF
        if action == "print":
            return self.has_record and bool(papers_of(self.kind)) and self.office.may(RecordExport)
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Say why the key of an action that is not offered does nothing."""
        action = self._keyed.get((self.kind, event.key))
        if action is None or action.verb() in self._offered or action in self.custom_forms:
            return
        record = self.current()
        if not self.office.may(action):
            self.sealdesk.say(NotAllowed(action=say(action.label())))
        elif record is not None and action.elsewhere and record.id == self.office.site:
            self.sealdesk.say(OwnSite(action=say(action.label())))
        elif record is not None and not action.creates:
            stage = getattr(record, "stage", None)
            if action.on is type(record) and action.stages and stage is not None and stage not in action.stages:
                self.sealdesk.say(_not_now(action, stage))
            elif action.on is type(record) and (found := list(action.obstacles(record, self.office.context()))):
                self.sealdesk.say(Refused(say(action.label()), found))
            else:
                self.sealdesk.say(NothingToDo(action=say(action.label())))

    # Doing

    @work
    async def action_do(self, verb: str) -> None:
        """Do an action to the current record, or to what waits for a decision on it."""
        action = ACTIONS[verb]
        await self.act(action, None if action.creates else self._waiting.get(verb) or self.current())

    async def act(self, action: type[Action], record: Record | None) -> None:
        """Do an action that was chosen."""
        await self.perform(action, record)

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Ask for the arguments of an action, do it, and read again; a list had only glanced at the record."""
        try:
            record = record and self._before_him(action, record)
            if action in CUSTOM_FLOWS:
                await CUSTOM_FLOWS[action](self.sealdesk, self.office, record)
            elif issubclass(action, AnswerItem) and record is not None:
                await answer(self.app, self.office, action, record)
            elif columns(action):
                await self._filled_in(action, record)
            elif record is not None:
                await self._confirmed(action(target=record.id).as_seen(record), record)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    def _before_him(self, action: type[Action], shown: Record) -> Record:
        """Read what is acted on; what is approved stays as it was shown, where a list shows it whole."""
        found: Record = self.office.get(shown.kind, shown.id)
        return shown if action.approves and not shown.access_log else found

    async def _filled_in(self, action: type[Action], record: Record | None) -> None:
        """Ask for the arguments, and do it; what comes of it besides is shown and confirmed before."""
        if record is None or not action.foresees():
            await self.app.push_screen_wait(FormScreen(self.office, action, record))
            return
        form = FormScreen(self.office, action, record, submit=lambda deed: self.office.rehearse((deed,)))
        asked = await self.app.push_screen_wait(form)
        if asked is None:
            return
        title, lines = (
            labelled(_(action.label()), title_of(record, self.office)),
            list(preview(asked, record, self.office)),
        )
        if not lines or await report(self.app, title, lines, _("Do it")):
            self.office.do(asked)

    async def _confirmed(self, deed: Action, record: Record) -> None:
        """Do what needs no arguments once it is confirmed; what is refused is refused before the question."""
        self.office.rehearse((deed,))
        if await confirm(self.app, deed.confirmation(record), default=True):
            self.office.do(deed)

    @work
    async def action_menu(self) -> None:
        """Choose what to do from a list: for those whose input method swallows letters, and for parts of a record."""
        record = self.acted_on(self.current())
        if record is None:
            return
        options = [*self._choices(record), *(each for part in self._parts(record) for each in self._choices(part))]
        if not options:  # of the record nothing can be done, but here there is
            self.sealdesk.action_palette()
            return
        chosen = await choose(self.app, N_("Actions"), options)
        if chosen is not None:
            action, target = chosen
            await self.act(action, target)

    def _parts(self, record: Record) -> list[Record]:
        """Return the records that are parts of this one, such as the supervision of a grievance."""
        found: list[Record] = []
        for kind in children_of(record.kind):
            owner = owner_field(kind)
            if owner is not None and any(action.on is kind for action in ACTIONS.values()):
                found += self.office.find(Query(kind.kind, Is(owner.name, (record.id,)), limit=20))
        return found

    def _choices(self, record: Record) -> list[Choice[tuple[type[Action], Record]]]:
        current = self.acted_on(self.current())
        part = not current or record.id != current.id
        return [
            Choice(
                (action, record),
                labelled(_(action.label()), title_of(record, self.office)) if part else _(action.label()),
                _(action.help()),
                " ".join(others(action.label())),
                " ".join(others(action.help())),
                "" if part or not action.key else key_name(action.key),
            )
            for action in (self.office.offered(record.kind, record) if part else self.doable(record))
        ]

    def action_history(self) -> None:
        """Show who changed what of this record, and when."""
        from tui.actions.history import HistoryScreen

        record = self.current()
        if record is not None:
            self.app.push_screen(HistoryScreen(self.office, record))

    def action_access_log(self) -> None:
        """Show who read this record, and when."""
        from tui.actions.access_log import AccessLogScreen

        record = self.current()
        if record is not None and record.access_log:
            self.app.push_screen(AccessLogScreen(self.office, record))

    @work
    async def action_print(self) -> None:
        """Write a paper about this record to a file."""
        from tui.actions.printing import print_one

        record = self.current()
        try:
            if record is not None:
                await print_one(self.app, self.office, self.sealdesk.backend, papers_of(record.kind), record.id)
        except Refusal as refusal:
            self.sealdesk.say(refusal)

    @work
    async def action_papers(self) -> None:
        """Show which papers are attached to this record, to look at one or attach another."""
        record = self.current()
        try:
            if record is not None and record.kind in PAPERS_OF:
                await SHOW_PAPERS[0](self.sealdesk, self.office, record)
                self.reload()
        except Refusal as refusal:
            self.sealdesk.say(refusal)

    def _undecided(self, record: Record) -> Iterable[Sentence]:
        """Yield that fields of a record have two values, if they do, and which rules it breaks."""
        if count := self.office.count(Query(Conflict.kind, Is("of", (record.id,)))):
            yield say(N_("{count} fields have two values, of two sites: decide in the list of conflicts."), count=count)
        for breach in self.office.find(Query(Breach.kind, Is("of", (record.id,)))):
            yield Sentence.unpack(breach.why)

    @work
    async def action_why(self) -> None:
        """Show the sum that leads to the date this record is due."""
        record = self.current()
        why = [*reasons(record), *self._undecided(record)] if record is not None else []
        await tell(self.app, Reasons(why) if why else say(N_("Nothing is due here.")))
