"""The page that says how to add a desk is true: its code is declared as it stands there, and everything follows."""

import inspect
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.desks.people.people import AddUnit
from core.model.action import ACTIONS
from core.model.change import Change
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.office.search_line import parse
from core.rules.agenda import AgendaItem
from core.values.mask import MASK
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from tests.contracts import test_declarations
from tests.contracts.new_desk.conftest import PAGE
from tests.support.contractors import add, check, reopened
from tests.support.every_case import TRIED
from tests.support.everything_declared import DONE, KEPT, KINDS
from tests.support.site_driver import appoint, looked

pytestmark = pytest.mark.database  # which makes its tables when it is opened
Pair = tuple[OpenSite, OpenSite]


def test_the_page_declares_two_kinds_and_six_actions(contractors: ModuleType) -> None:
    kinds = [kind for kind, record_type in RECORDS.items() if record_type.__module__ == contractors.__name__]
    assert kinds == ["contractor", "postponement"]
    declared = [verb for verb, action in ACTIONS.items() if action.__module__ == contractors.__name__]
    decided = [f"{verb}_postponement" for verb in ("ask", "approve", "decline", "withdraw")]
    assert declared == ["add_contractor", "check_contractor", *decided]


RULES = {
    name: (test.__wrapped__, asked)
    for name, test in vars(test_declarations).items()
    if name.startswith("test_") and (asked := vars(test).get(TRIED)) in (KINDS, KEPT, DONE)
}
"""What is asked of each kind or each action by itself, with the declarations of which it is asked."""


@pytest.mark.parametrize("rule", RULES)
def test_the_page_keeps_what_is_asked_of_every_declaration(contractors: ModuleType, rule: str, sample: Any) -> None:
    test, asked = RULES[rule]
    declared = ACTIONS if asked is DONE else RECORDS
    own = [each for each in declared.values() if each.__module__ == contractors.__name__]
    assert len(own) == (6 if asked is DONE else 2)
    for each in own:
        test(each, **({"sample": sample} if "sample" in inspect.signature(test).parameters else {}))


def test_the_page_names_every_part_of_a_declaration_that_there_is(contractors: ModuleType) -> None:
    text = PAGE.read_text("utf-8")
    for name in (
        *("kind", "order", "duty", "stages", "other_than", "key", "deadlines", "compartment", "refuse"),
        *("amends", "once", "leads_to", "stamps", "adds", "demands", "written", "changes", "suggest"),
    ):
        assert f"`{name}" in text or f" {name}(" in text
    for name in ("Figure", "Dashboard", "Desk(", "Request", "only_once", "grant"):
        assert f"`{name}" in text or f" {name}" in text


def test_the_table_is_made_when_an_older_store_is_opened(site: OpenSite, contractors: ModuleType) -> None:
    office = reopened(site)
    assert office.count(Query("contractor")) == 0
    assert site.store.check() is None


def test_records_are_kept(office: Office, site: OpenSite) -> None:
    identifier = add(office, contact="王律师", next_check=date(2027, 1, 5))
    contractor = office.get("contractor", identifier)
    assert (contractor.name, contractor.contact, contractor.next_check) == (
        "海天律师事务所",
        "王律师",
        date(2027, 1, 5),
    )
    assert office.title("contractor", identifier) == "海天律师事务所"
    assert site.store.check() is None


def test_lists_show_the_declared_columns(office: Office) -> None:
    add(office, "中院")
    add(office, "海天", contact="王律师")
    shown = [name for name, column in columns(RECORDS["contractor"]).items() if column.about.column]
    assert shown == ["name", "contact", "checked", "next_check"]
    keys = office.keys(Query("contractor"))
    assert office.page("contractor", keys, shown) == [("中院", "", None, None), ("海天", "王律师", None, None)]


def test_forms_ask_for_the_declared_arguments(office: Office) -> None:
    labels = {
        verb: [column.about.label for column in columns(ACTIONS[verb]).values()]
        for verb in ("add_contractor", "check_contractor")
    }
    assert labels == {
        "add_contractor": ["Name", "Contact", "Telephone", "Responsible here", "Cell", "Next check"],
        "check_contractor": ["Next check"],
    }


def test_actions_are_offered_with_text_help_and_key(office: Office) -> None:
    (new,) = office.offered("contractor")
    assert (new.label(), new.key) == ("Add contractor", "n")
    checking, asking = office.offered("contractor", office.get("contractor", add(office)))
    assert asking.label() == "Ask postponement"
    assert checking.help() == "Note that the good standing of a contractor was checked today, and when to look again."


def test_rules_refuse_with_their_sentence(office: Office) -> None:
    with pytest.raises(Refused, match="must lie after today, 2026-11-23"):
        check(office, add(office), date(2026, 11, 23))


