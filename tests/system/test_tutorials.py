"""The tutorials of the manual are true: each is done here key by key, in its own language, on a demo store.

In a numbered step, what stands in `code` is pressed, or typed if it is no key; what stands in **bold** is then seen,
and what is ~~struck out~~ is not. 3 × (`Tab`) is pressed three times.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import pytest

from data.backend.backend import LocalBackend
from data.site import demo_store
from data.vault import key_slots
from tests.conftest import LIGHT, NOW
from tests.support.kept_sites import KeptSites
from tests.support.screen_driver import ScreenDriver, driven
from tui.app.app import SealdeskApp
from tui.language import set_language

MANUAL = Path(__file__).parents[2] / "docs/manual"
PAGES = ("first-days", "guarding-days")
LANGUAGES = {"en": "en", "zh_CN": "zh"}
KEYS = {
    "Enter": "enter",
    "Esc": "escape",
    "Tab": "tab",
    "Shift+Tab": "shift+tab",
    "Down": "down",
    "Ctrl+Down": "ctrl+down",
    "Space": "space",
    "/": "slash",
    "?": "question_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    **{f"F{number}": f"f{number}" for number in range(1, 13)},
    **{f"Ctrl+{letter}": f"ctrl+{letter.lower()}" for letter in "LQSU"},
}
_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|~~([^~]+)~~")
_REPEATED = re.compile(r"(\d+) × \(([^)]*)\)")


def tutorials(page: str, code: str) -> dict[str, list[str]]:
    """Return the numbered steps of each tutorial of a page in a language, by its heading."""
    text = (MANUAL / f"{page}-{LANGUAGES[code]}.md").read_text("utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0]: re.findall(r"^\d+\. (.*(?:\n   .*)*)", part, re.MULTILINE) for part in parts}


TUTORIALS = [(page, place) for page in PAGES for place in range(len(tutorials(page, "en")))]


@pytest.fixture(scope="module")
def made(kept_sites: KeptSites) -> Path:
    """A demo store, smaller than the one a newcomer makes."""

    def make(folder: Path) -> None:
        demo_store.make_demo(folder / "store", people=60, grievances=60, today=NOW.date()).close()

    with patch.object(key_slots, "MINIMUM", LIGHT), patch.object(demo_store, "MINIMUM", LIGHT):
        return kept_sites.once("tutorials", make, lambda place: place / "store")


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    """Let derivations take a millisecond."""
    with patch.object(key_slots, "MINIMUM", LIGHT), patch.object(demo_store, "MINIMUM", LIGHT):
        yield


@pytest.fixture
def demo(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo store as it was made, and a home for the files that are written."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return Path(shutil.copytree(made, tmp_path / "store"))


async def follow(officer: ScreenDriver, step: str) -> None:
    """Do what a step says, and look for what it promises."""
    spelt_out = _REPEATED.sub(lambda told: told[2] * int(told[1]), step)
    for done, seen, gone in _MARKED.findall(spelt_out):
        if seen:
            assert seen in officer.picture, f"{seen}: {step}\n{officer.picture}"
        elif gone:
            assert gone not in officer.picture, f"{gone}: {step}\n{officer.picture}"
        elif done in KEYS or len(done) == 1:
            await officer.press(KEYS.get(done, done))
        else:
            await officer.paste(done)


@pytest.mark.parametrize(("page", "place"), TUTORIALS, ids=[f"{page}-{place}" for page, place in TUTORIALS])
@pytest.mark.parametrize("code", LANGUAGES)
async def test_a_tutorial_goes_as_the_manual_says(code: str, page: str, place: int, demo: Path) -> None:
    set_language(code)
    with closing(LocalBackend(demo, clock=lambda: NOW)) as backend:
        async with driven(SealdeskApp(cast("Any", backend))) as officer:
            for step in list(tutorials(page, code).values())[place]:
                await follow(officer, step)


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_steps(page: str) -> None:
    english, chinese = ([len(steps) for steps in tutorials(page, code).values()] for code in LANGUAGES)
    assert english == chinese == [count for count in english if count > 5]
