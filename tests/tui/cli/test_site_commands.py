"""The command line for other sites, as scripts use it: cards, new keys, revoking, the roster."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tui.__main__ import LocalPlatform
from tui.cli.parser import run
from tui.language import set_language


@pytest.fixture
def sealdesk(
    tmp_path: Path,
    found_at: Callable[[Path, str], OpenSite],
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Callable[..., Any]]:
    """Run a command at one of two sites, as its first officer; return what it printed for machines."""
    for name in ("甲站", "乙站"):
        found_at(tmp_path / name, name).close()
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")

    def command(site: str, *words: str, status: int = 0) -> Any:
        given = ["--store", str(tmp_path / site), "--passphrase-file", str(tmp_path / "secret"), "--json", *words]
        assert run(given, LocalPlatform()) == status
        printed = capsys.readouterr()
        return printed.err if status else json.loads(printed.out)

    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield command


@pytest.fixture
def cards(sealdesk: Callable[..., Any], tmp_path: Path) -> Path:
    """The folder in which the cards of both sites lie; each trusts the other."""
    for site in ("甲站", "乙站"):
        sealdesk(site, "card", "export", str(tmp_path / f"{site}.card"))
    sealdesk("甲站", "card", "trust", str(tmp_path / "乙站.card"), "--yes")
    sealdesk("乙站", "card", "trust", str(tmp_path / "甲站.card"), "--yes")
    return tmp_path


def sites(sealdesk: Callable[..., Any], at: str) -> dict[str, Any]:
    return {site["name"]: site for site in sealdesk(at, "list", "site")}


def test_care_files_are_shared_only_if_that_is_said(sealdesk: Callable[..., Any], tmp_path: Path) -> None:
    card = str(tmp_path / "b.card")
    told = sealdesk("乙站", "card", "export", card)
    with_care = sealdesk("甲站", "card", "trust", card, "--fingerprint", told["fingerprint"], "--share", "care")
    assert with_care["shares"] == ["common", "grievance", "care"]
    sealdesk("甲站", "site", "share", "乙站", "common")
    assert sites(sealdesk, "甲站")["乙站"]["shares"] == ["common"]
    assert "no compartment called “people”" in sealdesk("甲站", "site", "share", "乙站", "people", status=1)
    assert sites(sealdesk, "甲站")["乙站"]["shares"] == ["common"]
    told = sealdesk("甲站", "card", "export", str(tmp_path / "a.card"))
    assert sealdesk("乙站", "card", "trust", str(tmp_path / "a.card"), "--yes")["shares"] == ["common", "grievance"]


def test_new_keys_are_taken_from_a_card(sealdesk: Callable[..., Any], cards: Path) -> None:
    assert "--yes" in sealdesk("乙站", "site", "renew", status=1)
    renewed = sealdesk("乙站", "site", "renew", "--yes")
    assert renewed["generation"] == 2
    sealdesk("乙站", "card", "export", str(cards / "new.card"))
    assert sealdesk("甲站", "card", "take", str(cards / "new.card")) == renewed
    assert "earlier card" in sealdesk("甲站", "card", "take", str(cards / "乙站.card"), status=1)


def test_a_site_is_revoked_and_trusted_again_with_a_card_that_was_compared(
    sealdesk: Callable[..., Any], cards: Path
) -> None:
    assert sealdesk("甲站", "site", "revoke", "乙站", "--since", "2026-11-01")["doubts"] == 0
    assert sites(sealdesk, "甲站")["乙站"]["status"] == "revoked"
    told = sealdesk("乙站", "site", "renew", "--yes")
    sealdesk("乙站", "card", "export", str(cards / "new.card"))
    wrong = sealdesk("甲站", "card", "replace", str(cards / "new.card"), status=1)
    assert "not confirmed" in wrong
    sealdesk("甲站", "card", "replace", str(cards / "new.card"), "--fingerprint", told["fingerprint"])
    assert sites(sealdesk, "甲站")["乙站"]["status"] == "trusted"


def test_a_roster_is_published_carried_and_taken(sealdesk: Callable[..., Any], cards: Path) -> None:
    first, second = str(cards / "1.roster"), str(cards / "2.roster")
    assert "no roster here" in sealdesk("乙站", "roster", "export", first, status=1)
    assert sealdesk("乙站", "roster", "publish", "--out", first) == {"edition": 1}
    sealdesk("乙站", "roster", "publish")
    sealdesk("乙站", "roster", "export", second)
    assert "does not keep it" in sealdesk("甲站", "roster", "take", second, status=1)
    sealdesk("甲站", "site", "keeper", "乙站")
    assert sealdesk("甲站", "roster", "take", second)["lessons"] == ["Edition 2 of the roster is taken over."]
    assert sealdesk("甲站", "roster", "take", second)["lessons"] == []
    assert "edition 1 of the roster" in sealdesk("甲站", "roster", "take", first, status=1)


def test_a_one_way_route_and_a_transfer_in_volumes(sealdesk: Callable[..., Any], cards: Path) -> None:
    assert sealdesk("甲站", "site", "route", "乙站", "to")["route"] == "to"
    assert sealdesk("乙站", "site", "route", "甲站", "from")["route"] == "from"
    assert "one way" in sealdesk("乙站", "send", "--to", "甲站", "--out", str(cards / "y.sealed"), status=1)
    out = str(cards / "x.sealed")
    assert "65,536" in sealdesk("甲站", "send", "--to", "乙站", "--out", out, "--volume-size", "2K", status=1)
    with patch("data.transfer_file.volume_writer.SMALLEST", 1 << 10):
        sent = sealdesk("甲站", "send", "--to", "乙站", "--out", out, "--volume-size", "4K")
    assert sent["volumes"] > 2
    other = cards / "other medium"
    other.mkdir()
    (cards / "x.sealed.002").rename(other / "x.sealed.002")
    assert "missing: 2" in sealdesk("乙站", "receive", f"{out}.001", status=1)
    assert sealdesk("乙站", "verify", f"{out}.sums", "--volumes", str(other))["changes"] == sent["changes"]
    sealdesk("乙站", "receive", f"{out}.001", "--volumes", str(other))
    assert sealdesk("甲站", "site", "route", "乙站", "snapshot")["route"] == "snapshot"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_store_that_was_put_back_is_named_by_receive_list_and_check(
    sealdesk: Callable[..., Any],
    cards: Path,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    def send(name: str) -> str:
        sealdesk("甲站", "send", "--to", "乙站", "--out", str(cards / name))
        return str(cards / f"{name}.sealed")

    shutil.copytree(cards / "甲站", cards / "old")
    sealdesk("乙站", "receive", send("first"))
    shutil.rmtree(cards / "甲站")
    shutil.copytree(cards / "old", cards / "甲站")
    later = send("later")
    spoken = {"en": "has signed two different things", "zh_CN": "签署了两种不同内容"}[language]
    at = ["--store", str(cards / "乙站"), "--passphrase-file", str(cards / "secret")]
    set_language(language)
    for words in (("receive", later), ("check",)):
        assert run([*at, *words], LocalPlatform()) == 0
        printed = capsys.readouterr()
        assert spoken in (printed.out + printed.err).replace("\n", "")
    assert "two_histories" in {each["why"] for each in sealdesk("乙站", "list", "finding")}
