"""The policy pack on the screen: figures are changed one by one, with before and after, and kept in history."""

from collections.abc import Callable
from typing import Any

import pytest

from core.desks.administration.officers import EditPolicy
from core.desks.administration.policy_proposals import ApproveEdit
from core.model.query import Query
from core.office.office import Office
from core.policy.editing import with_figure
from core.policy.pack import LockSettings
from core.policy.settings import settings
from tests.conftest import appoint, impose
from tui import screens  # noqa: F401 - declares the desks
from tui.generic.desk import desks
from tui.language import set_language
from tui.screens.officers.policy import PolicyScreen, ProposalScreen
from tui.widgets.windowed_list import WindowedList

TURN = "right_square_bracket"
TEXT = """name = "ours"

[lock]
idle_minutes = 5 # minutes without a key

[workdays]
public_holidays = true

[roles.officer]
label = "officer"
zh = "干事"
duties = ["common.names", "common.read", "policy.edit", "people.read", "exports.make", "accounts.keep"]
"""


@pytest.fixture
def small(furnished: Office) -> Office:
    """The furnished office under a short pack."""
    appoint(furnished, "李明", 2, "clerk")
    impose(furnished, TEXT.replace("[roles.officer]", "[roles.security_officer]"))
    return furnished


@pytest.fixture
def at(opened: Any, settle: Any) -> Callable[..., Any]:
    """Press keys one by one, each after the one before has had its effect."""

    async def press(pilot: Any, *keys: str) -> None:
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return press


@pytest.fixture
def to_pack(at: Callable[..., Any]) -> Callable[..., Any]:
    """Go to the policy pack."""
    key = next(desk.key for desk in desks() if "policy" in desk.kinds)

    async def go(pilot: Any) -> None:
        await at(pilot, key)
        while pilot.app.screen.kind != "policy":
            await at(pilot, TURN)
        await at(pilot, "enter")

    return go


def place_of(office: Office, name: str) -> int:
    """How often Down is pressed to come to a figure."""
    found = settings(office.policy.text)
    lines: list[str] = []
    section: tuple[str, ...] = ()
    for figure in found:
        if figure.path[:-1] != section:
            section = figure.path[:-1]
            lines.append("")
        lines.append(figure.name)
    return lines.index(name)


@pytest.fixture
def change(at: Callable[..., Any]) -> Callable[..., Any]:
    """Open a figure and type over what is in it."""

    async def typed(pilot: Any, office: Office, name: str, text: str) -> None:
        await at(pilot, "g", *["down"] * place_of(office, name), "enter")
        await at(pilot, "ctrl+u", *text, "enter")

    return typed


