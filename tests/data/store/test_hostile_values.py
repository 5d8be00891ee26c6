"""Every hostile value at every field of every kind, by a signed file of another site, by a form and by an import: it is
refused, or gives way, or is shown; nothing is lost beside it, and no exception reaches anybody.

Of what a file may bring a share is tried with every run of the tests, another one of each kind, and all in a soak.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core.desks.administration.exports import RecordExport
from core.importing.plan import apply
from core.model.action import ACTIONS, Action, create
from core.model.card_section import card_sections
from core.model.change import (
    HOLD,
    HOME,
    PURGE,
    ROOT,
    Body,
    Stream,
    header_bytes,
    held_by,
    identify,
    new_salt,
    purged_by,
)
from core.model.printout import papers_of
from core.model.query import Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.office.person_card import threads
from core.office.search_line import complete
from core.rules.agenda import reasons
from core.spreadsheets.declaration import IMPORTS
from core.values.canonical_json import dump
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.wording.record_text import deadline_status_of, dues, remarks_on, titled
from data.documents.docx import lay_out
from data.documents.ledgered_export import export_list
from data.journal.validity import why_void
from data.site.open_site import OpenSite
from data.transfer_file.sealed_file import ManifestDraft, seal
from data.transfer_file.segments import MAX_PURGE, Head, line, sign_tip
from tests.data.conftest import Hand
from tests.support.hostile_values import EVERY, LONG, brought, needed, typed
from tests.support.site_driver import looked, write
from tui.formatting.values import Values
from tui.language import set_language

TRAVELLING = sorted(kind for kind, each in RECORDS.items() if not each.is_derived and each.compartment not in HOME)
BY_THE_PROGRAM = {"found_site", "note_gap", "record_backup"}
"""What no form asks for: the program does it, with what it knows, and `check` holds it to that."""

EVERY_SO_MANY = 31
"""One in so many values of a kind is in its share. No list of values is a multiple of it, so each field has others."""

Bodies = list[tuple[str, dict[str, Any]]]
"""The records that are written to, each with what is written."""


def signed_file(sender: Hand, to: Hand, kind: str, bodies: Bodies, number: int) -> Path:
    """Return a transfer with a stream of its own, which has this number, in which these stand: as whoever holds the
    sender's keys can make it.

    A purge or a hold that is longer than one may be is no change, and refuses a file; that is tried elsewhere.
    """
    compartment = RECORDS["care_file" if kind in (PURGE, HOLD) else kind].compartment
    stream = Stream(sender.store.site, f"{number:016x}", compartment)
    parent, lines = ROOT, []
    for seq, (record, fields) in enumerate(bodies, 1):
        raw = Body(kind, record, fields, (), "f" * 32, "elsewhere", new_salt()).to_bytes()
        time = (1_795_000_000_000 + seq) << 16
        parent = identify(parent, header_bytes(stream, seq, time), raw)
        lines.append(line(0, seq, time, raw))
    held = Head(**stream._asdict(), seq=len(bodies), id=parent.hex())
    run = {**held.model_dump(), "after": 0, "parent": ROOT.hex(), "signature": sign_tip(held, sender.site.keys.signing)}
    payload = {
        "checkpoints": [],
        "edition": 0,
        "heads": [],
        "acknowledged": "",
        "roster": "",
        "segments": [run],
        "since": "",
    }
    path = sender.files / f"{kind}.sealed"
    card, recipient = (hand.exchange.card() for hand in (sender, to))
    seal(path, sender.site.keys, card, [recipient], ManifestDraft("changes", datetime.now(UTC), payload), lines)
    return path


def is_change(kind: str, fields: dict[str, Any]) -> bool:
    """Whether these fields are those of a change at all: of purges and holds the format asks more."""
    body = Body(kind, "d" * 32, fields, (), "f" * 32, "elsewhere", new_salt())
    named = "of" not in fields or bool(purged_by(body) or held_by(body))
    return kind not in (PURGE, HOLD) or (named and len(dump(fields)) <= MAX_PURGE)


def look_at(office: Office, kind: str, values: Values) -> list[list[str]]:
    """Ask everything that screens ask of the records of a kind; return the cells of their list."""
    model, known = RECORDS[kind], columns(RECORDS[kind])
    records = office.find(Query(kind))
    for record in records:
        titled(record), reasons(record), dues(record), remarks_on(record, office), office.called(record)
        office.offered(kind, record)
    keys = office.keys(Query(kind))
    cells = []
    for row in office.page(kind, keys, tuple(known)):
        by_name = dict(zip(known, row, strict=True))
        deadline_status_of(model, by_name, office.context())
        cells.append([str(values.short(column, by_name[name])) for name, column in known.items()])
    for condition in model.filters(office.context()).values():
        office.count(Query(kind, condition))
    for name in known:
        for start in ("", "2", "样", "d"):
            complete(f"{known[name].about.label}:{start}", model, office.context())
    return cells


def write_down(office: Office, kind: str, cells: list[list[str]], folder: Path) -> None:
    """Write the list of a kind to a file, and draw some of its papers."""
    path = folder / f"{new_id()}.xlsx"
    export_list(office, RecordExport(what=kind, rows=len(cells), file=path.name), path, list(columns(RECORDS[kind])),
                cells, lambda done, total: None)  # fmt: skip
    path.unlink()
    for paper in papers_of(kind):
        for record in office.find(Query(kind))[::25]:
            with suppress(Refusal):
                lay_out(paper.draw(office, record.id, str))


def look_at_cards(office: Office) -> None:
    """Ask for everything that stands on the cards of those whom hostile fields name, and of some people."""
    people = ["d" * 32, *(each.id for each in office.find(Query("person", limit=20)))]
    for person in people:
        for thread in threads(office, person):
            office.find(thread.query)
        list(card_sections(office, person))


def look_back(office: Office, record: Record, values: Values) -> None:
    known = columns(type(record))
    for entry in office.history(record):
        for name, value in (*entry.change.body.fields.items(), *entry.before.items()):
            if name in known:
                values.text(known[name], value)


# By a signed file of another site


@pytest.fixture(scope="module")
def sites(hands_in: Callable[..., tuple[Hand, ...]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Hand, ...]:
    """A site that receives, and one that it trusts.

    The first has the matter that parts of one name: without it, who reads no matter unseen would read no such part.
    """
    found = hands_in(tmp_path_factory.mktemp("sites"), "甲站", "乙站")
    matter = RECORDS["matter"]
    write(found[0].office, create(matter.model_validate({"id": "d" * 32, **needed(matter)})))
    return found


def try_signed(kind: str, sites: tuple[Hand, ...], folder: Path, share: slice, number: int) -> None:
    """Let a site sign this share of the values of a kind, and the other one receive it and show it everywhere."""
    receiving, sender = sites
    model, base = RECORDS[kind], needed(RECORDS[kind])
    base |= {"file_kind": "care_file"} if kind in (PURGE, HOLD) else {}
    tried = [
        (new_id(), {**base, name: value})
        for name, column in columns(model).items()
        if not column.derived
        for value in brought(column)
        if is_change(kind, {**base, name: value})
    ][share]
    # Each value also over a good one, which it must give way to.
    over = [(new_id(), base) for _ in tried]
    again = [(record, {name: value for name, value in fields.items() if base.get(name) != value})
             for (record, _), (_, fields) in zip(over, tried, strict=True)]  # fmt: skip
    void = sum(why_void(kind, model.compartment, 0, fields) is not None for _, fields in (*tried, *over, *again))
    preview = receiving.receive(signed_file(sender, receiving, kind, [*tried, *over, *again], number))
    assert preview.new_changes == preview.changes == len(tried) * 3
    office = receiving.office
    cells = look_at(office, kind, Values(office, set_language("zh_CN").translate))
    assert len(cells) >= len(over) or void, "a value that cannot stand gives way to the good one before it"
    if kind not in (PURGE, HOLD):
        assert preview.impossible == void
    write_down(office, kind, cells, folder)
    for record in office.find(Query(kind, limit=40, order=("id",))):
        look_back(office, record, Values(office, set_language("en").translate))


def look_at_all(receiving: Hand) -> None:
    """Ask what everything that was received does together, and work it out again from the journal."""
    assert receiving.store.check() is None
    look_at_cards(receiving.office)
    office, values = receiving.office, Values(receiving.office, set_language("en").translate)
    for kind in ("audit", "void", "agenda"):
        look_at(office, kind, values)


@pytest.mark.parametrize("kind", TRAVELLING)
def test_what_another_site_signs_is_shown_or_gives_way_or_is_void_and_named(
    kind: str, sites: tuple[Hand, ...], tmp_path: Path
) -> None:
    number = TRAVELLING.index(kind)
    try_signed(kind, sites, tmp_path, slice(number % EVERY_SO_MANY, None, EVERY_SO_MANY), number)


def test_all_of_it_together_is_worked_out_alike_when_it_is_made_again(sites: tuple[Hand, ...]) -> None:
    look_at_all(sites[0])


@pytest.mark.soak
def test_all_that_another_site_may_sign_is_shown_or_gives_way_or_is_void_and_named(
    sites: tuple[Hand, ...], tmp_path: Path
) -> None:
    for number, kind in enumerate(TRAVELLING, len(TRAVELLING)):
        try_signed(kind, sites, tmp_path, slice(None), number)
    look_at_all(sites[0])


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
            elif issubclass(column.type, LabelledEnum):
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
    values = Values(office, set_language("en").translate)
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
        if not model.is_derived:
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
