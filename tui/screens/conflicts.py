"""Conflicts: fields that two sites gave different values; both are kept until a person decides."""

from datetime import datetime

from core.action import Action
from core.agenda import Conflict
from core.change import milliseconds
from core.desks.transfers import ResolveConflict
from core.record import RECORDS, Record, columns
from core.refusal import Refusal
from core.store import Entry
from core.text import N_, say
from tui.desk import Desk
from tui.desk_screen import DeskScreen
from tui.language import _, language
from tui.rivals import Rival, RivalsScreen
from tui.widgets.values import Values


class ConflictsScreen(DeskScreen):
    """The list of conflicts; Enter decides one."""

    empty = N_("There are no conflicts.")

    def open_record(self, record: Record) -> None:
        """Decide the conflict under the cursor."""
        self.action_do(ResolveConflict.verb())

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Choose one of the values; it becomes the value of the field by an ordinary change."""
        if not isinstance(record, Conflict):
            return
        try:
            rivals = [self._rival(record, entry) for entry in self.office.rivals(record)]
            chosen = await self.app.push_screen_wait(RivalsScreen(self._question(record), rivals))
            if chosen is not None:
                self.office.do(ResolveConflict(target=record.id, chosen=chosen))
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    def _question(self, conflict: Conflict) -> str:
        known = columns(RECORDS[conflict.of_kind])
        field = _(known[conflict.field].about.label) if conflict.field in known else conflict.field
        title = self.office.title(conflict.of_kind, conflict.of)
        return say(N_("{record}: which value of “{field}” shall stand?"), record=title, field=field).say(_)

    def _rival(self, conflict: Conflict, entry: Entry) -> Rival:
        """Return one of the values with who wrote it, where and when."""
        change = entry.change
        value = change.body.fields[conflict.field]
        column = columns(RECORDS[conflict.of_kind]).get(conflict.field)
        text = Values(self.office, language()).text(column, value) if column else str(value)
        return Rival(
            change=change.id.hex(),
            value=text or _("empty"),
            officer=self.office.title("officer", change.body.officer),
            site=self.office.title("site", change.stream.site),
            when=language().show(datetime.fromtimestamp(milliseconds(change.time) / 1000)),
        )


DESK = Desk(6, N_("Conflicts"), ("conflict",), ConflictsScreen)
