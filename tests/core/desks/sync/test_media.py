"""The ledger of media: what moves has two names, and what is gone is not written to."""

from collections.abc import Callable
from typing import Any

import pytest

from core.desks.sync.media import (
    DestroyMedium,
    Medium,
    RegisterMedium,
    ReportMediumLost,
    SignInMedium,
    SignOutMedium,
    unfit_media,
)
from core.desks.sync.transfers import ReportTransferLost, SendTransfer
from core.desks.sync.trust import TrustSite
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.rules.ledger import LedgerStage
from core.values.ids import new_id
from core.values.sentence import Sentence


@pytest.fixture
def stick(office: Office) -> str:
    registered = RegisterMedium(number="U-007", name="red")
    office.do(registered)
    return registered.target


@pytest.fixture
def courier(colleague: Callable[..., Office]) -> Office:
    return colleague("李明", "clerk")


def now(office: Office, stick: str) -> Medium:
    found: Medium = office.get("medium", stick)
    return found


def test_a_number_has_one_medium(office: Office, stick: str) -> None:
    with pytest.raises(Refused, match="U-007 is in the ledger already"):
        office.do(RegisterMedium(number="U-007"))
    assert now(office, stick).stage is LedgerStage.IN


@pytest.mark.parametrize("number", ["", "a,b", "../x", "x" * 21])
def test_a_number_can_be_written_on_a_medium(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        RegisterMedium(number=number)


def test_it_goes_out_and_comes_back_with_two_names_each(office: Office, courier: Office, stick: str) -> None:
    office.do(SignOutMedium(target=stick, witness=courier.officer))
    out = now(office, stick)
    assert (out.stage, out.holder, out.by, out.witness) == (
        LedgerStage.OUT,
        courier.officer,
        office.officer,
        courier.officer,
    )
    assert SignInMedium.suggest(out, office.context()) == {"witness": courier.officer}
    office.do(SignInMedium(target=stick, witness=courier.officer))
    back = now(office, stick)
    assert (back.stage, back.holder, back.since) == (LedgerStage.IN, "", office.today)
    movers = [entry.change.body.action for entry in office.history(back)]
    assert movers == ["register_medium", "sign_out_medium", "sign_in_medium"]


@pytest.mark.parametrize("move", [SignOutMedium, DestroyMedium])
def test_one_officer_is_not_two_names(office: Office, stick: str, move: Any) -> None:
    with pytest.raises(Refused, match="two names"):
        office.do(move(target=stick, witness=office.officer))
    with pytest.raises(Refused, match="who has an account here"):
        office.do(move(target=stick, witness=new_id()))
    assert now(office, stick).stage is LedgerStage.IN


def test_what_is_destroyed_stays_destroyed(office: Office, courier: Office, stick: str) -> None:
    office.do(DestroyMedium(target=stick, witness=courier.officer))
    for move in (SignOutMedium, SignInMedium, DestroyMedium):
        with pytest.raises(Refused, match="destroyed"):
            office.do(move(target=stick, witness=courier.officer))
    with pytest.raises(Refused, match="destroyed"):
        office.do(ReportMediumLost(target=stick))
    assert str(unfit_media(office)["U-007"]) == "destroyed"


def test_what_was_lost_may_be_found_again(office: Office, courier: Office, stick: str) -> None:
    office.do(SignOutMedium(target=stick, witness=courier.officer))
    office.do(ReportMediumLost(target=stick))
    assert (now(office, stick).stage, now(office, stick).holder) == (LedgerStage.LOST, courier.officer)
    office.do(SignInMedium(target=stick, witness=courier.officer))
    assert unfit_media(office) == {}


def test_only_who_keeps_the_ledger_moves_media(colleague: Callable[..., Office], office: Office, stick: str) -> None:
    supervisor = colleague("王敏", "supervisor")
    assert now(supervisor, stick).number == "U-007"
    with pytest.raises(NotAllowed):
        supervisor.do(ReportMediumLost(target=stick))


@pytest.fixture
def sent(office: Office, stick: str) -> str:
    """A transfer that is on its way on the stick."""
    site = new_id()
    office.do(TrustSite(target=site, name="乙站", fingerprint="4711", card="card", shares=("common",)))
    sent = SendTransfer(to=site, changes_sent=3, medium="U-007")
    office.do(sent)
    return sent.target


def due(office: Office) -> int:
    return office.count(Query("agenda", Is("of_kind", ("dispatch",))))


def test_a_transfer_that_is_lost_is_expected_no_longer_and_its_medium_is_lost(
    office: Office, stick: str, sent: str
) -> None:
    assert due(office) == 1
    asked = ReportTransferLost(target=sent).confirmation(office.get("dispatch", sent))
    assert "lost with it" in str(asked), "who confirms it knows that the medium goes too"
    office.do(ReportTransferLost(target=sent))
    assert (due(office), office.get("dispatch", sent).lost) == (0, office.today)
    assert now(office, stick).stage is LedgerStage.LOST
    with pytest.raises(Refused, match="already"):
        office.do(ReportTransferLost(target=sent))


def test_nothing_is_written_to_a_medium_that_is_gone_or_unknown(office: Office, stick: str, sent: str) -> None:
    office.do(ReportMediumLost(target=stick))
    to = office.get("dispatch", sent).to
    with pytest.raises(Refused, match="medium U-007: lost"):
        office.do(SendTransfer(to=to, changes_sent=1, medium="U-007"))
    with pytest.raises(Refused, match="no medium U-8"):
        office.do(SendTransfer(to=to, changes_sent=1, medium="U-8"))


def to_sign_out(office: Office) -> list[tuple[str, str]]:
    """Return what Today says of media, each with the action that does it."""
    entries = office.find(Query("agenda", Is("of_kind", ("medium",))))
    return [(Sentence.unpack(entry.what).say(), entry.action) for entry in entries]


def test_a_medium_that_a_transfer_was_written_on_is_to_be_signed_out_until_it_is(
    office: Office, courier: Office, stick: str, sent: str
) -> None:
    due = [("sign out, transfer on it", "sign_out_medium")]
    assert now(office, stick).stage is LedgerStage.IN, "the ledger says what two officers said, and no more"
    assert to_sign_out(office) == due
    office.do(SendTransfer(to=office.get("dispatch", sent).to, changes_sent=1, medium="U-007"))
    assert to_sign_out(office) == due, "a second file on it is the same walk"
    office.do(SignOutMedium(target=stick, witness=courier.officer))
    assert to_sign_out(office) == []
    office.do(SignInMedium(target=stick, witness=courier.officer))
    assert to_sign_out(office) == [], "it came back"


def test_a_medium_that_is_out_when_it_is_written_on_is_with_its_holder(
    office: Office, courier: Office, stick: str
) -> None:
    office.do(SignOutMedium(target=stick, witness=courier.officer))
    site = new_id()
    office.do(TrustSite(target=site, name="乙站", fingerprint="4711", card="card", shares=("common",)))
    office.do(SendTransfer(to=site, changes_sent=3, medium="U-007"))
    office.do(SignInMedium(target=stick, witness=courier.officer))
    assert to_sign_out(office) == []


@pytest.mark.parametrize("end", [DestroyMedium, ReportMediumLost])
def test_a_medium_that_is_gone_is_signed_out_no_more(
    office: Office, courier: Office, stick: str, sent: str, end: Any
) -> None:
    second = {"witness": courier.officer} if end is DestroyMedium else {}
    office.do(end(target=stick, **second))
    assert to_sign_out(office) == []
