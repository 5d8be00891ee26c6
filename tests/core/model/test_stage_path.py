"""The path of a record through its stages."""

from itertools import pairwise

import pytest

from core.desks.clearance.declaration_record import JOURNEY, Declaration
from core.desks.clearance.vocabulary import DeclarationStage, Matter
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import Stage
from core.model.record import RECORDS
from core.model.stage_path import path_of, steps_of

WAY = (Stage.REGISTERED, Stage.ACCEPTED, Stage.REPLIED, Stage.CLOSED)


@pytest.mark.parametrize(
    ("stage", "stages", "present"),
    [
        (Stage.REGISTERED, WAY, 0),
        (Stage.ACCEPTED, WAY, 1),
        (Stage.REPLIED, WAY, 2),
        (Stage.CLOSED, WAY, 4),
        # a stop on the way stands where it was left, and what comes after it is still to come
        (Stage.PAUSED, (Stage.REGISTERED, Stage.PAUSED, Stage.REPLIED, Stage.CLOSED), 1),
        # after these nothing more comes
        (Stage.DECLINED, (Stage.REGISTERED, Stage.DECLINED), 1),
        (Stage.REDIRECTED, (Stage.REGISTERED, Stage.REDIRECTED), 1),
        (Stage.MERGED, (Stage.REGISTERED, Stage.MERGED), 1),
        (Stage.REVIEW, (*WAY, Stage.REVIEW), 4),
    ],
)
def test_the_path_of_a_grievance_at_each_stage(stage: Stage, stages: tuple[Stage, ...], present: int) -> None:
    found = path_of(Grievance.model_construct(stage=stage))
    assert found is not None
    assert (found.stages, found.present) == (stages, present)


def test_the_path_of_a_declared_journey_is_another_than_that_of_other_declarations() -> None:
    noted = path_of(Declaration.model_construct(matter=Matter.SECOND_JOB, stage=DeclarationStage.NOTED))
    away = path_of(Declaration.model_construct(matter=Matter.TRAVEL, stage=DeclarationStage.AWAY))
    assert noted is not None
    assert away is not None
    assert (noted.stages, noted.present) == (Declaration.path, 2)
    assert (away.stages, away.present) == (JOURNEY, 3)
    assert all(step in steps_of(Declaration) for step in pairwise(JOURNEY))


@pytest.mark.parametrize("kind", [kind for kind in RECORDS.values() if kind.path], ids=lambda kind: kind.kind)
def test_each_stage_of_a_declared_path_follows_from_the_one_before(kind) -> None:
    assert all(step in steps_of(kind) for step in zip(kind.path, kind.path[1:], strict=False))


def test_a_kind_that_declares_no_path_has_none() -> None:
    assert path_of(RECORDS["person"].model_construct()) is None
