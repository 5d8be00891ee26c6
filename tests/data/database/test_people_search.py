"""People are found by name, by the initials of their pinyin, by its full spelling, and by their number."""

import pytest

from core.desks.people.people import AddPerson, AmendPerson
from core.desks.people.records import Person
from core.model.query import Query
from core.office.office import Office
from core.office.search_line import parse
from data.site.open_site import OpenSite

PEOPLE = (("张三", "1001"), ("曾志伟", "1002"), ("单雄信", "2001"), ("吕布", "2002"))
CHECKED = "11010519491231002X"  # the example of GB 11643-1999


@pytest.fixture(scope="module")
def office(module_site: OpenSite) -> Office:
    office = module_site.office()
    for name, number in PEOPLE:
        office.do(AddPerson(name=name, number=number))
    return office


def found(office: Office, line: str) -> set[str]:
    where = parse(line, Person, office.context())
    return {person.name for person in office.find(Query("person", where))}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("张三", {"张三"}),
        ("三", {"张三"}),
        ("zs", {"张三"}),
        ("zhangsan", {"张三"}),
        ("zeng", {"曾志伟"}),
        ("zzw", {"曾志伟"}),
        ("shanxiong", {"单雄信"}),
        ("sxx", {"单雄信"}),
        ("lvbu", {"吕布"}),
        ("lyubu", {"吕布"}),
        ("1001", {"张三"}),
        ("number:2002", {"吕布"}),
        ("nobody", set()),
    ],
)
def test_a_person_is_found(office: Office, line: str, names: set[str]) -> None:
    assert found(office, line) == names


def test_an_identity_number_finds_nobody(office: Office) -> None:
    """It is masked, so it is in no index; who may see it opens the card."""
    person = office.find(Query("person"))[0]
    stands = AmendPerson.suggest(person, office.context())
    office.do(AmendPerson(target=person.id, **stands | {"id_number": CHECKED}))
    assert found(office, CHECKED) == set()
