"""The register of people: identity numbers are checked, kept in one form, and masked."""

from collections.abc import Callable
from typing import Any

import pytest

from core.desks.administration.officers import EditPolicy
from core.desks.people.people import AddPerson, AmendPerson
from core.desks.people.records import Person
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.mask import MASK

CHECKED = "11010519491231002X"  # the example of GB 11643-1999


def person(office: Office) -> Person:
    found: Person = office.find(Query("person", Is("number", ("1001",))))[0]
    return found


def amended(office: Office, **fields: Any) -> AmendPerson:
    known = person(office)
    return AmendPerson(target=known.id, **AmendPerson.suggest(known, office.context()) | fields)


@pytest.mark.parametrize(
    "typed", [CHECKED, CHECKED.lower(), "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_an_identity_number_is_kept_in_one_form(office: Office, typed: str) -> None:
    office.do(AddPerson(name="张三", number="1001", id_number=typed))
    assert person(office).id_number == CHECKED


@pytest.mark.parametrize("typed", ["110105194912310021", "11010519491331002X", "123", "12345678901234567Y"])
def test_a_wrong_identity_number_is_refused(office: Office, typed: str) -> None:
    with pytest.raises(Refused):
        office.do(AddPerson(name="张三", number="1001", id_number=typed))
    assert office.count(Query("person")) == 0


def test_who_keeps_the_register_and_need_not_know_the_number_amends_all_else(
    office: Office, colleague: Callable[..., Office]
) -> None:
    """The mask that the form gives back is no number: it is neither checked nor written."""
    office.do(AddPerson(name="张三", number="1001", id_number=CHECKED))
    pack = office.find(Query("policy"))[0]
    role = "\n[roles.keeper]\nlabel = 'keeper'\nzh = '登记员'\nduties = ['common.read', 'people.read', 'people.keep']\n"
    office.do(EditPolicy(target=pack.id, text=pack.text + role))
    keeper = colleague("李明", "keeper")
    assert person(keeper).id_number == MASK
    keeper.do(amended(keeper, post="科员"))
    assert (person(office).post, person(office).id_number) == ("科员", CHECKED)
