"""C9: nobody is handed what his post, its assessment, a suspension or a cooling-off does not let him hold."""

from datetime import date
from typing import Any

import pytest

from core.desks.carriers.lending import LendCarrier
from core.desks.carriers.receiving import ReceiveCarrier
from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.post_record import Post
from core.desks.clearance.vocabulary import AppointmentStage, Handled, Level, PostStage
from core.desks.people.people import AddPerson, RecordLeaving
from core.model.action import create
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.signing import Witnessing
from core.values.classification import Classification
from tests.support.site_driver import write

PERSON, POST = "b" * 32, "e" * 32
PAPER = {"way": Witnessing.PAPER, "paper": "签收单 1"}
NEXT = date(2027, 6, 1)


@pytest.fixture(autouse=True)
def house(office: Office) -> None:
    """A person, and a post at which what is confidential is handled."""
    office.do(AddPerson(target=PERSON, name="张三", number="1001", joined=date(2020, 1, 1)))
    day, me = date(2026, 1, 1), office.officer
    post = Post(id=POST, code="K-1", name="科研", level=Level.IMPORTANT, handles=Handled.CONFIDENTIAL, headcount=1,
                stage=PostStage.IN_FORCE, basis="x", proposed=day, proposed_by=me)  # fmt: skip
    write(office, create(post))


def appointed(office: Office, **given: Any) -> None:
    day, me = date(2026, 1, 1), office.officer
    stands = {"stage": AppointmentStage.ON_POST, "next_review": NEXT, "prepared": day, "prepared_by": me}
    made = Appointment(person=PERSON, post=POST, level=Level.IMPORTANT, name="张三", since=day, **{**stands, **given})
    write(office, create(made))


def lent(office: Office, level: Classification) -> str:
    """Lend a carrier of a level; return why not, if it is refused."""
    received = ReceiveCarrier(name="计划", level=level, got=office.today)
    office.do(received)
    try:
        office.do(LendCarrier(target=received.target, taker=PERSON, due=NEXT, **PAPER))
    except Refused as refused:
        return str(refused)
    return ""


def test_c9_up_to_the_level_of_the_post_and_no_further(office: Office) -> None:
    appointed(office)
    assert lent(office, Classification.CONFIDENTIAL) == ""
    assert lent(office, Classification.SECRET) == ""
    assert "handles up to Confidential, and this is Top secret" in lent(office, Classification.TOP_SECRET)


def test_c9_without_a_post_nothing_secret_and_what_is_internal_freely(office: Office) -> None:
    assert "is on no secret post" in lent(office, Classification.SECRET)
    assert lent(office, Classification.INTERNAL) == ""


def test_c9_not_while_suspended(office: Office) -> None:
    appointed(office, stage=AppointmentStage.SUSPENDED)
    assert "is suspended" in lent(office, Classification.SECRET)


def test_c9_not_while_the_assessment_is_late(office: Office) -> None:
    appointed(office, next_review=date(2026, 11, 1))
    assert "assessed again by 2026-11-01" in lent(office, Classification.SECRET)


def test_c9_not_while_cooling_off(office: Office) -> None:
    since, until = date(2026, 6, 1), date(2028, 6, 1)
    cooling = CoolingOff(person=PERSON, name="张三", level=Level.IMPORTANT, since=since, months=24, until=until)
    write(office, create(cooling))
    assert "cooling off" in lent(office, Classification.SECRET)


def test_c22_nobody_leaves_the_roster_who_still_has_carriers(office: Office) -> None:
    appointed(office)
    assert lent(office, Classification.SECRET) == ""
    with pytest.raises(Refused, match="still holds things"):
        office.do(RecordLeaving(target=PERSON, left=office.today))
