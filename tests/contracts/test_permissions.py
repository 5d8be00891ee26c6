"""Every role of both packs, every kind, action and masked field, on every surface, held to `permissions.txt`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.model.action import ACTIONS, Action, create
from core.model.change import HOME, PURGE, Change
from core.model.printout import PAPERS, papers_of
from core.model.query import Begins, Between, Blank, Condition, FullText, Having, Is, Not, Query, StartsWith, Via
from core.model.record import RECORDS, Record, columns, encode, owner_field
from core.office.office import Office
from core.office.person_card import threads
from core.office.refusals import NoSuchRecord, NotAllowed
from core.office.search_line import complete
from core.policy.pack import Policy
from core.results.transfer import IncomingConflict
from core.rights.four_eyes import is_matter
from core.rights.role_separation import ADMINISTERS, about_cases
from core.values.mask import MASK
from core.values.refusal import Refusal
from data.site.open_site import PACKS, OpenSite, pack_text
from tests.support.site_driver import appoint, impose

Sample = Callable[..., Any]
PAGE = Path(__file__).with_name("permissions.txt")
KEPT = {kind: record_type for kind, record_type in RECORDS.items() if not record_type.is_derived}
ROLES = [(pack, role) for pack in PACKS for role in Policy(pack_text(pack)).roles]
NO_ID = "0" * 32

each_role = pytest.mark.parametrize(("pack", "role"), ROLES)

pytestmark = pytest.mark.database  # thousands of attempts stand in its audit, which indexes find


# What was decided


@dataclass
class Readers:
    """Who reads a kind: all of it, or what names them; and what binds an officer who is bound to a part."""

    all: frozenset[str]
    own: frozenset[str]
    bound: str


@dataclass
class Page:
    """The page of permissions, read."""

    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    three: frozenset[str] = frozenset()
    kinds: dict[str, Readers] = field(default_factory=dict)
    masked: dict[str, frozenset[str]] = field(default_factory=dict)
    actions: dict[str, frozenset[str]] = field(default_factory=dict)
    eyes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Page":
        page, section = cls(), ""
        for line in PAGE.read_text("utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                page._take(section, line)
        return page

    def _take(self, section: str, line: str) -> None:
        if section == "administer":
            self.three = self.roles(line)
        elif section == "kinds":
            kind, everything, own, bound = (part.strip() for part in line.split("|"))
            self.kinds[kind] = Readers(self.roles(everything), self.roles(own), bound)
        elif section == "four eyes":
            names, rule = line.split(":")
            assert self.eyes.keys().isdisjoint(names.split()), f"twice: {names}"
            self.eyes |= dict.fromkeys(names.split(), rule.strip())
        else:
            names, roles = line.split("=")
            kept = {"groups": self.groups, "masked": self.masked, "actions": self.actions}[section]
            assert kept.keys().isdisjoint(names.split()), f"twice: {names}"
            kept |= dict.fromkeys(names.split(), self.roles(roles))

    def roles(self, names: str) -> frozenset[str]:
        return frozenset().union(*(self.groups.get(name, {name}) for name in names.split()))


DECIDED = Page.read()


def test_the_page_decides_on_everything_that_is_declared_and_on_nothing_else() -> None:
    assert DECIDED.kinds.keys() == RECORDS.keys()
    assert DECIDED.actions.keys() == ACTIONS.keys()
    masked = {f"{kind}.{name}" for kind in KEPT for name, column in columns(KEPT[kind]).items() if column.about.masked}
    assert DECIDED.masked.keys() == masked
    assert DECIDED.eyes.keys() == ACTIONS.keys()


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_knows_every_role(pack: str) -> None:
    named = frozenset().union(*DECIDED.actions.values(), *(kind.all for kind in DECIDED.kinds.values())) - {"derived"}
    assert named == Policy(pack_text(pack)).roles.keys()


def test_none_of_the_three_reads_a_kind_that_is_about_cases() -> None:
    about = {kind: DECIDED.kinds[kind] for kind, record_type in KEPT.items() if about_cases(record_type.duty)}
    assert len(about) > 20
    assert {kind for kind, readers in about.items() if DECIDED.three & (readers.all | readers.own)} == set()


@pytest.mark.parametrize("pack", PACKS)
def test_the_three_administer_and_carry_nothing_about_cases(pack: str) -> None:
    roles = Policy(pack_text(pack)).roles
    assert {name for name, role in roles.items() if role.duties & ADMINISTERS} == DECIDED.three
    assert {duty for name in DECIDED.three for duty in roles[name].duties if about_cases(duty)} == set()


def test_four_eyes_are_declared_as_decided() -> None:
    """What each of them refuses is tried in `test_four_eyes_matrix.py`."""
    other = {verb for verb, action in ACTIONS.items() if action.other_than or action.involved is not Action.involved}
    assert {verb for verb, rule in DECIDED.eyes.items() if "another than" in rule} == other
    matters = {verb for verb, action in ACTIONS.items() if is_matter(action.on) or "of_kind" in action.on.model_fields}
    impartial = {verb for verb in matters if not ACTIONS[verb].anyone}
    assert {verb for verb, rule in DECIDED.eyes.items() if rule.startswith("impartial")} == impartial
    assert all(rule.startswith(("anyone, ", "impartial", "another than")) for rule in DECIDED.eyes.values())


def test_what_is_decided_as_it_was_seen_is_bound_to_it() -> None:
    assert {verb for verb, rule in DECIDED.eyes.items() if rule.endswith("as seen")} == {
        verb for verb, action in ACTIONS.items() if action.approves
    }


# A site that holds one record of every kind


@dataclass
class Stock:
    """The site, its records by kind, with a conflict in each where another site may write."""

    site: OpenSite
    records: dict[str, Record]
    _shown: dict[str, dict[str, dict[str, bool]]] = field(default_factory=dict)

    def shown_to_everyone(self, pack: str) -> dict[str, dict[str, bool]]:
        """Return, by kind, on which surfaces its record shows to an officer who has every role of this pack."""
        if pack not in self._shown:
            everyone = self.site.office()
            self._shown[pack] = {kind: surfaces(everyone, record) for kind, record in self.records.items()}
        return self._shown[pack]

    def sign_in(self, pack: str, role: str) -> Office:
        """Sign in an officer who has this role of this pack, and nothing else."""
        office = self.site.office()
        if office.policy.text != pack_text(pack):
            impose(office, pack_text(pack))
        return self.site.office(2 + [name for _, name in ROLES].index(role))


@pytest.fixture(scope="module")
def stock(module_site: OpenSite, sample: Sample, from_elsewhere: Callable[..., Change]) -> Iterator[Stock]:
    office, records = module_site.office(), dict[str, Record]()
    for seat, role in enumerate(Policy(pack_text("cn")).roles, 2):
        appoint(office, role, seat, role)
    for record_type in sorted(KEPT.values(), key=lambda kind: (kind.kind == "doubt", owner_field(kind) is not None)):
        owner = owner_field(record_type)
        part_of = {owner.name: records[owner.about.refers].id} if owner else {}
        records[record_type.kind] = sample(record_type, **part_of, **pointing(record_type.kind, records))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RECORDS["unit"], "retention", "test.retention")  # so that there can be a purge that all may read
        keep(module_site, *records.values())
        for record in records.values():
            if record.compartment not in HOME and record.kind not in (PURGE, "hold"):  # these are written once
                from_elsewhere(module_site.store, record, **otherwise(record))
        yield Stock(module_site, records)


def pointing(kind: str, records: dict[str, Record]) -> dict[str, str]:
    """Return what a record says of the kind that it follows, or was made of, where it is of one."""
    return {
        PURGE: {"file_kind": "unit"},
        "hold": {"file_kind": "care_file"},
        "gap": {"part": "common"},
        "doubt": {"of_kind": "unit", "of": getattr(records.get("unit"), "id", "")},
        "export": {"what": RECORDS["officer"].plural},  # a list that everyone reads whole
    }.get(kind, {})


def keep(site: OpenSite, *records: Record) -> None:
    with site.store.transaction():
        site.store.write(map(create, records), officer=site.office().officer, action="test")


def otherwise(record: Record) -> dict[str, str]:
    """Return one field of a record with a value that it does not have: a text that is shown, or else a date."""
    shown = {name for name, column in columns(type(record)).items() if not column.about.kept}
    texts = {name: "别处" for name, value in record if name in shown and str(value).startswith("样本")}
    dates = {name: "2020-01-01" for name, value in record if type(value) is date}
    return dict([next(iter((texts or dates).items()))])


# Every surface on which a record may show


def surfaces(office: Office, record: Record) -> dict[str, bool]:
    """Return each way to learn of a record, and whether it shows that there is one."""
    return {name: bool(shows) for name, shows in (*_of_lists(office, record), *_of_itself(office, record))}


def _of_lists(office: Office, record: Record) -> Iterator[tuple[str, Any]]:
    query = Query(record.kind, Is("id", (record.id,)))
    yield "keys", len(office.keys(query))
    yield "count", office.count(query)
    yield "groups", office.groups(query, next(iter(columns(type(record)))))
    yield "page", office.page(record.kind, office._store.keys(query), ["id"])
    yield "find", office.find(query)
    yield "originals", office.find_unmasked(query)
    for derived in ("agenda", "conflict"):
        yield derived, any(entry.of == record.id for entry in office.find(Query(derived)))
    for name, word in words_of(record):
        yield f"words of {name}", record.id in {each.id for each in office.find(Query(record.kind, FullText(word)))}
    clash = IncomingConflict(record.kind, record.id, next(iter(columns(type(record)))), "", "别处")
    yield "clashes", office.visible_conflicts([clash])
    for thread in threads(office, getattr(record, "person", NO_ID)):
        if thread.record_type.kind == record.kind:
            yield "card", office.find(thread.query)


def words_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what finds a record by full text: the value of each field that is searched, and how a name is spelt."""
    for name, column in columns(type(record)).items():
        value = getattr(record, name)
        if isinstance(value, str) and value and (column.about.search or column.about.masked):
            yield name, value
            yield f"{name} spelt", "yangben"


