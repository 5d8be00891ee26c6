"""The timeline on the screen: bars beside their days, in both languages and at every width, moved and widened."""

from datetime import date

import pytest

from core.desks.education.programmes import PlanProgramme
from core.desks.grid import AddCell, MovePerson, PutInCell
from core.desks.grievances.children import Step
from core.desks.grievances.recusal import DeclareRecusal
from core.model.action import create
from core.model.from_to import FromTo
from core.model.query import Is, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.rules.timeline import Bar
from core.values.cadence import Rhythm
from tests.support.screen_driver import Opened, ScreenDriver
from tui.actions.record_screen import RecordScreen
from tui.dashboards.timeline import AFTER, BEFORE, OVER, OWED, RUNS, TimelineScreen, draw
from tui.terminal.glyphs import use_ascii
from tui.widgets.windowed_list import WindowedList

DECLARED = [kind.kind for kind in RECORDS.values() if kind.timeline]


@pytest.fixture
def campaigns(furnished: Office) -> Office:
    """Programmes that run on, are over, go beyond the quarter at either side, and have not begun; a move between cells;
    a recusal."""
    for name, start, end in (
        ("反间谍教育（全员必修，含新入职人员）", date(2026, 2, 1), None),
        ("安全宣传月", date(2026, 11, 1), date(2026, 11, 30)),
        ("保密法学习", date(2026, 9, 10), date(2026, 10, 31)),
        ("Travel briefing", date(2026, 12, 10), date(2027, 2, 20)),
        ("One day", date(2026, 11, 23), date(2026, 11, 23)),
        ("Of old", date(2024, 3, 1), date(2024, 5, 31)),
    ):
        furnished.do(PlanProgramme(name=name, start=start, end=end, rhythm=Rhythm.WINDOW if end else Rhythm.MONTHLY))
    person = next(iter(furnished.find(Query("person", Is("number", ("1001",))))))
    for code, name in (("01", "综合办公室"), ("02", "技术科")):
        furnished.do(AddCell(target=code * 16, code=code, name=name, start=date(2026, 1, 5)))
    furnished.do(PutInCell(target="c" * 32, person=person.id, cell="01" * 16, since=date(2026, 3, 2)))
    furnished.do(MovePerson(target="c" * 32, cell="02" * 16, day=date(2026, 8, 17)))
    furnished.do(DeclareRecusal(person=person.id))
    return furnished


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [80, 120, 160])
async def test_the_timeline_of_programmes(code: str, width: int, campaigns: Office, opened: Opened) -> None:
    async with opened((width, 24), language=code) as officer:
        await officer.open_list("programme", "T")
        officer.looks_like(f"timeline-{width}-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_who_was_where_in_the_year(code: str, campaigns: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.open_list("membership", "T", "q")
        officer.looks_like(f"timeline-year-80-{code}")


async def test_three_years(campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("programme", "T", "q", "q")
        officer.looks_like("timeline-years-80-en")


@pytest.mark.parametrize("kind", DECLARED)
async def test_each_kind_that_declares_it_has_the_key(kind: str, campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list(kind, "T")
        assert isinstance(officer.top, TimelineScreen)
        assert "Timeline: quarter 4 of 2026" in officer.words
        nothing = not campaigns.count(Query(kind))
        assert ("Nothing runs on these days." if nothing else "no end yet") in officer.words


async def test_a_list_that_has_one_says_so(campaigns: Office, opened: Opened) -> None:
    async with opened((140, 24)) as officer:
        await officer.open_list("membership")
        assert "T Timeline" in officer.footer
        await officer.press("f1")
        assert "T Timeline" in officer.words


async def test_other_lists_do_not_have_it(campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        for kind in ("cell", "grievance", "session"):
            await officer.open_list(kind, "T")
            assert not isinstance(officer.top, TimelineScreen)


async def test_the_span_moves_and_what_does_not_run_there_is_left_out(campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("programme", "T", "right_square_bracket")
        assert "Timeline: quarter 1 of 2027" in officer.words
        assert "Travel" in officer.picture
        assert "安全宣传月" not in officer.picture
        await officer.press(*["left_square_bracket"] * 12)
        assert "Timeline: quarter 1 of 2024" in officer.words
        assert "Of old" in officer.picture
        await officer.press("left_square_bracket")
        assert "Nothing runs on these days." in officer.words


async def test_it_shows_what_the_list_was_searched_for(campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("programme", "slash")
        await officer.answer("保密")
        await officer.press("T")
        assert "/保密" in officer.picture
        assert "保密法学习" in officer.picture
        assert "安全宣传月" not in officer.picture


async def test_enter_opens_the_record_and_escape_leads_back(campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("programme", "T", "enter")
        assert isinstance(officer.top, RecordScreen)
        assert "反间谍教育" in officer.picture
        await officer.press("escape")
        assert isinstance(officer.top, TimelineScreen)
        await officer.press("escape")
        assert officer.top.kind == "programme"
        assert not isinstance(officer.top, TimelineScreen)


async def test_it_is_drawn_with_plain_signs(campaigns: Office, opened: Opened) -> None:
    use_ascii(True)
    try:
        async with opened() as officer:
            await officer.open_list("programme", "T")
            assert all(ord(sign) < 128 or sign >= "\u3000" for sign in officer.picture)
    finally:
        use_ascii(False)


@pytest.mark.parametrize(
    ("bar", "today", "over", "drawn"),
    [
        (Bar(1, 3, before=False, after=False), None, False, " === "),
        (Bar(1, 3, before=False, after=False), 2, False, " =+= "),
        (Bar(0, 2, before=True, after=False), 4, True, "<-- |"),
        (Bar(2, 4, before=False, after=True), 4, False, "  ==>"),
        (Bar(0, 4, before=True, after=True), 1, False, "<+==>"),
        (None, 1, True, " |   "),
    ],
)
def test_a_bar_says_where_it_is_cut_and_where_today_is(
    bar: Bar | None, today: int | None, over: bool, drawn: str
) -> None:
    assert draw(bar, 5, today, over=over) == drawn


async def test_a_wider_window_has_longer_bars_at_once(campaigns: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("programme", "T")
        before = officer.picture.count("▒")
        await officer.resize(160, 24)
        assert officer.picture.count("▒") > 2 * before


def term(text: str, since: date, until: date, decided: date | None = None) -> Step:
    return Step(
        grievance="", step="visit", day=since, by="", text=text, next="decide", next_due=until, next_done=decided
    )


@pytest.fixture
def terms(furnished: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Terms that run, are over and wait for a decision, and were decided, of a kind that declares when they end."""
    monkeypatch.setattr(Step, "timeline", FromTo("day", "next_due", ("text",)))
    (grievance, *_others) = furnished.find(Query("grievance"))
    running = term("张志刚", date(2026, 9, 1), date(2027, 8, 31))
    waiting = term("付宁", date(2026, 6, 1), date(2026, 11, 5))
    of_old = term("公孙铁柱", date(2025, 2, 1), date(2026, 4, 30))
    decided = term("余晓东", date(2026, 5, 1), date(2026, 10, 31), date(2026, 11, 2))
    with furnished._store.transaction():
        made = (each.model_copy(update={"grievance": grievance.id}) for each in (running, waiting, of_old, decided))
        furnished._store.write([create(each) for each in made], officer=furnished.officer, action="take_step")
    return furnished


def bars(officer: ScreenDriver) -> dict[str, str]:
    """Return the bars by the texts in front of them, without blanks at their ends."""
    rows = officer.top.query_one(WindowedList)
    cells = [rows.row(place).cells for place in range(rows.total)]
    return {each[0]: each[-1].strip() for each in cells}


async def test_a_term_that_is_over_has_a_red_tip_until_it_is_decided_however_long_ago_that_was(
    terms: Office, opened: Opened
) -> None:
    async with opened() as officer:
        await officer.push(TimelineScreen(terms, Query("step")))
        shown = bars(officer)
        assert shown["公孙铁柱"][0] == shown["付宁"].partition("|")[0].strip()[-1] == OWED
        assert OWED not in shown["张志刚"] + shown["余晓东"]
        assert shown["张志刚"].endswith(AFTER)
        assert set(shown["余晓东"].partition("|")[0].strip()) == {BEFORE, OVER}
        await officer.press("q", "q")
        assert bars(officer)["公孙铁柱"].startswith(RUNS)
        await officer.press("q", "right_square_bracket")
        assert "公孙铁柱" not in bars(officer), "in a span to come nothing is owed"
