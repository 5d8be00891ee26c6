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
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.site_driver import appoint, impose
from tui import screens  # noqa: F401 - declares the desks
from tui.screens.officers.policy import PolicyScreen, ProposalScreen
from tui.widgets.windowed_list import WindowedList

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


async def change(officer: ScreenDriver, name: str, text: str) -> None:
    """Open a figure and type over what is in it."""
    await officer.press("home", *["down"] * place_of(officer.office, name), "enter")
    await officer.press("ctrl+u", *text, "enter")


@pytest.mark.parametrize(("code", "size"), [("en", (80, 24)), ("zh_CN", (80, 24)), ("en", (160, 48))])
async def test_the_pack_is_shown_figure_by_figure(
    code: str, size: tuple[int, int], small: Office, opened: Opened
) -> None:
    async with opened(size, language=code) as officer:
        await officer.open_list("policy", "enter")
        assert isinstance(officer.top, PolicyScreen)
        officer.looks_like(f"policy-{size[0]}-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_figure_is_shown_before_and_after_and_then_in_force_at_once(
    code: str, small: Office, opened: Opened
) -> None:
    async with opened(language=code) as officer:
        await officer.open_list("policy", "enter")
        await change(officer, "lock.idle_minutes", "9")
        officer.looks_like(f"policy-edit-80-{code}")
        assert small.policy.settings(LockSettings).idle_minutes == 5
        await officer.press("f10", "enter")
        assert small.policy.settings(LockSettings).idle_minutes == 9
        assert "# minutes without a key" in small.policy.text


async def test_what_the_text_says_beside_a_figure_stands_whole_in_the_question(small: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await officer.press("home", *["down"] * place_of(small, "lock.idle_minutes"), "enter")
        assert "minutes without a key" in " ".join(officer.picture.replace("│", " ").split())


async def test_nothing_is_changed_when_the_officer_goes_back(small: Office, opened: Opened) -> None:
    before = small.policy.text
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await change(officer, "lock.idle_minutes", "9")
        await officer.press("escape")
        assert small.find(Query("policy"))[0].text == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [("99", "(idle_minutes): This must be 60 or less."), ("soon", "“soon” is no whole number.")],
)
async def test_a_bad_figure_is_refused_with_what_belongs_there(
    typed: str, said: str, small: Office, opened: Opened
) -> None:
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await change(officer, "lock.idle_minutes", typed)
        assert said in officer.words
        assert small.policy.settings(LockSettings).idle_minutes == 5


async def test_a_list_is_changed_entry_by_entry(small: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await officer.press(*["down"] * place_of(small, "roles.security_officer.duties"), "enter")
        await officer.press("down", "down", "down", "enter", "ctrl+u", "enter")
        assert "- read the staff register" in officer.picture
        await officer.press("f10", "enter")
        assert "people.read" not in small.policy.roles["security_officer"].duties


async def test_the_text_is_edited_whole_and_shown_figure_by_figure(small: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await officer.press("e")
        area = officer.top.query_one("TextArea")
        area.text = with_figure(small.policy.text, ("lock", "idle_minutes"), 7)
        await officer.press("ctrl+s")
        assert "Screen lock: Idle minutes until the screen locks" in officer.picture
        await officer.press("f10", "enter")
        assert small.policy.settings(LockSettings).idle_minutes == 7


async def test_a_text_that_is_no_toml_stays_in_the_form_with_its_line(small: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await officer.press("e")
        officer.top.query_one("TextArea").text = "name = \n[lock]"
        await officer.press("ctrl+s")
        assert "line 1, character 7: It is not written as TOML asks." in officer.words


async def test_history_tells_figure_by_figure_who_changed_what(
    small: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.formatting.policy_changes.milliseconds", lambda time: 1_795_426_200_000)
    pack = small.find(Query("policy"))[0]
    small.do(EditPolicy(target=pack.id, text=with_figure(pack.text, ("lock", "idle_minutes"), 9)))
    small.do(EditPolicy(target=pack.id, text=with_figure(small.policy.text, ("workdays", "public_holidays"), False)))
    async with opened((80, 12)) as officer:
        await officer.open_list("policy", "enter")
        await officer.press("h")
        officer.looks_like("policy-history-80-en")


async def test_an_edit_that_waits_for_a_second_officer_is_shown_by_what_it_would_change(
    furnished: Office, opened: Opened, only: Callable[..., Any]
) -> None:
    appoint(furnished, "方审", 2, "security_officer")
    pack = furnished.find(Query("policy"))[0]
    furnished.do(EditPolicy(target=pack.id, text=with_figure(pack.text, ("policy", "second_officer"), True)))
    furnished.do(EditPolicy(target=pack.id, text=with_figure(furnished.policy.text, ("lock", "idle_minutes"), 9)))
    async with opened() as officer:
        await officer.push(ProposalScreen(furnished, only(furnished, "policy_proposal", stage="waits")))
        officer.looks_like("policy-proposal-80-en")
        assert ApproveEdit.verb() in officer.top.offered


async def test_who_may_not_edit_the_pack_only_reads_it(opened: Opened, backend: Any) -> None:
    duties = backend.office.viewer.duties - {"policy.edit"}
    backend.office.viewer = type(backend.office.viewer)(backend.office.officer, duties)
    async with opened() as officer:
        await officer.open_list("policy", "enter")
        await officer.press("down", "enter")
        assert isinstance(officer.top, PolicyScreen)
        assert officer.top.query_one(WindowedList).total > 20
