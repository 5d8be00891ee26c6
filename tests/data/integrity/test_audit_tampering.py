"""The audit, manipulated by hand by somebody who has the key: what finds each way of doing so.

Where everything in the store was made to fit, what is left to find it with lies elsewhere: on a backup, on paper, with
other sites.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit.audit_log import AUDIT
from core.model.audit_event import Event
from core.model.query import Query
from data.backups.backup import compare_with, make_backup
from data.site.keyring import Keyring
from data.site.open_site import DatabaseOutdated, OpenSite, open_site
from data.vault import key_slots
from data.vault.high_water_mark import StoreDiffers, StoreOlder
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.forger import ATTACKS, NUMBERED, SIGNED, Forger, exchange, says, work

pytestmark = pytest.mark.usefixtures("light")
NOT_WRITTEN, ENDS, MISSING = "not the one that was written", "ends earlier", "missing from the journal"
each_attack = pytest.mark.parametrize("attack", ATTACKS)


# Found by what is in the store


@pytest.mark.parametrize(
    ("attack", "words"), [("remove", NOT_WRITTEN), ("alter", NOT_WRITTEN), ("reorder", NOT_WRITTEN), ("cut", ENDS)]
)
def test_the_chain_finds_what_was_simply_done(attack: str, words: str, forger: Forger) -> None:
    ATTACKS[attack](forger)
    says(forger.store.check(), words)


@pytest.mark.parametrize(
    ("attack", "words"), [("remove", SIGNED), ("alter", SIGNED), ("reorder", SIGNED), ("cut", SIGNED)]
)
def test_the_checkpoints_find_a_chain_that_was_worked_out_anew(attack: str, words: str, forger: Forger) -> None:
    ATTACKS[attack](forger)
    forger.rechain()
    says(forger.store.check(), words)


def test_the_numbers_find_an_entry_that_was_taken_out_and_everything_signed_again(
    forger: Forger, site: OpenSite
) -> None:
    ATTACKS["remove"](forger)
    forger.rechain()
    forger.resign(site)
    says(forger.store.check(), NUMBERED)


def test_an_entry_that_was_erased_by_a_purge_is_found_although_every_hash_is_right(
    forger: Forger, site: OpenSite
) -> None:
    work(site)
    ATTACKS["erase"](forger)
    forger.rechain()
    forger.store.rebuild()
    says(forger.store.check(), NUMBERED)
    forger.store.sign_checkpoint()
    site.office().note(Event.LOCKED)  # the program goes on from there, with the number that is free again
    says(forger.store.check(), NUMBERED)


def test_an_entry_that_a_later_change_amends_is_found(forger: Forger, site: OpenSite) -> None:
    from core.model.action import amend

    entry = site.store.find(Query(AUDIT, order=("number",)))[2]
    with site.store.transaction():
        site.store.write([amend(entry, officer="b" * 32)], officer="a" * 32, action="test")
    says(site.store.check(), NUMBERED)


def test_an_entry_that_was_put_in_between_is_found(forger: Forger, site: OpenSite) -> None:
    from core.audit.audit_log import AuditEntry
    from core.model.action import create

    entry = site.store.find(Query(AUDIT, order=("number",)))[2]
    twice = AuditEntry(number=entry.number, when=entry.when, event=Event.LOCKED)
    with site.store.transaction():
        site.store.write([create(twice)], officer="a" * 32, action=AUDIT)
    says(site.store.check(), NUMBERED)


def test_the_ledger_of_backups_finds_a_change_before_the_last_one(
    forger: Forger, site: OpenSite, tmp_path: Path
) -> None:
    from core.desks.administration.backups import RecordBackup

    (tmp_path / "backups").mkdir()
    made = make_backup(site, tmp_path / "backups", 3)
    site.office().do(RecordBackup(name=made.path.name, place="there", count=made.changes, last=made.last))
    ATTACKS["alter"](forger)
    forger.rechain()
    forger.resign(site)
    says(site.store.check(), "when this backup was made")


# Found by what lies elsewhere, though everything in the store was fixed up


@each_attack
def test_everything_fixed_up_looks_sound_to_the_store_alone(attack: str, forger: Forger, site: OpenSite) -> None:
    """What the tests below find, they find by what lies elsewhere; but an erased entry is never hidden."""
    ATTACKS[attack](forger)
    forger.fix_up(site)
    fault = site.store.check()
    if attack == "erase":
        says(fault, NUMBERED)
    else:
        assert fault is None


@each_attack
def test_the_header_finds_it(attack: str, site: OpenSite, tmp_path: Path) -> None:
    folder = site.vault.folder
    work(site)
    site.close()
    open_ = open_site(folder, PASSPHRASE)
    forger = Forger(open_.store)
    ATTACKS[attack](forger)
    forger.fix_up(open_)
    open_.store.close()  # as a program that is not this one does
    open_.vault.close()
    if attack == "erase":  # every hash is right: `check` finds it, not the header
        return
    with pytest.raises(DatabaseOutdated):
        open_site(folder, PASSPHRASE)


@pytest.mark.parametrize("attack", ["remove", "alter", "reorder", "cut"])
def test_the_witness_line_finds_it(attack: str, forger: Forger, site: OpenSite) -> None:
    line = Keyring(site).witness(site.office())
    ATTACKS[attack](forger)
    forger.fix_up(site)
    with pytest.raises((StoreDiffers, StoreOlder)):
        Keyring(site).compare_witness(site.office(), line)


@pytest.mark.parametrize("attack", ["remove", "alter", "reorder", "cut"])
def test_a_backup_that_it_is_compared_with_finds_it(
    attack: str, forger: Forger, site: OpenSite, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    made = make_backup(site, tmp_path / "backups", 3)
    work(site)
    assert compare_with(site, made.path) is None
    ATTACKS[attack](forger)
    forger.fix_up(site)
    says(compare_with(site, made.path), "when this backup was made")


# Random cuts


@pytest.fixture(scope="module")
def cupboard(tmp_path_factory: pytest.TempPathFactory, hands_in: Callable[..., Any]) -> Any:
    """A store of which another site holds echoes, with a witness line and a backup; and a transfer from that site."""
    folder = tmp_path_factory.mktemp("cupboard")
    with patch.object(key_slots, "MINIMUM", LIGHT):
        a, b = hands_in(folder, "甲站", "乙站")
        work(a.site, 30)
        exchange(a, b)
        work(a.site, 30)
        (folder / "backups").mkdir()
        backup = make_backup(a.site, folder / "backups", 3)
        line = Keyring(a.site).witness(a.office)
        b.receive(a.send(b))
        sealed = b.send(a)
    return a, sealed, backup.path, line


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_it_is_cut_every_anchor_beyond_finds_it(data: st.DataObject, cupboard: Any) -> None:
    """Cut at random, and all fixed up: the other site, the backup and the line each find it by themselves."""
    a, sealed, backup, line = cupboard
    forger = Forger(a.store)
    place = data.draw(st.sampled_from(forger.places()[:-8]))
    with suppress(Undone), a.store.transaction():
        forger.cut(place)
        forger.fix_up(a.site)
        a.store.journal.branches.read()
        assert a.exchange.inspect(sealed).preview.audit_cut
        says(compare_with(a.site, backup), "when this backup was made")
        with pytest.raises((StoreOlder, StoreDiffers)):
            Keyring(a.site).compare_witness(a.office, line)
        raise Undone
    assert a.store.check() is None


class Undone(BaseException):
    """Rolls everything back."""
