"""Commands about records: importing, listing, showing, and their history."""

import argparse
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from core.values.refusal import Refusal
from core.values.sentence import N_, names_in_a_row, say
from tui.cli.common import Platform, opened, tell, tell_json
from tui.cli.progress import progress_line
from tui.cli.table import identifier_label, print_table, shortened
from tui.cli.usage import Add, LateChoices, file_argument, number, text
from tui.formatting.paths import ending_in, typed_path
from tui.language import _, labelled, language

if TYPE_CHECKING:
    from core.importing.plan import Plan
    from core.model.change import Entry
    from core.model.query import Condition
    from core.model.record import Column, Record
    from core.office.office import Office
    from tui.formatting.values import Values


MAX_ROWS = 50
"""How many rows of each group an import names; `--json` names all."""


class NoSuchKind(Refusal):
    """There is no kind of record called “{kind}”. There are: {kinds}."""


def import_(asked: argparse.Namespace, machine: Platform) -> None:
    """Import a spreadsheet: everything that can be read, whole or not at all."""
    from tui.formatting.import_preview import preview_lines

    with opened(asked, machine) as (office, backend):
        plan = backend.read_import(office, asked.what, asked.file, progress_line(asked))
        report = None if asked.preview else backend.import_rows(office, plan, progress_line(asked))
    if asked.json:
        tell_json(_plan_plain(plan, applied=not asked.preview))
        return
    for told, _style in preview_lines(plan, MAX_ROWS):
        print(told)
    if report:
        tell(report)


def _plan_plain(plan: "Plan", *, applied: bool) -> dict[str, Any]:
    """Return what an import does for machine reading: every row but those that are simply here already."""
    speak = language().say
    rows = [
        {
            "row": verdict.number,
            "title": verdict.title,
            "outcome": str(verdict.outcome),
            "remarks": [speak(remark) for remark in verdict.remarks],
        }
        for verdict in plan.told
    ]
    counts = {str(outcome): count for outcome, count in plan.counts.items()}
    return {"applied": applied, "counts": counts, "notes": [speak(note) for note in plan.notes], "rows": rows}


def kind_named(name: str) -> "type[Record]":
    """Return the kind of record of a name; raises `NoSuchKind`."""
    from core.model.record import RECORDS

    if name not in RECORDS:
        raise NoSuchKind(kind=name, kinds=names_in_a_row(sorted(RECORDS)))
    return RECORDS[name]


def list_(asked: argparse.Namespace, machine: Platform) -> None:
    """List the records of a kind, under the headings of its columns."""
    from core.model.query import Query
    from core.model.record import columns
    from tui.formatting.values import Values

    with opened(asked, machine) as (office, _backend):
        kind = kind_named(asked.kind)
        query = Query(asked.kind, _where(asked, office, kind), limit=asked.limit)
        if asked.json:
            tell_json([_plain(record) for record in office.find(query)])
            return
        values = Values(office, language().translate)
        shown = [column for column in columns(kind).values() if column.about.column]
        found = office.find(query)
        beginnings = shortened([record.id for record in found])
        print_table(
            [identifier_label(), *(_(column.about.label) for column in shown)],
            (
                [beginning, *(values.of(record, column) for column in shown)]
                for beginning, record in zip(beginnings, found, strict=True)
            ),
        )


def _where(asked: argparse.Namespace, office: "Office", kind: "type[Record]") -> "Condition":
    """Return what the search line of a command asks for."""
    from core.model.query import EVERYTHING
    from core.office.search_line import parse

    return parse(asked.query, kind, office.context(), language().translate) if asked.query else EVERYTHING


def export(asked: argparse.Namespace, machine: Platform) -> None:
    """Write the records of a kind to a spreadsheet, with the columns of their list."""
    from core.model.query import Query
    from tui.lists.exporting import write_list
    from tui.widgets.record_source import KindSource

    out = ending_in(asked.out, ".xlsx")
    with opened(asked, machine) as (office, backend):
        kind = kind_named(asked.kind)
        source = KindSource(office, Query(asked.kind, _where(asked, office, kind)))
        count = write_list(office, backend, asked.kind, source, out, progress_line(asked))
    if asked.json:
        tell_json({"rows": count, "file": out})
    else:
        tell(say(N_("{count} rows were written to {file}."), count=f"{count:,}", file=out))


def _line(values: "Values", column: "Column", record: "Record") -> str:
    """Return a value of a record as one line."""
    return " ".join(values.of(record, column).split())


def _plain(record: "Record") -> dict[str, Any]:
    """Return a record with its kind and its derived columns, for machine reading."""
    from core.model.record import columns

    derived = {name: getattr(record, name) for name, column in columns(type(record)).items() if column.derived}
    fields = record.model_dump(mode="json", warnings=False)  # what is masked is no number any more
    return {"kind": record.kind, **fields, **derived}


