"""Taking attendance: everyone is present but those who are named by typing, pasting or from a spreadsheet."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from core.desks.education.attendance import NAMED, TakeAttendance, marks_of
from core.desks.education.attendance_list import Read, roll_of, written
from core.desks.education.records import Session
from core.desks.education.vocabulary import Presence
from core.importing.plan import Plan
from core.model.query import FullText, Query
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.actions.marking import MarkingScreen
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import confirm
from tui.dialogs.long_work import run_with_progress
from tui.dialogs.report import report
from tui.formatting.import_preview import preview_lines
from tui.formatting.lines import Line
from tui.language import _, labelled, language
from tui.terminal.glyphs import plain
from tui.widgets.list_source import ListColumn
from tui.widgets.windowed_list import WindowedList

SEPARATORS = re.compile(r"[,，、;；:：(（\s]")
"""Where one of these signs stands in what is pasted, it is a list and not a part of a name."""
MATCHES = 500


class NotThisSession(Refusal):
    """No row of this file is about this session. Look at the day and the topic in it."""


class NameLine(Input):
    """The line in which a name is typed; a list of names that is pasted here is read whole."""

    class Pasted(Message):
        """Several names were pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_paste(self, event: events.Paste) -> None:
        """Take a list as a list; a single name goes into the line."""
        if SEPARATORS.search(event.text.strip()):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(event.text))


