"""What holds for every kind that declares a timeline: its lists lead there, and its records stand on it."""

from datetime import timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from core.model.action import create
from core.model.query import Is, Query
from core.model.record import RECORDS, columns, owner_field
from core.model.span import Span
from core.rules.timeline import Axis, TimelineSpan
from data.site.open_site import OpenSite
from tests.support.every_case import every
from tui import screens  # noqa: F401 - declares the desks on the screen
from tui.dashboards.timeline import AFTER, DAY_WIDTH, OVER, RUNS, ShowTimeline, TimelineSource
from tui.frame.desk import commands_by_kind, desks
from tui.language import Language, _

DECLARED = [kind.kind for kind in RECORDS.values() if kind.timeline]


@every("kind", RECORDS)
def test_the_lists_of_a_kind_with_a_timeline_lead_to_it_and_no_others(kind: str) -> None:
    leads = any(isinstance(each, ShowTimeline) for each in commands_by_kind((kind,)))
    assert leads == (RECORDS[kind].timeline is not None)
    if leads:
        assert any(kind in desk.kinds for desk in desks())


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@every("kind", DECLARED)
def test_the_headings_of_its_days_are_no_wider_than_a_day(kind: str, code: str) -> None:
    runs, known = RECORDS[kind].timeline, columns(RECORDS[kind])
    assert runs is not None
    translate = Language(code).translate
    assert all(cell_len(translate(known[name].about.label)) <= DAY_WIDTH for name in (runs.since, runs.until))


@every("kind", DECLARED)
def test_what_runs_and_what_is_over_stand_on_the_timeline(kind: str, module_site: OpenSite, sample: Any) -> None:
    office, runs = module_site.office(), RECORDS[kind].timeline
    assert runs is not None
    day = office.today
    ends = "end" if columns(RECORDS[kind])[runs.until].derived else runs.until
    owner = owner_field(RECORDS[kind])
    whole = [sample(RECORDS[owner.about.refers])] if owner else []
    part_of = {owner.name: whole[0].id} if owner else {}
    kept = [
        sample(RECORDS[kind], **part_of, **{runs.since: day - timedelta(days=40), ends: until})
        for until in (None, day - timedelta(days=20))
    ]
    with module_site.store.transaction():
        module_site.store.write(map(create, [*whole, *kept]), officer=office.officer, action="test")
    span = TimelineSpan(Span(day.year), 1)
    where = Is("id", tuple(each.id for each in kept))
    for width in (24, 50, 77):
        source = TimelineSource(office, Query(kind, where, (f"-{runs.until}",)), Axis.of(span.first, span.last, width))
        over, open_ = sorted(source.page(source.keys()), key=lambda row: row.cells[-1].endswith(AFTER))
        assert OVER in over.cells[-1]
        assert set(over.styles) == {"dim"}
        assert over.cells[-2] == str(day - timedelta(days=20))
        assert RUNS in open_.cells[-1]
        assert open_.cells[-1].endswith(AFTER)
        assert open_.cells[-2] == _("no end yet")
        assert {len(row.cells[-1]) for row in (over, open_)} == {width}
