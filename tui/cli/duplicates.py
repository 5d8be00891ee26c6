"""The command about what is listed twice."""

import argparse

from core.values.sentence import N_, say
from tui.cli.common import Platform, opened, progress_line, tell, tell_json
from tui.language import language


def twins(asked: argparse.Namespace, machine: Platform) -> None:
    """List what is listed twice, join it, or separate it again."""
    from core.desks.sync.duplicates import JOINS, SEPARATES, joining, sure_joins, under
    from core.model.query import Query, StartsWith
    from tui.screens.people.duplicates import ORDER

    with opened(asked, machine) as (office, _doors):
        context = office.context()
        done = 0
        if asked.sure:
            kinds = [kind for kind in ORDER if office.may(JOINS[kind])]
            done = office.do_all(sure_joins(kinds, context), progress_line(asked))
        elif asked.join:
            found = office.find(Query("twin", StartsWith("id", asked.join), limit=2))
            action = joining(found[0], found[0].of_kind, context) if len(found) == 1 else None
            if action is None:
                office.look_up(asked.join)  # which says that there is none
            else:
                done = office.do_all([action])
        elif asked.apart:
            record = office.look_up(asked.apart)
            for each in under(record, context):
                if each.id.startswith(asked.apart) or record.id.startswith(asked.apart):
                    apart = SEPARATES[record.kind].model_validate({"target": record.id, "apart": each.id})
                    done += office.do_all([apart])
        listed = [
            {
                "id": twin.id,
                "kind": twin.of_kind,
                "record": twin.of,
                "title": office.title(twin.of_kind, twin.of),
                "beside": twin.beside,
                "why": str(twin.why),
                "sure": twin.sure,
            }
            for twin in office.find(Query("twin"))
        ]
    if asked.json:
        tell_json({"done": done, "twins": listed})
        return
    if asked.sure or asked.join or asked.apart:
        tell(say(N_("{count} records were joined or separated."), count=done))
    for line in _lines(listed):
        print(line)


def _lines(listed: list[dict[str, object]]) -> list[str]:
    """Return a line for each pair: its identifier, what it is, what tells it, and the two records."""
    from core.model.record import RECORDS
    from core.rules.duplicates import Why

    speak = language()
    return [
        f"{str(each['id'])[:8]}  {speak.translate(RECORDS[str(each['kind'])].label)}  {each['title']}"
        f"  {speak.label(Why(str(each['why'])))}  {str(each['beside'])[:12]} {str(each['record'])[:12]}"
        for each in listed
    ]
