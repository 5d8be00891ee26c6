"""What a transfer would leave with two values, in words: records by number or name, values as lists show them."""

from core.model.record import RECORDS, columns
from core.office.office import Office
from core.results.transfer import IncomingConflict
from core.values.sentence import N_, Sentence, say
from tui.formatting.values import Values
from tui.language import _, language


class _Incoming(Values):
    """Values that name what may come with the same transfer."""

    def unread(self, kind: str) -> str:
        """Return that it is not known yet."""
        return _("one that is not known here yet")


def told(clash: IncomingConflict, office: Office) -> Sentence:
    """Return of which record which field would have which two values."""
    known = columns(RECORDS[clash.kind])
    column = known.get(clash.field)
    values = _Incoming(office, language().translate)

    def text(value: object) -> str:
        if column is None or not value:
            return str(value) if value else _("empty")
        return values.text(column, value)

    return say(
        N_("{kind} “{record}”, {field}: here “{ours}”, there “{theirs}”"),
        kind=_(RECORDS[clash.kind].label),
        record=clash.title or _("without a name"),
        field=_(column.about.label) if column else clash.field,
        ours=text(clash.ours),
        theirs=text(clash.theirs),
    )