def _of_itself(office: Office, record: Record) -> Iterator[tuple[str, Any]]:
    yield "title", office.title(record.kind, record.id) != record.id[:8]
    looks: dict[str, Callable[[], Any]] = {
        "get": lambda: office.get(record.kind, record.id),
        "glance": lambda: office.get_listed(record.kind, record.id),
        "look_up": lambda: office.look_up(record.id),
        "history": lambda: office.history(record),
    }
    for paper in papers_of(record.kind):
        looks[f"paper {paper.name}"] = partial(paper.draw, office, record.id, str)
    for name, look in looks.items():
        try:
            yield name, look()
        except NoSuchRecord:
            yield name, False


@each_role
def test_a_role_learns_of_a_record_by_all_ways_or_by_none(pack: str, role: str, stock: Stock) -> None:
    office, wrong = stock.sign_in(pack, role), dict[str, Any]()
    to_everyone = stock.shown_to_everyone(pack)
    for kind, record in stock.records.items():
        readers, shown = DECIDED.kinds[kind], surfaces(office, record)
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


@each_role
def test_an_export_of_another_is_seen_where_what_was_exported_is_read_whole(
    pack: str, role: str, stock: Stock, sample: Sample
) -> None:
    office, made, wrong = stock.sign_in(pack, role), dict[str, Record](), dict[str, bool]()
    for kind in KEPT.keys() - {"export"}:
        made[kind] = sample(KEPT["export"], what=KEPT[kind].plural)
    unknown = sample(KEPT["export"], what="Of no kind")
    keep(stock.site, *made.values(), unknown)
    for kind, record in made.items():
        readers = DECIDED.kinds[kind]
        # Purges and gaps are read by kind or part of what they are about, so that nobody reads them whole.
        whole = role in readers.all and kind not in (PURGE, "gap")
        if any(surfaces(office, record).values()) != (role in DECIDED.kinds["export"].all and whole):
            wrong[kind] = whole
    assert wrong == {}
    assert not any(surfaces(office, unknown).values())


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
    office, (plan,) = stock.sign_in(pack, role), (paper for paper in PAPERS.values() if not paper.of_kind)
    assert plan.name == "education_month"
    campaign = "别处"  # what the other site called the programme stands on paper
    assert (campaign in repr(plan.draw(office, "2026-11", str))) == (role in DECIDED.kinds["programme"].all)


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


