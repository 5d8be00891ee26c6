"""What differs between two texts of the policy pack, and who changed it, in lines."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from core.model.change import milliseconds
from core.model.record import Record
from core.office.office import Office
from core.policy.diff import differences
from core.policy.errors import read_pack
from core.policy.labels import figure_called, value_called
from core.policy.settings import default_of
from core.values.refusal import Refusal
from tui.formatting.lines import BLANK, Line
from tui.language import _, labelled, language
from tui.terminal.glyphs import glyphs


def difference_lines(before: str, after: str) -> Iterator[Line]:
    """Yield what differs between two texts, figure by figure: what was and what is, or out of a list and into it."""
    roles = {**roles_of(before), **roles_of(after)}
    for each in differences(before, after):
        yield language().say(figure_called(each.path, roles)), "bold"
        if each.of_lists:
            for sign, parts in (("-", each.removed), ("+", each.added)):
                yield from ((f"  {sign} {language().show(part)}", "") for part in value_called(each.path, parts, roles))
            if not (each.removed or each.added):
                yield f"  {_('another order')}", ""
        else:
            yield f"  {_shown(each.path, each.before)} {glyphs().arrow} {_shown(each.path, each.after)}", ""


def roles_of(text: str) -> Mapping[str, Any]:
    """Return the roles of a text as it was read, for what they are called."""
    roles = read_pack(text).get("roles")
    return roles if isinstance(roles, Mapping) else {}


def _shown(path: tuple[str, ...], value: Any) -> str:
    """Return a value of a pack in words; of a figure that is not written, the default that counts in its place."""
    if value is not None:
        return language().show(value)
    default = default_of(path)
    return _("not written") if default is None else labelled(_("default"), language().show(default))


def history_lines(office: Office, pack: Record) -> Iterator[Line]:
    """Yield who changed which figures, the latest first."""
    for entry in reversed(office.history(pack)):
        fields, body = entry.change.body.fields, entry.change.body
        if "text" in fields and entry.before.get("text"):
            when = language().show(datetime.fromtimestamp(milliseconds(entry.change.time) / 1000))
            yield f"{when}  {office.title('officer', body.officer)}", "bold"
            yield from ((f"  {text}", "") for text, _style in told(entry.before["text"], fields["text"]))
            yield BLANK


def told(before: str, after: str) -> Iterable[Line]:
    """Return what differs between two kept texts, or why that cannot be told."""
    try:
        return list(difference_lines(before, after))
    except Refusal as refusal:  # a text from elsewhere that this version does not read
        return [(language().say(refusal.sentence), "")]
