"""The command about what is listed twice."""

import argparse
from typing import TYPE_CHECKING, Any

from core.values.sentence import N_, say
from tui.cli.common import Platform, opened, tell, tell_json
from tui.cli.progress import progress_line
from tui.cli.table import beginning, identifier_label, print_table
from tui.cli.usage import Add, text
from tui.language import _, language

if TYPE_CHECKING:
    from core.office.office import Office


def duplicates(asked: argparse.Namespace, machine: Platform) -> None:
    """List what is listed twice, join it, or separate it again."""
    with opened(asked, machine) as (office, _backend):
        done = _done(asked, office)
        listed = _listed(office)
    if asked.json:
        tell_json({"done": done, "duplicates": listed})
        return
    if asked.sure or asked.join or asked.apart:
        tell(say(N_("{count} records were joined or separated."), count=done))
    heading = (identifier_label(), _("Kind"), _("Record"), _("What matches"), _("One identifier"), _("The other one"))
    print_table(heading, _rows(listed))


def _done(asked: argparse.Namespace, office: "Office") -> int:
    """Join or separate what was asked for; return how many records."""
    from core.desks.sync.duplicates import JOINS, sure_joins
    from core.rules.duplicates import JOIN_ORDER

    if asked.sure:
        kinds = [kind for kind in JOIN_ORDER if office.may(JOINS[kind])]
        return office.do_all(sure_joins(kinds, office.context()), progress_line(asked))
    if asked.join:
        return _joined(office, asked.join)
    return _separated(office, asked.apart) if asked.apart else 0


def _joined(office: "Office", pair: str) -> int:
    """Join the pair whose identifier begins so."""
    from core.desks.sync.duplicates import joining
    from core.model.query import Query, StartsWith

    found = office.find(Query("duplicate", StartsWith("id", pair), limit=2))
    action = joining(found[0], found[0].of_kind, office.context()) if len(found) == 1 else None
    if action is None:
        office.look_up(pair)  # which says that there is none
        return 0
    return office.do_all([action])


def _separated(office: "Office", of: str) -> int:
    """Separate what was joined to a record."""
    from core.desks.sync.duplicates import SEPARATES, under

    record = office.look_up(of)
    joined = [each for each in under(record, office.context()) if each.id.startswith(of) or record.id.startswith(of)]
    action = SEPARATES[record.kind] if joined else None
    apart = (action.model_validate({"target": record.id, "apart": each.id}) for each in joined if action)
    return sum(office.do_all([each]) for each in apart)


def _listed(office: "Office") -> list[dict[str, Any]]:
    """Return the pairs that are listed twice, for machine reading."""
    from core.model.query import Query

    return [
        {
            "id": duplicate.id,
            "kind": duplicate.of_kind,
            "record": duplicate.of,
            "title": office.title(duplicate.of_kind, duplicate.of),
            "beside": duplicate.beside,
            "why": str(duplicate.why),
            "sure": duplicate.sure,
        }
        for duplicate in office.find(Query("duplicate"))
    ]


def _rows(listed: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return a row for each pair: its identifier, what it is, what tells it, and the two records."""
    from core.model.record import RECORDS
    from core.rules.duplicates import Why

    speak = language()
    return [
        (
            beginning(each["id"]),
            speak.translate(RECORDS[each["kind"]].label),
            each["title"],
            speak.label(Why(each["why"])),
            beginning(each["record"]),
            beginning(each["beside"]),
        )
        for each in listed
    ]


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the command about what is listed twice."""
    listed_twice = add("duplicates", duplicates)
    way = listed_twice.add_mutually_exclusive_group()
    way.add_argument("--join", type=text, metavar="ID", help=_("join this pair; the older record stays"))
    way.add_argument("--sure", action="store_true", help=_("join all pairs that are beyond doubt"))
    apart = _("separate what was joined to this record")
    way.add_argument("--apart", type=text, metavar="ID", help=apart)
