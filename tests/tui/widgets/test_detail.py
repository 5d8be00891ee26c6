"""A record in full, its parts and its history."""

from datetime import date

import pytest

from core.desks.grievances import StepKind, TakeStep
from core.desks.people.people import AmendPerson
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
async def test_a_grievance_with_its_clock_and_its_steps(stage, furnished, handled, looks_like, language: str) -> None:
    set_language(language)
    pane = DetailPane()
    app = stage(pane)
    async with app.run_test(size=(80, 30)) as pilot:
        pane.show_record(furnished, handled)
        await pilot.pause()
        looks_like(app, f"detail-{language}")


async def test_no_record_is_an_empty_pane(stage, furnished, handled, picture) -> None:
    pane = DetailPane()
    app = stage(pane)
    async with app.run_test() as pilot:
        pane.show_record(furnished, handled)
        pane.show_record(furnished, None)
        await pilot.pause()
        assert picture(app).strip() == ""


async def test_history_says_who_changed_what_from_what_to_what(stage, furnished, only, picture) -> None:
    set_language("zh_CN")
    person = only(furnished, "person", number="1001")
    values = {name: getattr(person, name) for name in ("name", "number", "unit", "phone", "id_number", "joined")}
    furnished.do(AmendPerson(target=person.id, post="焊工", **values | {"unit": only(furnished, "unit", code="02").id}))
    view = HistoryView()
    app = stage(view)
    async with app.run_test() as pilot:
        view.show_history(furnished, person)
        await pilot.pause()
        seen = picture(app)
    newest, oldest = seen.index("修改人员信息"), seen.index("登记人员")
    assert newest < oldest
    assert "第一车间 → 后勤科" in seen
    assert "焊工" in seen[newest:oldest]


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(stage, furnished, only, picture) -> None:
    pane = DetailPane()
    app = stage(pane)
    async with app.run_test() as pilot:
        pane.show_record(furnished, only(furnished, "person", number="1003"))
        await pilot.pause()
        assert "[red]欧阳[/red]" in picture(app)
