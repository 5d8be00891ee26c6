"""No stored text is read as markup, in any list, page, title, notification or palette: no colours, no links."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.content import Content

from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.every_case import one_in
from tests.support.hostile_text import LISTS, MARKUP, lets_nothing_through, plant
from tests.support.screen_driver import signed_in


class Told(Refusal):
    """There is {name}. Look at it."""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is parsed as markup from now on."""
    seen: list[str] = []
    for kind in (Content, Text):
        parse: Any = kind.from_markup

        def watched(markup: Any, *more: Any, _parse: Any = parse, **options: Any) -> Any:
            seen.append(str(markup))
            return _parse(markup, *more, **options)

        monkeypatch.setattr(kind, "from_markup", staticmethod(watched))
    return seen


@pytest.fixture(scope="module")
def hostile(found_at: Callable[[Path, str], OpenSite], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSite]:
    """A site full of attacks, where nobody does anything."""
    site = found_at(tmp_path_factory.mktemp("hostile") / "store", "甲站")
    plant(site.store, site.office())
    yield site
    site.close()


def lines(app: Any) -> list[Any]:
    return [segment for strip in app.screen._compositor.render_strips() for segment in strip]


@pytest.mark.parametrize("desk", one_in(2, LISTS))
async def test_no_stored_text_is_read_as_markup(desk: str, hostile: OpenSite, backend: Any, parsed: list[str]) -> None:
    backend.office, backend.consigned = hostile.office(), lambda *_: {}
    backend.passed_on = lambda *_: {"[red]丙站": 3}
    shown: list[Any] = []
    async with signed_in(backend, size=(130, 40)) as officer:

        async def press(*keys: str) -> None:
            for key in keys:
                await officer.press(key)
                shown.extend(lines(officer.app))

        await press("g", desk)
        for _list in range(LISTS[desk]):
            await press("down", "enter", "h", "escape", "escape", "right_square_bracket")
        officer.app.say(Told(name=MARKUP))
        await press("colon")
    assert any("[red]R[/red]" in segment.text for segment in shown)
    assert not [text for text in parsed if "[red]" in text or "@click" in text]
    assert not [
        segment for segment in shown if segment.style and (segment.style.link or "@click" in segment.style.meta)
    ]
    assert lets_nothing_through("".join(segment.text for segment in shown))
