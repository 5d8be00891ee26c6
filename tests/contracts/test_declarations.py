"""What every declared record and action says of itself, whoever declares it."""

from datetime import date, datetime
from itertools import chain
from typing import Any

from pydantic import BaseModel

from core.model.action import Action
from core.model.change import ACCESS_LOG, UNDO
from core.model.field import ANY, FieldOf, Role, Start
from core.model.record import RECORDS, Record, columns, owner_field
from core.model.viewer import Viewer
from core.policy.pack import Policy
from core.values.labelled_enum import LabelledEnum
from data.database.schema import table_of
from data.site.open_site import PACKS, pack_text
from tests.support.every_case import every
from tests.support.everything_declared import (
    DONE,
    DUTIES,
    KEPT,
    KINDS,
    STAGED,
    Sample,
    each_action,
    each_kept_kind,
    each_kind,
    fields,
    stage_changes,
    still_moving,
)

PARTS = [record_type for record_type in KEPT if owner_field(record_type)]
each_staged_kind = every("record_type", STAGED, lambda kind: kind.kind)
each_pack = every("pack", PACKS)
WHO = {"officer", "person", "cell"}


@each_kind
def test_a_kind_says_what_it_is(record_type: type[Record]) -> None:
    assert record_type.__doc__
    assert record_type.label
    assert record_type.plural
    assert RECORDS[record_type.kind] is record_type


@each_kept_kind
def test_every_field_has_a_label(record_type: type[Record]) -> None:
    told = {name for name, column in columns(record_type).items() if column.about.label}
    assert told >= record_type.model_fields.keys() - {"id", "deleted"}


@each_action
def test_every_argument_has_a_label(action: type[Action]) -> None:
    assert {name for name, column in columns(action).items() if column.about.label} == action.model_fields.keys() - {
        "target",
    }


@every("model", [*KINDS, *DONE], lambda model: model.__name__)
@each_pack
def test_references_name_kinds_and_options_stand_in_the_pack(model: type[BaseModel], pack: str) -> None:
    policy = Policy(pack_text(pack))
    for column in columns(model).values():
        assert set(column.about.refers.split()) <= {ANY, *RECORDS}
        if column.about.options:
            assert policy.options(column.about.options) or column.about.options == "roles"


@each_kind
def test_a_field_says_whose_work_it_is_whom_it_is_about_or_who_did_it(record_type: type[Record]) -> None:
    for name, column in columns(record_type).items():
        refers_to_people = not WHO.isdisjoint(column.about.refers.split())
        assert (column.about.says is not None) == refers_to_people, name
        if column.about.owner and refers_to_people:
            assert column.about.says == Role.SUBJECT, name


@each_pack
@every("declared", [*KEPT, *DONE], lambda model: model.__name__)
def test_its_duty_is_carried_by_some_role(declared: type[Record] | type[Action], pack: str) -> None:
    roles = Policy(pack_text(pack)).roles.values()
    assert any(declared.duty in role.duties for role in roles)


@each_pack
def test_no_role_carries_a_duty_that_nothing_asks_for(pack: str) -> None:
    asked = DUTIES | {column.about.masked for record_type in KEPT for column in columns(record_type).values()}
    carried = set(chain.from_iterable(role.duties for role in Policy(pack_text(pack)).roles.values()))
    # `exports.read` is asked for by the rule of who sees which exports.
    assert carried - asked - {"exports.read"} == set()


@each_kind
def test_what_a_field_holds_when_left_out_is_empty(record_type: type[Record]) -> None:
    """A new record's empty fields are not written down, so leaving one out must come to the same."""
    for name, info in record_type.model_fields.items():
        if name != "id" and not info.is_required():
            default = info.get_default(call_default_factory=True)
            assert default in ("", None, False, 0, ()) or (
                isinstance(default, LabelledEnum) and info.annotation is type(default)
            )


@each_kind
def test_order_indexes_and_watches_name_columns(record_type: type[Record]) -> None:
    named = {name.lstrip("-") for name in record_type.order} | {*record_type.status_columns}
    named |= {name.lstrip("-") for name in chain.from_iterable(record_type.indexes)}
    assert named <= {"id", *columns(record_type)}


@each_kind
def test_a_list_has_columns(record_type: type[Record]) -> None:
    assert any(column.about.column for column in columns(record_type).values())


@each_kind
def test_what_is_masked_is_not_sorted_by_and_no_words_find_it(record_type: type[Record]) -> None:
    hidden = {name for name, column in columns(record_type).items() if column.about.masked}
    assert not hidden & {name.lstrip("-") for name in record_type.order}
    assert hidden.isdisjoint((*table_of(record_type.kind).searched, *table_of(record_type.kind).spelled))


@each_kept_kind
def test_a_title_tells_nothing_that_is_masked(record_type: type[Record], sample: Sample) -> None:
    hidden = {name: "不可见" for name, column in columns(record_type).items() if column.about.masked}
    assert "不可见" not in sample(record_type).model_copy(update=hidden).title


