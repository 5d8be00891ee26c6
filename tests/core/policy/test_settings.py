"""The figures of a policy pack one by one: what is written, what is a default, and what may be typed."""

from datetime import date

import pytest

from core import desks  # noqa: F401 - declares the sections
from core.policy.editing import with_figure
from core.policy.pack import Policy, Settings
from core.policy.settings import NotANumber, OnlyInTheText, Setting, read_setting, settings
from core.values.dates import parse_typed_date
from core.values.refusal import Refusal
from data.site.open_site import PACKS, pack_text
from tests.support.every_case import one_in

TODAY = date(2026, 11, 23)
TEXT = """name = "ours"

[lock]
idle_minutes = 9 # minutes

[options.categories."Pay"]
"Wages" = ["Overtime"]
"""


def figure(path: str, text: str = TEXT) -> Setting:
    return next(each for each in settings(text) if each.name == path)


def test_what_is_written_is_told_with_the_remark_beside_it() -> None:
    found = figure("lock.idle_minutes")
    assert (found.value, found.type, found.remark, found.written) == (9, int, "minutes", True)


def test_what_is_not_written_has_its_default() -> None:
    found = figure("grievances.accept_days")
    assert (found.value, found.written) == (15, False)
    assert (figure("workdays.known_until").type, figure("workdays.work").type) == (date, list)


def test_every_branch_of_a_tree_is_a_list_of_its_own() -> None:
    assert figure("options.categories.Pay.Wages").value == ["Overtime"]


@pytest.mark.parametrize("pack", PACKS)
def test_every_declared_figure_is_listed_once(pack: str) -> None:
    names = [each.path for each in settings(pack_text(pack))]
    assert len(names) == len(set(names))
    sections = {terms.section for terms in Settings.__subclasses__()}
    assert sections <= {path[0] for path in names}


@pytest.mark.parametrize("terms", Settings.__subclasses__())
def test_every_declared_figure_has_a_label(terms: type[Settings]) -> None:
    labels = {figure(f"{terms.section}.{name}", "").label for name in terms.model_fields}
    assert "" not in labels
    assert len(labels) == len(terms.model_fields), "no two figures of a section are called the same"


@pytest.mark.parametrize("part", one_in(6, range(6)))
@pytest.mark.parametrize("pack", PACKS)
def test_every_figure_that_is_shipped_can_be_written_anew(pack: str, part: int) -> None:
    text = pack_text(pack)
    for each in settings(text)[part::6]:
        if each.type is not dict and each.value is not None and each.value != {}:
            assert Policy(with_figure(text, each.path, each.value))


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("lock.idle_minutes", " 12 ", 12),
        ("workdays.known_until", "20271231", date(2027, 12, 31)),
        ("name", "自定", "自定"),
        ("lock.idle_minutes", "", None),
    ],
)
def test_what_is_typed_is_read_by_the_type_of_the_figure(path: str, typed: str, value: object) -> None:
    assert read_setting(figure(path), typed, TODAY) == value


@pytest.mark.parametrize("typed", ["five", "-3", "1.5", "５ 分"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        read_setting(figure("lock.idle_minutes"), typed, TODAY)


def test_a_wrong_date_is_refused_as_in_forms() -> None:
    with pytest.raises(Refusal) as one:
        parse_typed_date("soon", TODAY)
    with pytest.raises(type(one.value)):
        read_setting(figure("workdays.known_until"), "soon", TODAY)


def test_a_table_is_edited_in_the_text() -> None:
    with pytest.raises(OnlyInTheText):
        read_setting(figure("workdays.off"), "2026-12-31", TODAY)
