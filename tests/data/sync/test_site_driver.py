"""The site driver: what its docstring shows is so."""

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.sync.trust import SiteStatus
from core.model.query import Query
from core.office.refusals import NotAllowed
from tests.conftest import NOW
from tests.support.site_driver import Found


def test_what_one_site_writes_the_other_sees(found: Found) -> None:
    a, b = found("甲站", "乙站")
    a.trust(b)
    b.trust(a)
    a.office.do(AddPerson(name="张三"))
    clerk = a.joined_by("李明", "clerk")
    clerk.do(RegisterGrievance(received=NOW, subject="拖欠工资"))
    b.receive(a.send(b))
    assert b.names() == {"张三"}
    assert [each.subject for each in b.office.find(Query("grievance"))] == ["拖欠工资"]
    assert b.knows(a).status is SiteStatus.TRUSTED
    assert a.sound()
    assert b.sound()


def test_who_joins_has_the_roles_that_are_named_and_no_other(found: Found) -> None:
    (a,) = found("甲站")
    auditor = a.joined_by("林静", "auditor")
    with pytest.raises(NotAllowed):
        auditor.do(AddPerson(name="张三"))
