"""Saved views: one for each name, and everyone sees their own."""

from collections.abc import Callable

from core.desks.administration.saved_views import RemoveView, SaveView
from core.model.query import Query
from core.office.office import Office


def test_a_view_of_the_same_name_is_replaced(office: Office) -> None:
    for line in ("late", "handler:me late"):
        office.do(SaveView(of="grievance", name="急", line=line, sort="-due"))
    (view,) = office.find(Query("view"))
    assert (view.line, view.sort) == ("handler:me late", "-due")
    office.do(RemoveView(target=view.id))
    assert office.find(Query("view")) == []


def test_everyone_sees_their_own(office: Office, colleague: Callable[..., Office]) -> None:
    other = colleague("李明", "clerk")
    office.do(SaveView(of="grievance", name="急", line="late"))
    other.do(SaveView(of="grievance", name="急", line="mine"))
    assert [each.line for each in office.find(Query("view"))] == ["late"]
    assert [each.line for each in other.find(Query("view"))] == ["mine"]
