"""What every declared deadline says of who does it: that officer can read what is due, and do it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from core.desks.administration.officers import GRANT, Account, IdentifyOfficer
from core.desks.grid.warnings import ANSWER
from core.desks.sync.trust import TRUST
from core.desks.visits.vocabulary import KEEP as VISITS_KEEP
from core.model.action import ACTIONS
from core.model.deadline import Deadline
from core.model.query import NOTHING
from core.model.record import Record
from core.model.viewer import Viewer
from core.policy.pack import Policy
from core.rights.visibility import readable
from core.rules.obligation import Recurring
from core.values.ids import new_id
from data.site.open_site import PACKS, pack_text
from tests.support.every_case import every
from tests.support.everything_declared import KEPT

TOLD_BY_HAND = {
    "account": {GRANT, "accounts.keep", IdentifyOfficer.duty},
    "care_file": set[str](),
    "finding": {TRUST},
    "grievance": {"grievances.register"},
    "visit": {VISITS_KEEP},
    "visit_document": {VISITS_KEEP},
    "warning": {ANSWER},
    "site": {TRUST},
}
"""The duties that kinds name which tell what is due by a method of their own, not by declared deadlines."""
each_pack = every("pack", PACKS)


def deadlines(kind: type[Record]) -> Iterator[Deadline]:
    yield from kind.deadlines
    if issubclass(kind, Recurring):
        yield kind.owed.deadline


def duties(kind: type[Record]) -> set[str]:
    return {each.duty for each in deadlines(kind) if each.duty} | TOLD_BY_HAND.get(kind.kind, set())


def test_every_kind_that_tells_what_is_due_by_a_method_stands_above() -> None:
    own = {kind.kind for kind in KEPT if kind.agenda not in (Record.agenda, Recurring.agenda)}
    assert own == set(TOLD_BY_HAND)


@every("kind", [kind for kind in KEPT if duties(kind)], lambda kind: kind.kind)
@each_pack
def test_whoever_has_the_duty_of_what_is_due_may_read_it(kind: type[Record], pack: str) -> None:
    policy = Policy(pack_text(pack))
    for duty in duties(kind):
        holders = [name for name, role in policy.roles.items() if duty in role.duties]
        assert holders, f"nobody has {duty}"
        for role in holders:
            viewer = Viewer(new_id(), frozenset(policy.duties((role,))))
            assert readable(viewer, kind) != NOTHING, f"{role} would do {duty} of {kind.kind} and cannot read it"


@every("kind", [kind for kind in KEPT if any(each.action for each in deadlines(kind))])
def test_what_today_begins_at_once_is_done_to_the_record_or_makes_one(kind: type[Record]) -> None:
    for deadline in deadlines(kind):
        if deadline.action:
            action = ACTIONS[deadline.action]
            assert action.creates or action.on is kind
            assert not deadline.duty or action.duty == deadline.duty


def test_what_is_owed_an_account_is_begun_at_once_too() -> None:
    owed: dict[str, dict[str, Any]] = {
        "change_roles": {"roles": ()},
        "open_account": {"joined": True},
        "admit_again": {"permitted_until": datetime(2026, 11, 2, 9)},
        "identify_officer": {"unnamed": True},
    }
    for verb, fields in owed.items():
        account = Account(officer=new_id(), seat=2, opened=date(2026, 11, 1), **{"roles": ("clerk",), **fields})
        assert [due.action for due in account.agenda()] == [verb]
        assert verb in ACTIONS