# Actions


@each_role
def test_a_role_does_what_is_decided_and_nothing_else(pack: str, role: str, stock: Stock, sample: Sample) -> None:
    office, wrong = stock.sign_in(pack, role), list[str]()
    for verb, action in ACTIONS.items():
        allowed = role in DECIDED.actions.get(verb, frozenset())
        record = None if action.creates else stock.records.get(action.on.kind)
        if office.may(action) != allowed or (action in office.offered(action.on.kind, record) and not allowed):
            wrong.append(verb)
        if not allowed:
            with pytest.raises(NotAllowed):
                office.rehearse([sample(action)])
    assert wrong == []


@each_role
def test_nothing_is_done_to_what_a_role_does_not_read(pack: str, role: str, stock: Stock, sample: Sample) -> None:
    office = stock.sign_in(pack, role)
    for verb, action in ACTIONS.items():
        hidden = action.on.kind in KEPT and role not in DECIDED.kinds[action.on.kind].all
        if hidden and not action.creates and role in DECIDED.actions[verb]:
            with pytest.raises(NoSuchRecord):
                office.rehearse([sample(action, target=stock.records[action.on.kind].id)])


# Masked fields

MASKED = [name.split(".") for name in DECIDED.masked]
each_masked = pytest.mark.parametrize(("kind", "name"), MASKED)


