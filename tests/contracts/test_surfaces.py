"""A role learns of a record on every surface or on none, as `permissions.txt` decides."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from core.model.action import ACTIONS
from core.model.change import PURGE
from core.model.printout import PAPERS
from core.model.record import RECORDS, Record, columns, owner_field
from core.office.office import Office
from core.office.search_line import complete
from core.rules.register import REGISTERS, Extent, registers_of
from core.values.refusal import Refusal
from tests.support.permissions import DECIDED, KEPT, NO_ID, Sample, Stock, each_role, followed, is_shown, keep, surfaces

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("refusals_not_noted")]


@each_role
def test_a_role_learns_of_a_record_by_all_ways_or_by_none(pack: str, role: str, stock: Stock) -> None:
    office, wrong = stock.sign_in(pack, role), dict[str, Any]()
    to_everyone, told = stock.shown_to_everyone(pack), followed(office)
    for kind, record in stock.records.items():
        readers, shown = DECIDED.kinds[kind], surfaces(office, record, told)
        expected = {name: shows and role in readers.all for name, shows in to_everyone[kind].items()}
        if role not in DECIDED.masked.get(f"{kind}.person", {role}):
            expected["card"] = False  # whom it is about is masked
        ways = {name for name, shows in expected.items() if shows}
        if role in readers.all and not ways >= {"keys", "count", "groups", "page", "find", "get", "look_up", "history"}:
            wrong[kind] = f"shown nowhere: {ways}"
        different = {name: shows for name, shows in shown.items() if shows != expected.get(name, False)}
        if different or (role in readers.all | readers.own and not office.reads(kind)):
            wrong[kind] = different, office.reads(kind)
    assert wrong == {}


@each_role
def test_a_role_reads_what_names_its_officer_where_that_is_decided(
    pack: str, role: str, stock: Stock, sample: Sample
) -> None:
    office, wrong = stock.sign_in(pack, role), dict[str, bool]()
    for kind, readers in DECIDED.kinds.items():
        if not readers.own or owner_field(RECORDS[kind]):
            continue
        names = (name for name, column in columns(KEPT[kind]).items() if column.about.refers == "officer")
        keep(stock.site, record := sample(KEPT[kind], **dict.fromkeys(names, office.officer)))
        shown = surfaces(office, record)
        if shown["get"] != (role in readers.own | readers.all) or shown["get"] != shown["count"]:
            wrong[kind] = shown["get"]
    assert wrong == {}


@pytest.fixture(scope="module")
def exports(stock: Stock, sample: Sample) -> dict[str, Record]:
    """An export of a list of each kind, made by somebody else, and one of no kind under an empty name."""
    kinds = {record_type.plural: kind for kind, record_type in KEPT.items() if kind != "export"}
    made = {kind: sample(KEPT["export"], what=plural) for plural, kind in kinds.items()}
    made[""] = sample(KEPT["export"], what="Of no kind")
    keep(stock.site, *made.values())
    return made


@each_role
def test_an_export_of_another_is_seen_where_what_was_exported_is_read_whole(
    pack: str, role: str, stock: Stock, exports: dict[str, Record]
) -> None:
    office, wrong = stock.sign_in(pack, role), dict[str, bool]()
    for kind, record in exports.items():
        if not kind:
            continue
        # Purges and gaps are read by kind or part of what they are about, so that nobody reads them whole.
        # The papers of all kinds are called the same, and so are seen by who reads those of all of them.
        called = {each for each in KEPT if KEPT[each].plural == KEPT[kind].plural}
        whole = all(role in DECIDED.kinds[each].all for each in called) and kind not in (PURGE, "gap")
        if is_shown(office, record) != (role in DECIDED.kinds["export"].all and whole):
            wrong[kind] = whole
    assert wrong == {}
    assert not any(surfaces(office, exports[""]).values())


@each_role
def test_what_is_hidden_is_answered_as_what_is_not(pack: str, role: str, stock: Stock, sample: Sample) -> None:
    """No refusal, title or suggestion tells whether there is a record."""
    office = stock.sign_in(pack, role)
    for kind, record in stock.records.items():
        if role in DECIDED.kinds[kind].all:
            continue
        for ask in asking(office, kind, sample):
            assert ask(record.id).replace(record.id, NO_ID).replace(record.id[:8], NO_ID[:8]) == ask(NO_ID), kind


def asking(office: Office, kind: str, sample: Sample) -> Iterator[Callable[[str], str]]:
    """Yield ways to ask for a record of a kind by its identifier, each with its answer in words."""
    yield lambda record: office.title(kind, record)
    yield partial(answered, lambda record: office.get(kind, record))
    yield partial(answered, lambda record: office.get_listed(kind, record))
    yield partial(answered, office.look_up)
    for action in ACTIONS.values():
        if action.on.kind == kind and not action.creates:
            yield partial(answered, lambda record, deed=action: office.rehearse([sample(deed, target=record)]))


def answered(ask: Callable[[str], Any], record: str) -> str:
    try:
        return str(ask(record))
    except Refusal as refusal:
        return f"{type(refusal).__name__}: {refusal}"


@each_role
def test_a_paper_about_a_time_holds_only_what_a_role_reads(pack: str, role: str, stock: Stock) -> None:
    office, papers = stock.sign_in(pack, role), {each.name: each for each in PAPERS.values() if not each.of_kind}
    assert papers.keys() == {"education_month", "evacuation_list"}
    campaign = "别处"  # what the other site called the programme stands on paper
    plan = papers["education_month"].draw(office, "2026-11", str)
    assert (campaign in repr(plan)) == (role in DECIDED.kinds["programme"].all)
    inside = papers["evacuation_list"].draw(office, "", str)
    assert len(inside.sections) == 1 or role in DECIDED.kinds["visit"].all


@each_role
def test_a_register_holds_only_what_a_role_reads(pack: str, role: str, stock: Stock) -> None:
    office, wrong = stock.sign_in(pack, role), set[str]()
    for register in REGISTERS.values():
        readers = DECIDED.kinds[register.of.kind]
        drawn = register.draw(office, Extent(), str)
        offered = register in registers_of([register.of.kind], office)
        reads = role in readers.all | readers.own
        if (drawn.rows and not reads) or offered != office.reads(register.of.kind):
            wrong.add(register.name)
    assert wrong == set()


@each_role
def test_suggestions_of_the_search_line_are_those_of_an_empty_store(pack: str, role: str, stock: Stock) -> None:
    """A line is completed with names of fields and words of the program, never with what is kept."""
    office = stock.sign_in(pack, role)
    for kind, record in stock.records.items():
        for start in ("样", "样本 ", record.id[:2]):
            assert not any("样本 " in line for line in complete(start, RECORDS[kind], office.context()))


@each_role
def test_a_transfer_counts_only_what_a_role_reads_whole(pack: str, role: str, stock: Stock) -> None:
    told = stock.sign_in(pack, role).visible_counts(dict.fromkeys(KEPT, 1))
    assert {kind for kind in told if role not in DECIDED.kinds[kind].all} == set()
