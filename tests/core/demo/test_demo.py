"""The demo store: everything a desk can show is in it, and nobody real is."""

import re
from datetime import date, timedelta
from pathlib import Path
from random import Random
from string import Formatter
from typing import Any

import pytest

from core.demo import phrases
from core.demo.grievance_subjects import MATTERS
from core.demo.life_stories import CLERK, HANDLER, NO_SUCH_REGION, SECOND, SUPERVISOR
from core.demo.names import person_name
from core.demo.organisation import units
from core.demo.story import CAST, play
from core.desks.grievances import Channel, Decision, Grievance, Outcome, Petitioner, ReferralStage, Stage
from core.desks.grievances.duplicates import suspects
from core.desks.partners.register import PartnerType
from core.model.deadline import DeadlineStatus
from core.model.query import Between, Blank, Is, Not, Query, both
from core.office.office import Office
from core.policy.pack import Policy
from core.rules.agenda import AgendaItem
from core.rules.request import RequestStage
from core.values.id_number import check_id_number
from data.site.demo_store import PASSPHRASE, make_demo
from data.site.open_site import OpenSite, open_site, pack_text
from data.vault.folder import DEMO_MARK
from tests.conftest import in_memory
from tests.core.demo.conftest import GRIEVANCES, PEOPLE

TODAY = date(2026, 11, 23)
SEATS = range(1, len(CAST) + 2)


def told(seed: int) -> Office:
    """Tell a small story anew; return its first officer's office."""
    site = in_memory()
    play(site.store, SEATS, people=12, grievances=12, seed=seed, today=TODAY)
    return site.office(1)


