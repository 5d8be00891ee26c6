"""History: each change with what stood before, and what it replaces."""

from collections.abc import Callable
from typing import Any

import pytest

from core.desks.people.people import AddPerson, AmendPerson
from core.model.change import Draft
from core.model.query import Query
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.sql_rows import everything, person


def test_history_shows_each_change_with_what_stood_before(office: Office, site: OpenSite) -> None:
    office.do(AddPerson(name="张三"))
    one = person(office, "张三")
    office.do(AmendPerson(target=one.id, name="张山", post="科员"))
    entries = [(entry.change.body.action, entry.change.body.fields, entry.before) for entry in office.history(one)]
    assert entries == [
        ("add_person", {"name": "张三", "entered": "2026-11-23"}, {"name": None, "entered": None}),
        ("amend_person", {"name": "张山", "post": "科员"}, {"name": "张三", "post": None}),
    ]


def test_a_change_says_what_it_replaces(office: Office, site: OpenSite) -> None:
    office.do(AddPerson(name="张三", post="科员"))
    one = person(office, "张三")
    office.do(AmendPerson(target=one.id, name="张山", post="科员"))
    first, second = office.history(one)
    assert second.change.body.supersedes == (first.change.id.hex(),)
    assert second.change.parent == first.change.id


def test_an_identifier_in_the_fields_of_a_change_is_no_identifier(
    office: Office, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    """Else another site could write over one record while it names another."""
    office.do_all([AddPerson(name="张三"), AddPerson(name="李四")])
    one, other = person(office, "张三"), person(office, "李四")
    from_elsewhere(site.store, one, id=other.id, name="替身")
    assert {each.id: each.name for each in office.find(Query("person"))} == {one.id: "替身", other.id: "李四"}
    assert site.store.check() is None


def test_a_draft_that_fits_no_declaration_is_not_written(site: OpenSite) -> None:
    before = everything(site.store)
    with pytest.raises(ValueError, match="name"), site.store.transaction():
        site.store.write([Draft("person", "a" * 32, {"name": ""})], officer="b" * 32, action="test")
    assert everything(site.store) == before
