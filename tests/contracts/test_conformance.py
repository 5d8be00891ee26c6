"""What holds for every declared record and action, whoever declares it. A new desk is tested by being declared."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from core.model.action import ACTIONS, Action, amend, create
from core.model.audit_event import Event
from core.model.change import ACCESS_LOG
from core.model.field import ANY, FieldOf, Role, Start
from core.model.query import EVERYTHING, NOTHING, FullText, Is, Query
from core.model.record import RECORDS, Column, Record, columns, encode, owner_field
from core.model.viewer import Viewer
from core.office.office import Office
from core.office.refusals import NoSuchRecord, NotAllowed
from core.policy.pack import Policy
from core.rights.visibility import readable
from core.values.labelled_enum import LabelledEnum
from data.site.open_site import PACKS, OpenSite, pack_text
from tests.support.site_driver import appoint, impose

KINDS: list[type[Record]] = list(RECORDS.values())
KEPT = [record_type for record_type in KINDS if not record_type.is_derived]
DONE: list[type[Action]] = list(ACTIONS.values())
ON_KEPT = [action for action in DONE if not action.on.is_derived]
DUTIES = {kind.duty for kind in KEPT} | {action.duty for action in DONE}
STAGED = [record_type for record_type in KEPT if "stage" in record_type.model_fields]
PARTS = [record_type for record_type in KEPT if owner_field(record_type)]

each_kind = pytest.mark.parametrize("record_type", KINDS, ids=lambda kind: kind.kind)
each_kept_kind = pytest.mark.parametrize("record_type", KEPT, ids=lambda kind: kind.kind)
each_staged_kind = pytest.mark.parametrize("record_type", STAGED, ids=lambda kind: kind.kind)
each_action = pytest.mark.parametrize("action", DONE, ids=lambda action: action.verb())
each_pack = pytest.mark.parametrize("pack", PACKS)

WHO = {"officer", "person", "cell"}

Sample = Callable[..., Any]


def fields(model: type[BaseModel]) -> Iterator[Column]:
    return (column for column in columns(model).values() if not column.derived)


def stage_changes(record_type: type[Record]) -> set[tuple[LabelledEnum, LabelledEnum]]:
    """Return each change of stage that is declared for a kind."""
    stages = columns(record_type)["stage"].type
    own = [
        action
        for action in DONE
        if action.on is record_type and action.leads_to and not (action.creates or action.adds)
    ]
    declared = [(action.stages or still_moving(record_type), action.leads_to) for action in own]
    declared += chain(record_type.transitions, *(action.transitions for action in DONE))
    return {(before, after) for some, after in declared if isinstance(after, stages) for before in some}


def still_moving(record_type: type[Record]) -> tuple[LabelledEnum, ...]:
    return tuple(stage for stage in columns(record_type)["stage"].type if stage not in record_type.ends)


def without_duty(duty: str) -> str:
    return f"without_{duty.replace('.', '_')}"


@pytest.fixture(scope="module")
def site(module_site: OpenSite) -> OpenSite:
    """A site whose policy pack has, for each duty, a role with every duty but that one."""
    duties = sorted(DUTIES)
    roles = "".join(
        f"\n[roles.{without_duty(duty)}]\nlabel = 'all but {duty}'\nzh = '缺'\n"
        f"duties = {[other for other in duties if other != duty]}\n"
        for duty in duties
    )
    office = module_site.office()
    impose(office, pack_text("cn") + roles)
    for seat, duty in enumerate(duties, 2):
        appoint(office, f"无{duty}", seat, without_duty(duty))
    return module_site


@pytest.fixture
def lacking(site: OpenSite) -> Callable[[str], Office]:
    """Sign in an officer who may do everything but what one duty allows."""

    def sign_in(duty: str) -> Office:
        accounts = site.office().find(Query("account"))
        return site.office(next(account.seat for account in accounts if account.roles == (without_duty(duty),)))

    return sign_in


def keep(site: OpenSite, record: Record) -> Record:
    with site.store.transaction():
        site.store.write([create(record)], officer="a" * 32, action="test")
    return record


# Declarations


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


@pytest.mark.parametrize("model", [*KINDS, *DONE], ids=lambda model: model.__name__)
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
@pytest.mark.parametrize("declared", [*KEPT, *DONE], ids=lambda model: model.__name__)
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
def test_what_is_masked_is_not_searched_sorted_or_spelt(record_type: type[Record]) -> None:
    hidden = {name for name, column in columns(record_type).items() if column.about.masked}
    assert not hidden & {name.lstrip("-") for name in record_type.order}
    assert not [name for name in hidden if columns(record_type)[name].about.pinyin]


@each_kept_kind
def test_a_title_tells_nothing_that_is_masked(record_type: type[Record], sample: Sample) -> None:
    hidden = {name: "不可见" for name, column in columns(record_type).items() if column.about.masked}
    assert "不可见" not in sample(record_type).model_copy(update=hidden).title


@pytest.mark.parametrize("record_type", PARTS, ids=lambda kind: kind.kind)
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
    assert action.on in KINDS


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


# Round trips


@each_kept_kind
def test_a_record_is_kept_whole(record_type: type[Record], site: OpenSite, sample: Sample) -> None:
    record = keep(site, sample(record_type))
    assert site.store.get(record.kind, record.id, EVERYTHING) == record


@each_kept_kind
def test_a_record_of_required_fields_alone_is_kept_whole(
    record_type: type[Record], site: OpenSite, sample: Sample
) -> None:
    whole = sample(record_type)
    needed = {name for name, info in record_type.model_fields.items() if info.is_required()}
    record = keep(site, record_type.model_validate(whole.model_dump(include=needed)))
    assert site.store.get(record.kind, record.id, EVERYTHING) == record


@each_kept_kind
def test_nothing_that_must_be_there_is_left_out_for_being_empty(
    record_type: type[Record], site: OpenSite, sample: Sample
) -> None:
    empty: dict[type, Any] = {int: 0, bool: False, str: "", tuple: ()}
    for column in fields(record_type):
        if record_type.model_fields[column.name].is_required() and column.type in empty:
            try:
                record = sample(record_type, **{column.name: empty[column.type]})
            except ValidationError:
                continue  # it may not be empty at all
            assert site.store.get(record.kind, keep(site, record).id, EVERYTHING) == record


@each_kept_kind
def test_any_optional_field_can_be_emptied(record_type: type[Record], site: OpenSite, sample: Sample) -> None:
    record = keep(site, sample(record_type))
    defaults = {
        name: info.get_default()
        for name, info in record_type.model_fields.items()
        if name != "id" and not info.is_required()
    }
    emptied = record_type.model_validate({**record.model_dump(), **defaults})
    with site.store.transaction():
        site.store.write([amend(record, **defaults)], officer="a" * 32, action="test")
    assert site.store.get(record.kind, record.id, EVERYTHING) == emptied


@each_kept_kind
def test_a_list_shows_it(record_type: type[Record], site: OpenSite, sample: Sample) -> None:
    record = keep(site, sample(record_type))
    shown = [name for name, column in columns(record_type).items() if column.about.column]
    keys = site.store.keys(Query(record.kind, Is("id", (record.id,))))
    assert site.store.page(record.kind, keys, shown) == [tuple(getattr(record, name) for name in shown)]


@each_kept_kind
def test_every_searched_field_finds_it(record_type: type[Record], site: OpenSite, sample: Sample) -> None:
    for name, column in columns(record_type).items():
        if column.about.search:
            record = keep(site, sample(record_type, **{name: "独角兽"}))
            found = [each.id for each in site.store.find(Query(record.kind, FullText("独角兽")))]
            assert record.id in found


@each_kind
def test_its_flags_are_conditions_the_store_understands(record_type: type[Record], site: OpenSite) -> None:
    office = site.office()
    for condition in record_type.filters(office.context()).values():
        assert office.count(Query(record_type.kind, condition)) >= 0


@each_kept_kind
def test_its_rows_have_a_standing(record_type: type[Record], site: OpenSite, sample: Sample) -> None:
    record = keep(site, sample(record_type))
    keys = site.store.keys(Query(record.kind, Is("id", (record.id,))))
    (row,) = site.store.page(record.kind, keys, record_type.status_columns) if record_type.status_columns else [()]
    seen = dict(zip(record_type.status_columns, row, strict=True))
    standing = record_type.deadline_status(seen, site.office().context()) if record_type.status_columns else None
    assert standing is None or standing.label


@each_action
def test_an_action_survives_being_written_down(action: type[Action], sample: Sample) -> None:
    asked = sample(action)
    assert action.model_validate_json(asked.model_dump_json()) == asked


@each_action
def test_an_action_takes_nothing_it_has_not_declared(action: type[Action], sample: Sample) -> None:
    with pytest.raises(ValidationError):
        action.model_validate({**sample(action).model_dump(), "surprise": 1})


# Rights


@each_kept_kind
def test_without_the_duty_nothing_of_it_exists(
    record_type: type[Record], site: OpenSite, lacking: Callable[[str], Office], sample: Sample
) -> None:
    record, office = keep(site, sample(record_type)), lacking(record_type.duty)
    query = Query(record.kind)
    assert not office.reads(record.kind)
    assert (list(office.keys(query)), office.count(query), office.find(query)) == ([], 0, [])
    assert office.groups(query, next(iter(columns(record_type)))) == []
    assert office.title(record.kind, record.id) == record.id[:8]
    for look in (
        lambda: office.get(record.kind, record.id),
        lambda: office.look_up(record.id),
        lambda: office.history(record),
    ):
        with pytest.raises(NoSuchRecord):
            look()


@each_action
def test_without_the_duty_it_may_not_be_done_and_the_audit_tells_who_tried(
    action: type[Action], site: OpenSite, lacking: Callable[[str], Office], sample: Sample
) -> None:
    office, before = lacking(action.duty), site.store.high_water_mark().changes
    assert not office.may(action)
    assert action not in office.offered(action.on.kind)
    with pytest.raises(NotAllowed):
        office.do(sample(action))
    (entry,) = site.store.find(Query("audit", order=("-number",), limit=1))
    assert (entry.event, entry.officer, entry.action) == (Event.REFUSED, office.officer, action.verb())
    assert site.store.high_water_mark().changes == before + 1


@each_kind
def test_without_any_duty_nothing_is_readable(record_type: type[Record]) -> None:
    assert readable(Viewer("a" * 32), record_type) == NOTHING or record_type.is_derived


# History


@pytest.mark.parametrize("action", ON_KEPT, ids=lambda action: action.verb())
def test_what_it_changes_stands_in_history_with_before_and_after(
    action: type[Action], site: OpenSite, sample: Sample
) -> None:
    office = site.office()
    derived = "stage" not in action.on.model_fields  # then it follows from the sample's other fields
    stage = {"stage": action.stages[0]} if action.stages and not derived else {}
    record = None if action.creates else keep(site, sample(action.on, **stage))
    asked = sample(action, **({"target": record.id} if record else {}))
    drafts = [draft for draft in asked.changes(record, office.context()) if draft.fields]
    assert drafts
    before = {draft.record: site.store.get(draft.kind, draft.record, EVERYTHING) for draft in drafts}
    for draft in drafts:
        earlier, kind = before[draft.record], RECORDS[draft.kind]
        if earlier is not None and kind in STAGED and "stage" in draft.fields:
            assert (earlier.stage, draft.fields["stage"]) in stage_changes(kind)
    with site.store.transaction():
        site.store.write(drafts, officer=office.officer, action=action.verb())
    for draft in drafts:
        entry = site.store.history(draft.record)[-1]
        assert (entry.change.body.officer, entry.change.body.action) == (office.officer, draft.action or action.verb())
        assert entry.change.body.fields == draft.fields
        earlier = before[draft.record]
        stood = {name: encode(getattr(earlier, name)) if earlier else None for name in draft.fields}
        assert {name: value or None for name, value in entry.before.items()} == {
            name: value or None for name, value in stood.items()
        }
