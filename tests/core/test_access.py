"""Need to know: what an officer's roles do not allow is on no surface, and every role of both packs is tried on all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from core.access import MASK, covered
from core.action import ACTIONS, create
from core.change import LOCAL, PURGE, Change
from core.desks.administration import EditPolicy, OpenAccount
from core.desks.exports import READ_ALL
from core.desks.grievances import AcceptGrievance, RegisterGrievance, SuperviseGrievance, TakeStep
from core.desks.grievances.recusal import ASSIGN
from core.desks.people import AddPerson, AddUnit, AmendPerson, AmendUnit
from core.office import NoSuchRecord, NotAllowed, Office
from core.policy import Policy
from core.query import Blank, Is, Not, Query, StartsWith, Via, Words
from core.record import ANY, RECORDS, Record, columns, owner_field
from data.site import PACKS, OpenSite, pack_text

Sample = Callable[..., Any]
KEPT = [record_type for record_type in RECORDS.values() if not record_type.mirrors]
ROLES = [(pack, role) for pack in PACKS for role in Policy(pack_text(pack)).roles]
EVERYONES = {"heading": "", "export": READ_ALL, "recusal": ASSIGN}
"""Kinds of which everyone sees only their own, but for whoever has this duty."""

KEEPERS = {"care": "care.keep"}
"""Compartments whose records are seen by those they name, and else only by whoever has this duty."""

each_role = pytest.mark.parametrize(("pack", "role"), ROLES)


# Every role, every kind, every surface


@dataclass
class Stock:
    """A site that holds one record of every kind, with a conflict in it where another site may write."""

    site: OpenSite
    records: dict[str, Record]

    def sign_in(self, pack: str, role: str) -> Office:
        """Sign in an officer who has this role of this pack, and nothing else."""
        office = self.site.office()
        policy = office.find(Query("policy"))[0]
        if policy.text != pack_text(pack):
            office.do(EditPolicy(target=policy.id, text=pack_text(pack)))
        return self.site.office(2 + [name for _, name in ROLES].index(role))


@pytest.fixture(scope="module")
def stock(module_site: OpenSite, sample: Sample, from_elsewhere: Callable[..., Change]) -> Stock:
    office, records = module_site.office(), dict[str, Record]()
    for seat, role in enumerate(Policy(pack_text("cn")).roles, 2):
        office.do(OpenAccount(name=role, seat=seat, roles=(role,)))
    for record_type in sorted(KEPT, key=lambda kind: owner_field(kind) is not None):
        owner = owner_field(record_type)
        part_of = {owner.name: records[owner.about.refers].id} if owner else {}
        of_kind = {"file_kind": "unit"} if record_type.kind == PURGE else {}  # it is seen by who reads that kind
        records[record_type.kind] = sample(record_type, **part_of, **of_kind)
    with module_site.store.transaction():
        module_site.store.write(map(create, records.values()), officer=office.officer, action="test")
    for record in records.values():
        if record.compartment != LOCAL and record.kind != PURGE:  # a purge is written once
            from_elsewhere(module_site.store, record, **otherwise(record))
    return Stock(module_site, records)


def otherwise(record: Record) -> dict[str, str]:
    """Return one field of a record with a value that it does not have: a text if there is one, else a date."""
    texts = {name: "别处" for name, value in record if isinstance(value, str) and value.startswith("样本")}
    dates = {name: "2020-01-01" for name, value in record if type(value) is date}
    return dict([next(iter((texts or dates).items()))])


def surfaces(office: Office, record: Record) -> Iterator[tuple[str, bool]]:
    """Yield each way to learn of a record, and whether it shows that there is one."""
    query = Query(record.kind, Is("id", (record.id,)))
    yield "reads", office.reads(record.kind)
    yield "keys", len(office.keys(query)) > 0
    yield "count", office.count(query) > 0
    yield "groups", bool(office.groups(query, next(iter(columns(type(record))))))
    yield "page", bool(office.page(record.kind, office._store.keys(query), ["id"]))
    yield "find", bool(office.find(query))
    yield "originals", bool(office.originals(query))
    yield "title", office.title(record.kind, record.id) != record.id[:8]
    yield "agenda", any(entry.of == record.id for entry in office.find(Query("agenda")))
    yield "conflicts", any(entry.of == record.id for entry in office.find(Query("conflict")))
    looks: dict[str, Callable[[], Any]] = {
        "get": lambda: office.get(record.kind, record.id),
        "look_up": lambda: office.look_up(record.id),
        "history": lambda: office.history(record),
    }
    for name, look in looks.items():
        try:
            yield name, bool(look())
        except NoSuchRecord:
            yield name, False


def may_know(record_type: type[Record], duties: frozenset[str]) -> bool:
    """Whether these duties show a record that does not name the officer."""
    if record_type.duty not in duties:
        return False
    if record_type.kind in EVERYONES:
        return EVERYONES[record_type.kind] in duties
    if record_type.kind == "care_reading":  # readers of some files see the trail of those; who reads none, of all
        return "care.read" not in duties or KEEPERS["care"] in duties
    return KEEPERS.get(record_type.compartment, record_type.duty) in duties


@each_role
@pytest.mark.parametrize("record_type", KEPT, ids=lambda kind: kind.kind)
def test_a_role_learns_of_a_record_by_all_ways_or_by_none(
    record_type: type[Record], pack: str, role: str, stock: Stock
) -> None:
    record, office = stock.records[record_type.kind], stock.sign_in(pack, role)
    allowed = may_know(record_type, office.policy.roles[role].duties)
    shown = dict(surfaces(office, record))
    everything = dict(surfaces(stock.site.office(), record))
    ways = {name for name, shows in everything.items() if shows}
    if allowed:
        assert ways >= {"keys", "count", "groups", "page", "find", "get", "look_up", "history"}
    assert {name for name, shows in shown.items() if shows} - {"reads"} == (ways - {"reads"} if allowed else set())
    assert shown["reads"] == (record_type.duty in office.policy.roles[role].duties)


@each_role
@pytest.mark.parametrize("verb", ACTIONS)
def test_a_role_may_do_what_its_duties_say_and_nothing_else(
    verb: str, pack: str, role: str, stock: Stock, sample: Sample
) -> None:
    action, office = ACTIONS[verb], stock.sign_in(pack, role)
    allowed = action.duty in office.policy.roles[role].duties
    record = None if action.creates else stock.records.get(action.on.kind)
    offered = office.offered(action.on.kind, record)
    assert office.may(action) == allowed
    assert allowed or action not in offered
    if not allowed:
        before = stock.site.store.journal.last()
        with pytest.raises(NotAllowed):
            office.do(sample(action))
        assert stock.site.store.journal.last() == before


MASKED = [
    (record_type, column) for record_type in KEPT for column in columns(record_type).values() if column.about.masked
]


@each_role
@pytest.mark.parametrize(("record_type", "column"), MASKED, ids=lambda one: getattr(one, "name", ""))
def test_a_masked_field_is_masked_on_every_surface(
    record_type: type[Record], column: Any, pack: str, role: str, stock: Stock
) -> None:
    office, record = stock.sign_in(pack, role), stock.records[record_type.kind]
    if not office.reads(record.kind):
        return
    name, secret = column.name, getattr(record, column.name)
    needs_to_know = column.about.masked in office.policy.roles[role].duties
    hide = partial(covered, column.about)
    seen = secret if needs_to_know else hide(secret)
    query = Query(record.kind, Is("id", (record.id,)))
    assert getattr(office.get(record.kind, record.id), name) == seen
    assert getattr(office.look_up(record.id), name) == seen
    assert [getattr(each, name) for each in office.find(query)] == [seen]
    assert office.page(record.kind, office.keys(query), [name, "id"]) == [(seen, record.id)]
    assert [value for value, _ in office.groups(query, name)] == ([secret] if needs_to_know else [])
    values = [entry.change.body.fields[name] for entry in office.history(record) if name in entry.change.body.fields]
    assert set(values) <= {seen, "别处" if needs_to_know else hide("别处")}


@pytest.mark.parametrize(("record_type", "column"), MASKED, ids=lambda one: getattr(one, "name", ""))
def test_a_masked_field_cannot_be_guessed_by_asking(record_type: type[Record], column: Any, stock: Stock) -> None:
    """Neither a filter, nor an order, nor a search, nor a way round through a reference answers."""
    office, record, name = stock.sign_in("cn", "supervisor"), stock.records[record_type.kind], column.name
    secret = getattr(record, name)
    for guess in (
        Is(name, (secret,)),
        StartsWith(name, secret[:1]),
        Not(Blank(name)),
        Not(Is(name, ("x",))),
        Words(secret),
    ):
        assert office.count(Query(record.kind, guess)) == 0
    assert list(office.keys(Query(record.kind, order=(name,)))) == []
    for mirror in ("agenda", "conflict"):
        assert office.count(Query(mirror, Via("of", record.kind, Is(name, (secret,))))) == 0
        assert office.count(Query(mirror, Not(Via("of", record.kind, Is(name, (secret,)))))) == 0


# One history, before and after


def test_history_masks_what_stood_before_and_what_came_after(office: Office, colleague: Callable[..., Office]) -> None:
    office.do(AddPerson(name="张三", phone="1390000"))
    person = office.find(Query("person"))[0]
    office.do(AmendPerson(target=person.id, name="张三", phone="1381111"))
    office.do(AmendPerson(target=person.id, name="张三", phone=""))
    seen = colleague("李明", "clerk").history(person)
    assert [entry.change.body.fields.get("phone") for entry in seen] == [MASK, MASK, ""]
    assert [entry.before["phone"] for entry in seen] == [None, MASK, MASK]


# Rights that change


def test_rights_that_were_given_and_undone_are_undone(office: Office) -> None:
    policy = office.find(Query("policy"))[0]
    narrow = "[roles.clerk]\nlabel = 'clerk'\nzh = '干事'\nduties = ['common.read', 'policy.edit']\n"
    with pytest.raises(NotAllowed):
        office.do_all([EditPolicy(target=policy.id, text=narrow), AddPerson(name="张三")])
    assert office.policy.text == policy.text
    office.do(AddPerson(name="张三"))


# Units


@pytest.fixture
def units(office: Office) -> dict[str, str]:
    """A factory with a workshop and a shift below it, and an office beside it."""
    made = dict[str, str]()
    for name, above in (("工厂", ""), ("车间", "工厂"), ("班组", "车间"), ("机关", "")):
        office.do(AddUnit(name=name, parent=made.get(above, "")))
        made[name] = next(unit.id for unit in office.find(Query("unit")) if unit.name == name)
    return made


@pytest.fixture
def grievances(office: Office, units: dict[str, str]) -> dict[str, str]:
    """A grievance of each unit, in hand, with a step, an instruction and a due date."""
    made = dict[str, str]()
    for name, unit in units.items():
        office.do(RegisterGrievance(received=datetime(2026, 11, 2, 8), subject=f"{name}的事", unit=unit))
        made[name] = next(each.id for each in office.find(Query("grievance")) if each.unit == unit)
        office.do(AcceptGrievance(target=made[name], accepted=date(2026, 11, 3), handler=office.officer))
        office.do(TakeStep(target=made[name], day=date(2026, 11, 4), text=f"{name}走访"))
        office.do(SuperviseGrievance(target=made[name], instruction=f"{name}快办", due=date(2026, 11, 25)))
    return made


def test_an_officer_bound_to_a_unit_sees_its_subtree_and_nothing_else(
    units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", unit=units["车间"])
    assert {each.subject for each in bound.find(Query("grievance"))} == {"车间的事", "班组的事"}
    assert bound.count(Query("grievance")) == 2
    with pytest.raises(NoSuchRecord):
        bound.get("grievance", grievances["工厂"])


@pytest.mark.parametrize("kind", ["step", "supervision"])
def test_the_parts_of_another_units_grievance_are_invisible(
    kind: str, units: dict[str, str], grievances: dict[str, str], office: Office, colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", unit=units["车间"])
    assert {each.title[:2] for each in bound.find(Query(kind))} == {"车间", "班组"}
    for part in office.find(Query(kind)):
        shown = {name for name, shows in surfaces(bound, part) if shows} - {"reads"}
        assert bool(shown) == (part.grievance in (grievances["车间"], grievances["班组"]))


def test_words_of_a_hidden_part_find_nothing(
    units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", unit=units["车间"])
    assert bound.count(Query("grievance", Words("车间走访"))) == 1
    assert bound.count(Query("grievance", Words("机关走访"))) == 0
    assert bound.count(Query("step", Words("机关走访"))) == 0


def test_agenda_follows_the_records_it_points_at(
    units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", unit=units["车间"])
    due = bound.find(Query("agenda", Is("of_kind", ("grievance",))))
    assert {bound.title(ANY, entry.record).split()[-1] for entry in due} == {"车间的事", "班组的事"}
    assert bound.count(Query("agenda", Is("of_kind", ("supervision",)))) == 2


def test_he_may_act_on_no_other_units_records(
    units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", unit=units["车间"])
    with pytest.raises(NoSuchRecord):
        bound.do(TakeStep(target=grievances["机关"], day=date(2026, 11, 5), text="越权"))


def test_a_unit_that_moves_takes_its_records_along(
    site: OpenSite, office: Office, units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", "registrar", unit=units["车间"])
    office.do(AmendUnit(target=units["班组"], name="班组", parent=units["机关"]))
    again = site.office(2)
    assert {each.subject for each in again.find(Query("grievance"))} == {"车间的事"}
    bound.do(AmendUnit(target=units["机关"], name="机关", parent=units["车间"]))
    assert {each.subject for each in bound.find(Query("grievance"))} == {"车间的事", "班组的事", "机关的事"}


def test_rows_a_screen_still_holds_vanish_with_the_right_to_them(
    office: Office, units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", "registrar", unit=units["车间"])
    held = bound.keys(Query("grievance"))
    assert len(bound.page("grievance", held, ["subject"])) == 2
    bound.do(AmendUnit(target=units["班组"], name="班组", parent=units["机关"]))
    assert bound.page("grievance", held, ["subject"]) == [("车间的事",)]
    everybodys = office.keys(Query("grievance"))
    assert bound.page("grievance", everybodys, ["subject"]) == [("车间的事",)]
