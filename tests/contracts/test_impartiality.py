"""Every declared action against whom it is about, and who has recused himself."""

from collections.abc import Callable
from datetime import date

import pytest

from core.desks.care.records import CareFile
from core.desks.grievances import Grievance, Recusal, Stage, Step, StepKind
from core.model.action import ACTIONS, Action, amend
from core.model.record import RECORDS, Record, ancestors_of, columns, owner_field
from core.rights.four_eyes import matter_of
from core.values.ids import new_id
from tests.support.cast import Cast, Sample, complained_of, grievance, matches, refusal
from tests.support.permissions import DECIDED
from tests.support.site_driver import write

IMPARTIAL = [ACTIONS[verb] for verb, rule in DECIDED.eyes.items() if rule.startswith("impartial")]
ON_GRIEVANCES = [action for action in IMPARTIAL if ancestors_of(action.on.kind)[-1] == "grievance"]
ON_CARE = [action for action in IMPARTIAL if ancestors_of(action.on.kind)[-1] == "care_file"]


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
