"""Every declared action against everybody who may not do it: the attempts follow from the declarations.

`permissions.txt` says by hand which actions are impartial and which take another officer; a new action fails until it
stands there, and is then tried here without being named.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest

from core.desks.care.records import CareFile
from core.desks.grievances import Extension, Grievance, Recusal, Review, Stage, Step, StepKind, Urgency
from core.desks.people.people import AddPerson
from core.model.action import ACTIONS, Action, amend, create
from core.model.record import RECORDS, Record, ancestors_of, columns, owner_field
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.four_eyes import matter_of
from core.rules.legal_hold import Hold
from core.rules.request import Requested
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.conftest import EVERY_ROLE
from tests.support.permissions import DECIDED
from tests.support.site_driver import appoint, looked, write

Sample = Callable[..., Any]
BARRED = r"is the person complained of|has declared a recusal from it|is the person concerned|This recusal is about you"
IMPARTIAL = [ACTIONS[verb] for verb, rule in DECIDED.eyes.items() if rule.startswith("impartial")]
ON_GRIEVANCES = [action for action in IMPARTIAL if ancestors_of(action.on.kind)[-1] == "grievance"]
ON_CARE = [action for action in IMPARTIAL if ancestors_of(action.on.kind)[-1] == "care_file"]
INVOLVED = {
    verb
    for verb, action in ACTIONS.items()
    if action.involved is not Action.involved
    and not (issubclass(action.on, Requested) and action.on.involved is Requested.involved)
}
OFFICERS = ("clerk", "one", "two", "near", "near_too", "other", "third")
"""`one` and `two` are two seats of 王敏, `near` and `near_too` of 李明; the others are one person each."""


class Cast(NamedTuple):
    """A site, its officers by name, and the two people who have two seats each."""

    site: OpenSite
    officers: dict[str, Office]
    accused: str
    recused: str

    def id(self, name: str) -> str:
        return self.officers[name].officer

    def keep(self, record: Any, **before: Any) -> Any:
        """Write a record as it stands, having been otherwise before."""
        clerk = self.officers["clerk"]
        write(clerk, create(record.model_copy(update=before)))
        if before:
            write(clerk, amend(record.model_copy(update=before), **{name: getattr(record, name) for name in before}))
        return record


@pytest.fixture(scope="module")
def cast(module_site: OpenSite) -> Cast:
    office = module_site.office()
    people = {name: new_id() for name in ("王敏", "李明")}
    for name, person in people.items():
        office.do(AddPerson(target=person, name=name))
    seats = {"one": "王敏", "two": "王敏", "near": "李明", "near_too": "李明"}
    officers = {"clerk": office}
    for seat, name in enumerate(OFFICERS[1:], 2):
        appoint(office, name, seat, *EVERY_ROLE, person=people.get(seats.get(name, ""), ""))
        officers[name] = module_site.office(seat)
    return Cast(module_site, officers, *people.values())


def grievance(stage: Stage = Stage.ACCEPTED, **given: Any) -> Grievance:
    return Grievance(subject="处事不公", received=datetime(2026, 11, 2, 9), accept_days=15, stage=stage, **given)


# Whom it is about, and who has recused himself


def complained_of(cast: Cast) -> Grievance:
    return cast.keep(grievance(person=cast.accused))


def once_complained_of(cast: Cast) -> Grievance:
    return cast.keep(grievance(), person=cast.accused)


def complained_of_in_what_was_merged(cast: Cast) -> Grievance:
    whole = cast.keep(grievance())
    middle = cast.keep(grievance(Stage.MERGED, merged_into=whole.id))
    cast.keep(grievance(Stage.MERGED, merged_into=middle.id, person=cast.accused))
    return whole


def complained_of_where_it_was_merged(cast: Cast) -> Grievance:
    whole = cast.keep(grievance(person=cast.accused))
    return cast.keep(grievance(merged_into=whole.id))


def recused_from_it(cast: Cast) -> Grievance:
    record = cast.keep(grievance())
    cast.keep(Recusal(officer=cast.id("near"), grievance=record.id, day=date(2026, 11, 3)))
    return record


def recused_from_the_person(cast: Cast) -> Grievance:
    person = new_id()
    cast.keep(Recusal(officer=cast.id("near"), person=person, day=date(2026, 11, 3)))
    return cast.keep(grievance(person=person))


RELATIONS: dict[Callable[[Cast], Grievance], tuple[str, str]] = {
    complained_of: ("one", "two"),
    once_complained_of: ("one", "two"),
    complained_of_in_what_was_merged: ("one", "two"),
    complained_of_where_it_was_merged: ("one", "two"),
    recused_from_it: ("near", "near_too"),
    recused_from_the_person: ("near", "near_too"),
}


def target(action: type[Action], whole: Record, cast: Cast, sample: Sample) -> str:
    """Return a record that this can be tried on: the matter itself at a stage for it, or a part of it."""
    if action.on is type(whole):
        if action.stages:
            clerk = cast.officers["clerk"]
            write(clerk, amend(clerk.get(whole.kind, whole.id), stage=action.stages[0]))
        return whole.id
    if action.on is Recusal:
        return cast.keep(Recusal(officer=cast.id("third"), grievance=whole.id, day=date(2026, 11, 3))).id  # type: ignore[no-any-return]
    owner = owner_field(action.on)
    assert owner is not None, f"{action.verb()} is done to what is no part of {whole.kind}"
    return cast.keep(sample(action.on, **{owner.name: whole.id})).id  # type: ignore[no-any-return]


def refusal(office: Office, deed: Action) -> str:
    """Return why something is refused, without doing it; empty if it is not."""
    try:
        office.rehearse((looked(office, deed),), attempt=False)
    except Refusal as refused:
        return refused.sentence.say()
    return ""


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.__name__)
def test_no_action_on_a_grievance_is_for_whom_it_concerns_nor_names_him(
    relation: Callable[[Cast], Grievance], cast: Cast, sample: Sample
) -> None:
    whole, wrong = relation(cast), []
    for action in ON_GRIEVANCES:
        on = target(action, whole, cast, sample)
        deed = sample(action, target=on)
        tried = {name: refusal(cast.officers[name], deed) for name in (*RELATIONS[relation], "other")}
        wrong += [(action.verb(), name) for name, why in tried.items() if bool(matches(why)) == (name == "other")]
        for argument in (name for name, column in columns(action).items() if column.about.refers == "officer"):
            for name in RELATIONS[relation]:
                why = refusal(cast.officers["other"], deed.model_copy(update={argument: cast.id(name)}))
                wrong += [] if matches(why) else [(action.verb(), argument, name)]
    assert wrong == []
    assert len(ON_GRIEVANCES) > 25


def matches(why: str) -> bool:
    return any(part in why for part in BARRED.split("|"))


def test_no_action_on_another_grievance_reaches_the_one_that_complains_of_him(cast: Cast, sample: Sample) -> None:
    accusing, other = complained_of(cast), cast.keep(grievance())
    naming = [
        (action, name)
        for action in ON_GRIEVANCES
        for name, column in columns(action).items()
        if column.about.refers == "grievance" and action.on is Grievance
    ]
    assert naming
    for action, name in naming:
        for seat in ("one", "two"):
            assert matches(refusal(cast.officers[seat], sample(action, target=other.id, **{name: accusing.id})))


def test_nobody_acts_on_his_own_care_file_nor_is_named_in_it(cast: Cast, sample: Sample) -> None:
    wrong = []
    whole = cast.keep(sample(CareFile, person=cast.accused))
    for action in ON_CARE:
        if action.creates:
            continue
        deed = sample(action, target=target(action, whole, cast, sample))
        tried = {name: refusal(cast.officers[name], deed) for name in ("one", "two", "other")}
        wrong += [(action.verb(), name) for name, why in tried.items() if matches(why) == (name == "other")]
    assert wrong == []


def test_what_stands_for_a_matter_is_as_impartial_as_the_matter(cast: Cast, sample: Sample) -> None:
    """A doubt of a grievance's step: the matter is the grievance."""
    whole = complained_of(cast)
    step = cast.keep(
        Step(grievance=whole.id, step=StepKind.VISIT, day=date(2026, 11, 3), by=cast.id("other"), text="x")
    )
    standing = [action for action in IMPARTIAL if "of_kind" in action.on.model_fields]
    assert {action.on.kind for action in standing} == {"conflict", "doubt", "duplicate"}
    doubt = cast.keep(sample(RECORDS["doubt"], of_kind="step", of=step.id, seen_on=None))
    assert matter_of(doubt, cast.officers["clerk"].context()).id == whole.id
    (settle,) = (action for action in standing if action.on.kind == "doubt")
    assert [matches(refusal(cast.officers[name], settle(target=doubt.id))) for name in ("one", "two", "other")] == [
        True,
        True,
        False,
    ]


# Who had a part in it before


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
UPHELD = {"outcome": None, "decision": "upheld"}
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
ELSEWHERE = {
    *("lift_hold", "answer_objection", "join_person", "separate_person"),
    *("sign_out_medium", "sign_in_medium", "destroy_medium"),
}
"""Tried below, each by itself."""


def test_every_action_that_asks_who_had_a_part_is_tried() -> None:
    assert SECONDS.keys() | ELSEWHERE == INVOLVED


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
    for verb in ("decline_grievance", "redirect_grievance"):
        deed = ACTIONS[verb].model_validate({"target": record.id, "told": "x"})
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
