"""The command about what two sites gave different values."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.cli.common import Platform, opened, tell_json
from tui.cli.table import beginning, identifier_label, print_table
from tui.cli.usage import Add, text
from tui.language import _, language

if TYPE_CHECKING:
    from core.office.office import Office
    from core.rules.agenda import Conflict


def conflicts(asked: argparse.Namespace, machine: Platform) -> None:
    """List the fields that two sites gave different values, or decide one."""
    from core.desks.sync.conflicts import ResolveConflict
    from core.model.query import Query
    from core.office.build import build

    with opened(asked, machine) as (office, _backend):
        if asked.resolve:
            chosen = asked.take or asked.parser.error(_("--resolve needs --take CHANGE"))
            target = office.look_up(asked.resolve, "conflict").id
            office.do(build(ResolveConflict, target=target, chosen=chosen))
        found = office.find(Query("conflict"))
        if asked.json:
            tell_json([_conflict_plain(office, conflict) for conflict in found])
            return
        heading = (identifier_label(), _("Record"), _("Field"), _("Its change"), _("Officer"), _("What was written"))
        print_table(heading, [row for conflict in found for row in _conflict_rows(office, conflict)])


def _conflict_rows(office: "Office", conflict: "Conflict") -> Iterator[tuple[str, ...]]:
    """Yield a row for each value: what --resolve and --take name, who wrote it, and the value in words."""
    from core.model.record import RECORDS, columns
    from tui.formatting.values import Values

    column = columns(RECORDS[conflict.of_kind])[conflict.field]
    words = Values(office, language().translate)
    told = (
        beginning(conflict.id),
        office.title(conflict.of_kind, conflict.of),
        words.of(conflict, columns(type(conflict))["field"]),
    )
    for entry in office.conflicting_changes(conflict):
        body = entry.change.body
        who = office.officer_then(body.officer, conflict.of, entry.change.id, _)
        yield *told, entry.change.id.hex()[:16], who, words.text(column, body.fields[conflict.field])


def _conflict_plain(office: "Office", conflict: "Conflict") -> dict[str, Any]:
    """Return a conflict with its values, for machine reading."""
    values = [
        {
            "value": entry.change.body.fields[conflict.field],
            "officer": office.officer_then(entry.change.body.officer, conflict.of, entry.change.id, _),
            "change": entry.change.id.hex(),
        }
        for entry in office.conflicting_changes(conflict)
    ]
    return {
        "id": conflict.id,
        "kind": conflict.of_kind,
        "record": conflict.of,
        "title": office.title(conflict.of_kind, conflict.of),
        "field": conflict.field,
        "values": values,
    }


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the command about conflicts."""
    deciding = add("conflicts", conflicts)
    deciding.add_argument("--resolve", type=text, metavar="ID", help=_("decide this conflict"))
    deciding.add_argument("--take", type=text, metavar="CHANGE", help=_("the change whose value shall stand"))
