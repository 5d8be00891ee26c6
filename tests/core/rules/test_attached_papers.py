"""Every kind that is a whole has papers of its own, which are a part of it."""

import pytest

from core.model.record import RECORDS, children_of, owner_field
from core.rules.attached_papers import PAPERS_OF, MediaType

WITH = {"grievance", "care_file", "person", "unit", "partner", "cell", "programme", "session", "case_story", "warning"}
WITHOUT = {"audit", "export", "medium", "site", "purge", "hold", "step", "agenda", "person_paper", "account"}


def test_the_kinds_of_the_work_of_the_office_have_papers_and_what_keeps_the_store_has_none() -> None:
    assert PAPERS_OF.keys() >= WITH
    assert not PAPERS_OF.keys() & WITHOUT


@pytest.mark.parametrize("kind", PAPERS_OF)
def test_they_are_read_shared_held_and_purged_with_their_record(kind: str) -> None:
    whole, papers = RECORDS[kind], PAPERS_OF[kind].kind
    owner = owner_field(papers)
    assert owner is not None
    assert owner.about.refers == kind
    assert (papers.compartment, papers.duty) == (whole.compartment, whole.duty)
    assert papers in children_of(kind)


@pytest.mark.parametrize("kind", PAPERS_OF)
def test_they_are_called_the_same_for_every_kind_and_known_apart_in_the_journal(kind: str) -> None:
    _, attach, void = PAPERS_OF[kind]
    assert (attach.verb(), void.verb()) == (f"attach_{kind}_paper", f"void_{kind}_paper")
    assert (attach.label(), void.label()) == ("Attach paper", "Void attached paper")


def test_only_pictures_are_shown_small() -> None:
    assert {each for each in MediaType if each.is_picture} == {MediaType.PNG, MediaType.JPEG, MediaType.TIFF}