@pytest.mark.parametrize(("code", "size"), [("en", (80, 24)), ("zh_CN", (80, 24)), ("en", (160, 48))])
async def test_the_pack_is_shown_figure_by_figure(
    code: str, size: tuple[int, int], small: Office, opened: Any, to_pack: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened(size) as pilot:
        await to_pack(pilot)
        assert isinstance(pilot.app.screen, PolicyScreen)
        looks_like(pilot.app, f"policy-{size[0]}-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_figure_is_shown_before_and_after_and_then_in_force_at_once(
    code: str, small: Office, opened: Any, to_pack: Any, change: Any, at: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to_pack(pilot)
        await change(pilot, small, "lock.idle_minutes", "9")
        looks_like(pilot.app, f"policy-edit-80-{code}")
        assert small.policy.settings(LockSettings).idle_minutes == 5
        await at(pilot, "f10", "enter")
        assert small.policy.settings(LockSettings).idle_minutes == 9
        assert "# minutes without a key" in small.policy.text


async def test_nothing_is_changed_when_the_officer_goes_back(
    small: Office, opened: Any, to_pack: Any, change: Any, at: Any
) -> None:
    before = small.policy.text
    async with opened() as pilot:
        await to_pack(pilot)
        await change(pilot, small, "lock.idle_minutes", "9")
        await at(pilot, "escape")
        assert small.find(Query("policy"))[0].text == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [("99", "(idle_minutes): This must be 60 or less."), ("soon", "“soon” is no whole number.")],
)
async def test_a_bad_figure_is_refused_with_what_belongs_there(
    typed: str, said: str, small: Office, opened: Any, to_pack: Any, change: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to_pack(pilot)
        await change(pilot, small, "lock.idle_minutes", typed)
        assert said in " ".join(picture(pilot.app).split())
        assert small.policy.settings(LockSettings).idle_minutes == 5


async def test_a_list_is_changed_entry_by_entry(
    small: Office, opened: Any, to_pack: Any, at: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to_pack(pilot)
        await at(pilot, *["down"] * place_of(small, "roles.security_officer.duties"), "enter")
        await at(pilot, "down", "down", "down", "enter", "ctrl+u", "enter")
        assert "- read the staff register" in picture(pilot.app)
        await at(pilot, "f10", "enter")
        assert "people.read" not in small.policy.roles["security_officer"].duties


async def test_the_text_is_edited_whole_and_shown_figure_by_figure(
    small: Office, opened: Any, to_pack: Any, at: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to_pack(pilot)
        await at(pilot, "e")
        area = pilot.app.screen.query_one("TextArea")
        area.text = with_figure(small.policy.text, ("lock", "idle_minutes"), 7)
        await at(pilot, "ctrl+s")
        assert "Screen lock: Idle minutes until the screen locks" in picture(pilot.app)
        await at(pilot, "f10", "enter")
        assert small.policy.settings(LockSettings).idle_minutes == 7


async def test_a_text_that_is_no_toml_stays_in_the_form_with_its_line(
    small: Office, opened: Any, to_pack: Any, at: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to_pack(pilot)
        await at(pilot, "e")
        pilot.app.screen.query_one("TextArea").text = "name = \n[lock]"
        await at(pilot, "ctrl+s")
        assert "line 1, character 7: It is not written as TOML asks." in " ".join(picture(pilot.app).split())


async def test_history_tells_figure_by_figure_who_changed_what(
    small: Office, opened: Any, to_pack: Any, at: Any, looks_like: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.formatting.policy_changes.milliseconds", lambda time: 1_795_426_200_000)
    pack = small.find(Query("policy"))[0]
    small.do(EditPolicy(target=pack.id, text=with_figure(pack.text, ("lock", "idle_minutes"), 9)))
    small.do(EditPolicy(target=pack.id, text=with_figure(small.policy.text, ("workdays", "public_holidays"), False)))
    async with opened((80, 12)) as pilot:
        await to_pack(pilot)
        await at(pilot, "h")
        looks_like(pilot.app, "policy-history-80-en")


async def test_an_edit_that_waits_for_a_second_officer_is_shown_by_what_it_would_change(
    furnished: Office, opened: Any, at: Any, looks_like: Any, only: Callable[..., Any]
) -> None:
    appoint(furnished, "方审", 2, "security_officer")
    pack = furnished.find(Query("policy"))[0]
    furnished.do(EditPolicy(target=pack.id, text=with_figure(pack.text, ("policy", "second_officer"), True)))
    furnished.do(EditPolicy(target=pack.id, text=with_figure(furnished.policy.text, ("lock", "idle_minutes"), 9)))
    async with opened() as pilot:
        pilot.app.push_screen(ProposalScreen(furnished, only(furnished, "policy_proposal", stage="waits")))
        await at(pilot)
        await pilot.pause()
        looks_like(pilot.app, "policy-proposal-80-en")
        assert ApproveEdit.verb() in pilot.app.screen.offered


async def test_who_may_not_edit_the_pack_only_reads_it(opened: Any, to_pack: Any, at: Any, backend: Any) -> None:
    duties = backend.office.viewer.duties - {"policy.edit"}
    backend.office.viewer = type(backend.office.viewer)(backend.office.officer, duties)
    async with opened() as pilot:
        await to_pack(pilot)
        await at(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, PolicyScreen)
        assert pilot.app.screen.query_one(WindowedList).total > 20
