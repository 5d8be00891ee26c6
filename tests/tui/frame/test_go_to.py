"""The header and the ways from desk to desk: sections by a digit, desks by Tab and by a letter, what is due on both."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from rich.cells import cell_len

from core.desks.grievances import AcceptGrievance, RegisterGrievance
from core.office.office import Office
from core.values.section import Section
from tests.support.every_case import one_in
from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.frame import desk as declared
from tui.frame.desk import Desk, desk_of, desks, letters, sections
from tui.frame.due_counts import Due, due_at, due_counts
from tui.language import _, set_language
from tui.lists.desk_screen import DeskScreen

INVENTED = (
    (Section.SECRETS, "Incidents", "medium"),
    (Section.PREVENTION, "Hazards", "unit"),
    (Section.PREVENTION, "Situation analysis", "unit"),
    (Section.RIGHTS, "Partners of the office", "partner"),
)
"""What further desks would be called, and what they list here."""


@pytest.fixture
def fifteen(furnished: Office) -> Iterator[Office]:
    """The furnished office with all its desks and those that are still to come."""
    before = list(declared._DESKS)
    for place, (section, label, kind) in enumerate(INVENTED, 10):
        Desk(section, label, (kind,), DeskScreen, place=place)
    yield furnished
    declared._DESKS[:] = before


def owed(office: Office, subject: str, accepted: date) -> None:
    """Register a grievance that the officer handles himself since a day."""
    grievance = RegisterGrievance(subject=subject, received=office.now - timedelta(days=200))
    office.do(grievance)
    office.do(AcceptGrievance(target=grievance.target, accepted=accepted, handler=office.officer))


# Declarations


def test_every_desk_has_one_letter_whoever_reads_it() -> None:
    assert sorted(letters().values(), key=lambda desk: desk.label) == sorted(desks(), key=lambda desk: desk.label)
    assert all(len(letter) == 1 and "a" <= letter <= "z" for letter in letters())


def test_letters_of_desks_without_one_are_free(fifteen: Office) -> None:
    of_label = {desk.label: letter for letter, desk in letters().items()}
    assert len(of_label) == len(desks())
    assert (of_label["Grid"], of_label["Incidents"], of_label["Hazards"]) == ("g", "i", "h")


def test_a_part_belongs_to_the_desk_of_its_whole() -> None:
    found = {kind: desk_of(kind) for kind in ("step", "supervision", "placement", "agenda")}
    assert [desk and desk.label for desk in found.values()] == ["Grievances", "Grievances", "People", "Today"]


# What is due


async def test_what_is_due_of_ones_own_stands_on_sections_and_desks(furnished: Office, opened: Opened) -> None:
    owed(furnished, "拖欠工资", furnished.today - timedelta(days=190))
    counts = due_counts(furnished)
    rights, today = sections(desks())[Section.RIGHTS], sections(desks())[Section.TODAY]
    assert due_at(counts, rights) == Due(1, 1)
    assert due_at(counts, today) == sum(counts.values(), Due())
    async with opened() as officer:
        assert "4 Rights 1" in officer.picture.splitlines()[0]
        await officer.press("g")
        assert "r Grievances 1" in officer.words


# Where everything stands


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("width", one_in(3, [80, 120, 160]))
async def test_fifteen_desks_all_have_room(code: str, width: int, fifteen: Office, opened: Opened) -> None:
    owed(fifteen, "拖欠工资", fifteen.today - timedelta(days=190))
    async with opened((width, 24), code) as officer:
        for letter, desk in letters().items():
            if not desk.shown_to(fifteen):
                continue
            await officer.press("g")
            words = officer.words
            assert all(f" {each} " in words for each, other in letters().items() if other.shown_to(fifteen))
            await officer.press(letter)
            assert officer.top.desk == desk
            lines = officer.picture.splitlines()
            assert all(cell_len(line) <= width for line in lines)
            assert all(f"{section} " in lines[0] for section in sections(desks(fifteen)))


async def test_the_richest_line_that_fits_says_who_and_when(furnished: Office, opened: Opened) -> None:
    set_language("zh_CN")
    async with opened() as officer:
        assert "安台" in officer.picture.splitlines()[0]
        assert f"{furnished.today:%m-%d}" in officer.picture.splitlines()[0]
        await officer.resize(160, 24)
        assert furnished.title("site", furnished.site) in officer.picture.splitlines()[0]
        assert furnished.title("officer", furnished.officer) in officer.picture.splitlines()[0]


async def test_how_what_is_listed_is_classified_stands_at_the_right(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        assert officer.picture.splitlines()[0].endswith("Internal")
        await officer.press("6")
        assert "Internal" not in officer.picture.splitlines()[0]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_who_and_when_outlast_the_names_of_sections_and_the_classification_all_else(
    code: str, fifteen: Office, opened: Opened
) -> None:
    owed(fifteen, "拖欠工资", fifteen.today - timedelta(days=190))
    async with opened(language=code) as officer:
        await officer.press("4")
        for width, said in ((80, "王敏 · 11-23"), (60, "王敏 · 11-23"), (40, "")):
            await officer.resize(width, 24)
            line = officer.picture.splitlines()[0]
            assert said in line
            assert _(Section.RIGHTS.label) in line
            assert line.endswith(_("Internal"))
            assert all(f"{section} " in line for section in sections(desks(fifteen)))


# Going


async def test_the_same_digit_and_tab_go_on_within_a_section(opened: Opened) -> None:
    async with opened() as officer:
        seen = []
        for key in ("3", "3", "tab", "tab", "shift+tab"):
            await officer.press(key)
            seen.append(officer.top.desk.label)
        assert seen == ["Grid", "Care", "Education", "Grid", "Education"]


async def test_from_a_record_one_goes_to_every_desk(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "enter", "5")
        assert officer.top.desk.label == "People"
        await officer.press("enter", "g", "c")
        assert officer.top.desk.label == "Care"


async def test_going_is_left_with_esc(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "g", "escape")
        assert officer.top.kind == "grievance"


async def test_tab_completes_a_search_and_stays(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("3", "slash", "tab")
        assert officer.top.desk.label == "Grid"
