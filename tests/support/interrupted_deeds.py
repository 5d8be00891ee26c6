"""Whatever else the program does that writes, by the method that does it: one case each, and how to judge it.

A deed that was interrupted must have left the store, and the files beside it, as they were or as the deed leaves them;
whoever goes on with the open store does it again and succeeds.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

from core.audit.audit_log import AuditEntry
from core.desks.administration.backups import Backup
from core.desks.administration.exports import Export, RecordExport
from core.desks.administration.officers import OpenAccount
from core.desks.people.records import Person
from core.desks.sync.consignments import ApproveConsignment
from core.desks.sync.media import RegisterMedium
from core.desks.sync.site_roster import NameKeeper
from core.model.audit_event import Event
from core.model.printout import Printout, Section
from core.model.query import Is, Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.results.secrets import Secret
from core.rules.purge import purge
from core.values.refusal import Refusal
from data.backups.backup import rehearse, restore
from data.site.demo_store import PASSPHRASE as DEMO_PASSPHRASE
from data.site.demo_store import make_demo
from data.site.open_site import open_site
from data.store.sql_store import SqlStore
from data.transfer_file.volumes import find_volumes
from data.vault.key_slots import make_key_file
from tests.conftest import NOW, PASSPHRASE
from tests.support import interrupted_papers as papers
from tests.support.interrupted_scene import ROWS, SMALL_VOLUME, Do, Scene, write_at
from tests.support.site_driver import looked


@dataclass(frozen=True)
class Case:
    """How a deed is done, and what else is looked at afterwards."""

    do: Do
    prepare: Do = lambda scene, office: None
    """What is done before, on a sound disk."""
    opens: bool = False
    """Whether the deed itself opens the store, or needs none."""
    in_one: bool = True
    """Whether what it leaves is all or nothing; else `sound` says what may be left."""
    sound: Callable[[Scene, str], None] = lambda scene, ended: None
    """Asserts what must be so whatever happened; told how the deed ended."""
    leaves: bool = True
    """Whether it leaves anything that can be told from before."""


def _import(scene: Scene, office: Office) -> None:
    plan = scene.house.read_import(office, "staff_list", scene.aside / "people.xlsx")
    scene.house.import_rows(office, plan)


def _receive(name: str) -> Do:
    def receive(scene: Scene, office: Office) -> None:
        path = scene.aside / name
        scene.house.apply(office, path, scene.house.inspect(office, path))

    return receive


def _send(size: int) -> Do:
    return lambda scene, office: scene.house.send(
        office, scene.other(office), scene.free("out.sealed"), volume_size=size
    )


def _gather(scene: Scene, _office: Office) -> None:
    numbers = len(list(scene.aside.glob("gathered*")))
    into = scene.aside / f"gathered{numbers}"
    scene.house.gather(scene.aside / "parts.sealed.001", into)
    assert find_volumes(into / "parts.sealed.001")


def _consign(scene: Scene, office: Office) -> None:
    consignment = scene.house.prepare(office, scene.other(office))
    supervisor = scene.site.office(2)
    supervisor.do(looked(supervisor, ApproveConsignment(target=consignment.id)))


def _write_consignment(scene: Scene, office: Office) -> None:
    (approved,) = office.find(Query("consignment"))
    scene.house.write(office, approved.id, scene.free("out.sealed"))


def _export_list(scene: Scene, office: Office) -> None:
    rows = [(str(number), "姓名") for number in range(ROWS)]
    path = scene.free("list.xlsx")
    entry = RecordExport(what=Person.plural, rows=len(rows), file=path.name)
    scene.house.export_list(office, entry, path, ("工号", "姓名"), rows)


def _export_paper(scene: Scene, office: Office) -> None:
    paper = Printout("关于有关情况的报告", sections=(Section("基本情况", ("内容",)),))
    path = scene.free("paper.docx")
    scene.house.export_paper(office, RecordExport(what="Report", file=path.name), path, paper)


def _register_medium(scene: Scene, office: Office) -> None:
    scene.house.register_medium(office, RegisterMedium(number="U-01"), scene.aside / "stick")


def _purge(scene: Scene, office: Office) -> None:
    (file,) = scene.site.store.find(Query("care_file", Is("name", ("孙七",))))
    with scene.site.store.transaction():
        write_at(scene.site, *purge([file], office.context()))


def _take_card(scene: Scene, office: Office) -> None:
    scene.house.sites.take_card(office, scene.aside / "new.card")


def _restore(scene: Scene, _office: Office) -> None:
    (backup,) = (scene.aside / "backups").iterdir()
    restore(backup, scene.free("made"), Secret(PASSPHRASE))


def _rehearse(scene: Scene, _office: Office) -> None:
    (backup,) = (scene.aside / "backups").iterdir()
    scene.house.rehearse(backup, Secret(PASSPHRASE))


def _demo(scene: Scene, _office: Office) -> None:
    with patch("data.site.demo_store.play", _a_short_story):
        make_demo(scene.free("made"), today=NOW.date()).close()


def _a_short_story(store: SqlStore, seats: Sequence[int], **_told: object) -> None:
    for seat in seats[1:]:
        Office(store, seats[0]).do(OpenAccount(name=f"甲{seat}", seat=seat, site=store.site))


def _exports_are_whole(scene: Scene, ended: str) -> None:
    """Whoever exported has the file, and the ledger says so; else there is no file, and no finished entry."""
    entries: list[Export] = scene.site.store.find(Query("export"))
    finished = {entry.file for entry in entries if not entry.unfinished}
    found = {path.name: path for name in ("list.xlsx", "paper.docx") for path in scene.aside.glob(f"*{name}")}
    for name, path in found.items():
        with ZipFile(path) as packed:
            assert packed.testzip() is None
        assert name in {entry.file for entry in entries}
        assert ended != "refused", "a file is left of an export that was refused"
    assert finished <= set(found)


def _backups_are_whole(scene: Scene, ended: str) -> None:
    backups = {each.name: each for each in (scene.aside / "backups").iterdir() if not each.name.endswith(".part")}
    entries: list[Backup] = scene.site.store.find(Query("backup"))
    assert {entry.name for entry in entries} <= set(backups)
    for each in backups.values():
        rehearse(each, Secret(PASSPHRASE))
    assert ended != "done" or len(entries) >= 2


def _a_store_or_none(passphrase: str) -> Callable[[Scene, str], None]:
    def sound(scene: Scene, ended: str) -> None:
        for made in (scene.aside / "made", scene.aside / "2-made"):
            try:
                site = open_site(made, passphrase)
            except Refusal:
                continue
            fault = site.store.check()
            site.close()
            assert fault is None, fault
            assert ended != "refused"

    return sound


def _a_theme_is_whole(scene: Scene, ended: str) -> None:
    """The colours are those that were chosen, or none, as before."""
    assert scene.house.theme in (("light",) if ended == "done" else ("light", ""))


def _gathered_whole(scene: Scene, ended: str) -> None:
    """Copies are there whole or not at all, unless the program was killed: then its scratch folder is never read."""
    assert not (ended == "refused" and list(scene.aside.glob("gathered*")))


CASES: dict[str, Case] = {
    "LocalBackend.unlock": Case(lambda s, _: s.sign_in(), opens=True, leaves=False),
    "LocalBackend.keep_theme": Case(lambda s, _: s.house.keep_theme("light"), sound=_a_theme_is_whole, leaves=False),
    "LocalBackend.check": Case(lambda s, office: s.house.check(office), leaves=False),
    "LocalBackend.close": Case(lambda s, _: s.house.close(), leaves=False),
    "LocalBackend.rebuild": Case(lambda s, office: s.house.rebuild(office), leaves=False),
    "LocalBackend.back_up": Case(
        lambda s, office: s.house.back_up(office, s.aside / "backups"), in_one=False, sound=_backups_are_whole
    ),
    "LocalBackend.rehearse": Case(_rehearse, leaves=False),
    "LocalBackend.import_rows": Case(_import),
    "LocalBackend.export_list": Case(_export_list, in_one=False, sound=_exports_are_whole),
    "LocalBackend.export_paper": Case(_export_paper, in_one=False, sound=_exports_are_whole),
    "LocalBackend.export_card": Case(lambda s, _: s.house.export_card(s.aside / "own.card")),
    "LocalBackend.prepare": Case(lambda s, office: s.house.prepare(office, s.other(office))),
    "LocalBackend.write": Case(_write_consignment, prepare=_consign),
    "LocalBackend.send": Case(_send(0)),
    "LocalBackend.send in volumes": Case(_send(SMALL_VOLUME)),
    "LocalBackend.attach_paper": Case(
        papers.attach, prepare=papers.unit_and_scan, sound=papers.no_paper_without_its_file
    ),
    "LocalBackend.write_out_paper": Case(
        papers.write_out, prepare=papers.attached, in_one=False, sound=papers.written_out
    ),
    "LocalBackend.register_medium": Case(_register_medium, prepare=lambda s, _: (s.aside / "stick").mkdir()),
    "LocalBackend.gather": Case(_gather, in_one=False, sound=_gathered_whole),
    "LocalBackend.inspect": Case(lambda s, office: s.house.inspect(office, s.aside / "in.sealed"), leaves=False),
    "LocalBackend.apply": Case(_receive("in.sealed")),
    "LocalBackend.apply of volumes": Case(_receive("parts.sealed.001")),
    "SiteFiles.take_card": Case(_take_card),
    "SiteFiles.publish": Case(lambda s, office: s.house.sites.publish(office)),
    "SiteFiles.export_roster": Case(lambda s, _: s.house.sites.export_roster(s.aside / "roster.out")),
    "SiteFiles.take_roster": Case(
        lambda s, office: s.house.sites.take_roster(office, s.aside / "roster.in"),
        prepare=lambda s, office: office.do(NameKeeper(target=s.other(office))),
    ),
    "Keyring.witness": Case(lambda s, office: s.house.keyring.witness(office), leaves=False),
    "Keyring.compare_witness": Case(
        lambda s, office: s.house.keyring.compare_witness(office, s.house.keyring.witness(office)), leaves=False
    ),
    "SqlStore.write of a purge": Case(_purge),
    "LocalPlatform.make_key_file": Case(lambda s, _: make_key_file(s.aside / "key"), opens=True),
    "LocalPlatform.restore": Case(_restore, opens=True, in_one=False, sound=_a_store_or_none(PASSPHRASE)),
    "LocalPlatform.demo": Case(_demo, opens=True, in_one=False, sound=_a_store_or_none(DEMO_PASSPHRASE)),
}
"""By the method that does it."""


def seen(scene: Scene) -> dict[str, Any]:
    """Return how many records there are of each kind and stage, what the audit tells as done, and the files."""
    store = scene.site.store
    records = {}
    for kind, declared in RECORDS.items():
        if not declared.is_derived and kind != "audit":
            told = [name for name in ("stage", "edition", "renewals") if name in columns(declared)]
            records[kind] = sorted(map(str, store.groups(Query(kind), *told))) if told else store.count(Query(kind))
    entries: list[AuditEntry] = store.find(Query("audit"))
    done = Counter(each.action for each in entries if each.action and each.event is not Event.REFUSED)
    files = sorted(_without_moment(path.relative_to(scene.aside)) for path in scene.aside.rglob("*"))
    return {"records": records, "done": done, "files": files}


def _without_moment(path: Path) -> str:
    """Return a path without the moment that the name of a backup has."""
    return re.sub("[0-9]{8}T[0-9]{6}Z", "", str(path))


WRITES_NOTHING = {
    "LocalBackend.hint": "reads a file",
    "LocalBackend.theme": "reads a file",
    "LocalBackend.look": "asks only whether the store is in use",
    "LocalBackend.seats": "reads the header",
    "LocalBackend.wants_key_file": "reads the header",
    "LocalBackend.papers_missing": "reads the header",
    "LocalBackend.whose_seat": "opens the store and closes it, as `LocalBackend.unlock` does",
    "LocalBackend.confirm": "counts wrong passphrases in memory while the store is open",
    "LocalBackend.keyring": "stands for the methods of the keyring",
    "LocalBackend.sites": "stands for the methods with the files of sites",
    "LocalBackend.read_import": "works out what `LocalBackend.import_rows` would do",
    "LocalBackend.headings": "reads a spreadsheet",
    "LocalBackend.removable_media": "looks what is mounted",
    "LocalBackend.read_card": "reads a file",
    "LocalBackend.opens_backup": "reads the header of a backup",
    "LocalBackend.same_fingerprint": "compares two texts",
    "LocalBackend.trusted": "reads records",
    "LocalBackend.outgoing": "counts changes",
    "LocalBackend.consigned": "counts changes",
    "LocalBackend.passed_on": "counts changes",
    "LocalBackend.preflight": "looks at a medium",
    "LocalBackend.missing_volumes": "reads files",
    "LocalBackend.verify": "reads files",
    "LocalBackend.preview_paper": "reads a sealed file",
    "LocalBackend.scratch": "makes a folder that is empty, and removes it: `LocalBackend.rehearse` fills one",
    "SiteFiles.read_card": "reads a file",
    "Keyring.next_seat": "reads the header",
    "Keyring.seats": "reads the header and accounts",
    "Keyring.draw_papers": "draws in memory what `Keyring.keep_papers` keeps",
    "Keyring.compare_paper": "compares two texts",
    "Keyring.papers_needed": "reads a text",
    "Keyring.try_papers": "changes nothing, and enters that in one action",
    "LocalBackend.own_seat": "says what is held",
    "LocalPlatform.backend": "makes a backend, which looks into its folder only when asked",
    "LocalPlatform.holds_store": "looks into a folder",
    "LocalPlatform.stores": "looks into folders",
    "LocalPlatform.removable_media": "looks where media are",
    "LocalPlatform.refuse_unless_empty": "looks into a folder",
    "LocalPlatform.opens_backup": "reads the header of a backup",
    "LocalPlatform.policy": "reads a shipped text",
    "LocalPlatform.draw_papers": "draws in memory what `LocalPlatform.found` keeps",
    "LocalPlatform.compare_paper": "compares two texts",
    "LocalPlatform.lines": "reads a file",
    "LocalPlatform.rehearse": "does what `LocalBackend.rehearse` does",
    "LocalPlatform.show": "opens the screens, which do all through the house",
}
"""Why there is no case; that an attempt, a look or a refusal is audited is one write of its own (`Office.note`)."""

WITH_THE_KEYS = {
    "LocalBackend.recover": "use_recovery",
    "SiteFiles.renew": "renew_keys",
    "Keyring.open_account": "open_account",
    "Keyring.close_account": "close_account",
    "Keyring.admit_again": "admit_again",
    "Keyring.change_passphrase": "change_passphrase",
    "Keyring.rotate": "rotate_keys",
    "Keyring.keep_papers": "make_recovery",
    "LocalPlatform.found": "found_site",
}
"""The deeds of `tests.support.key_change_cases` by the method that does them."""
