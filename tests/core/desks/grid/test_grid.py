"""The grid: cells and who is in them, duties and what is owed, warnings that escalate, and work that is handed over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.administration.officers import Account
from core.desks.care.opening import OpenCareFile
from core.desks.care.vocabulary import Basis
from core.desks.grid import (
    AcknowledgeWarning,
    AddCell,
    AddDutyCard,
    AmendCell,
    AppointDeputy,
    AppointLead,
    Cell,
    ChangeLevel,
    ChangePart,
    CloseWarning,
    DoDuty,
    DutyCard,
    DutyDone,
    EndCell,
    EndDutyCard,
    ExcuseDuty,
    GridWarning,
    HandOver,
    LeaveCell,
    Level,
    MakePrimary,
    Membership,
    MergeCell,
    MoveCell,
    MovePerson,
    Part,
    PutInCell,
    RaiseWarning,
    TakeBackPeriod,
    handover,
    merging,
)
from core.desks.grid.figures import Fault, State, figures, grid
from core.desks.grid.gaps import gaps, nowhere
from core.desks.grid.tree import Tree
from core.desks.grid.warnings import escalation_step
from core.desks.grievances import AssignGrievance, RegisterGrievance
from core.desks.people.people import AddPerson, RecordLeaving
from core.model.action import Action, create
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query, both
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.obligation import PeriodOutcome, facts
from core.values.cadence import Rhythm
from data.database.sql import counted
from data.site.open_site import OpenSite
from tests.support.kept_records import KeptRecords
from tests.support.site_driver import appoint

START = date(2026, 1, 1)
NOW = datetime(2026, 11, 23, 9, 30)


@dataclass
class House:
    """An office with a grid, whose clock can be turned."""

    office: Office
    numbers: Any = None

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def at(self, moment: str) -> "House":
        now = datetime.fromisoformat(moment)
        self.office._clock = lambda: now
        return self

    def do(self, action: type[Action], target: str = "", **given: Any) -> str:
        deed = action(**({"target": target} if target else {}), **given)
        self.office.do(deed)
        return deed.target

    def cell(self, code: str, parent: str = "", lead: str = "") -> str:
        return self.do(AddCell, code=code, name=f"格{code}", parent=parent, lead=lead, start=START)

    def person(self, name: str = "张三") -> str:
        return self.do(AddPerson, name=name, number=f"{next(self.numbers):04}")

    def put(self, cell: str, person: str = "", *, primary: bool = True, part: Part = Part.MEMBER) -> str:
        person = person or self.person()
        self.do(PutInCell, person=person, cell=cell, primary=primary, part=part, since=START)
        return person

    def officer(self, person: str, *roles: str) -> str:
        seat = 1 + max(account.seat for account in self.office.find(Query("account")))
        return appoint(self.office, f"用户{seat}", seat, *(roles or ("clerk",)), person=person)

    def get(self, kind: str, record: str) -> Any:
        return self.office.get(kind, record)

    def of(self, kind: str, **values: Any) -> list[Any]:
        return self.office.find(Query(kind, both(*(Is(name, (value,)) for name, value in values.items()))))

    def places(self, person: str) -> list[tuple[str, Part, bool]]:
        """Where a person is today, by the code of the cell."""
        return sorted(
            (self.get("cell", each.cell).code, each.part, each.primary)
            for each in self.of("membership", person=person, open=True)
        )


@pytest.fixture
def house(office: Office) -> House:
    return House(office)


@pytest.fixture
def three(house: House) -> tuple[str, str, str]:
    """A cell, one below it, and one below that."""
    top = house.cell("01")
    middle = house.cell("01-01", top)
    return top, middle, house.cell("01-01-001", middle)


def refused(house: House, match: str, action: type[Action], target: str = "", **given: Any) -> None:
    with pytest.raises(Refused, match=match):
        house.do(action, target, **given)


# Cells


def test_codes_are_unique_and_say_what_stands_above(house: House) -> None:
    top = house.cell("01")
    refused(house, "There is a cell with the code 01", AddCell, code="01", name="甲", start=START)
    refused(house, "must begin with", AddCell, code="02-01", name="甲", parent=top, start=START)
    house.cell("01-01", top)


def test_a_cell_takes_those_below_along_and_never_stands_below_itself(
    house: House, three: tuple[str, str, str]
) -> None:
    top, middle, low = three
    other = house.cell("02")
    refused(house, "below it", MoveCell, top, parent=low, code="01-01-001-01")
    house.do(MoveCell, middle, parent=other, code="02-07")
    assert house.get("cell", middle).parent == other
    assert house.get("cell", low).code == "02-07-001"


def test_a_move_that_would_make_a_code_below_too_long_is_refused_by_that_code(house: House) -> None:
    top, low = house.cell("B" * 55), house.cell("A")
    middle = house.cell("A-1", low)
    house.cell("A-1-" + "C" * 30, middle)
    code = "B" * 55 + "-1"
    refused(house, f"{code}-{'C' * 30} has 88 characters, more than 60", MoveCell, middle, parent=top, code=code)
    assert house.get("cell", middle).code == "A-1"


def test_name_and_scope_can_be_put_right(house: House) -> None:
    cell = house.cell("01")
    house.do(AmendCell, cell, name="东区", scope="三号楼")
    assert house.get("cell", cell).title == "01 东区"


def test_the_lead_of_a_new_cell_is_in_it(house: House) -> None:
    lead = house.person()
    house.cell("01", lead=lead)
    assert house.places(lead) == [("01", Part.LEAD, True)]


def test_a_cell_ends_only_when_nothing_hangs_on_it(house: House, three: tuple[str, str, str]) -> None:
    _top, middle, low = three
    house.put(low)
    refused(house, r"Cells \(Cell above\): 1", EndCell, middle, day=START)
    refused(house, r"Memberships \(Cell\): 1", EndCell, low, day=START)
    house.do(LeaveCell, house.of("membership", cell=low)[0].id, day=date(2026, 2, 1))
    house.do(EndCell, low, day=date(2026, 3, 1))
    assert not house.get("cell", low).open


# Who is in them


def test_a_person_has_one_primary_cell(house: House) -> None:
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    refused(house, "primary cell is 01", PutInCell, person=person, cell=two, since=START)
    house.put(two, person, primary=False, part=Part.CADRE)
    assert house.places(person) == [("01", Part.MEMBER, True), ("02", Part.CADRE, False)]


def test_a_move_keeps_both_times(house: House) -> None:
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    house.do(MovePerson, house.of("membership", person=person)[0].id, cell=two, day=date(2026, 6, 1))
    assert [(each.cell, each.since, each.until) for each in sorted(house.of("membership"), key=lambda m: m.since)] == [
        (one, START, date(2026, 6, 1)),
        (two, date(2026, 6, 1), None),
    ]
    assert house.places(person) == [("02", Part.MEMBER, True)]


def test_another_cell_becomes_primary_and_both_times_stay(house: House) -> None:
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    house.put(two, person, primary=False)
    house.do(MakePrimary, house.of("membership", person=person, cell=two)[0].id)
    assert house.places(person) == [("01", Part.MEMBER, False), ("02", Part.MEMBER, True)]
    assert len(house.of("membership", person=person)) == 4


def test_one_leads_and_whoever_led_stays_as_a_member(house: House) -> None:
    cell, first, second = house.cell("01"), house.person("甲"), house.person("乙")
    house.do(AppointLead, cell, person=first, day=START)
    house.do(AppointLead, cell, person=second, day=date(2026, 5, 1))
    assert house.get("cell", cell).lead == second
    assert house.places(first) == [("01", Part.MEMBER, True)]
    refused(house, "are two persons", AppointDeputy, cell, person=second, day=date(2026, 5, 2))


def test_a_lead_who_leaves_the_cell_leads_no_longer(house: House) -> None:
    lead = house.person()
    cell = house.cell("01", lead=lead)
    house.do(LeaveCell, house.of("membership", person=lead)[0].id, day=date(2026, 4, 1))
    assert house.get("cell", cell).lead == ""


def test_a_member_becomes_backbone_and_a_lead_a_member(house: House) -> None:
    lead = house.person()
    cell = house.cell("01", lead=lead)
    membership = house.of("membership", person=lead)[0].id
    refused(house, "appointed on the cell itself", ChangePart, membership, part=Part.DEPUTY)
    house.do(ChangePart, membership, part=Part.CADRE)
    assert house.places(lead) == [("01", Part.CADRE, True)]
    assert house.get("cell", cell).lead == ""


def test_who_has_left_takes_no_part(house: House) -> None:
    cell, person = house.cell("01"), house.person("李四")
    house.do(RecordLeaving, person, left=date(2026, 3, 1))
    refused(house, "李四 0001 left on 2026-03-01", PutInCell, person=person, cell=cell, since=date(2026, 4, 1))
    refused(house, "left on", AppointLead, cell, person=person, day=date(2026, 4, 1))


# Duties


@pytest.fixture
def card(house: House) -> str:
    """A monthly duty since August, on 23 November."""
    cell = house.cell("01")
    return house.do(
        AddDutyCard, text="每月自查", cell=cell, rhythm=Rhythm.MONTHLY, evidence="自查表", start=date(2026, 8, 1)
    )


def done(card: DutyCard, period: str) -> DutyDone:
    return DutyDone(card=card.id, period=period, day=START, by="0" * 32)


def owed(house: House, card: str) -> list[str]:
    return [period.key for period in house.get("duty_card", card).overdue(house.office.today)]


def standing(house: House, record: Any) -> DeadlineStatus | None:
    watched = {name: getattr(record, name) for name in type(record).status_columns}
    return type(record).deadline_status(watched, house.office.context())


def test_what_nobody_has_done_is_owed_period_by_period(house: House, card: str) -> None:
    assert owed(house, card) == ["2026-08", "2026-09", "2026-10"]
    assert standing(house, house.get("duty_card", card)) == DeadlineStatus.LONG_OVERDUE
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 2), text="八月自查表")
    house.do(ExcuseDuty, card, period="2026-09", text="停工检修")
    assert owed(house, card) == ["2026-10"]
    assert standing(house, house.get("duty_card", card)) == DeadlineStatus.LATE


def test_periods_may_be_done_out_of_turn(house: House, card: str) -> None:
    house.do(DoDuty, card, period="2026-10", day=date(2026, 10, 20), text="表")
    assert owed(house, card) == ["2026-08", "2026-09"]
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 20), text="表")
    house.do(DoDuty, card, period="2026-09", day=date(2026, 9, 20), text="表")
    assert owed(house, card) == []
    assert house.get("duty_card", card).due == date(2026, 11, 30)


def test_the_oldest_open_period_stands_in_the_agenda_of_the_cell(house: House, card: str) -> None:
    (entry,) = house.of("agenda", of=card)
    assert (entry.due, entry.cell) == (date(2026, 8, 31), house.get("duty_card", card).cell)


def test_periods_that_two_sites_complete_at_once_both_count(
    house: House, card: str, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 2), text="表")
    from_elsewhere(site.store, house.get("duty_card", card), ahead="2026-09")
    assert owed(house, card) == ["2026-10"]
    assert [entry.due for entry in house.of("agenda", of=card)] == [date(2026, 10, 31)]


def test_nobody_decides_what_the_program_keeps_by_itself(
    house: House, card: str, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    before = house.get("duty_card", card)
    house.do(DoDuty, card, period="2026-10", day=date(2026, 10, 20), text="表")
    from_elsewhere(site.store, before, ahead="2026-09")
    assert house.of("conflict") == []
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 2), text="表")
    assert owed(house, card) == ["2026-09"], "the next action tells it from what was done"


def test_a_period_is_completed_once_begun_and_with_the_evidence_asked_for(house: House, card: str) -> None:
    refused(house, "no period of it", DoDuty, card, period="2026-12", day=date(2026, 11, 1), text="表")
    refused(house, "no period of it", DoDuty, card, period="2026-W40", day=date(2026, 11, 1), text="表")
    refused(house, "Evidence is asked for: 自查表", DoDuty, card, period="2026-08", day=date(2026, 9, 1))
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 1), text="表")
    refused(house, "done or excused already", ExcuseDuty, card, period="2026-08", text="无")


def test_a_period_that_was_completed_by_mistake_is_taken_back_and_both_stay_on_record(house: House, card: str) -> None:
    house.do(DoDuty, card, period="2026-09", day=date(2026, 9, 20), text="登记表")
    owed_then = owed(house, card)
    (done,) = house.of("duty_done")
    house.do(TakeBackPeriod, done.id, mistake="点错了职责")
    assert "2026-09" in owed(house, card)
    assert owed(house, card) != owed_then
    refused(house, "done on 2026-11-23 already", TakeBackPeriod, done.id, mistake="再次")
    assert house.office.offered("duty_done", house.get("duty_done", done.id)) == []
    house.do(ExcuseDuty, card, period="2026-09", text="放假")
    assert owed(house, card) == owed_then
    assert [(each.outcome, each.taken_back) for each in house.of("duty_done")] == [
        (PeriodOutcome.EXCUSED, None), (PeriodOutcome.DONE, date(2026, 11, 23)),
    ]  # fmt: skip


def test_a_duty_is_done_in_its_period_or_late(house: House, card: str) -> None:
    refused(
        house, "2026-10 began on 2026-10-01 only", DoDuty, card, period="2026-10", day=date(2026, 9, 30), text="登记表"
    )
    house.do(DoDuty, card, period="2026-10", day=date(2026, 10, 31), text="登记表")
    house.do(DoDuty, card, period="2026-09", day=date(2026, 10, 1), text="登记表")
    assert [(each.period, each.outcome) for each in house.of("duty_done")] == [
        ("2026-10", PeriodOutcome.DONE), ("2026-09", PeriodOutcome.LATE),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 11), st.booleans()), max_size=15))
def test_taking_back_leaves_a_card_as_if_nothing_had_been_noted(deeds: list[tuple[int, bool]]) -> None:
    card = DutyCard(text="自查", rhythm=Rhythm.MONTHLY, start=START, oldest_left=date(2026, 1, 31))
    noted: list[DutyDone] = []
    for month, mistake in deeds:
        key = f"2026-{month:02}"
        noted = [each.model_copy(update={"taken_back": START}) if each.period == key else each for each in noted]
        noted += [] if mistake else [done(card, key)]
        card = card.model_copy(update=facts(card, KeptRecords(*noted)))
    left = {f"2026-{month:02}" for month in range(1, 12)} - {each.period for each in noted if not each.taken_back}
    assert {period.key for period in card.overdue(date(2026, 12, 1))} == left


def test_an_ended_duty_still_owes_what_came_before(house: House, card: str) -> None:
    house.do(EndDutyCard, card, end=date(2026, 9, 30))
    assert owed(house, card) == ["2026-08", "2026-09"]
    for period in ("2026-08", "2026-09"):
        house.do(ExcuseDuty, card, period=period, text="撤销")
    assert not house.get("duty_card", card).open
    assert house.of("agenda", of=card) == []


def test_what_was_done_once_within_its_window_is_not_owed_again_by_ending_it(house: House) -> None:
    window = {"rhythm": Rhythm.WINDOW, "start": date(2026, 11, 1), "end": date(2026, 11, 30)}
    card = house.do(AddDutyCard, text="普查", cell=house.cell("01"), **window)
    period = house.get("duty_card", card).oldest.key
    house.do(DoDuty, card, period=period, day=date(2026, 11, 20))
    refused(house, "ends on 2026-11-30 already", EndDutyCard, card, end=date(2026, 11, 25))
    assert EndDutyCard not in house.office.offered("duty_card", house.get("duty_card", card))


def test_one_card_for_each_cell_below(house: House, three: tuple[str, str, str]) -> None:
    house.do(AddDutyCard, text="每周巡查", cell=three[0], below=True, rhythm=Rhythm.WEEKLY, start=START)
    assert {each.cell for each in house.of("duty_card")} == set(three)


def test_a_duty_is_a_cells_or_a_bodys_and_can_be_done(house: House) -> None:
    cell = house.cell("01")
    refused(house, "Name the cell", AddDutyCard, text="自查", rhythm=Rhythm.WEEKLY, start=START)
    refused(house, "Name the cell", AddDutyCard, text="自查", cell=cell, body="保密办", rhythm="weekly", start=START)
    refused(house, "number of days", AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.EVERY_DAYS, start=START)
    refused(house, "last day", AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.WINDOW, start=START)
    refused(house, "no period", AddDutyCard, text="自查", cell=cell, rhythm="yearly", start=START, end=date(2026, 2, 1))


@given(st.sampled_from([Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY]), st.sets(st.integers(0, 12)))
def test_what_is_owed_is_what_passed_and_was_not_completed(rhythm: Rhythm, places: set[int]) -> None:
    today = date(2029, 6, 15)
    card = DutyCard(text="自查", rhythm=rhythm, start=START)
    passed = [period for period in card.cadence.periods(today) if period.last < today]
    settled = {passed[place].key for place in places if place < len(passed)}
    moved = card.model_copy(update=facts(card, KeptRecords(*(done(card, key) for key in settled))))
    assert [period.key for period in moved.overdue(today)] == [each.key for each in passed if each.key not in settled]


# Warnings


def test_a_warning_escalates_cell_by_cell_until_somebody_acknowledges_it(
    house: House, three: tuple[str, str, str]
) -> None:
    top, middle, low = three
    warning = house.at("2026-11-23T09:00").do(RaiseWarning, level=Level.RED, what="门禁失灵", cell=low)
    seen = [
        (hour, standing(house.at(f"2026-11-23T{hour}"), house.get("warning", warning)))
        for hour in ("10:59", "11:00", "13:00", "15:00")
    ]
    assert seen == [
        ("10:59", DeadlineStatus.DUE_SOON),
        ("11:00", DeadlineStatus.LATE),
        ("13:00", DeadlineStatus.LATE),
        ("15:00", DeadlineStatus.LONG_OVERDUE),
    ]
    assert [entry.cell for entry in house.of("agenda", of=warning)] == [low, middle, top, ""]
    house.do(AcknowledgeWarning, warning)
    assert standing(house, house.get("warning", warning)) == DeadlineStatus.ON_TIME
    assert [(entry.owner, entry.due) for entry in house.of("agenda", of=warning)] == [
        (house.office.officer, date(2026, 11, 30))
    ]


@pytest.mark.parametrize(("level", "hours"), [("red", 2), ("orange", 8), ("yellow", 24), ("blue", 72)])
def test_each_level_has_its_hours(house: House, level: Level, hours: int) -> None:
    cell = house.cell("01")
    warning = house.get("warning", house.do(RaiseWarning, level=level, what="异常", cell=cell))
    assert warning.escalates_at == NOW + timedelta(hours=hours)
    assert [escalation_step(NOW, hours, NOW + timedelta(hours=hours, minutes=m)) for m in (-1, 0)] == [0, 1]


def test_a_warning_is_acknowledged_then_closed_with_what_was_done(house: House) -> None:
    warning = house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=house.cell("01"))
    refused(house, "Acknowledge it first", CloseWarning, warning, done="已处理")
    house.do(AcknowledgeWarning, warning)
    refused(house, "already", AcknowledgeWarning, warning)
    house.do(CloseWarning, warning, done="已处理")
    assert not house.get("warning", warning).open
    assert house.of("agenda", of=warning) == []
    refused(house, "was closed", CloseWarning, warning, done="再次")


def test_a_higher_level_shortens_the_hours(house: House) -> None:
    warning = house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=house.cell("01"))
    house.do(ChangeLevel, warning, level=Level.RED)
    assert house.get("warning", warning).hours == 2


def test_an_open_warning_follows_its_cell(house: House, three: tuple[str, str, str]) -> None:
    top, middle, low = three
    warning = house.do(RaiseWarning, level=Level.RED, what="异常", cell=low)
    other = house.cell("02")
    house.do(MoveCell, middle, parent=other, code="02-01")
    assert house.get("warning", warning).escalation_path == (low, middle, other)
    house.do(MergeCell, low, into=top, day=date(2026, 11, 1))
    assert (house.get("warning", warning).cell, house.get("warning", warning).escalation_path) == (top, (top,))


# Merging


def test_a_merger_hands_over_everything_and_keeps_the_dates(house: House, three: tuple[str, str, str]) -> None:
    _top, middle, low = three
    other = house.cell("02")
    lead, person, both_sides = house.person("甲"), house.put(middle), house.put(other)
    house.do(AppointLead, middle, person=lead, day=START)
    house.put(middle, both_sides, primary=False)
    card = house.do(AddDutyCard, text="自查", cell=middle, rhythm=Rhythm.MONTHLY, start=START)
    preview = {what.say(): number for what, number in merging.hangs_on(middle, house.office.context())}
    assert preview == {"Cells (Cell above)": 1, "Memberships (Cell)": 3, "Duty cards (Cell)": 1}
    house.do(MergeCell, middle, into=other, day=date(2026, 11, 1))
    assert house.get("cell", middle).end == date(2026, 11, 1)
    assert house.get("cell", low).parent == other
    assert house.get("duty_card", card).cell == other
    assert house.places(person) == [("02", Part.MEMBER, True)]
    assert house.places(lead) == [("02", Part.MEMBER, True)]
    assert house.places(both_sides) == [("02", Part.MEMBER, True)]
    assert merging.hangs_on(middle, house.office.context()) == []


def test_a_cell_is_not_merged_into_one_below_it(house: House, three: tuple[str, str, str]) -> None:
    refused(house, "below it", MergeCell, three[0], into=three[2], day=START)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_merged_nothing_hangs_on_an_ended_cell(house: House, site: OpenSite, seed: int) -> None:
    rng = Random(seed)
    cells = [house.cell("1")]
    for number in range(2, 9):
        parent = rng.choice(cells)
        cells.append(house.cell(f"{house.get('cell', parent).code}-{number}", parent))
    for cell in cells:
        house.put(cell)
        house.do(AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.MONTHLY, start=START)
        house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=cell)
    for _ in range(6):
        cell, into = rng.sample([each.id for each in house.of("cell", open=True)], 2)
        tree = Tree({each.id: each.parent for each in house.of("cell")})
        if into not in tree.below(cell):
            house.do(MergeCell, cell, into=into, day=date(2026, 11, 1))
    shown = grid(house.office)
    assert shown.total["people"] == shown.total["owed"] == shown.total["warnings"] == len(cells)
    for ended in house.of("cell", open=False):
        assert merging.hangs_on(ended.id, house.office.context()) == []
    assert site.store.check() is None


# Handing over


def test_a_leavers_cells_go_to_another_and_he_leaves_them_all(house: House) -> None:
    leaver, successor = house.person("甲"), house.person("乙")
    one, two = house.cell("01", lead=leaver), house.cell("02", lead=leaver)
    house.do(AppointDeputy, two, person=successor, day=START)
    house.do(RecordLeaving, leaver, left=date(2026, 11, 20))
    preview = {what.say(): number for what, number in handover.hangs_on(leaver, house.office.context())}
    assert preview == {"Cells (Lead)": 2, "Memberships in cells, which end": 2}
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    assert [(cell.lead, cell.deputy) for cell in house.of("cell")] == [(successor, ""), (successor, "")]
    assert house.places(leaver) == []
    assert house.places(successor) == [("01", Part.LEAD, False), ("02", Part.LEAD, True)]
    assert handover.hangs_on(leaver, house.office.context()) == []
    (done,) = house.of("handover")
    assert (done.person, done.to, done.records) == (leaver, successor, 2)
    assert {one, two} == {cell.id for cell in house.of("cell", lead=successor)}


def test_somebody_who_takes_several_cells_has_one_primary(house: House) -> None:
    leaver, successor = house.person("甲"), house.person("乙")
    for code in ("01", "02", "03"):
        house.cell(code, lead=leaver)
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    assert [primary for _code, _part, primary in house.places(successor)].count(True) == 1


def test_who_stays_keeps_a_place_in_the_cell(house: House) -> None:
    lead, successor = house.person("甲"), house.person("乙")
    house.cell("01", lead=lead)
    house.do(HandOver, lead, to=successor, day=date(2026, 11, 20), leaves=False)
    assert house.places(lead) == [("01", Part.MEMBER, True)]


def test_work_of_other_desks_goes_along_as_those_desks_allow(house: House) -> None:
    leaver, successor, outsider = house.person("甲"), house.person("乙"), house.person("丙")
    old, new = house.officer(leaver, "clerk", "grid_clerk"), house.officer(successor)
    case = house.do(RegisterGrievance, received=datetime(2026, 11, 2, 8), subject="欠薪")
    house.do(AssignGrievance, case, handler=old)
    warning = house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=house.cell("01"))
    with house.office._store.transaction():
        found = house.get("warning", warning)
        house.office._store.write(
            [create(found.model_copy(update={"acknowledged": NOW, "closer": old}))], officer=old, action="test"
        )
    refused(house, "is no officer", HandOver, leaver, to=outsider, day=date(2026, 11, 20))
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    assert house.get("grievance", case).handler == new
    assert house.get("warning", warning).closer == new


@pytest.fixture
def helped(house: House) -> tuple[str, str, str]:
    """A care file, the person who helps, and one who could: both are officers who may read such files."""
    leaver, successor, supervisor = (house.person(name) for name in ("甲", "乙", "丙"))
    helper = house.officer(leaver, "helper")
    house.officer(successor, "helper")
    file = house.do(
        OpenCareFile,
        person=house.person("丁"),
        basis=Basis.ILLNESS,
        facts="住院",
        attention_reason="手术",
        helper=helper,
        supervisor=house.officer(supervisor, "supervisor"),
        told=NOW.date(),
    )
    return file, leaver, successor


def test_a_care_file_goes_along_by_the_rules_of_its_desk(house: House, helped: tuple[str, str, str]) -> None:
    file, leaver, successor = helped
    outsider = house.person("戊")
    house.officer(outsider, "clerk")
    refused(house, "has no role that reads care files", HandOver, leaver, to=outsider, day=date(2026, 11, 20))
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    (officer,) = house.of("officer", person=successor)
    assert house.get("care_file", file).helper == officer.id


def test_who_may_not_see_a_care_file_neither_moves_it_nor_learns_of_it(
    house: House, helped: tuple[str, str, str], site: OpenSite, colleague: Callable[..., Office]
) -> None:
    file, leaver, _successor = helped
    clerk, outsider = House(colleague("网格干事", "grid_clerk")), house.person("戊")
    before = house.get("care_file", file)
    assert handover.hangs_on(leaver, clerk.office.context()) == []
    clerk.do(HandOver, leaver, to=outsider, day=date(2026, 11, 20))
    (done,) = clerk.of("handover")
    assert done.records == 0
    assert house.get("care_file", file) == before
    assert site.store.check() is None


def test_it_goes_to_somebody_else(house: House) -> None:
    person = house.person()
    refused(house, "Choose somebody else", HandOver, person, to=person, day=date(2026, 11, 20))


# Figures


def test_figures_are_rolled_up_from_below(house: House, three: tuple[str, str, str]) -> None:
    top, middle, low = three
    for cell in (top, low, low):
        house.put(cell)
    house.do(AddDutyCard, text="自查", cell=low, rhythm=Rhythm.MONTHLY, start=START)
    house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=middle)
    shown = {line.id: line for line in grid(house.office).lines}
    assert [shown[cell].below["people"] for cell in three] == [3, 2, 2]
    assert [shown[cell].own["people"] for cell in three] == [1, 0, 2]
    assert [shown[cell].below["owed"] for cell in three] == [1, 1, 1]
    assert [shown[cell].below["warnings"] for cell in three] == [1, 1, 0]
    assert [shown[cell].depth for cell in three] == [0, 1, 2]
    assert [shown[cell].state for cell in three] == [State.WARNED, State.WARNED, State.GAP]


def test_a_warning_that_has_escalated_colours_all_above_it(house: House, three: tuple[str, str, str]) -> None:
    house.at("2026-11-20T09:00").do(RaiseWarning, level=Level.RED, what="异常", cell=three[2])
    shown = grid(house.at("2026-11-20T12:00").office)
    assert {line.state for line in shown.lines} == {State.ESCALATED}


def test_every_number_leads_to_its_records(house: House, three: tuple[str, str, str]) -> None:
    for cell in three:
        house.put(cell)
        house.do(AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.MONTHLY, start=START)
        house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=cell)
    shown = grid(house.office)
    for line in shown.lines:
        for figure in shown.figures:
            query = figure.query(house.office, Is("cell", tuple(shown.tree.below(line.id))))
            assert house.office.count(query) == line.below[figure.name]


def test_what_grows_with_the_people_is_counted_in_tallies(house: House) -> None:
    for figure in figures():
        if figure.kind in ("membership", "warning"):
            table, _number, _values = counted(figure.query(house.office), ("cell",))
            assert table.startswith(f"tally_{figure.kind}_open_")


def test_an_officer_bound_to_cells_sees_those_alone(house: House, site: OpenSite, three: tuple[str, str, str]) -> None:
    other = house.cell("02")
    for cell in (*three, other):
        house.put(cell)
    appoint(house.office, "李格", 2, "grid_lead", cell=three[1])
    shown = grid(site.office(2))
    assert [line.id for line in shown.lines] == list(three[1:])
    assert shown.total["people"] == 2
    assert nowhere(site.office(2)) == 0


def test_who_may_not_read_memberships_is_told_nothing_of_people(house: House, site: OpenSite) -> None:
    house.cell("01")
    appoint(house.office, "系统", 2, "system_administrator")
    (line,) = grid(site.office(2)).lines
    assert "people" not in line.own
    assert Fault.NOBODY not in line.faults


def test_gaps(house: House) -> None:
    empty, led = house.cell("01"), house.cell("02", lead=(gone := house.person("甲")))
    house.do(RecordLeaving, gone, left=date(2026, 11, 1))
    nowhere_at_all = house.person("乙")
    found = {(gap.record, gap.what.say()) for gap in gaps(house.office, grid(house.office))}
    assert {
        (empty, "no lead"),
        (empty, "nobody assigned"),
        (led, "the lead has left"),
        (house.of("membership")[0].id, "works here no longer, but is in a cell"),
        (nowhere_at_all, "is in no cell"),
    } == found
    assert nowhere(house.office) == 1


def test_a_cell_above_the_size_of_the_policy_is_a_gap(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = house.cell("01")
    for _ in range(3):
        house.put(cell)
    settings = house.office.policy.settings
    monkeypatch.setattr(
        house.office.policy, "settings", lambda wanted: settings(wanted).model_copy(update={"most_people": 2})
    )
    (line,) = grid(house.office).lines
    assert Fault.TOO_LARGE in line.faults
    assert "too many people: 3, at most 2" in [gap.what.say() for gap in gaps(house.office, grid(house.office))]


def test_what_two_sites_broke_together_is_found(house: House, site: OpenSite) -> None:
    """Each of these is refused at one site; after a merge of two it may be so."""
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    twice = Membership(person=person, cell=two, primary=True, since=START)
    ended = Cell(code="03", name="旧", start=START, end=START)
    late = DutyCard(text="自查", cell=ended.id, rhythm=Rhythm.MONTHLY, start=START, oldest_left=START)
    alarm = GridWarning(what="异常", cell=ended.id, raised_by="a" * 32, raised=NOW, hours=2)
    with site.store.transaction():
        site.store.write([create(each) for each in (twice, ended, late, alarm)], officer="a" * 32, action="test")
        for cell, parent in ((one, two), (two, one)):
            found = house.get("cell", cell).model_copy(update={"parent": parent})
            site.store.write([create(found)], officer="a" * 32, action="test")
    shown = grid(house.office)
    said = {gap.what.say() for gap in gaps(house.office, shown)}
    assert {
        "is above itself in the tree",
        "has more than one primary cell",
        "is the duty of a cell that has ended",
        "warns in a cell that has ended",
    } <= said
    assert {line.id for line in shown.lines} == {one, two}
    assert site.store.check() is None


# The tree

parents = st.lists(st.integers(-1, 11), min_size=1, max_size=12).map(
    lambda above: {str(cell): str(parent) if parent >= 0 else "" for cell, parent in enumerate(above)}
)


@given(parents)
def test_every_cell_stands_in_the_tree_once_whatever_loops_there_are(above: dict[str, str]) -> None:
    tree = Tree(above)
    listed = [cell for root in tree.roots for cell in tree.below(root)]
    assert sorted(listed) == sorted(above)


@given(parents)
def test_a_loop_is_found_at_each_of_its_cells(above: dict[str, str]) -> None:
    def returns(cell: str) -> bool:
        walked, current = set[str](), above[cell]
        while current in above and current not in walked:
            if current == cell:
                return True
            walked.add(current)
            current = above[current]
        return False

    assert set(Tree(above).loops()) == {cell for cell in above if returns(cell)}


def test_the_binding_of_an_account_to_a_cell_covers_those_below(
    house: House, site: OpenSite, three: tuple[str, str, str], colleague: Callable[..., Office]
) -> None:
    appoint(house.office, "李格", 2, "grid_lead", cell=three[1])
    bound = site.office(2)
    assert bound.viewer.cells == {three[1], three[2]}
    assert [account.cell for account in house.office.find(Query(Account.kind, Is("seat", (2,))))] == [three[1]]
