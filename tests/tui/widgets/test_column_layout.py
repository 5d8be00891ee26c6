"""How the columns of a list stand in any room: what stays, what is out of sight, and that every one is reached."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.column_layout import GUTTER, LEAST_BESIDE, ColumnLayout
from tui.widgets.list_source import ListColumn


@st.composite
def layouts(draw: Any) -> tuple[tuple[ListColumn, ...], int, str]:
    """Columns of any widths, one of which may grow; a room for them, and up to which they shall stay."""
    widths = draw(st.lists(st.integers(1, 60), min_size=1, max_size=9))
    growing = draw(st.sampled_from([None, *range(len(widths))]))
    names = [f"c{place}" for place in range(len(widths))]
    columns = tuple(
        ListColumn(name, name, width, grows=place == growing)
        for place, (name, width) in enumerate(zip(names, widths, strict=True))
    )
    return columns, draw(st.integers(20, 200)), draw(st.sampled_from(["", "gone", *names]))


@given(layouts())
def test_what_is_in_sight_fits_and_every_column_is_reached(given: tuple[tuple[ListColumn, ...], int, str]) -> None:
    columns, room, frozen = given
    layout, met = ColumnLayout(columns, room, frozen), set()
    stays = [place for place, _ in layout.seen][: layout._staying]
    for _ in columns:
        places = [place for place, _ in layout.seen]
        assert sum(GUTTER + width for _, width in layout.seen) <= room
        assert places[: len(stays)] == stays == list(range(len(stays)))
        met.update(places)
        layout.move(1)
    assert met == set(range(len(columns)))
    layout.move(-len(columns))
    assert layout.seen == ColumnLayout(columns, room, frozen).seen


@given(layouts())
def test_what_stays_leaves_the_others_their_part_of_the_room(
    given: tuple[tuple[ListColumn, ...], int, str],
) -> None:
    columns, room, frozen = given
    layout = ColumnLayout(columns, room, frozen)
    if sum(GUTTER + layout.width_of(column.name) for column in columns) > room:
        staying = sum(GUTTER + layout.width_of(column.name) for column in columns[: layout._staying])
        assert staying <= room * (1 - LEAST_BESIDE)


@given(layouts(), st.data())
def test_any_column_is_brought_into_sight(given: tuple[tuple[ListColumn, ...], int, str], data: Any) -> None:
    columns, room, frozen = given
    layout = ColumnLayout(columns, room, frozen)
    layout.move(data.draw(st.integers(0, 9)))
    place = data.draw(st.integers(0, len(columns) - 1))
    layout.bring_into_sight(columns[place].name)
    assert place in [each for each, _ in layout.seen]


COLUMNS = (
    ListColumn("number", "No", 11),
    ListColumn("subject", "Subject", 60, grows=True),
    ListColumn("stage", "Stage", 20),
    ListColumn("handler", "Handler", 20),
)


@pytest.mark.parametrize(
    ("frozen", "moved", "seen"),
    [
        ("", 0, ["number", "subject", "stage"]),
        ("", 1, ["subject", "stage"]),
        ("number", 0, ["number", "subject", "stage"]),
        ("number", 1, ["number", "stage", "handler"]),
        ("number", 9, ["number", "stage", "handler"]),
        ("subject", 1, ["number", "subject", "handler"]),
    ],
)
def test_columns_move_behind_those_that_stay(frozen: str, moved: int, seen: list[str]) -> None:
    layout = ColumnLayout(COLUMNS, 80, frozen)
    layout.move(moved)
    whole = [(place, layout.width_of(COLUMNS[place].name)) for place, _ in layout.seen]
    found = [COLUMNS[place].name for place, _ in layout.seen]
    assert found[: len(seen)] == seen
    assert list(layout.seen)[: len(seen)] == whole[: len(seen)]


def test_another_room_leaves_the_columns_moved() -> None:
    layout = ColumnLayout(COLUMNS, 80, "number")
    layout.move(1)
    again = layout.laid_out_again(COLUMNS, 78, "number")
    assert [place for place, _ in again.seen] == [0, 2, 3]
    assert [place for place, _ in layout.laid_out_again(COLUMNS[:3], 78, "number").seen] == [0, 1, 2]
