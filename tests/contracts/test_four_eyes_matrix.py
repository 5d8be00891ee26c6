"""Every declared action against everybody who had a part before: the attempts follow from the declarations."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.care.records import CareFile
from core.desks.grievances import Extension, Grievance, Review, Stage, Step, StepKind, Urgency
from core.desks.people.people import AddPerson
from core.model.action import ACTIONS, Action, amend, create
from core.model.record import RECORDS
from core.office.refusals import Refused
from core.rules.legal_hold import Hold
from core.rules.request import Requested
from core.values.ids import new_id
from tests.support.cast import Cast, Sample, complained_of, grievance, matches, refusal
from tests.support.site_driver import write

INVOLVED = {
    verb
    for verb, action in ACTIONS.items()
    if action.involved is not Action.involved
    and not (issubclass(action.on, Requested) and action.on.involved is Requested.involved)
}


def handled_once(cast: Cast, **given: Any) -> Grievance:
    return cast.keep(grievance(handler=cast.id("third"), **given), handler=cast.id("one"))


def replied(cast: Cast, **given: Any) -> Grievance:
    return cast.keep(grievance(replied_by=cast.id("third"), **given), replied_by=cast.id("one"))


def took_a_step(cast: Cast, **given: Any) -> Grievance:
    record = cast.keep(grievance(handler=cast.id("third"), **given))
    cast.keep(Step(grievance=record.id, step=StepKind.VISIT, day=date(2026, 11, 3), by=cast.id("one"), text="x"))
    return record


def handled_what_was_merged(cast: Cast, **given: Any) -> Grievance:
    record = cast.keep(grievance(handler=cast.id("third"), **given))
    cast.keep(grievance(Stage.MERGED, merged_into=record.id), handler=cast.id("one"))
    return record


def closed_once(cast: Cast, **given: Any) -> Grievance:
    return cast.keep(grievance(closed_by=cast.id("third"), **given), closed_by=cast.id("one"))


def reviewed(cast: Cast, **given: Any) -> Grievance:
    record = cast.keep(grievance(**given))
    day = date(2026, 11, 4)
    cast.keep(
        Review(grievance=record.id, level="first", asked=day, reason="x", due=day, reviewer=cast.id("one"),
               decided=day, decided_by=cast.id("one"), decision="upheld")
    )  # fmt: skip
    return record


def was_urgent(cast: Cast, **given: Any) -> Grievance:
    record = grievance(handler=cast.id("third"), **given)
    return cast.keep(record, handler=cast.id("one"), urgency=Urgency.URGENT)


PARTS = (handled_once, replied, took_a_step, handled_what_was_merged)
CLOSED = {"stage": Stage.CLOSED, "accepted": date(2026, 11, 3), "closed": date(2026, 11, 5)}
EXTENSION = {"accepted": date(2026, 11, 3), "term": 60}

SECONDS: dict[str, list[tuple[Callable[..., Grievance], dict[str, Any], dict[str, Any]]]] = {
    "close_grievance": [
        *((part, {"stage": Stage.REPLIED}, {"outcome": "unresolved"}) for part in PARTS),
        (was_urgent, {"stage": Stage.REPLIED}, {"outcome": "resolved"}),
    ],
    "decline_grievance": [(was_urgent, {"stage": Stage.REGISTERED}, {})],
    "redirect_grievance": [(was_urgent, {"stage": Stage.REGISTERED}, {})],
    "approve_extension": [(handled_once, EXTENSION, {}), (handled_what_was_merged, EXTENSION, {})],
    "decline_extension": [(handled_once, EXTENSION, {}), (handled_what_was_merged, EXTENSION, {})],
    "ask_review": [(part, CLOSED, {"asked": date(2026, 11, 6)}) for part in (*PARTS, closed_once, reviewed)],
    "decide_review": [
        (part, CLOSED, {"outcome": None, "decision": "upheld"}) for part in (*PARTS, closed_once, reviewed)
    ],
}
"""What makes an officer no second one, with the stage and the arguments that the action needs besides."""

VISITS = {
    "asked": ("approve_visit", "refuse_visit", "return_visit"),
    "reviewed": ("approve_second", "refuse_second"),
    "inside": ("review_afterwards", "extend_visit"),
}
"""What is decided of a visit, by its stage."""
ELSEWHERE = {
    *("lift_hold", "answer_objection", "join_person", "separate_person"),
    *("sign_out_medium", "sign_in_medium", "destroy_medium"),
    *(verb for verbs in VISITS.values() for verb in verbs),
    *("approve_access", "decline_access"),  # tests/core/desks/areas/test_allowed.py
    *("approve_letting_in", "decline_letting_in"),
}
"""Tried below, each by itself."""

AT_THEIR_DESK = {
    *("approve_appointment", "decline_appointment", "confirm_taken_over"),
    *("propose_finding", "decide_assessment", "record_appeal", "assess_anew"),
}
"""Tried in `tests/core/desks/clearance`, each by the code of its refusal."""


def test_every_action_that_asks_who_had_a_part_is_tried() -> None:
    assert SECONDS.keys() | ELSEWHERE | AT_THEIR_DESK == INVOLVED


ATTEMPTS = [
    pytest.param(ACTIONS[verb], part, stands, given, id=f"{verb}-{part.__name__}")
    for verb, ways in SECONDS.items()
    for part, stands, given in ways
]


@pytest.mark.parametrize(("action", "part", "stands", "given"), ATTEMPTS)
def test_who_had_a_part_is_no_second_officer_at_any_seat_but_somebody_else_is(
    action: type[Action],
    part: Callable[..., Grievance],
    stands: dict[str, Any],
    given: dict[str, Any],
    cast: Cast,
    sample: Sample,
) -> None:
    whole = part(cast, **stands)
    on = whole.id
    if action.on is Review:
        day = date(2026, 11, 6)
        write(cast.officers["clerk"], amend(whole, stage=Stage.REVIEW))
        review = Review(grievance=on, level="first", asked=day, reason="y", due=day, reviewer=cast.id("other"))
        on = cast.keep(review).id
    if action.on is Extension:
        asked = Extension(grievance=on, asked=datetime(2026, 11, 4, 9), asked_by=cast.id("near"), reason="x")
        on = cast.keep(asked).id
    for name, refused in {"one": True, "two": True, "other": False}.items():
        by = "clerk" if action.second else name
        named = {action.second: cast.id(name)} if action.second else {}
        why = refusal(cast.officers[by], sample(action, **{"target": on, **given, **named}))
        assert ("second officer" in why or "had no part in it" in why) == refused, (name, why)
        assert refused or why == "", why


def test_who_registered_what_is_urgent_does_not_turn_it_away(cast: Cast) -> None:
    record = grievance(Stage.REGISTERED, urgency=Urgency.URGENT)
    write(cast.officers["one"], create(record))
    for verb, fields in (("decline_grievance", {}), ("redirect_grievance", {"redirected_to": "住建局"})):
        deed = ACTIONS[verb].model_validate({"target": record.id, "told": "x", **fields})
        tried = {name: refusal(cast.officers[name], deed) for name in ("one", "two", "other")}
        assert [name for name, why in tried.items() if "second officer" in why] == ["one", "two"]
        assert tried["other"] == ""


def test_who_placed_a_hold_lifts_it_at_no_seat(cast: Cast, sample: Sample) -> None:
    file = cast.keep(sample(CareFile, hold_by=cast.id("near")))
    cast.keep(Hold(of=file.id, file_kind="care_file", by=cast.id("one"), day=date(2026, 11, 3)))
    deed = ACTIONS["lift_hold"](target=file.id)
    tried = {name: refusal(cast.officers[name], deed) for name in ("one", "two", "near", "near_too", "other")}
    assert [name for name, why in tried.items() if "nother officer" in why or "second officer" in why] == [
        "one",
        "two",
        "near",
        "near_too",
    ]


@pytest.mark.parametrize("verb", ["approve_letting_in", "decline_letting_in"])
def test_nobody_lets_himself_into_a_matter_at_any_seat(verb: str, cast: Cast, sample: Sample) -> None:
    matter = cast.keep(sample(RECORDS["matter"], stage="fixed", since=date(2026, 11, 1), years=10))
    asked = {"matter": matter.id, "person": cast.accused, "asked_by": cast.id("near"), "stage": "waits"}
    request = cast.keep(sample(RECORDS["knowledge_request"], **asked))
    deed = ACTIONS[verb].model_validate({"target": request.id} | ({"remark": "x"} if "decline" in verb else {}))
    tried = {name: refusal(cast.officers[name], deed) for name in ("one", "two", "near", "near_too", "other")}
    assert [name for name, why in tried.items() if "lets himself in" in why] == ["one", "two"]
    assert [name for name, why in tried.items() if "second officer" in why] == ["near", "near_too"]
    assert tried["other"] == ""


def test_who_ever_was_the_helper_answers_no_objection(cast: Cast, sample: Sample) -> None:
    file = cast.keep(sample(CareFile, helper=cast.id("third")), helper=cast.id("one"))
    objection = cast.keep(sample(RECORDS["care_objection"], file=file.id, helper=cast.id("third"), answered=None))
    deed = ACTIONS["answer_objection"].model_validate({"target": objection.id, "answer": "x"})
    tried = {name: refusal(cast.officers[name], deed) for name in ("one", "two", "third", "other")}
    assert [name for name, why in tried.items() if "second officer" in why] == ["one", "two", "third"]


@pytest.mark.parametrize(
    ("verb", "stage"), [("sign_out_medium", "in"), ("sign_in_medium", "out"), ("destroy_medium", "in")]
)
def test_the_second_name_on_a_medium_is_no_other_seat_of_the_first(
    verb: str, stage: str, cast: Cast, sample: Sample
) -> None:
    medium = cast.keep(sample(RECORDS["medium"], number=f"U-{verb[:9]}", stage=stage))
    tried = {
        name: refusal(
            cast.officers["one"], ACTIONS[verb].model_validate({"target": medium.id, "witness": cast.id(name)})
        )
        for name in ("one", "two", "other")
    }
    assert [name for name, why in tried.items() if "two names" in why] == ["one", "two"]
    assert tried["other"] == ""


def test_two_entries_of_a_person_are_one_person_whom_it_complains_of(cast: Cast) -> None:
    """Whichever of the two a grievance names, and whichever an officer is; and nobody makes or unmakes his own."""
    other, accused = new_id(), cast.accused
    cast.officers["clerk"].do(AddPerson(target=other, name="王敏"))
    join = ACTIONS["join_person"].model_validate({"target": accused, "other": other})
    assert "second officer" in refusal(cast.officers["one"], join)
    named = cast.keep(grievance(), person=other)
    step = ACTIONS["take_step"].model_validate({"target": named.id, "day": "2026-11-03", "text": "x"})
    assert refusal(cast.officers["two"], step) == ""
    cast.officers["other"].do(join)
    assert matches(refusal(cast.officers["two"], step))
    separate = ACTIONS["separate_person"].model_validate({"target": accused, "apart": other})
    assert "second officer" in refusal(cast.officers["two"], separate)
    assert refusal(cast.officers["other"], separate) == ""


def test_a_refusal_by_four_eyes_is_a_matter_of_rights(cast: Cast) -> None:
    record = complained_of(cast)
    with pytest.raises(Refused) as refused:
        cast.officers["two"].do(ACTIONS["assign_grievance"].model_validate({"target": record.id, "handler": "f" * 32}))
    assert refused.value.is_authorisation


@pytest.mark.parametrize("part", ["host", "escort"])
@pytest.mark.parametrize(("verb", "stage"), [(verb, stage) for stage, verbs in VISITS.items() for verb in verbs])
def test_host_and_escort_decide_nothing_of_their_visit(
    verb: str, stage: str, part: str, cast: Cast, sample: Sample
) -> None:
    visit = sample(RECORDS["visit"], stage=stage, **{"host": "", "escort": "", part: cast.accused}, reviewed=None)
    record = cast.keep(visit, **{part: ""})
    deed = sample(ACTIONS[verb], target=record.id)
    tried = {name: refusal(cast.officers[name], deed) for name in cast.officers}
    assert [name for name, why in tried.items() if "own visit" in why] == ["one", "two"]


@pytest.mark.parametrize("verb", ["approve_permission", "decline_permission"])
def test_the_host_decides_no_standing_permission(verb: str, cast: Cast, sample: Sample) -> None:
    record = cast.keep(sample(RECORDS["standing_permission"], stage="waits", host=cast.accused))
    deed = sample(ACTIONS[verb], target=record.id)
    tried = {name: refusal(cast.officers[name], deed) for name in cast.officers}
    assert [name for name, why in tried.items() if "own visit" in why] == ["one", "two"]
