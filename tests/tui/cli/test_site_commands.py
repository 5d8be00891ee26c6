"""The command line for other sites, as scripts use it: cards, new keys, revoking, the roster."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from data.site.open_site import OpenSite
from tests.support.command_line_driver import CommandLine
from tui.language import set_language


@pytest.fixture
def here(sealdesk: CommandLine) -> CommandLine:
    """The first officer of 甲站."""
    return sealdesk


@pytest.fixture
def there(
    tmp_path: Path, found_at: Callable[[Path, str], OpenSite], command_line: Callable[[Path], CommandLine]
) -> CommandLine:
    """The first officer of 乙站."""
    found_at(tmp_path / "乙站", "乙站").close()
    return command_line(tmp_path / "乙站")


@pytest.fixture
def cards(here: CommandLine, there: CommandLine, tmp_path: Path) -> Path:
    """The folder in which the cards of both sites lie; each trusts the other."""
    for site in (here, there):
        site("card", "export", str(tmp_path / f"{site.folder.name}.card"))
    here("card", "trust", str(tmp_path / "乙站.card"), "--yes")
    there("card", "trust", str(tmp_path / "甲站.card"), "--yes")
    return tmp_path


def known(at: CommandLine, name: str) -> dict[str, Any]:
    """Return what is known at a site of another one."""
    (site,) = (each for each in at.json("list", "site") if each["name"] == name)
    return site


def test_care_files_are_shared_only_if_that_is_said(here: CommandLine, there: CommandLine, tmp_path: Path) -> None:
    card = str(tmp_path / "b.card")
    told = there.json("card", "export", card)
    with_care = here.json("card", "trust", card, "--fingerprint", told["fingerprint"], "--share", "care")
    assert with_care["shares"] == ["common", "grievance", "care"]
    here.json("site", "share", "乙站", "common")
    assert known(here, "乙站")["shares"] == ["common"]
    assert "no compartment called “people”" in here("site", "share", "乙站", "people", status=1)
    assert known(here, "乙站")["shares"] == ["common"]
    told = here.json("card", "export", str(tmp_path / "a.card"))
    assert there.json("card", "trust", str(tmp_path / "a.card"), "--yes")["shares"] == ["common", "grievance"]


def test_new_keys_are_taken_from_a_card(here: CommandLine, there: CommandLine, cards: Path) -> None:
    assert "--yes" in there("site", "renew", status=1)
    renewed = there.json("site", "renew", "--yes")
    assert renewed["generation"] == 2
    there.json("card", "export", str(cards / "new.card"))
    assert here.json("card", "take", str(cards / "new.card")) == renewed
    assert "earlier card" in here("card", "take", str(cards / "乙站.card"), status=1)


def test_a_site_is_revoked_and_trusted_again_with_a_card_that_was_compared(
    here: CommandLine, there: CommandLine, cards: Path
) -> None:
    assert here.json("site", "revoke", "乙站", "--since", "2026-11-01")["doubts"] == 0
    assert known(here, "乙站")["status"] == "revoked"
    told = there.json("site", "renew", "--yes")
    there.json("card", "export", str(cards / "new.card"))
    wrong = here("card", "replace", str(cards / "new.card"), status=1)
    assert "not confirmed" in wrong
    here.json("card", "replace", str(cards / "new.card"), "--fingerprint", told["fingerprint"])
    assert known(here, "乙站")["status"] == "trusted"


def test_a_roster_is_published_carried_and_taken(here: CommandLine, there: CommandLine, cards: Path) -> None:
    first, second = str(cards / "1.roster"), str(cards / "2.roster")
    assert "no roster here" in there("roster", "export", first, status=1)
    assert there.json("roster", "publish", "--out", first) == {"edition": 1}
    there.json("roster", "publish")
    there.json("roster", "export", second)
    assert "does not keep it" in here("roster", "take", second, status=1)
    here.json("site", "keeper", "乙站")
    assert here.json("roster", "take", second)["lessons"] == ["Edition 2 of the roster is taken over."]
    assert here.json("roster", "take", second)["lessons"] == []
    assert "edition 1 of the roster" in here("roster", "take", first, status=1)


def test_a_one_way_route_and_a_transfer_in_volumes(here: CommandLine, there: CommandLine, cards: Path) -> None:
    assert here.json("site", "route", "乙站", "to")["route"] == "to"
    assert there.json("site", "route", "甲站", "from")["route"] == "from"
    assert "one way" in there("send", "--to", "甲站", "--out", str(cards / "y.sealed"), status=1)
    out = str(cards / "x.sealed")
    assert "65,536" in here("send", "--to", "乙站", "--out", out, "--volume-size", "2K", status=1)
    with patch("data.transfer_file.volume_writer.SMALLEST", 1 << 10):
        sent = here.json("send", "--to", "乙站", "--out", out, "--volume-size", "4K")
    assert sent["volumes"] > 2
    other = cards / "other medium"
    other.mkdir()
    (cards / "x.sealed.002").rename(other / "x.sealed.002")
    assert "missing: 2" in there("receive", f"{out}.001", status=1)
    assert there.json("verify", f"{out}.sums", "--volumes", str(other))["changes"] == sent["changes"]
    there.json("receive", f"{out}.001", "--volumes", str(other))
    assert here.json("site", "route", "乙站", "snapshot")["route"] == "snapshot"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_store_that_was_put_back_is_named_by_receive_list_and_check(
    here: CommandLine,
    there: CommandLine,
    cards: Path,
    language: str,
) -> None:
    def send(name: str) -> str:
        here.json("send", "--to", "乙站", "--out", str(cards / name))
        return str(cards / f"{name}.sealed")

    shutil.copytree(cards / "甲站", cards / "old")
    there.json("receive", send("first"))
    shutil.rmtree(cards / "甲站")
    shutil.copytree(cards / "old", cards / "甲站")
    later = send("later")
    spoken = {"en": "has signed two different things", "zh_CN": "签署了两种不同内容"}[language]
    set_language(language)
    for words in (("receive", later), ("check",)):
        ended = there.run(*words)
        assert ended.status == 0
        assert spoken in (ended.out + ended.err).replace("\n", "")
    assert "two_histories" in {each["why"] for each in there.json("list", "finding")}