@each_role
def test_a_masked_field_is_masked_on_every_surface(pack: str, role: str, stock: Stock) -> None:
    office = stock.sign_in(pack, role)
    for kind, name in MASKED:
        if role not in DECIDED.kinds[kind].all:
            continue
        record, needs_to_know = stock.records[kind], role in DECIDED.masked[f"{kind}.{name}"]
        secret, query = getattr(record, name), Query(kind, Is("id", (record.id,)))
        assert secret  # or there is nothing to hide
        seen, elsewhere = (secret, "别处") if needs_to_know else (MASK, MASK)
        looks = (office.get(kind, record.id), office.get_listed(kind, record.id), office.look_up(record.id))
        assert [getattr(look, name) for look in (*looks, *office.find(query))] == [seen] * 4
        assert office.page(kind, office.keys(query), [name, "id"]) == [(seen, record.id)]
        assert [value for value, _ in office.groups(query, name)] == ([secret] if needs_to_know else [])
        history = office.history(record)
        told = [fields[name] for each in history for fields in (each.change.body.fields, each.before) if name in fields]
        assert encode(seen) in told
        assert [value for value in told if value not in (encode(seen), elsewhere, None)] == []
        (clash,) = office.visible_conflicts([IncomingConflict(kind, record.id, name, secret, "别处")])
        assert (clash.ours, clash.theirs) == (seen, elsewhere)


@each_role
def test_a_masked_field_cannot_be_guessed_by_asking(pack: str, role: str, stock: Stock) -> None:
    """Neither a filter, nor an order, nor a word, nor its spelling, nor a way round through a reference answers."""
    office = stock.sign_in(pack, role)
    for kind, name in MASKED:
        if role in DECIDED.masked[f"{kind}.{name}"]:
            continue
        secret = getattr(stock.records[kind], name)
        asked: list[Condition] = [Is(name, (secret,)), Not(Is(name, ("x",))), Not(Blank(name))]
        asked += [Between(name, secret, secret), StartsWith(name, str(secret)[:1]), Begins(name, str(secret))]
        assert [guess for guess in asked if office.count(Query(kind, guess))] == []
        assert office.count(Query(kind, FullText(f"样本 {name}"))) == 0
        assert [list(office.keys(Query(kind, order=(order,)))) for order in (name, f"-{name}")] == [[], []]
        assert [way for way in ways_round(kind, asked[0]) if office.count(way)] == []


