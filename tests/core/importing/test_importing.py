"""What every import has in common: judging, applying all or nothing, remembering headings."""

from collections.abc import Callable, Sequence

import pytest

from core.audit.audit_log import AUDIT
from core.desks.grievances import RegisterGrievance
from core.importing.plan import Plan, RowRefused, apply, plan, remember, remembered
from core.model.audit_event import Event
from core.model.progress import Progress, no_progress
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.spreadsheets.cells import Cell
from core.spreadsheets.columns import ColumnMapping, read_table, recognise
from core.spreadsheets.declaration import IMPORTS, Import, Outcome

MAILBOX = IMPORTS["mailbox"]
HEADING = ("留言编号", "留言主题", "留言时间", "留言详情")


def read(office: Office, *rows: Sequence[Cell], progress: Progress = no_progress, of: type[Import] = MAILBOX) -> Plan:
    numbered = list(enumerate(rows, 1))
    mapping = recognise(numbered, of.columns, remembered(office, of))
    return plan(office, of, read_table(numbered, mapping), mapping, progress)


def messages(count: int) -> list[tuple[str, ...]]:
    return [(f"m{number}", "题", "2020-01-06", "文") for number in range(count)]


@pytest.mark.parametrize("importer", IMPORTS.values(), ids=str)
def test_a_declaration_is_whole(importer: type[Import], office: Office) -> None:
    names = [column.name for column in importer.columns]
    headers = [header.casefold() for column in importer.columns for header in column.headers]
    assert len(set(names)) == len(names)
    assert len(set(headers)) == len(headers)
    assert set(importer.titled) <= set(names)
    assert importer.duty in office.viewer.duties
    assert any(column.required for column in importer.columns)


def test_who_lacks_the_duty_sees_no_preview(office: Office, colleague: Callable[..., Office]) -> None:
    with pytest.raises(NotAllowed):
        read(colleague("李明", "auditor"), HEADING, *messages(1))


@pytest.mark.parametrize("importer", IMPORTS.values(), ids=lambda importer: importer.name)
def test_who_lacks_the_duty_and_tried_stands_in_the_audit(
    importer: type[Import], office: Office, colleague: Callable[..., Office]
) -> None:
    nobody = colleague("李明", "auditor")
    with pytest.raises(NotAllowed):
        plan(nobody, importer, (), ColumnMapping(0, {}, {}, ()))
    (entry,) = office._store.find(Query(AUDIT, Is("event", (Event.REFUSED,))))
    assert (entry.officer, entry.note) == (nobody.officer, importer.label)


def test_counts_and_actions_follow_from_the_verdicts(office: Office) -> None:
    found = read(office, HEADING, *messages(2), ("m2", "", "2020-01-06", ""))
    assert found.counts == {Outcome.NEW: 2, Outcome.BAD: 1}
    assert [type(action) for action in found.actions] == [RegisterGrievance, RegisterGrievance]


class StopAt:
    """A progress that cancels after so many calls."""

    def __init__(self, calls: int) -> None:
        self.calls = calls
        self.told: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.told.append((done, total))
        if len(self.told) == self.calls:
            raise KeyboardInterrupt


def test_a_preview_can_be_cancelled(office: Office) -> None:
    stop = StopAt(2)
    with pytest.raises(KeyboardInterrupt):
        read(office, HEADING, *messages(500), progress=stop)
    assert stop.told == [(200, 500), (400, 500)]


def test_applying_can_be_cancelled_and_leaves_nothing(office: Office) -> None:
    found = read(office, HEADING, *messages(250))
    with pytest.raises(KeyboardInterrupt):
        apply(office, found, StopAt(1))
    assert office.count(Query("grievance")) == 0
    assert apply(office, found) == 250


def test_a_row_that_was_good_at_the_preview_and_is_no_longer_stops_all_and_is_named(office: Office) -> None:
    found = read(office, HEADING, *messages(3))
    [taken] = found.verdicts[1].actions
    office.do(taken.model_copy(update={"target": "1" * 32}))
    with pytest.raises(RowRefused, match="row 3") as refused:
        apply(office, found)
    assert "m1 already" in str(refused.value)
    assert office.count(Query("grievance")) == 1


def test_headings_mapped_by_hand_are_remembered_when_they_are_applied(office: Office) -> None:
    rows = [("留言编号", "问题摘要", "留言时间"), ("m1", "题", "2020-01-06")]
    numbered = list(enumerate(rows, 1))
    mapping = recognise(numbered, MAILBOX.columns, {"问题摘要": "subject"})
    apply(office, plan(office, MAILBOX, read_table(numbered, mapping), mapping))
    assert remembered(office, MAILBOX) == {"问题摘要": "subject"}
    assert read(office, *rows).counts == {Outcome.SAME: 1}


def test_known_headings_need_no_remembering(office: Office) -> None:
    apply(office, read(office, ("留言编号：", " 留言主题*", "留言 时间"), ("m1", "题", "2020-01-06")))
    assert remembered(office, MAILBOX) == {}


def test_what_a_heading_means_can_be_changed(office: Office) -> None:
    for field in ("subject", "text", "text", ""):
        remember(office, MAILBOX, {"事由": field})
    assert remembered(office, MAILBOX) == {"事由": ""}
    assert office.count(Query("heading")) == 1


def test_everyone_remembers_for_himself(office: Office, colleague: Callable[..., Office]) -> None:
    remember(office, MAILBOX, {"问题摘要": "subject"})
    assert remembered(colleague("李明", "clerk"), MAILBOX) == {}


def test_a_rehearsal_refuses_what_doing_would_and_writes_nothing(office: Office) -> None:
    good = RegisterGrievance(subject="题", received=office.now, number="1")
    office.rehearse((good,))
    assert office.count(Query("grievance")) == 0
    office.do(good)
    with pytest.raises(Refused, match="1 already"):
        office.rehearse((good,))
