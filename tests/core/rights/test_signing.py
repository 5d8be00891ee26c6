"""What takes the hand of another: at the screen or on paper, and never one's own."""

from collections.abc import Callable
from datetime import date

import pytest

from core.desks.administration.officers import IdentifyOfficer
from core.desks.carriers.lending import LendCarrier
from core.desks.carriers.receiving import ReceiveCarrier, VoidCarrier
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.signing import Witnessing
from core.rules import right_to_hold

DUE = date(2026, 12, 1)
PAPER = {"way": Witnessing.PAPER, "paper": "签收单 1"}


@pytest.fixture(autouse=True)
def anybody_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave aside what the register of cleared people says: it has tests of its own."""
    monkeypatch.setattr(right_to_hold, "HOLDER_RULES", [])


@pytest.fixture
def clerk(colleague: Callable[..., Office]) -> Office:
    return colleague("保密", "confidentiality_clerk")


@pytest.fixture
def second(colleague: Callable[..., Office]) -> Office:
    return colleague("核对", "confidentiality_clerk")


@pytest.fixture
def carrier(clerk: Office) -> str:
    received = ReceiveCarrier(name="计划", level="secret", got=date(2026, 11, 20))
    clerk.do(received)
    return received.target


def void(carrier: str, approver: Office, **given: object) -> VoidCarrier:
    return VoidCarrier(target=carrier, note="重复", approver=approver.officer, **given)


def identified(office: Office, officer: Office, person: str) -> None:
    (account,) = office.find(Query("account", Is("officer", (officer.officer,))))
    office.do(IdentifyOfficer(target=account.id, person=person))


def test_it_is_not_done_before_the_second_officer_has_signed(clerk: Office, second: Office, carrier: str) -> None:
    deed = void(carrier, second)
    with pytest.raises(Refused, match=r"核对 .*has not signed"):
        clerk.do(deed)
    (asked,) = clerk.to_sign(deed)
    assert (asked.name, asked.officer) == ("approver", second.officer)
    with pytest.raises(Refused, match="has not signed"):
        clerk.do(deed.signed_by(clerk.officer))
    clerk.do(deed.signed_by(second.officer))
    assert clerk.get("carrier", carrier).stage == "void"


def test_whatever_else_refuses_it_is_said_before_anybody_signs(clerk: Office, second: Office, carrier: str) -> None:
    clerk.do(void(carrier, second).signed_by(second.officer))
    with pytest.raises(Refused, match="stage"):
        clerk.to_sign(void(carrier, second))


def test_a_paper_has_its_reference(clerk: Office, second: Office, carrier: str) -> None:
    with pytest.raises(Refused, match="reference of the paper"):
        clerk.do(void(carrier, second, way=Witnessing.PAPER))
    deed = void(carrier, second, **PAPER)
    assert clerk.to_sign(deed) == []
    clerk.do(deed)


def test_nobody_signs_beside_himself(clerk: Office, carrier: str) -> None:
    for way in ({}, PAPER):
        with pytest.raises(Refused, match="are one person") as refused:
            clerk.do(void(carrier, clerk, **way).signed_by(clerk.officer))
        assert refused.value.is_authorisation, "it stands in the audit"


def test_two_seats_of_one_person_are_one_hand(office: Office, clerk: Office, second: Office, carrier: str) -> None:
    office.do(AddPerson(target="b" * 32, name="张三", number="1"))
    for each in (clerk, second):
        identified(office, each, "b" * 32)
    with pytest.raises(Refused, match="are one person"):
        clerk.do(void(carrier, second, **PAPER))


def test_a_person_signs_at_the_seat_that_he_has_and_on_paper_without_one(
    office: Office, clerk: Office, second: Office, carrier: str
) -> None:
    for person, name in (("b" * 32, "张三"), ("d" * 32, "李四")):
        office.do(AddPerson(target=person, name=name))
    identified(office, second, "b" * 32)
    stranger = LendCarrier(target=carrier, taker="d" * 32, due=DUE)
    with pytest.raises(Refused, match=r"李四 .*no account here"):
        clerk.do(stranger)
    assert clerk.to_sign(stranger) == []
    known = LendCarrier(target=carrier, taker="b" * 32, due=DUE)
    with pytest.raises(Refused, match="has not signed"):
        clerk.do(known)
    clerk.do(known.signed_by(*(each.officer for each in clerk.to_sign(known))))
    assert clerk.get("carrier", carrier).holder == "b" * 32
