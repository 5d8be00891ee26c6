"""The grid of the demo store: alive, and with troubles of every kind to find."""

from collections import Counter
from datetime import datetime, timedelta

from core.desks.grid import GridWarning
from core.desks.grid.figures import State, grid
from core.desks.grid.gaps import gaps
from core.model.query import Blank, Is, Not, Query, both
from core.office.office import Office
from core.rules.obligation import PeriodOutcome

NOW = datetime(2026, 11, 23, 8, 30)


def test_cells_stand_in_every_state_that_is_not_well(office: Office) -> None:
    assert {State.ESCALATED, State.GAP, State.OWED} <= {line.state for line in grid(office).lines}


def test_gaps_wait_for_somebody(office: Office) -> None:
    assert {"no lead", "is in no cell"} <= {gap.what.say() for gap in gaps(office, grid(office))}


def test_duties_were_done_excused_and_are_owed(office: Office) -> None:
    assert {each.outcome for each in office.find(Query("duty_done"))} == set(PeriodOutcome)
    assert grid(office).total["owed"] > 0


def test_people_moved_and_cells_were_merged_and_moved(office: Office) -> None:
    assert office.count(Query("membership", Not(Blank("until")))) > 0
    assert office.count(Query("cell", Is("open", (False,)))) == 1
    (place,) = [each for each in office.find(Query("cell_place")) if office.get("cell", each.cell).open]
    moved, above = office.get("cell", place.cell), office.get("cell", office.get("cell", place.cell).parent)
    assert moved.code.startswith(f"{above.code}-")
    assert (above.parent, place.parent == above.id) == ("", False)


def test_people_were_transferred_came_back_and_a_leaving_was_taken_back(office: Office) -> None:
    deeds: Counter[str] = Counter()
    for person in office.find(Query("person")):
        deeds.update({entry.change.body.action for entry in office.history(person)})
    assert {"amend_person", "record_leaving", "record_return", "take_back_leaving"} <= deeds.keys()
    assert deeds["record_leaving"] > deeds["record_return"] + deeds["take_back_leaving"]


def test_who_changed_the_unit_followed_into_its_cell_on_that_day(office: Office) -> None:
    followed = 0
    for placement in office.find(Query("placement")):
        person, day = office.get("person", placement.person), placement.until + timedelta(days=1)
        stays = office.find(Query("membership", both(Is("person", (person.id,)), Is("since", (day,)))))
        followed += any(office.get("cell", each.cell).unit == person.unit for each in stays)
    assert followed > 0


def test_warnings_were_answered_and_some_still_escalate(office: Office) -> None:
    escalated = Query("warning", GridWarning.filters(office.context())["escalated"])
    assert 0 < office.count(escalated) < office.count(Query("warning", Is("open", (True,))))
    assert office.count(Query("warning", Not(Blank("closed")))) > 0
