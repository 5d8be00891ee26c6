"""The tutorials of the manual are true: each is done here key by key, in its own language, on a demo store.

In a numbered step, what stands in `code` is pressed, or typed if it is no key; what stands in **bold** is then seen.
"""

import re
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
from tests.support.screen_driver import driven
from tui.app.app import SealdeskApp
from tui.language import set_language

MANUAL = Path(__file__).parents[2] / "docs/manual"
PAGES = {"en": MANUAL / "first-days-en.md", "zh_CN": MANUAL / "first-days-zh.md"}
KEYS = {
    "Enter": "enter",
    "Esc": "escape",
    "Tab": "tab",
    "Shift+Tab": "shift+tab",
    "Down": "down",
    "/": "slash",
    "?": "question_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    **{f"F{number}": f"f{number}" for number in range(1, 13)},
    **{f"Ctrl+{letter}": f"ctrl+{letter.lower()}" for letter in "LQS"},
}
_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


def days(page: Path) -> dict[str, list[str]]:
    """Return the numbered steps of each tutorial of a page, by the seat it is done from."""
    parts = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {part.splitlines()[0]: re.findall(r"^\d+\. (.*(?:\n   .*)*)", part, re.MULTILINE) for part in parts}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A demo store, smaller than the one a newcomer makes."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    with patch.object(key_slots, "MINIMUM", LIGHT), patch.object(demo_store, "MINIMUM", LIGHT):
        demo_store.make_demo(folder, people=60, grievances=60, today=NOW.date()).close()
        yield folder


@pytest.mark.parametrize("day", [0, 1], ids=["clerk", "supervisor"])
@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_first_day_goes_as_the_manual_says(code: str, day: int, demo: Path) -> None:
    set_language(code)
    with closing(LocalBackend(demo, clock=lambda: NOW)) as backend:
        async with driven(SealdeskApp(cast("Any", backend))) as officer:
            for step in list(days(PAGES[code]).values())[day]:
                for done, seen in _MARKED.findall(step):
                    if seen:
                        assert seen in officer.picture, f"{step}\n{officer.picture}"
                    elif done in KEYS or len(done) == 1:
                        await officer.press(KEYS.get(done, done))
                    else:
                        await officer.paste(done)


def test_both_languages_have_the_same_days() -> None:
    english, chinese = ([len(steps) for steps in days(page).values()] for page in PAGES.values())
    assert english == chinese == [count for count in english if count > 5]
