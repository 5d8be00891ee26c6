"""The care files of the demo store: every kind of trouble can be found there, and nothing tells who anybody is."""

import pytest

from core.demo.care import TROUBLES
from core.demo.life_stories import SUPERVISOR
from core.demo.story import CAST
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis, FileStage
from core.model.query import Blank, Is, Not, Query
from core.office.office import Office
from data.site.open_site import OpenSite


@pytest.mark.parametrize("trouble", ["open", "late", "unreviewed", "without helper"])
def test_there_is_something_to_find(trouble: str, office: Office) -> None:
    assert office.count(Query("care_file", CareFile.filters(office.context())[trouble])) > 0


def test_files_are_open_and_closed_helped_and_objected_to(office: Office) -> None:
    assert {office.count(Query("care_file", Is("stage", (stage,)))) > 0 for stage in FileStage} == {True}
    for kind in ("care_checkin", "care_support", "care_review", "care_objection"):
        assert office.count(Query(kind)) > 0
    assert office.count(Query("care_support", Blank("finished"))) > 0
    assert office.count(Query("care_objection", Not(Blank("answered")))) > 0


def test_whoever_helped_or_answered_has_left_a_trace(site: OpenSite, office: Office) -> None:
    helped = {by for by, _ in office.groups(Query("care_checkin"), "by")}
    answers = site.office(2 + [part.part for part in CAST].index(SUPERVISOR)).officer
    assert {by for by, _ in office.groups(Query("care_reading"), "officer")} == helped | {answers}


def test_every_trouble_there_is_a_word_for_is_told_of() -> None:
    assert {trouble.basis for trouble in TROUBLES} == set(Basis) - {Basis.OTHER}
