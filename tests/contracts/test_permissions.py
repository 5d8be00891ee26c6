"""Every role of both packs, every kind, action and masked field, as `permissions.txt` decides."""

import pytest

from core.model.action import ACTIONS, Action
from core.model.record import RECORDS, columns
from core.office.refusals import NoSuchRecord, NotAllowed
from core.policy.pack import Policy
from core.rights.four_eyes import is_matter
from core.rights.role_separation import ADMINISTERS, about_cases
from data.site.open_site import PACKS, pack_text
from tests.support.permissions import DECIDED, KEPT, Sample, Stock, each_role

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("refusals_not_noted")]


# What was decided


def test_the_page_decides_on_everything_that_is_declared_and_on_nothing_else() -> None:
    assert DECIDED.kinds.keys() == RECORDS.keys()
    assert DECIDED.actions.keys() == ACTIONS.keys()
    masked = {f"{kind}.{name}" for kind in KEPT for name, column in columns(KEPT[kind]).items() if column.about.masked}
    assert DECIDED.masked.keys() == masked
    assert DECIDED.eyes.keys() == ACTIONS.keys()


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_knows_every_role(pack: str) -> None:
    named = frozenset().union(*DECIDED.actions.values(), *(kind.all for kind in DECIDED.kinds.values())) - {"derived"}
    assert named == Policy(pack_text(pack)).roles.keys()


def test_none_of_the_three_reads_a_kind_that_is_about_cases() -> None:
    about = {kind: DECIDED.kinds[kind] for kind, record_type in KEPT.items() if about_cases(record_type.duty)}
    assert len(about) > 20
    assert {kind for kind, readers in about.items() if DECIDED.three & (readers.all | readers.own)} == set()


@pytest.mark.parametrize("pack", PACKS)
def test_the_three_administer_and_carry_nothing_about_cases(pack: str) -> None:
    roles = Policy(pack_text(pack)).roles
    assert {name for name, role in roles.items() if role.duties & ADMINISTERS} == DECIDED.three
    assert {duty for name in DECIDED.three for duty in roles[name].duties if about_cases(duty)} == set()


def test_four_eyes_are_declared_as_decided() -> None:
    """What each of them refuses is tried in `test_four_eyes_matrix.py` and `test_impartiality.py`."""
    involves = {verb for verb, action in ACTIONS.items() if action.involved is not Action.involved}
    other = involves | {verb for verb, action in ACTIONS.items() if action.other_than or action.signers}
    assert {verb for verb, rule in DECIDED.eyes.items() if "another than" in rule} == other
    matters = {verb for verb, action in ACTIONS.items() if is_matter(action.on) or "of_kind" in action.on.model_fields}
    impartial = {verb for verb in matters if not ACTIONS[verb].anyone}
    assert {verb for verb, rule in DECIDED.eyes.items() if rule.startswith("impartial")} == impartial
    assert all(rule.startswith(("anyone, ", "impartial", "another than")) for rule in DECIDED.eyes.values())


def test_what_is_decided_as_it_was_seen_is_bound_to_it() -> None:
    assert {verb for verb, rule in DECIDED.eyes.items() if rule.endswith("as seen")} == {
        verb for verb, action in ACTIONS.items() if action.approves
    }


# Actions


@each_role
def test_a_role_does_what_is_decided_and_nothing_else(pack: str, role: str, stock: Stock, sample: Sample) -> None:
    office, wrong = stock.sign_in(pack, role), list[str]()
    for verb, action in ACTIONS.items():
        allowed = role in DECIDED.actions.get(verb, frozenset())
        record = None if action.creates else stock.records.get(action.on.kind)
        if office.may(action) != allowed or (action in office.offered(action.on.kind, record) and not allowed):
            wrong.append(verb)
        if not allowed:
            with pytest.raises(NotAllowed):
                office.rehearse([sample(action)])
    assert wrong == []


@each_role
def test_nothing_is_done_to_what_a_role_does_not_read(pack: str, role: str, stock: Stock, sample: Sample) -> None:
    office = stock.sign_in(pack, role)
    for verb, action in ACTIONS.items():
        hidden = action.on.kind in KEPT and role not in DECIDED.kinds[action.on.kind].all
        if hidden and not action.creates and role in DECIDED.actions[verb]:
            with pytest.raises(NoSuchRecord):
                office.rehearse([sample(action, target=stock.records[action.on.kind].id)])
