"""Every hostile value at every field of every kind, by a change of another site, by a form and by an import: it is
refused, or gives way, or is shown; nothing is lost beside it, and no exception reaches anybody."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from core.action import ACTIONS, Action
from core.agenda import reasons
from core.change import HOLD, HOME, PURGE, ROOT, Body, Change, Stream, header_bytes, identify, new_salt
from core.ids import new_id
from core.importing import apply
from core.imports import IMPORTS
from core.office import Office
from core.query import Query
from core.record import RECORDS, Record, Word, columns
from core.refusal import Refusal
from core.showing import dues, remarks_on, standing_of, titled
from data.site import OpenSite
from tests.conftest import looked
from tests.hostile_values import EVERY, LONG, brought, needed, typed
from tui.language import set_language
from tui.widgets.values import Values

TRAVELLING = sorted(kind for kind, each in RECORDS.items() if not each.mirrors and each.compartment not in HOME)
BY_THE_PROGRAM = {"found_site", "note_gap", "record_backup"}
"""What no form asks for: the program does it, with what it knows, and `check` holds it to that."""


def chained(site: OpenSite, kind: str, bodies: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[Change, bytes]]:
    """Yield the changes of a stream of another site, one for each record and its fields."""
    compartment = RECORDS["care_file" if kind in (PURGE, HOLD) else kind].compartment
    stream = Stream("e" * 32, f"{TRAVELLING.index(kind):016x}", compartment)
    parent = ROOT
    for seq, (record, fields) in enumerate(bodies, 1):
        body = Body(kind, record, fields, (), "f" * 32, "elsewhere", new_salt())
        raw = body.to_bytes()
        time = (1_795_000_000_000 + seq) << 16
        identifier = identify(parent, header_bytes(stream, seq, time), raw)
        yield Change(stream, seq, time, parent, body, identifier), raw
        parent = identifier


def look_at(office: Office, kind: str, values: Values) -> int:
    """Ask everything that screens ask of the records of a kind; return how many there are."""
    model, known = RECORDS[kind], columns(RECORDS[kind])
    records = office.find(Query(kind))
    for record in records:
        titled(record), reasons(record), dues(record), remarks_on(record, office), office.called(record)
        office.offered(kind, record)
    keys = office.keys(Query(kind))
    for row in office.page(kind, keys, tuple(known)):
        by_name = dict(zip(known, row, strict=True))
        standing_of(model, by_name, office.context())
        for name, column in known.items():
            values.short(column, by_name[name])
    for condition in model.flags(office.context()).values():
        office.count(Query(kind, condition))
    return len(records)


def look_back(office: Office, record: Record, values: Values) -> None:
    known = columns(type(record))
    for entry in office.history(record):
        for name, value in (*entry.change.body.fields.items(), *entry.before.items()):
            if name in known:
                values.text(known[name], value)


# By a change of another site


@pytest.fixture(scope="module")
def receiving(module_site: OpenSite) -> OpenSite:
    return module_site


@pytest.mark.parametrize("kind", TRAVELLING)
def test_what_another_site_writes_is_shown_or_gives_way(kind: str, receiving: OpenSite) -> None:
    model, base = RECORDS[kind], needed(RECORDS[kind])
    base |= {"file_kind": "care_file"} if kind in (PURGE, HOLD) else {}
    tried = [
        (new_id(), {**base, name: value})
        for name, column in columns(model).items()
        if not column.derived
        for value in brought(column)
    ]
    # Each value also over a good one, which it must give way to.
    over = [(new_id(), base) for _ in tried]
    again = [(record, {name: value for name, value in fields.items() if base.get(name) != value})
             for (record, _), (_, fields) in zip(over, tried, strict=True)]  # fmt: skip
    with receiving.store.transaction():
        receiving.store.accept(chained(receiving, kind, [*tried, *over, *again]), lambda done, total: None)
    office = receiving.office()
    shown = look_at(office, kind, Values(office, set_language("zh_CN")))
    assert shown >= len(over), "a value that cannot stand gives way to the good one before it"
    for record in office.find(Query(kind, limit=40, order=("id",))):
        look_back(office, record, Values(office, set_language("en")))


def test_all_of_it_together_is_worked_out_alike_when_it_is_made_again(receiving: OpenSite) -> None:
    assert receiving.store.check() is None


# By a form


def given(office: Office, action: type[Action], target: str) -> dict[str, Any]:
    """Return what an action needs, with records that are there."""
    made: dict[str, Any] = {} if action.creates else {"target": target}
    known = columns(action)
    for name, info in action.model_fields.items():
        if name in known and info.is_required():
            column = known[name]
            if column.about.refers:
                kinds = [each for each in column.about.refers.split() if each in RECORDS]
                found = [each.id for kind in kinds for each in office._store.find(Query(kind, limit=1))]
                made[name] = tuple(found[:1]) if column.type is tuple else (found or ["d" * 32])[0]
            elif issubclass(column.type, Word):
                made[name] = next(iter(column.type))
            else:
                ready: dict[type, Any] = {datetime: office.now - timedelta(days=1), type(office.today): office.today,
                                          int: 3, bool: False, tuple: ("common",)}  # fmt: skip
                made[name] = ready.get(column.type, "样本")
    return made


def attempt(office: Office, action: type[Action], arguments: dict[str, Any]) -> str:
    with suppress(Refusal, ValidationError):
        deed = action(**arguments)
        office.do(deed if action.creates else looked(office, deed))
        return deed.target
    return ""


def test_whatever_is_typed_is_refused_or_done(office: Office, site: OpenSite) -> None:
    values = Values(office, set_language("en"))
    creating = [each for each in ACTIONS.values() if each.creates]
    for _ in range(2):  # what refers to others finds them the second time
        for action in creating:
            attempt(office, action, given(office, action, ""))
    done = 0
    for action in ACTIONS.values():
        if action.verb() in BY_THE_PROGRAM:
            continue
        there = site.store.find(Query(action.on.kind, limit=1))
        if not action.creates and not there:
            continue
        base = given(office, action, there[0].id if there else "")
        for name, column in columns(action).items():
            for value in typed(column):
                done += bool(attempt(office, action, {**base, name: value}))
    assert done > 200, "many of them can be done, and most of what is typed beyond measure cannot"
    for kind, model in RECORDS.items():
        if not model.mirrors:
            look_at(office, kind, values)
    assert site.store.check() is None


# By an import


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_whatever_stands_in_a_list_is_refused_or_taken(name: str, office: Office, preview: Callable[..., Any]) -> None:
    importer = IMPORTS[name]
    headings = [each.headers[0] for each in importer.columns]
    plain = ["2026-11-20" if "期" in each or "时" in each else "样本" for each in headings]
    cells = [str(value) for value in (*EVERY, *LONG) if not isinstance(value, (list, dict)) and "\0" not in str(value)]
    rows = [
        [cell if at == place else text for at, text in enumerate(plain)]
        for place in range(len(headings))
        for cell in cells
    ]
    with suppress(Refusal):
        apply(office, preview(name, headings, *rows))
    assert office._store.check() is None
