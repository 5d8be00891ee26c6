"""What a transfer would leave with two values, in words: records by number or name, values as lists show them."""

from core.model.record import RECORDS, columns
from core.office.office import Office
from core.results.transfer import IncomingConflict
from core.values.sentence import N_, Sentence, say
from tui.formatting.values import Values
from tui.language import _, language


def told(clash: IncomingConflict, office: Office) -> Sentence:
    """Return of which record which field would have which two values."""
    known = columns(RECORDS[clash.kind])
    column = known.get(clash.field)
    values = Values(office, language().translate)

    def text(value: object) -> str:
        if column is None or not value:
            return str(value) if value else _("empty")
        shown = values.text(column, value)
        unknown = column.about.refers and isinstance(value, str) and shown == value[:8]
        return _("one that is not known here yet") if unknown else shown

    return say(
        N_("{kind} “{record}”, {field}: here “{ours}”, there “{theirs}”"),
        kind=_(RECORDS[clash.kind].label),
        record=clash.title or _("without a name"),
        field=_(column.about.label) if column else clash.field,
        ours=text(clash.ours),
        theirs=text(clash.theirs),
    )
