"""The command line for sending: prepared by one officer, approved by another, written to the right medium."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.policy.editing import with_figure
from data.identity.site_keys import SiteKeys
from data.media import verified_write
from data.media.verified_write import Written
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT
from tests.support.command_line_driver import CommandLine
from tests.support.site_driver import appoint, impose, trust

OTHER = "second words here"
SITE = "b" * 32


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def store(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store with a second officer, who is a supervisor."""
    site = found_at(tmp_path / "store", "甲站")
    with patch.object(key_slots, "MINIMUM", LIGHT):
        appoint(site.office(), "王敏", site.add_seat(OTHER), "supervisor")
    furnish(site)
    site.close()
    return tmp_path / "store"


@pytest.fixture
def supervisor(sealdesk: CommandLine) -> CommandLine:
    return sealdesk.as_who_types(OTHER)


def furnish(site: OpenSite) -> None:
    """Trust a site, know a person, and let a second officer approve what goes."""
    office = site.office()
    trust(office, SiteKeys.generate(SITE).card("乙站"))
    (policy,) = office.find(Query("policy"))
    impose(office, with_figure(policy.text, ("transfers", "second_officer"), True))
    office.do(AddPerson(name="张三"))


@pytest.fixture
def prepared(sealdesk: CommandLine) -> str:
    """A consignment that waits for approval."""
    made = sealdesk.json("consignment", "prepare", "--to", "乙站", "--purpose", "monthly")
    assert (made["stage"], made["compartments"], made["purpose"]) == ("prepared", ["common", "grievance"], "monthly")
    assert sum(made["counts"].values()) > 0
    assert made.keys().isdisjoint({"content", "changes_sent"})
    return str(made["id"])


def test_prepared_approved_written(sealdesk: CommandLine, supervisor: CommandLine, prepared: str, stick: Path) -> None:
    out = ("--to", "乙站", "--out", str(stick / "a.sealed"))
    assert "approved by a second officer" in sealdesk("send", *out, status=1)
    assert "second officer" in sealdesk("consignment", "approve", prepared, "--yes", status=1)
    assert "nobody said yes" in supervisor("consignment", "approve", prepared, status=1)
    shown = supervisor("consignment", "approve", prepared[:20], "--yes")
    assert "and nothing else" in shown
    assert "Approved" in shown
    assert "approved, to be written" in sealdesk("consignment", "show", prepared)
    sent = sealdesk.json("send", *out)
    assert Path(sent["path"]).stat().st_size == sent["size"]
    assert "approved by a second officer" in sealdesk("send", "--to", "乙站", "--out", str(stick / "b"), status=1)


def test_declined_and_withdrawn(sealdesk: CommandLine, supervisor: CommandLine, prepared: str) -> None:
    assert "Declined" in supervisor("consignment", "decline", prepared, "--reason", "not now")
    assert "stage" in sealdesk("consignment", "withdraw", prepared, status=1)
    again = sealdesk.json("consignment", "prepare", "--to", "乙站", "--shares", "common")["id"]
    assert "Withdrawn" in sealdesk("consignment", "withdraw", again)
    assert "no record ffff" in sealdesk("consignment", "show", "ffff", status=1)


def test_what_goes_is_not_chosen_again_when_it_is_written(
    sealdesk: CommandLine, supervisor: CommandLine, prepared: str, stick: Path
) -> None:
    supervisor("consignment", "approve", prepared, "--yes")
    with pytest.raises(SystemExit):
        sealdesk("send", "--to", "乙站", "--out", str(stick / "a.sealed"), "--shares", "common")
    assert list(stick.iterdir()) == []


def test_the_medium_is_looked_at_without_writing_and_must_be_the_right_one(
    sealdesk: CommandLine, supervisor: CommandLine, prepared: str, stick: Path
) -> None:
    supervisor("consignment", "approve", prepared, "--yes")
    assert "its number stands on it" in sealdesk("medium", "register", "U-007", "--on", str(stick))
    assert "U-007 is in the ledger already" in sealdesk("medium", "register", "U-007", "--on", str(stick), status=1)
    out = ("--to", "乙站", "--out", str(stick / "a.sealed"))
    looked = sealdesk.json("send", *out, "--medium", "U-007", "--dry-run")
    assert (looked["ready"], looked["medium"]) == (True, "U-007")
    assert {found["state"] for found in looked["found"]} == {"ready", "same_disk"}
    assert "not medium U-008" in sealdesk("send", *out, "--medium", "U-008", "--dry-run")
    assert "Nothing was written. This is not medium U-008" in sealdesk("send", *out, "--medium", "U-008", status=1)
    assert [path.name for path in stick.iterdir()] == ["sealdesk-medium.json"]
    sealdesk("send", *out)
    sent = sealdesk.json("list", "dispatch")
    assert "U-007" in str(sent)


def test_a_writing_that_fails_is_told_in_words_from_a_closed_list(
    sealdesk: CommandLine, supervisor: CommandLine, prepared: str, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor("consignment", "approve", prepared, "--yes")
    monkeypatch.setattr(verified_write, "read_back", lambda part: Written("0" * 64, 1))
    told = sealdesk.json("send", "--to", "乙站", "--out", str(stick / "a"), status=1)
    assert told == {"state": "not_read_back", "cleanup": "nothing_left"}
    assert list(stick.iterdir()) == []
    assert "approved, to be written" in sealdesk("consignment", "show", prepared)


def test_a_receipt_needs_no_approval(sealdesk: CommandLine, stick: Path) -> None:
    assert "0 changes" in sealdesk("send", "--to", "乙站", "--out", str(stick / "receipt.sealed"), "--receipt")