@every("record_type", PARTS, lambda kind: kind.kind)
def test_a_part_is_read_by_the_duty_of_its_owner(record_type: type[Record]) -> None:
    """The words of a part find its owner, and an owner is shown with its parts."""
    owner = owner_field(record_type)
    assert owner
    whole = RECORDS[owner.about.refers]
    if record_type.visible_to(Viewer("a" * 32)) is None:
        assert record_type.duty == whole.duty
    else:  # a part that says itself who may see it, and so must not be found by its words
        assert not any(column.about.search for column in columns(record_type).values())
    assert record_type.compartment in (whole.compartment, ACCESS_LOG)


@each_action
def test_an_action_explains_itself(action: type[Action]) -> None:
    assert action.help().endswith((".", "?"))
    assert action.label()
    assert RECORDS[action.on.kind] is action.on


@each_action
def test_a_rule_that_refuses_says_what_it_rejects(action: type[Action]) -> None:
    for each in action.__mro__:
        if issubclass(each, Action) and each is not Action and "refuse" in vars(each):
            assert (vars(each)["refuse"].__doc__ or "").startswith("Reject ")


@each_action
def test_the_stages_of_an_action_are_stages_of_its_kind(action: type[Action]) -> None:
    if action.stages:
        stages = columns(action.on)["stage"].type
        assert all(isinstance(stage, stages) for stage in action.stages)
        assert not action.creates


@each_action
def test_what_an_action_declares_of_its_record_is_there(action: type[Action]) -> None:
    kept = {column.name: column.type for column in fields(action.on)}
    written = {column.name: column.type for column in fields(action.adds or action.on)}
    if action.leads_to is not None:
        assert written["stage"] is type(action.leads_to)
    expected = {Start.TODAY: date, Start.NOW: datetime, Start.ME: str}

    own = {column.name: column.type for column in fields(action)}

    def starts_with(value: Any) -> Any:
        return kept[value.name] if isinstance(value, FieldOf) else expected[value]

    for name, value in action.stamps.items():
        assert written[name] is starts_with(value) if isinstance(value, Start | FieldOf) else name in written
    assert action.adds is None or (owner_field(action.adds).about.refers == action.on.kind and not action.creates)
    assert not action.once or kept[action.once] in (date, datetime)
    assert not action.amends or action.recorded()
    for column in fields(action):
        about = column.about
        assert about.start is None or column.type is starts_with(about.start)
        assert (about.not_before is None and not about.to_come) or column.type in (date, datetime)
        assert not about.not_before or (kept | own)[about.not_before] in (date, datetime)


ANOTHER_QUESTION = {
    ("accept_referral", "due"),  # the result is due, no longer the answer
    ("cancel_session", "reason"),
    ("close_grievance", "told"),  # a remark, if there is anything to say
    ("do_duty", "text"),  # the evidence, of a period and not of the card
    ("excuse_duty", "text"),  # the reason
    ("join_person", "name"),
    ("make_up", "day"),
    ("make_up", "session"),
    ("plan_support", "helper"),
    ("record_past_reply", "text"),
    ("record_return", "joined"),
    ("reply_to_grievance", "text"),
}
"""Arguments that ask for something else than the field that has their name."""


@each_action
def test_an_argument_is_called_as_the_field_it_is_written_into(action: type[Action]) -> None:
    kept, asked = columns(action.adds or action.on), columns(action)
    for name in action.recorded():
        if (action.verb(), name) not in ANOTHER_QUESTION:
            assert asked[name].about.label == kept[name].about.label


@each_staged_kind
def test_every_stage_is_reached_and_is_left_or_is_an_end(record_type: type[Record]) -> None:
    stages, changed = columns(record_type)["stage"].type, stage_changes(record_type)
    reached = {record_type.model_fields["stage"].get_default()}
    while more := {after for before, after in changed if before in reached} - reached:
        reached |= more
    assert reached == set(stages)
    assert set(still_moving(record_type)) == {before for before, after in changed if before != after}


@each_action
def test_what_is_amended_is_asked_by_the_name_it_has(action: type[Action]) -> None:
    if action.amends:
        asked, kept = columns(action), columns(action.adds or action.on)
        assert {n: asked[n].about.label for n in action.recorded()} == {
            n: kept[n].about.label for n in action.recorded()
        }


@each_action
def test_no_action_is_called_as_the_undoing_of_another(action: type[Action]) -> None:
    assert not action.verb().startswith(UNDO)


@each_action
def test_an_action_changes_something(action: type[Action]) -> None:
    says_itself = action.changes is not Action.changes or action.written is not Action.written
    assert says_itself or action.recorded() or action.stamps or action.leads_to is not None


@each_action
def test_four_eyes_look_at_fields_that_name_officers(action: type[Action]) -> None:
    for name in action.other_than:
        assert columns(action.on)[name].about.refers == "officer"


@each_kind
def test_no_two_actions_share_a_key(record_type: type[Record]) -> None:
    keys = [action.key for action in DONE if action.on is record_type and action.key]
    assert len(keys) == len(set(keys))
