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
from tui.choose import Choice, choose
from tui.desk import Desk
from tui.desk_screen import DeskScreen
from tui.language import _, language
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
            chosen = await choose(self.app, self._question(record), self._rivals(record))
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

    def _rivals(self, conflict: Conflict) -> list[Choice[str]]:
        return [self._rival(conflict, entry) for entry in self.office.rivals(conflict)]

    def _rival(self, conflict: Conflict, entry: Entry) -> Choice[str]:
        """Return one of the values with who wrote it, where and when."""
        change = entry.change
        value = change.body.fields[conflict.field]
        column = columns(RECORDS[conflict.of_kind]).get(conflict.field)
        text = Values(self.office, language()).text(column, value) if column else str(value)
        officer = self.office.title("officer", change.body.officer)
        site = self.office.title("site", change.stream.site)
        when = language().show(datetime.fromtimestamp(milliseconds(change.time) / 1000))
        return Choice(change.id.hex(), f"{text or _('empty')}   {officer}, {site}, {when}")


DESK = Desk(6, N_("Conflicts"), ("conflict",), ConflictsScreen)