def show(asked: argparse.Namespace, machine: Platform) -> None:
    """Show a record and its parts."""
    from core.model.query import Is, Query
    from core.model.record import children_of, owner_field
    from core.rules.agenda import reasons
    from core.wording.record_text import remarks_on
    from core.wording.values import said_of
    from tui.formatting.values import Values

    with opened(asked, machine) as (office, _backend):
        record = office.look_up(asked.id)
        parts: dict[str, list[Any]] = {}
        for part in children_of(record.kind):
            owner = owner_field(part)
            assert owner is not None
            parts[part.kind] = office.find(Query(part.kind, Is(owner.name, (record.id,))))
        if asked.json:
            found = {kind: [_plain(part) for part in several] for kind, several in parts.items()}
            tell_json({**_plain(record), "parts": found})
            return
        values = Values(office, language().translate)
        for each in (record, *(part for several in parts.values() for part in several)):
            print("" if each is record else "\n", labelled(_(each.label), office.called(each, _)), sep="")
            print(f"  {labelled(identifier_label(), each.id)}")
            for column in said_of(each, as_part=each is not record):
                print(f"  {labelled(_(column.about.label), _line(values, column, each))}")
            for why in (*reasons(each), *remarks_on(each, office)):
                print(f"  {language().say(why)}")


def plan(asked: argparse.Namespace, machine: Platform) -> None:
    """Plan a session in every period of a programme that has none, and say first which."""
    from core.desks.education.planning_ahead import PlanAhead
    from core.desks.education.records import Programme
    from core.office.build import build
    from core.values.dates import parse_typed_date, parse_typed_when

    with opened(asked, machine) as (office, _backend):
        programme = office.look_up(asked.programme, Programme.kind)
        ahead = build(
            PlanAhead,
            target=programme.id,
            first=parse_typed_when(asked.first, office.today),
            until=parse_typed_date(asked.until, office.today),
            place=asked.place,
        )
        office.rehearse((ahead,))
        foreseen = [language().say(each) for each in ahead.foresee(programme, office.context())]
        if not asked.preview:
            office.do(ahead)
    if asked.json:
        tell_json({"applied": not asked.preview, "sessions": foreseen})
        return
    for line in foreseen:
        print(line)


def history(asked: argparse.Namespace, machine: Platform) -> None:
    """Show who changed what of a record, and when."""
    from tui.formatting.policy_changes import history_lines
    from tui.formatting.values import Values

    with opened(asked, machine) as (office, _backend):
        record = office.look_up(asked.id)
        entries = office.history(record)
        if asked.json:
            tell_json([_entry_plain(entry) for entry in entries])
        elif record.kind == "policy":
            for told, _style in history_lines(office, record):
                print(told)
        else:
            values = Values(office, language().translate)
            for entry in entries:
                _tell_entry(office, values, entry)


def _entry_plain(entry: "Entry") -> dict[str, Any]:
    """Return a change of a record for machine reading."""
    body = entry.change.body
    return {
        "when": _when(entry),
        "site": entry.change.stream.site,
        "officer": body.officer,
        "action": body.action,
        "before": entry.before,
        "after": body.fields,
        "unseen": sorted(entry.unseen),
        "change": entry.change.id.hex(),
    }


def _when(entry: "Entry") -> datetime:
    from core.model.change import milliseconds

    return datetime.fromtimestamp(milliseconds(entry.change.time) / 1000)


def _tell_entry(office: "Office", values: "Values", entry: "Entry") -> None:
    """Print a change of a record: when, by whom and what, then each field on a line."""
    from core.model.record import RECORDS, columns
    from core.wording.labels import action_called
    from tui.formatting.values import change_told

    body = entry.change.body
    known = columns(RECORDS[body.kind]) if body.kind in RECORDS else {}
    who = office.officer_then(body.officer, body.record, entry.change.id, _)
    print(f"{_when(entry):%Y-%m-%d %H:%M}  {who}  {action_called(body.action, _)}")
    for name in body.fields:
        column = known.get(name)
        words = partial(values.text, column) if column else language().show
        change = change_told(entry, name, words, "→")
        print(f"    {labelled(_(column.about.label) if column else name, change)}")


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about records."""
    importing = add("import", import_)
    about = _("what kind of list it is: {%(choices)s}")
    listed = importing.add_argument("what", metavar="LIST", help=about)
    listed.choices = LateChoices(_importers)  # given along, they would be found now
    file_argument(importing, _("the spreadsheet"))
    importing.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    listing, exporting = add("list", list_), add("export", export)
    for command in (listing, exporting):
        command.add_argument("kind", type=text, metavar="KIND", help=_("a kind of record, such as grievance or person"))
        command.add_argument("--query", type=text, metavar="TEXT", help=_("a search line, as on the screens"))
    listing.add_argument("--limit", type=number(), metavar="N", help=_("list so many at most"))
    exporting.add_argument(
        "--out", required=True, type=typed_path, metavar="FILE", help=_("the spreadsheet to write, an .xlsx file")
    )
    for command in (add("show", show), add("history", history)):
        about = _("a record: the beginning of its identifier, or its number")
        command.add_argument("id", type=text, metavar="ID", help=about)
    _planning(add("plan", plan))


def _importers() -> list[str]:
    from core import desks  # noqa: F401 - declares every import
    from core.spreadsheets.declaration import IMPORTS

    return sorted(IMPORTS)


def _planning(planning: argparse.ArgumentParser) -> None:
    about = _("the programme: the beginning of its identifier")
    planning.add_argument("programme", type=text, metavar="ID", help=about)
    first, until = _("day and time of the first session"), _("the last day that is planned")
    planning.add_argument("--first", required=True, type=text, metavar="WHEN", help=first)
    planning.add_argument("--until", required=True, type=text, metavar="DAY", help=until)
    planning.add_argument("--place", default="", type=text, metavar="TEXT", help=_("where they are held"))
    planning.add_argument("--preview", action="store_true", help=_("only say what it would do"))
