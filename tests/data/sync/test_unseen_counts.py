"""Two worlds that differ in what an officer may not read: a transfer is told to him in the same words in both.

The other worlds of care files are `tests/core/desks/care/test_care_unseen.py`'s.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from core.desks.care.deciding import PlaceHold
from core.model.query import Query
from core.office.office import Office
from core.policy.pack import Policy
from core.results.transfer import Counted, IncomingConflict, KindCount, Preview
from data.backend.backend import LocalBackend
from data.site.open_site import pack_text
from tests.data.conftest import Hand
from tests.support.site_driver import appoint
from tui.cli.transfers import _tell_preview
from tui.screens.transfers.receiving import preview_lines

Hands = tuple[Hand, ...]
ROLES = [role for role in Policy(pack_text("cn")).roles if role != "care_clerk"]
FIGURES = sorted(each.name for each in fields(Preview) if each.type in (int, "int") and each.name != "receipts")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[Preview, Office], tuple[str, list[Any], str]]:
    """What a preview says on the screen, by command, and to a machine."""

    def told(preview: Preview, office: Office) -> tuple[str, list[Any], str]:
        class Asked:
            json = False

        _tell_preview(Asked(), preview, office)  # type: ignore[arg-type]
        return capsys.readouterr().out, list(preview_lines(preview, office)), str(preview.plain())

    return told


def test_that_a_hold_keeps_a_file_that_is_purged_is_told_to_nobody_who_may_not_know_of_it(
    hands: Hands,
    house: LocalBackend,
    files: tuple[Path, Path],
    told: Callable[..., Any],
) -> None:
    b = hands[1]
    b.receive(files[0])
    appoint(b.office, "李明", 2, "clerk", "education_clerk", "registrar")
    clerk = b.site.office(2)
    before = told(house.inspect(clerk, files[1]), clerk), house.inspect(b.office, files[1]).kept_by_hold
    for each in b.office.find(Query("care_file")):
        b.office.do(PlaceHold(target=each.id, hold_reason="诉讼"))
    after = told(house.inspect(clerk, files[1]), clerk), house.inspect(b.office, files[1]).kept_by_hold
    assert before[0] == after[0]
    assert (before[1], after[1]) == (0, 1)


@pytest.mark.parametrize("role", ROLES)
def test_no_figure_of_a_transfer_changes_by_what_is_not_read(
    role: str,
    hands: Hands,
    files: tuple[Path, Path],
    told: Callable[..., Any],
) -> None:
    """Every figure there is, one of them declared tomorrow too, of a kind and of a compartment that are not read."""
    b = hands[1]
    empty = replace(b.exchange.inspect(files[0]).preview, counts=(), clashes=(), duplicates=(), missing=(), of_what={})
    empty = replace(empty, **dict.fromkeys(FIGURES, 0))
    appoint(b.office, "李明", 2, role)
    office = b.site.office(2)
    nothing = told(office.previewed(replace(empty, of_what={name: {} for name in FIGURES})), office)
    for counted in (Counted("care_file", ("care",)), Counted("", ("care",)), Counted("", ("common", "care"))):
        full = replace(
            empty,
            **dict.fromkeys(FIGURES, 7),
            of_what={name: {counted: 7} for name in FIGURES},
            counts=(KindCount("care_file", 7, 7, 7),),
            clashes=(IncomingConflict("care_file", "0" * 32, "plan", "甲", "乙"),),
        )
        assert told(office.previewed(full), office) == nothing


def test_every_figure_says_of_what_it_is(hands: Hands, files: tuple[Path, Path]) -> None:
    preview = hands[1].exchange.inspect(files[0]).preview
    assert sorted(preview.of_what) == FIGURES
    assert {name: sum(of.values()) for name, of in preview.of_what.items()} == {
        name: getattr(preview, name) for name in FIGURES
    }