def test_what_is_due_stands_in_the_agenda_until_it_is_done(office: Office) -> None:
    identifier = add(office, next_check=date(2026, 11, 1))
    due = Query("agenda", Is("of", (identifier,)))
    assert [entry.due for entry in office.find(due)] == [date(2026, 11, 1)]
    check(office, identifier, date(2027, 11, 1))
    assert [entry.due for entry in office.find(due)] == [date(2027, 11, 1)]


@pytest.fixture
def asked(office: Office) -> Any:
    """What an officer has asked for: that a contractor is looked at a year later."""
    identifier = add(office, next_check=date(2026, 12, 1))
    given = {"target": identifier, "next_check": date(2027, 12, 1), "reason": "证照已换发"}
    office.do(ACTIONS["ask_postponement"].model_validate(given))
    (request,) = office.find(Query("postponement"))
    return request


def of_day(office: Office) -> list[str]:
    """Return of what kinds something stands in an officer's own day."""
    return [each.of_kind for each in office.find(Query("agenda", AgendaItem.filters(office.context())["mine"]))]


def test_what_is_asked_for_is_decided_by_another_officer(site: OpenSite, office: Office, asked: Any) -> None:
    appoint(office, "李明", 2, "registrar")
    second = site.office(2)
    assert ("postponement" in of_day(office), "postponement" in of_day(second)) == (False, True)
    approval = ACTIONS["approve_postponement"](target=asked.id)
    with pytest.raises(Refused, match="second officer"):
        office.do(looked(office, approval))
    second.do(looked(second, approval))
    assert office.get("contractor", asked.contractor).next_check == date(2027, 12, 1)
    assert of_day(second) == []


def test_it_is_asked_for_once_at_a_time(site: OpenSite, office: Office, asked: Any) -> None:
    contractor = office.get("contractor", asked.contractor)
    asking = ACTIONS["ask_postponement"]
    assert asking not in office.offered("contractor", contractor)
    office.do(ACTIONS["withdraw_postponement"](target=asked.id))
    assert asking in office.offered("contractor", contractor)


@pytest.mark.parametrize("words", ["海天", "ht", "haitian", "律师", "王"])
def test_words_and_pinyin_find_it(office: Office, words: str) -> None:
    identifier = add(office, "海天", contact="王律师")
    add(office, "中院")
    assert [each.id for each in office.find(Query("contractor", FullText(words)))] == [identifier]


def test_the_search_line_knows_its_fields(office: Office) -> None:
    identifier = add(office, next_check=date(2026, 11, 1))
    add(office, "中院")
    condition = parse("Next_check:2026-11", RECORDS["contractor"], office.context())
    assert [each.id for each in office.find(Query("contractor", condition))] == [identifier]


def test_history_shows_every_change(office: Office) -> None:
    identifier = add(office)
    check(office, identifier, date(2027, 1, 1))
    _, entry = office.history(office.get("contractor", identifier))
    assert entry.change.body.action == "check_contractor"
    assert entry.change.body.fields == {"checked": "2026-11-23", "next_check": "2027-01-01"}
    assert entry.before == {"checked": None, "next_check": None}


def test_rights_and_masks_hold(site: OpenSite, office: Office) -> None:
    identifier = add(office, phone="1390000")
    appoint(office, "李明", 2, "system_administrator")
    administrator = site.office(2)
    assert administrator.get("contractor", identifier).phone == MASK
    with pytest.raises(NotAllowed):
        add(administrator)


def test_it_travels_to_a_site_that_has_the_desk(pair: Pair, contractors: ModuleType, tmp_path: Path) -> None:
    here, there = (reopened(site) for site in pair)
    identifier = add(here, contact="王律师")
    path = tmp_path / "1.sealed"
    Exchange(pair[0].store, pair[0].keys).send(here, pair[1].store.site, path)
    counts = Exchange(pair[1].store, pair[1].keys).apply(there, path).counts
    assert ("contractor", 1, 0) in [(count.kind, count.new, count.changed) for count in counts]
    assert there.get("contractor", identifier) == here.get("contractor", identifier)
    assert pair[1].store.check() is None


def test_conflicts_are_found(office: Office, site: OpenSite, from_elsewhere: Callable[..., Change]) -> None:
    identifier = add(office)
    from_elsewhere(site.store, office.get("contractor", identifier), contact="李律师")
    assert office.find(Query("conflict")) == []  # nobody else had written the contact
    from_elsewhere(site.store, office.get("contractor", identifier), name="海天所")
    assert [each.field for each in office.find(Query("conflict"))] == ["name"]


def test_a_store_goes_on_without_the_desk(site: OpenSite, office: Office) -> None:
    """As on the day after going back to the version before."""
    add(office)
    declared = {kind: RECORDS.pop(kind) for kind in ("contractor", "postponement")}
    done = {verb: ACTIONS.pop(verb) for verb, action in [*ACTIONS.items()] if action.on.kind in declared}
    again = reopened(site)
    again.do(AddUnit(name="车间"))
    assert site.store.check() is None
    RECORDS.update(declared)
    ACTIONS.update(done)
    assert reopened(site).count(Query("contractor")) == 1
