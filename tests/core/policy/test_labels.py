"""What the parts of a policy pack are called: nobody has to know the names in its text, in either language."""

import re

import pytest

from core import desks  # noqa: F401 - declares the sections
from core.model.action import ACTIONS
from core.model.record import RECORDS, columns
from core.policy.errors import read_pack
from core.policy.labels import DUTIES, choices_of, duty_called, figure_called, figure_in_text, value_called
from core.policy.pack import Policy
from core.policy.settings import settings
from core.spreadsheets.declaration import IMPORTS
from core.values.sentence import Sentence
from data.site.open_site import PACKS, pack_text
from tui.language import Language

ENGLISH, CHINESE = (Language(code).translate for code in ("en", "zh_CN"))
RAW = re.compile(r"[a-z]+[._][a-z]+")
"""A name as the text has it: of two parts, with a dot or a line between."""
HANZI = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("pack", PACKS)
def test_every_figure_of_every_pack_has_words_in_both_languages(pack: str) -> None:
    roles = read_pack(pack_text(pack))["roles"]
    for figure in settings(pack_text(pack)):
        for path in (figure.path, figure.path[:-1]):
            called = figure_called(path, roles) if path else Sentence("名称")
            assert not RAW.search(called.say(ENGLISH)), path
            assert HANZI.search(called.say(CHINESE)), path
            assert not RAW.search(called.say(CHINESE)), path


@pytest.mark.parametrize("pack", PACKS)
def test_no_two_figures_of_a_pack_are_called_the_same(pack: str) -> None:
    roles = read_pack(pack_text(pack))["roles"]
    for translate in (ENGLISH, CHINESE):
        called = [figure_called(figure.path, roles).say(translate) for figure in settings(pack_text(pack))]
        assert len(called) == len(set(called))


@pytest.mark.parametrize("pack", PACKS)
def test_what_stands_in_a_closed_list_is_shown_in_its_words(pack: str) -> None:
    roles = read_pack(pack_text(pack))["roles"]
    closed = [figure for figure in settings(pack_text(pack)) if choices_of(figure.path, roles)]
    assert {figure.path[0] for figure in closed} >= {"roles", "grievances", "trust", "options"}
    for figure in closed:
        for shown in value_called(figure.path, figure.value, roles):
            assert isinstance(shown, Sentence), (figure.path, shown)
            assert not RAW.search(shown.say(ENGLISH))
            assert HANZI.search(shown.say(CHINESE))


def test_every_duty_that_something_asks_for_has_words() -> None:
    declared = [*RECORDS.values(), *ACTIONS.values(), *IMPORTS.values()]
    masked = {column.about.masked for kind in RECORDS.values() for column in columns(kind).values()}
    carried = {duty for pack in PACKS for role in Policy(pack_text(pack)).roles.values() for duty in role.duties}
    assert {*(each.duty for each in declared), *masked, *carried} - {""} <= DUTIES.keys()


def test_a_refusal_names_the_figure_in_words_and_by_its_name_in_the_text() -> None:
    assert figure_in_text(("lock", "idle_minutes")).say(CHINESE) == "锁屏：闲置多少分钟后锁屏（idle_minutes）"


@pytest.mark.parametrize(
    ("path", "called"),
    [
        (("roles", "clerk", "duties"), "Role “clerk”: Duties"),
        (("locks", "idle"), "“locks” / idle"),
        (("lock", "idle"), "Screen lock: “idle”"),
        (("workdays", "off", "2026-12-31"), "Working days: Further days off / 2026-12-31"),
        (("options", "own", "{x}"), "“own” / {x}"),
    ],
)
def test_what_only_the_text_names_stands_as_it_is_written(path: tuple[str, ...], called: str) -> None:
    assert figure_called(path).say() == called


def test_a_duty_and_a_role_that_are_unknown_here_stand_as_they_are_written() -> None:
    assert duty_called("own.desk").say(CHINESE) == "own.desk"
    assert figure_called(("roles", "{x}"), {"{x}": {"label": "{y}", "zh": "甲{z}"}}).say(CHINESE) == "角色“甲{z}”"
