"""Undoing one's own last deed: all is as it was, the history tells of both, and what has left is never undone."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest

from core.audit.audit_log import AuditEntry
from core.demo.story import CAST, play
from core.desks.care.deciding import PlaceHold
from core.desks.care.personal_copy import GiveCopy
from core.desks.grid import AddCell
from core.desks.grievances import AcceptGrievance, RegisterGrievance
from core.desks.grievances.recusal import DeclareRecusal, StepAside
from core.desks.people.people import AddPerson, AmendPerson
from core.desks.sync.conflicts import ResolveConflict
from core.desks.sync.consignments import Consignment
from core.desks.sync.transfers import Dispatch
from core.model.action import Action, create
from core.model.audit_event import Event
from core.model.change import HOME
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import NotAllowed
from core.office.undo import BuiltUpon, HasLeft, NeverUndone, NothingToUndo
from core.values.ids import new_id
from core.values.refusal import Refusal
from tests.support.every_case import one_in
from tests.support.memory_site import MemorySite
from tests.support.memory_store import MemoryStore
from tests.support.site_driver import Found, write

NEVER_UNDONE = (GiveCopy, DeclareRecusal, StepAside, ResolveConflict, PlaceHold)
"""Actions that leave the house, bind others, or decide for good."""
RECEIVED = datetime(2026, 11, 20, 8)
OFTEN_ENOUGH = 2
"""How many times the property is tried for each action of a story, and then no more."""


def registered(office: Office, **more: Any) -> Any:
    office.do(deed := RegisterGrievance(received=RECEIVED, subject="食堂", **more))
    return office.get("grievance", deed.target)


def accepting(case: Any, office: Office) -> AcceptGrievance:
    return AcceptGrievance(target=case.id, accepted=date(2026, 11, 23), handler=office.officer)


def test_what_was_changed_is_as_before_and_history_tells_of_both(office: Office) -> None:
    before = registered(office)
    office.do(accepting(before, office))
    office.undo()
    assert office.get("grievance", before.id) == before
    actions = [entry.change.body.action for entry in office.history(before)]
    assert actions == ["register_grievance", "accept_grievance", "undo_accept_grievance"]


def test_what_was_made_is_withdrawn(office: Office) -> None:
    made = registered(office)
    assert "withdrawn: 1" in office.undo(rehearse=True).say()
    assert office.find(Query("grievance")) == [made]
    office.undo()
    assert office.find(Query("grievance")) == []
    assert [entry.change.body.action for entry in office.context().history(made.id, "grievance")] == [
        "register_grievance",
        "undo_register_grievance",
    ]


def test_it_stands_in_the_audit(office: Office) -> None:
    made = registered(office)
    office.undo()
    entry: AuditEntry = office.find(Query("audit", limit=1))[0]
    assert (entry.event, entry.action, entry.of) == (Event.UNDONE, "register_grievance", made.id)


def test_only_the_last_deed_is_undone_and_only_once(office: Office) -> None:
    with pytest.raises(NothingToUndo):
        office.undo()
    registered(office)
    second = registered(office)
    office.undo()
    assert [each.id for each in office.find(Query("grievance"))] != [second.id]
    with pytest.raises(NothingToUndo):
        office.undo()


def test_several_deeds_that_were_one_are_undone_as_one(office: Office) -> None:
    cases = [registered(office) for _each in range(3)]
    office.do_all(accepting(each, office) for each in cases)
    office.undo()
    assert office.find(Query("grievance", order=("number",))) == cases


def test_what_was_changed_since_is_not_undone(office: Office, site: Any) -> None:
    office.do(deed := AddPerson(name="张三", number="1001"))
    site.office().do(AmendPerson(target=deed.target, name="张珊", number="1001"))
    with pytest.raises(BuiltUpon):
        office.undo()


def test_what_another_site_changed_meanwhile_is_not_undone(office: Office, from_elsewhere: Any) -> None:
    office.do(deed := AddPerson(name="张三", number="1001"))
    from_elsewhere(office._store, office.get("person", deed.target), name="章三")
    with pytest.raises(BuiltUpon):
        office.undo()


def test_what_other_records_name_is_not_withdrawn(office: Office, site: Any) -> None:
    office.do(cell := AddCell(name="东区", code="01", start=date(2026, 11, 1)))
    site.office().do(AddCell(name="一组", code="01-01", parent=cell.target, start=date(2026, 11, 1)))
    with pytest.raises(BuiltUpon):
        office.undo()
    assert office.get("cell", cell.target).name == "东区"


@pytest.mark.parametrize(("changes", "left"), [(3, True), (0, False)], ids=["with changes", "a receipt alone"])
def test_what_went_into_a_transfer_since_is_not_undone(office: Office, changes: int, left: bool) -> None:
    made = registered(office)
    write(office, create(Dispatch(to=new_id(), sent=office.now, changes_sent=changes)))
    if left:
        with pytest.raises(HasLeft):
            office.undo()
    else:
        office.undo()
    assert (office.find(Query("grievance")) == [made]) is left


def test_a_consignment_that_waits_holds_what_was_done_before(site: Any, office: Office) -> None:
    registered(office)
    asked = {"asked": office.now, "asked_by": office.officer}
    write(office, create(Consignment(to=new_id(), compartments=("grievance",), digest="0" * 64, **asked)))
    with pytest.raises(HasLeft):
        office.undo()


def test_a_decision_between_two_values_is_not_undone(office: Office, from_elsewhere: Any) -> None:
    office.do(deed := AddPerson(name="张三", number="1001"))
    from_elsewhere(office._store, office.get("person", deed.target), name="章三")
    office.do(AmendPerson(target=deed.target, name="张珊", number="1001"))
    with pytest.raises(Refusal):
        office.undo()
    assert office.get("person", deed.target).name == "张珊"


def test_who_may_no_longer_do_it_does_not_undo_it_either(colleague: Any) -> None:
    clerk = colleague("李明", "clerk")
    registered(clerk)
    with patch.object(type(clerk), "may", lambda self, action: False), pytest.raises(NotAllowed):
        clerk.undo()


@pytest.mark.parametrize("action", NEVER_UNDONE, ids=lambda action: action.verb())
def test_what_leaves_the_house_or_binds_others_says_that_it_is_never_undone(action: type[Action]) -> None:
    assert not action.undoable


@pytest.mark.database
def test_other_sites_never_see_what_was_undone_and_see_the_rest(found: Found) -> None:
    here, there = found("甲站", "乙站")
    here.trust(there)
    there.trust(here)
    case = registered(here.office)
    here.office.do(accepting(case, here.office))
    here.office.undo()
    here.office.do(AddPerson(name="张三", number="1001"))
    here.office.undo()
    there.receive(here.send(there))
    (arrived,) = there.office.find(Query("grievance"))
    assert arrived == here.office.get("grievance", case.id) == case
    assert there.names() == here.names() == set()


# Whatever is done


def shown(store: MemoryStore) -> dict[str, dict[str, Any]]:
    """All that lists show, but for the ledgers, which tell that something was done."""
    told = [kind for kind, record_type in RECORDS.items() if record_type.compartment not in HOME]
    return {kind: {each.id: each for each in store.find(Query(kind))} for kind in told}


class Undoing:
    """Whoever does something undoes it, sees that all is as before, and does it again."""

    def __init__(self, do_all: Callable[..., int]) -> None:
        self.do_all = do_all
        self.undone = Counter[str]()
        self.refused = Counter[str]()

    def __call__(self, office: Any, actions: Iterable[Action], *given: Any, **named: Any) -> int:
        actions, store = list(actions), office._store
        verb = type(actions[0]).verb()
        if self.undone[verb] < OFTEN_ENOUGH and self.refused[verb] < OFTEN_ENOUGH:
            kept = store._draft.copy()
            self.try_out(office, actions, verb)
            store._draft = kept
            office.refresh()
        return self.do_all(office, actions, *given, **named)

    def try_out(self, office: Any, actions: list[Action], verb: str) -> None:
        before = shown(office._store)
        try:
            self.do_all(office, actions)
        except Refusal:
            return
        try:
            office.undo()
        except NeverUndone:
            self.refused[verb] += 1
            return
        self.undone[verb] += 1
        after = shown(office._store)
        assert {kind: rows for kind, rows in after.items() if rows != before[kind]} == {}, verb


@pytest.mark.parametrize("seed", one_in(2, [1, 2]))
def test_a_story_in_which_every_deed_is_undone_and_done_again(site: MemorySite, seed: int) -> None:
    if not isinstance(site.store, MemoryStore):
        pytest.skip("goes back to what a store in memory held")
    trying = Undoing(Office.do_all)
    with patch.object(Office, "do_all", lambda office, *given, **named: trying(office, *given, **named)):
        seats = range(1, len(CAST) + 2)
        play(site.store, seats, people=12, grievances=12, seed=seed, today=date(2026, 11, 23))
    assert len(trying.undone) > 40, trying.undone