class AttendanceScreen(MarkingScreen):
    """Everybody who is expected, with a mark each; the result is whether it was saved."""

    AUTO_FOCUS = "NameLine"
    DEFAULT_CSS = "AttendanceScreen NameLine { margin: 0 1; background: $surface; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "mark('late')", N_("Came late"), id="attendance.late"),
        Binding("f7", "excuse", N_("Excused"), id="attendance.excused"),
        Binding("f9", "rest", N_("The rest present"), id="attendance.rest"),
        Binding("f8", "import", N_("Import"), id="attendance.import"),
    ]
    MOVES: ClassVar[dict[str, str]] = {
        "down": "step(1)",
        "up": "step(-1)",
        "pagedown": "leap(1)",
        "pageup": "leap(-1)",
    }
    STYLES = {Presence.ABSENT: "late", Presence.EXCUSED: "due_soon", Presence.LATE: "due_soon"}
    COUNTED = NAMED

    def __init__(self, office: Office, session: Session) -> None:
        """Read who is expected, and what is noted already."""
        self.session = session
        self.roll = roll_of(session, office.get("programme", session.programme), office)
        self._units = {unit.id: office.called(unit) for unit in office.find(Query("unit"))}
        known = marks_of(session, office)
        # Who is not known to have been here has no mark before it is given.
        marks = dict.fromkeys((person.id for person in self.roll.people), Presence.PRESENT)
        marks |= {person: mark for person, (mark, _) in known.items() if person in marks}
        super().__init__(office, marks, {person: reason for person, (_, reason) in known.items() if reason})
        self._people = [person.id for person in self.roll.shown]

    @property
    def title_line(self) -> str:
        """The session."""
        return _("Who was there: {session}").format(session=plain(self.session.title))

    @property
    def rows(self) -> Sequence[str]:
        """Everybody, by staff number."""
        return self._people

    @property
    def columns(self) -> Sequence[ListColumn]:
        """Who it is, the mark, the reason and the unit."""
        return (
            ListColumn("number", _("Staff number"), 12),
            ListColumn("name", _("Full name"), 14),
            ListColumn("mark", _("Presence"), 8),
            ListColumn("reason", _("Reason"), 16),
            ListColumn("unit", _("Unit"), 18, grows=True),
        )

    def cells(self, row: str) -> Sequence[str]:
        """Return number, name and unit."""
        person = self.roll.by_id[row]
        return (person.number, person.name, self._units.get(person.unit, ""))

    def list_of_rows(self) -> Iterable[Widget]:
        """Yield the line, and the people below it."""
        asked = N_("Who was absent? Name, number or initials, then Enter; or paste a list")
        yield NameLine(placeholder=_(asked), compact=True)
        people = WindowedList(empty=_("Nobody fits."))
        people.can_focus = False
        yield people

    def _matching(self, typed: str) -> Iterable[int]:
        """Return the places of those whom what was typed may mean: by number, name or pinyin."""
        people = self.roll.shown
        if not typed:
            return range(len(people))
        found = self.office.keys(Query("person", FullText(typed), limit=MATCHES))
        spelt = {row[0] for row in self.office.page("person", found, ("id",))}
        return [
            place
            for place, person in enumerate(people)
            if person.id in spelt or typed in person.name or person.number.startswith(typed)
        ]

    # Marking

    def _toggle(self, mark: Presence, reason: str = "") -> None:
        """Mark the person under the cursor, or as present if that is the mark already; then the next name is typed."""
        person = self.current()
        if person is None:
            return
        wanted = Presence.PRESENT if self.marks.get(person) == mark and not reason else mark
        self.mark((person,), wanted, {person: reason})
        self.query_one(NameLine).value = ""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.show(self._matching(event.value.strip()))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._toggle(Presence.ABSENT)

    def action_mark(self, mark: str) -> None:
        """Mark the person under the cursor."""
        self._toggle(Presence(mark))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to mark the rest only where there is a rest."""
        if action == "rest":
            return len(self.marks) < len(self.rows)
        return super().check_action(action, parameters)

    def action_rest(self) -> None:
        """Mark everybody without a mark as present."""
        self.mark((person for person in self.rows if person not in self.marks), Presence.PRESENT, {})

    @work
    async def action_excuse(self) -> None:
        """Mark the person under the cursor as excused, with the reason."""
        person = self.current()
        if person is None:
            return
        reason = await self.note_on(person, say(N_("Why is {name} excused?"), name=self.roll.by_id[person].name))
        if reason is not None:
            self._toggle(Presence.EXCUSED, reason)

    def on_key(self, event: events.Key) -> None:
        """Move among the people while the line keeps the cursor."""
        move = self.MOVES.get(event.key)
        if move is not None:
            event.stop()
            event.prevent_default()
            self.query_one(WindowedList).call_later(self.query_one(WindowedList).run_action, move)

    # Lists

    @on(NameLine.Pasted)
    @work
    async def _pasted(self, event: NameLine.Pasted) -> None:
        """Mark everybody on a list as absent if all of it is understood, and say what was taken for a reason."""
        read = self.roll.read(event.text)
        if read.faults:
            await report(self.app, _("Not understood"), _faults(read))
            return
        self.mark(read.found, Presence.ABSENT, read.found)
        if any(read.found.values()):
            await report(self.app, _("Marked as absent"), self._reasons(read))

    def _reasons(self, read: Read) -> Iterable[Line]:
        yield _("{count:,} marked as absent; taken for their reasons:").format(count=len(read.found)), "bold"
        for person, reason in read.found.items():
            if reason:
                yield labelled(self.roll.by_id[person].name, reason), ""

    @work
    async def action_import(self) -> None:
        """Take the marks from a spreadsheet; nothing is written before they are saved."""
        try:
            await self._import()
        except Refusal as refusal:
            self.sealdesk.say(refusal)

    async def _import(self) -> None:
        backend = self.sealdesk.backend
        path = await choose_file(self.app, say(N_("Which spreadsheet?")), backend.removable_media(), ".xlsx")
        if path is None:
            return
        plan = await run_with_progress(
            self.app,
            say(N_("Reading {file}"), file=path.name),
            lambda progress: backend.read_import(self.office, "attendance", path, progress),
        )
        taken = self._of_this(plan)
        title = _("Import: {file}").format(file=path.name)
        if await report(self.app, title, preview_lines(plan), _("Take these marks")):
            await self._take(taken, {person for verdict in plan.verdicts for person in verdict.about})

    def _of_this(self, plan: Plan) -> TakeAttendance:
        for action in plan.whole:
            if isinstance(action, TakeAttendance) and action.target == self.session.id:
                return action
        raise NotThisSession

    async def _take(self, taken: TakeAttendance, listed: Collection[str]) -> None:
        """Take over the marks of a list, and ask what holds for those who stand in no row of it."""
        marks = {mark: self.roll.read(getattr(taken, mark.value)).found for mark in NAMED}
        others = {person.id for person in self.roll.people} - {person for found in marks.values() for person in found}
        others -= set(listed)
        question = say(N_("{count} who were expected stand in no row. Were they absent?"), count=len(others))
        if others and await confirm(self.app, question):
            self.mark(others, Presence.ABSENT, {})
        for mark, found in marks.items():
            self.mark(found, mark, found)

    # The end

    def deeds(self) -> Iterable[TakeAttendance]:
        """Return the action that notes these marks."""
        lists = {
            mark.value: written((person for person, each in self.marks.items() if each == mark), self.notes)
            for mark in NAMED
        }
        yield TakeAttendance(target=self.session.id, others=None, **lists)

    @work
    async def action_back(self) -> None:
        """Empty the line, or else leave."""
        line = self.query_one(NameLine)
        if line.value:
            line.value = ""
        else:
            await self.leave()


def _faults(read: Read) -> Iterable[Line]:
    yield _("Nobody was marked. Correct these and paste the list again:"), "bold"
    for fault in read.faults:
        yield language().say(fault), ""
