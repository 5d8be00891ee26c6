"""What becomes of a contradiction: it is entered, shown until it is cleared up, and not believed of everybody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.audit.audit_log import AUDIT
from core.desks.sync.contradictions import ClearUpFinding, Why
from core.model.audit_event import Event
from core.model.query import Query
from data.peer_state.checkpoint_store import Statements
from tests.support.shown_checkpoints import at, copy_of, due, kept, whys, work

pytestmark = pytest.mark.usefixtures("light")


# Until it is cleared up


@pytest.fixture
def found(sites: Any, tmp_path: Path) -> tuple[Any, Any, Any]:
    """Three sites, of which the second has found that the first one's store was put back."""
    a, b, _ = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    b.receive(a.send(b))
    return sites  # type: ignore[no-any-return]


def test_it_stands_in_today_and_in_the_audit_until_an_officer_has_cleared_it_up(found: Any) -> None:
    a, b, _ = found
    (open_,) = [each for each in b.find("finding") if each.why is Why.WENT_BACK]
    assert len(due(b)) == len(b.find("finding"))
    assert Event.CONTRADICTED in {entry.event for entry in b.store.find(Query(AUDIT))}
    for each in b.find("finding"):
        b.office.do(ClearUpFinding(target=each.id, note="电话核实：误用旧盘"))
    assert due(b) == []
    assert b.get(open_).note == "电话核实：误用旧盘"
    assert whys(b.receive(b_file := a.send(b))) == set() or b_file


def test_more_of_it_is_to_be_cleared_up_again(found: Any, tmp_path: Path) -> None:
    a, b, _ = found
    for each in b.find("finding"):
        b.office.do(ClearUpFinding(target=each.id, note="核实"))
    old = copy_of(a, tmp_path / "older")
    work(a, 30)
    b.receive(a.send(b))
    at(a, old)
    work(a, 40)
    assert Why.WENT_BACK in whys(b.receive(a.send(b)))
    assert due(b)


def test_at_the_site_itself_it_is_said_to_whoever_signs_on(found: Any) -> None:
    from data.site.sign_in import SignIn

    a, b, _ = found
    a.receive(b.send(a))
    a.receive(b.send(a))
    gate = SignIn(a.site.vault.folder)
    assert any("This site has signed" in str(notice) for notice in gate.enter(a.site).notices)


# What is believed


def test_what_a_made_up_key_signed_accuses_nobody(sites: Any) -> None:
    from data.identity.site_keys import SiteKeys

    a, b, c = sites
    thief = SiteKeys.generate(a.store.site).signing
    with b.store.transaction():
        checkpoints, _ = b.store.checkpoints.to_give(c.store.site, b.store.incarnation)
    false = [
        each.model_copy(update={"id": "0" * 64, "beginning": ""}).signed(thief)
        for each in checkpoints
        if each.site == a.store.site
    ]
    assert false
    genuine: Callable[..., Statements] = b.store.checkpoints.to_give

    def lying(*args: Any, **options: Any) -> Statements:
        given = genuine(*args, **options)
        return Statements([*given.checkpoints, *false], given.beginnings)

    with patch.object(b.store.checkpoints, "to_give", lying):
        sealed = b.send(c)
    assert whys(c.receive(sealed)) == set()
    assert kept(c) == set()


def test_the_keys_of_a_revoked_site_accuse_nobody_by_way_of_others(found: Any) -> None:
    from core.desks.sync.trust import RevokeSite

    a, b, c = found
    c.office.do(RevokeSite(target=a.store.site))
    assert whys(c.receive(b.send(c))) == set()


def test_renewed_keys_go_on_where_the_old_ones_ended(sites: Any) -> None:
    a, b, c = sites
    a.exchange.renew(a.office)
    for one, other in ((a, b), (b, a), (a, b), (b, c), (a, c), (c, a), (b, c)):
        work(one)
        assert whys(other.receive(one.send(other))) == set()