def ways_round(kind: str, guess: Condition) -> Iterator[Query]:
    """Yield what asks for other records, which refer to one of a kind or to which it refers, by what that one holds."""
    for other, record_type in KEPT.items():
        referring = [name for name, column in columns(record_type).items() if column.about.refers == kind]
        yield from (Query(other, Via(name, kind, guess)) for name in referring)
        yield from (Query(other, Not(Via(name, kind, guess))) for name in referring)
    for derived in ("agenda", "conflict"):
        yield Query(derived, Via("of", kind, guess))
        yield Query(derived, Not(Via("of", kind, guess)))
    for name, column in columns(KEPT[kind]).items():
        if column.about.refers in KEPT:
            yield Query(column.about.refers, Having(kind, name, guess))
            yield Query(column.about.refers, Not(Having(kind, name, guess)))


# Officers bound to a part

UNITS, CELLS = ("1" * 32, "2" * 32), ("3" * 32, "4" * 32)
BOUND = {"unit": {"unit": UNITS[0]}, "cell": {"cell": CELLS[0]}, "both": {"unit": UNITS[0], "cell": CELLS[0]}}


@pytest.fixture(scope="module")
def parts(module_site: OpenSite, sample: Sample, from_elsewhere: Callable[..., Change]) -> list[dict[str, Record]]:
    """Two parts of the house with a record of each kind that can belong to one: the first is inside, the second not."""
    made: list[dict[str, Record]] = []
    for unit, cell in zip(UNITS, CELLS, strict=True):
        part: dict[str, Record] = {}
        for kind in sorted(KEPT, key=lambda kind: (owner_field(KEPT[kind]) is not None, kind in ("recusal", "doubt"))):
            if DECIDED.kinds[kind].bound != "-":
                part[kind] = sample(KEPT[kind], **placed(kind, part, unit, cell))
        keep(module_site, *part.values())
        for record in part.values():
            if record.compartment not in HOME and record.kind not in (PURGE, "hold", "cell", "membership"):
                from_elsewhere(module_site.store, record, **otherwise(record))
        made.append(part)
    return made


def placed(kind: str, part: dict[str, Record], unit: str, cell: str) -> dict[str, Any]:
    """Return what puts a record into a part of the house."""
    person = f"{unit[:-1]}a"
    known = {"unit": unit, "cell": cell, "person": person, "grievance": getattr(part.get("grievance"), "id", "")}
    owner = owner_field(KEPT[kind])
    given = {name: value for name, value in known.items() if name in columns(KEPT[kind])}
    given |= {owner.name: part[owner.about.refers].id} if owner and owner.about.refers in part else {}
    ids = {"person": {"id": person}, "cell": {"id": cell}, "membership": {"until": None}, "handover": {"to": person}}
    return given | ids.get(kind, {}) | ({"of_kind": "person", "of": person} if kind == "doubt" else {})


@pytest.mark.parametrize("role", Policy(pack_text("cn")).roles)
@pytest.mark.parametrize("bound", BOUND)
def test_a_bound_officer_learns_of_his_part_and_of_no_other(
    role: str, bound: str, parts: list[dict[str, Record]], module_site: OpenSite
) -> None:
    office, wrong = bound_to(module_site, role, **BOUND[bound]), dict[str, Any]()
    for kind, (inside, outside) in ((kind, (record, parts[1][kind])) for kind, record in parts[0].items()):
        hidden = role not in DECIDED.kinds[kind].all or not within(kind, bound)
        shown = {name for name, shows in surfaces(office, outside).items() if shows}
        if shown or surfaces(office, inside)["get"] == hidden:
            wrong[kind] = shown or "inside"
    assert wrong == {}


def within(kind: str, bound: str) -> bool:
    """Whether an officer who is bound so reads what is inside."""
    readers = DECIDED.kinds[kind]
    if readers.bound == "whole":
        owner = owner_field(KEPT[kind])
        return owner is not None and within(owner.about.refers, bound)
    return readers.bound != "nothing" and (bound != "cell" or readers.bound != "unit")


def bound_to(site: OpenSite, role: str, **bound: str) -> Office:
    """Sign in an officer with this role, bound so."""
    office = site.office()
    if office.policy.text != pack_text("cn"):
        impose(office, pack_text("cn"))
    seat = 1 + max(account.seat for account in office._store.find(Query("account")))
    appoint(office, role, seat, role, **bound)
    return site.office(seat)
