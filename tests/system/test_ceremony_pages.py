"""The key ceremony and the day a laptop is lost: every command of both pages is done, in the order of the page."""

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.desks.sync.trust import SiteStatus
from core.model.query import Query
from data.site import keyring
from data.site.open_site import OpenSite, open_site
from data.vault import key_slots, recovery
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.site_driver import card_of, trust
from tui.__main__ import LocalPlatform
from tui.cli.parser import run
from tui.language import set_language

MANUAL = Path(__file__).parents[2] / "docs/manual"
PAGES = ("key-ceremony", "lost-laptop")
LANGUAGES = ("en", "zh")
_COMMAND = re.compile(r"^ +((?:sealdesk|export) .+)$", re.MULTILINE)
SEATS = (1, 2, 3)


def commands(page: str, code: str) -> list[str]:
    return _COMMAND.findall((MANUAL / f"{page}-{code}.md").read_text("utf-8"))


class Hands:
    """The people in the room: they type their passphrases, copy the papers and type them in when they are asked."""

    def __init__(self, patcher: pytest.MonkeyPatch) -> None:
        self.papers: list[str] = []
        patcher.setattr(keyring, "draw_papers", self._draw)
        for module in ("common", "ceremonies"):
            patcher.setattr(f"tui.cli.{module}.typed_secret", lambda prompt: PASSPHRASE)
        patcher.setattr("tui.cli.ceremonies.typed_line", self._type)
        patcher.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def _draw(self, need: int, of: int) -> tuple[recovery.RecoveryPaper, ...]:
        drawn = recovery.draw_papers(need, of)
        self.papers = [paper.digits() for paper in drawn]
        return drawn

    def _type(self, prompt: str) -> str:
        number = re.search(r"\d+", prompt)
        if number is None or prompt.startswith("Press"):
            return ""
        place = int(number[0]) - 1
        return self.papers[place] if place < 2 or prompt.startswith("Type") else ""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Do a command of a page in an empty room; return what it printed."""
    set_language("en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stick").mkdir()
    hands = Hands(monkeypatch)
    said: list[str] = []
    monkeypatch.setattr(sys, "stdout", Heard(said))

    def do(line: str, store: str = "") -> str:
        program, _, rest = line.partition(" ")
        if program == "export":
            variable, _, value = rest.partition("=")
            monkeypatch.setenv(variable, value.strip('"').replace("$PWD", str(tmp_path)))
            return ""
        backup = max((str(path) for path in Path("stick").glob("sealdesk-*Z")), default="")
        words = shlex.split(rest.replace("BACKUP", backup).replace("LINE", last_line(said)))
        if words[:2] in (["card", "export"],):
            Path(words[2]).unlink(missing_ok=True)
        who = [()] if "--seat" in words or words[0] == "init" else [("--seat", str(seat)) for seat in SEATS]
        for seat in who:
            if run([*(("--store", store) if store else ()), *words, *seat], LocalPlatform()) == 0:
                return "".join(said)
        raise AssertionError(f"nobody in the room could: {line}\n{''.join(said)[-500:]}")

    with patch.object(key_slots, "MINIMUM", LIGHT), patch("data.vault.header.calibrate", lambda: LIGHT):
        assert hands
        yield do


class Heard:
    """Standard output that is listened to."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def write(self, text: str) -> int:
        self._said.append(text)
        return len(text)

    def flush(self) -> None:
        pass


def last_line(said: list[str]) -> str:
    """Return the witness line that was printed last."""
    return next(iter(re.findall(r"^\d+ \d+(?: \d{6}){4}$", "".join(said), re.MULTILINE)[::-1]), "")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_key_ceremony_can_be_held_as_the_page_says(room: Callable[..., str], code: str) -> None:
    for line in commands("key-ceremony", code):
        room(line)


def test_a_laptop_is_lost_and_the_office_goes_on(
    room: Callable[..., str], found_at: Callable[[Path, str], OpenSite], tmp_path: Path
) -> None:
    for line in commands("key-ceremony", "en")[:13]:
        room(line)
    _known_at(found_at(tmp_path / "other", "乙站"), tmp_path / "store")
    room("sealdesk backup --to stick")
    room("sealdesk witness")
    shutil.rmtree(tmp_path / "store")
    for line in commands("lost-laptop", "en"):
        room(line, "other" if line.startswith(("sealdesk site revoke", "sealdesk card replace")) else "")
    assert _is_trusted(tmp_path / "other")


def _is_trusted(there: Path) -> bool:
    """Whether the site that had revoked the lost one trusts it again."""
    site = open_site(there, PASSPHRASE)
    status = [each.status for each in site.store.find(Query("site")) if each.id != site.store.site]
    site.close()
    return status == [SiteStatus.TRUSTED]


def _known_at(there: OpenSite, here: Path) -> None:
    """Let another site trust the one that will be lost."""
    site = open_site(here, PASSPHRASE)
    trust(there.office(), card_of(site), ("common",))
    site.close()
    assert there.office().count(Query("site")) == 2
    there.close()


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_say_the_same_commands(page: str) -> None:
    english, chinese = (commands(page, code) for code in LANGUAGES)
    assert english == chinese
    assert len(english) > 8
