"""What rights rest on: what a new desk declares is compared, and what is changed here is a change of rights."""

from collections.abc import Callable, Iterator

import pytest

from core.desks.administration.rights_widenings import AcceptWidening
from core.desks.people.people import AddPerson, AddUnit, AmendUnit
from core.desks.sync.duplicates import JoinUnit
from core.model.action import Action
from core.model.audit_event import Event
from core.model.query import EVERYTHING, AllOf, AnyOf, Condition, Having, Is, Query, Via
from core.model.record import RECORDS
from core.model.viewer import Viewer
from core.office.office import Office
from core.policy.pack import Policy
from core.rights.effective_rights import rights_fields
from core.rights.visibility import readable
from data.site.open_site import OpenSite, pack_text
from tests.conftest import NOW
from tests.support.every_case import every
from tests.support.site_driver import appoint

DUTIES = Policy(pack_text("cn")).duties(tuple(Policy(pack_text("cn")).roles))
BOUND = Viewer("a" * 32, DUTIES, frozenset({"1" * 32}), frozenset({"2" * 32}))
KEPT = [kind for kind, record_type in RECORDS.items() if not record_type.is_derived]


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield what a rule is made of."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield condition


@every("kind", KEPT)
@pytest.mark.parametrize(
    "bound", [BOUND, Viewer("a" * 32, DUTIES, BOUND.units), Viewer("a" * 32, DUTIES, None, BOUND.cells)]
)
def test_a_rule_is_made_of_what_is_compared(kind: str, bound: Viewer) -> None:
    """A new rule that looks elsewhere would open records that no comparison looks at."""
    for leaf in leaves(readable(bound, RECORDS[kind])):
        assert isinstance(leaf, Is | Via | Having), leaf
        if isinstance(leaf, Via):  # what is withheld of the other kind is withheld of this one too
            assert leaf.condition == readable(bound, RECORDS[leaf.kind])


def test_trees_joins_and_persons_are_what_rights_rest_on() -> None:
    assert {kind: set(rights_fields(kind)) for kind in KEPT if rights_fields(kind)} == {
        "unit": {"parent", "same_as", "deleted"},
        "cell": {"parent", "unit", "same_as", "deleted"},
        "person": {"same_as", "deleted"},
        "officer": {"person", "deleted"},
    }


@pytest.fixture
def bound(site: OpenSite, office: Office) -> Callable[[], Office]:
    """An officer who is bound to one of two units."""
    office.do_all([AddUnit(target="1" * 32, name="机关"), AddUnit(target="2" * 32, name="车间")])
    office.do(AddPerson(target="b" * 32, name="李四", unit="2" * 32))
    appoint(office, "干事", 2, "registrar", unit="1" * 32)
    appoint(office, "人事", 3, "registrar")
    return lambda: site.office(2)


MOVES: list[Action] = [
    AmendUnit(target="2" * 32, name="车间", parent="1" * 32),
    JoinUnit(target="1" * 32, other="2" * 32),
]


@pytest.mark.parametrize("move", MOVES, ids=["moved", "joined"])
def test_what_a_keeper_of_the_register_moves_waits_and_is_audited(
    site: OpenSite, office: Office, bound: Callable[[], Office], move: Action
) -> None:
    keeper = site.office(3)
    keeper.do(move)
    assert bound().count(Query("person")) == 0
    (entry,) = site.store.find(Query("audit", Is("action", (type(move).verb(),))))
    assert entry.event == Event.RIGHTS
    (waits,) = office.find(Query("widening"))
    assert (waits.by, waits.site, waits.day) == (keeper.officer, site.store.site, NOW.date())
    office.do(AcceptWidening(target=waits.id))
    assert bound().count(Query("person")) == 1


@pytest.mark.parametrize("move", MOVES, ids=["moved", "joined"])
def test_what_the_security_officer_moves_holds_at_once_and_is_audited(
    site: OpenSite, office: Office, bound: Callable[[], Office], move: Action
) -> None:
    office.do(move)
    assert bound().count(Query("person")) == 1
    assert office.count(Query("widening", EVERYTHING)) == 0
    (entry,) = site.store.find(Query("audit", Is("action", (type(move).verb(),))))
    assert entry.event == Event.RIGHTS


def test_what_would_widen_the_mover_himself_waits_for_another(site: OpenSite, office: Office) -> None:
    office.do_all([AddUnit(target="1" * 32, name="机关"), AddUnit(target="2" * 32, name="车间")])
    office.do(AddPerson(target="b" * 32, name="李四", unit="2" * 32))
    appoint(office, "两任", 2, "registrar", "security_officer", unit="1" * 32)
    both = site.office(2)
    both.do(AmendUnit(target="2" * 32, name="车间", parent="1" * 32))
    assert both.count(Query("person")) == 0
