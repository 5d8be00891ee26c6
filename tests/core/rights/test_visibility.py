"""Rights that change, histories that mask, and what an officer bound to a unit sees of a tree of units.

That every role meets every kind on every surface as it was decided is tested in `tests/contracts/test_surfaces.py`.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from core.desks.administration.officers import EditPolicy
from core.desks.administration.rights_widenings import AcceptWidening
from core.desks.grievances import AcceptGrievance, RegisterGrievance, SuperviseGrievance, TakeStep
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, AmendUnit
from core.model.field import ANY
from core.model.query import FullText, Is, Query
from core.office.office import Office
from core.office.refusals import NoSuchRecord, NotAllowed
from core.values.mask import MASK
from data.site.open_site import OpenSite

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
    narrow = "[roles.security_officer]\nlabel = 'officer'\nzh = '干事'\nduties = ['common.read', 'policy.edit']\n"
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


def test_words_of_a_hidden_part_find_nothing(
    units: dict[str, str], grievances: dict[str, str], colleague: Callable[..., Office]
) -> None:
    bound = colleague("李明", "clerk", unit=units["车间"])
    assert bound.count(Query("grievance", FullText("车间走访"))) == 1
    assert bound.count(Query("grievance", FullText("机关走访"))) == 0
    assert bound.count(Query("step", FullText("机关走访"))) == 0


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
    assert {each.subject for each in bound.find(Query("grievance"))} == {"车间的事"}
    (waits,) = office.find(Query("widening"))
    office.do(AcceptWidening(target=waits.id))
    assert {each.subject for each in site.office(2).find(Query("grievance"))} == {"车间的事", "班组的事", "机关的事"}


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