def contents(office: Office) -> list[tuple[Any, ...]]:
    """Everything two tellings have in common: all but identifiers."""
    people = [(p.number, p.name, p.post, p.id_number, p.joined, p.left) for p in office.find(Query("person"))]
    grievances = [
        (g.number, g.subject, g.text, g.received, g.petitioner, g.stage, g.due, g.outcome, g.told)
        for g in office.find(Query("grievance", order=("number",)))
    ]
    steps = sorted((s.day, s.text, s.next, s.next_due or date.min) for s in office.find(Query("step")))
    return [*people, *grievances, *steps]


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    one, same, other = (contents(told(seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_store_is_sound_and_as_large_as_was_asked(site: OpenSite, office: Office) -> None:
    assert office.count(Query("person")) == PEOPLE
    assert office.count(Query("grievance")) == GRIEVANCES
    assert site.store.check() is None


def test_units_form_a_tree_three_levels_deep_that_grows_with_the_staff() -> None:
    tree = {unit.id: unit for unit in units(2000)}
    depths = {unit.code.count("-") for unit in tree.values()}
    assert depths == {0, 1, 2}
    assert all(unit.code.startswith(tree[unit.parent].code) for unit in tree.values() if unit.parent)
    assert len({unit.code for unit in tree.values()}) == len({unit.name for unit in tree.values()}) == len(tree)
    assert len(tree) < len(list(units(20_000)))


def test_names_have_the_shapes_that_lists_and_pinyin_must_cope_with() -> None:
    rng = Random(1)
    names = {person_name(rng) for _ in range(20_000)}
    assert all(any(name.startswith(surname) for name in names) for surname in ("欧阳", "单", "仇", "尉迟"))
    assert any("·" in name for name in names)
    assert {2, 3, 4} <= {len(name) for name in names}


def test_identity_numbers_are_right_and_nobodys(office: Office) -> None:
    numbers = [person.id_number for person in office.find(Query("person", Not(Blank("id_number"))))]
    assert numbers
    assert all(check_id_number(number, TODAY) == number for number in numbers)
    assert all(number.startswith(NO_SUCH_REGION) for number in numbers)


def test_people_join_and_leave_while_the_story_runs(office: Office) -> None:
    start = TODAY - timedelta(days=730)
    assert office.count(Query("person", Between("joined", start, TODAY)))
    leavers = office.find(Query("person", Not(Blank("left"))))
    assert leavers
    assert all(person.joined <= person.left <= TODAY for person in leavers)


@pytest.mark.parametrize(
    ("field", "values"),
    [("stage", Stage), ("channel", Channel), ("outcome", Outcome), ("petitioner_is", Petitioner)],
)
def test_grievances_come_in_every_way_and_stand_at_every_stage(office: Office, field: str, values: Any) -> None:
    assert {value for value, _ in office.groups(Query("grievance"), field) if value is not None} == set(values)


def test_the_clock_shows_everything_from_on_time_to_long_overdue(office: Office) -> None:
    context = office.context()
    context.today = TODAY
    rows = ({name: getattr(g, name) for name in Grievance.status_columns} for g in office.find(Query("grievance")))
    assert {Grievance.deadline_status(row, context) for row in rows} == {None, *DeadlineStatus}


@pytest.mark.parametrize("part", ["overdue", "today", "week"])
def test_the_agenda_has_something_in_each_part_of_the_list(office: Office, part: str) -> None:
    context = office.context()
    context.today = TODAY
    assert office.count(Query("agenda", AgendaItem.filters(context)[part]))


def test_something_presses(office: Office) -> None:
    assert office.count(Query("agenda", Is("pressing", (True,))))


def test_extensions_are_decided_by_another_officer_or_wait(office: Office) -> None:
    decided = [each for each in office.find(Query("extension")) if each.decided_by]
    assert all(each.decided_by != each.asked_by for each in decided)
    assert {each.stage for each in decided} == {RequestStage.APPROVED, RequestStage.DECLINED}


def test_supervision_is_answered_or_waits(office: Office) -> None:
    assert {each.answered is None for each in office.find(Query("supervision"))} == {True, False}


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [("referral", "stage", ReferralStage), ("review", "decision", (*Decision, None)), ("partner", "type", PartnerType)],
)
def test_partners_and_reviews_come_to_every_end(office: Office, kind: str, field: str, values: Any) -> None:
    assert {value for value, _ in office.groups(Query(kind), field)} == set(values)


def test_consultations_are_held_cancelled_or_forgotten(office: Office) -> None:
    found = {(bool(each.held), bool(each.cancelled)) for each in office.find(Query("consultation"))}
    assert found == {(True, False), (False, True), (False, False)}


def test_some_are_the_same_matter_and_not_all_of_those_are_merged(office: Office) -> None:
    assert office.count(Query("grievance", Is("stage", (Stage.MERGED,))))
    assert next(suspects(office), None)


def test_officers_step_aside_and_nobody_handles_what_he_is_too_close_to(office: Office) -> None:
    recusals = office.find(Query("recusal"))
    assert {bool(each.grievance) for each in recusals} == {True, False}
    for each in recusals:
        about = Is("id", (each.grievance,)) if each.grievance else Is("person", (each.person,))
        assert not office.count(Query("grievance", both(about, Is("handler", (each.officer,)))))


def test_a_law_firm_is_to_be_checked_again(office: Office) -> None:
    assert office.count(Query("agenda", both(Is("of_kind", ("partner",)), Between("due", None, TODAY))))


def test_every_officer_of_the_queue_has_had_a_hand_in_it(site: OpenSite, office: Office) -> None:
    names = {each.id: each.name for each in office.find(Query("officer"))}
    acted = {
        names[entry.change.body.officer]
        for grievance in office.find(Query("grievance"))
        for entry in office.history(grievance)
    }
    assert acted >= {part.name for part in CAST if part.part in (CLERK, SECOND, HANDLER, SUPERVISOR)}


def test_no_text_has_a_place_left_open(office: Office) -> None:
    texts = [each.subject + each.text + each.told for each in office.find(Query("grievance"))]
    texts += [each.text + each.next for each in office.find(Query("step"))]
    assert not [text for text in texts if re.search("[{}]", text)]


def test_every_matter_stands_on_the_tree_of_the_pack_and_can_be_filled_in() -> None:
    tree = Policy(pack_text("cn")).options("categories")
    assert [matter.category for matter in MATTERS if matter.category not in tree] == []
    figures = {"month", "year", "amount", "days", "times", "unit", "competent", "finding"}
    texts = [text for matter in MATTERS for text in (*matter.subjects, *matter.facts, *matter.wishes)]
    texts += [text for name in ("HISTORY", "REPLIES", "ANSWERS", "NEXT") for text in getattr(phrases, name)]
    assert {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} <= figures


def test_the_command_makes_a_marked_store_that_every_seat_opens_with_the_known_passphrase(tmp_path: Path) -> None:
    make_demo(tmp_path / "demo", 5, 3, today=TODAY).close()
    assert (tmp_path / "demo" / DEMO_MARK).read_text("utf-8").strip() == PASSPHRASE
    opened = open_site(tmp_path / "demo", PASSPHRASE, seat=SEATS[-1])
    try:
        assert opened.office().get("officer", opened.office().officer).name == CAST[-1].name
    finally:
        opened.close()
