"""A record in full, its parts and its history."""

from datetime import date

import pytest

from core.desks.grievances import StepKind, TakeStep
from core.desks.people.people import AmendPerson
from tests.support.screen_driver import driven
from tests.support.screen_stage import Stage
from tui.language import set_language
from tui.widgets.detail import DetailPane, HistoryView


@pytest.fixture
def handled(furnished, only):
    """A grievance with a step."""
    record = only(furnished, "grievance", number="2026-000001")
    step = TakeStep(
        target=record.id, step=StepKind.VISIT, day=date(2026, 11, 20), text="到第一车间了解情况。\n已约谈班组长。"
    )
    furnished.do(step)
    return only(furnished, "grievance", number="2026-000001")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_a_grievance_with_its_clock_and_its_steps(furnished, handled, language: str) -> None:
    set_language(language)
    pane = DetailPane()
    async with driven(Stage(pane), (80, 30)) as officer:
        pane.show_record(furnished, handled)
        await officer.settle()
        officer.looks_like(f"detail-{language}")


async def test_no_record_is_an_empty_pane(furnished, handled) -> None:
    pane = DetailPane()
    async with driven(Stage(pane)) as officer:
        pane.show_record(furnished, handled)
        pane.show_record(furnished, None)
        await officer.settle()
        assert officer.picture.strip() == ""


async def test_history_says_who_changed_what_from_what_to_what(furnished, only) -> None:
    set_language("zh_CN")
    person = only(furnished, "person", number="1001")
    values = {name: getattr(person, name) for name in ("name", "number", "unit", "phone", "id_number", "joined")}
    furnished.do(AmendPerson(target=person.id, post="焊工", **values | {"unit": only(furnished, "unit", code="02").id}))
    view = HistoryView()
    async with driven(Stage(view)) as officer:
        view.show_history(furnished, person)
        await officer.settle()
        seen = officer.picture
    newest, oldest = seen.index("修改人员信息"), seen.index("登记人员")
    assert newest < oldest
    assert "第一车间 → 后勤科" in seen
    assert "焊工" in seen[newest:oldest]


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(furnished, only) -> None:
    pane = DetailPane()
    async with driven(Stage(pane)) as officer:
        pane.show_record(furnished, only(furnished, "person", number="1003"))
        await officer.settle()
        assert "[red]欧阳[/red]" in officer.picture
