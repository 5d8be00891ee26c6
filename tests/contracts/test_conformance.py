"""What holds for every declared record and action, whoever declares it. A new desk is tested by being declared."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.query import EVERYTHING, NOTHING, FullText, Is, Query
from core.model.record import RECORDS, Record, columns, encode
from core.model.viewer import Viewer
from core.office.office import Office
from core.office.refusals import NoSuchRecord, NotAllowed
from core.rights.visibility import readable
from data.site.open_site import OpenSite, pack_text
from tests.support.every_case import every
from tests.support.everything_declared import (
    DONE,
    DUTIES,
    STAGED,
    Sample,
    each_action,
    each_kept_kind,
    each_kind,
    fields,
    stage_changes,
)
from tests.support.named_records import named_by
from tests.support.site_driver import appoint, impose

ON_KEPT = [action for action in DONE if not action.on.is_derived]


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


@every("action", ON_KEPT, lambda action: action.verb())
def test_what_it_changes_stands_in_history_with_before_and_after(
    action: type[Action], site: OpenSite, sample: Sample
) -> None:
    office = site.office()
    derived = "stage" not in action.on.model_fields  # then it follows from the sample's other fields
    stage = {"stage": action.stages[0]} if action.stages and not derived else {}
    record = None if action.creates else keep(site, sample(action.on, **stage))
    asked = sample(action, **({"target": record.id} if record else {}))
    drafts = [draft for draft in asked.changes(record, office.context()) if draft.fields]
    if not drafts and record is not None:
        for named in named_by(record, sample):
            keep(site, named)
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
