"""Attached papers among the deeds that are interrupted (`tests.support.interrupted_deeds`)."""

from core.desks.administration.exports import Export, RecordExport
from core.desks.people.people import AddUnit
from core.model.query import Is, Query
from core.office.office import Office
from core.rules.attached_papers import PAPERS_OF
from tests.support.interrupted_scene import Scene
from tests.support.papers import PDF


def unit_and_scan(scene: Scene, office: Office) -> None:
    office.do(AddUnit(name="附件处"))
    (scene.aside / "scan.pdf").write_bytes(PDF)


def attach(scene: Scene, office: Office) -> None:
    (unit, *_) = office.find(Query("unit", Is("name", ("附件处",))))
    action = PAPERS_OF["unit"].attach
    scene.house.attach_paper(office, action(target=unit.id, name="扫描件"), scene.aside / "scan.pdf")


def attached(scene: Scene, office: Office) -> None:
    unit_and_scan(scene, office)
    attach(scene, office)


def write_out(scene: Scene, office: Office) -> None:
    (paper, *_) = office.find(Query("unit_paper"))
    path = scene.free("paper.pdf")
    scene.house.write_out_paper(office, RecordExport(what=paper.plural, file=path.name), path, paper)


def no_paper_without_its_file(scene: Scene, ended: str) -> None:
    """Every paper has its sealed file, whole; a file that none names goes when the store is next checked."""
    store = scene.site.store
    named = {each.content for each in store.find(Query("unit_paper"))}
    assert all(map(store.papers.is_whole, named))
    store.sweep_papers()
    assert set(store.papers.names()) == named


def written_out(scene: Scene, ended: str) -> None:
    entries: list[Export] = scene.site.store.find(Query("export"))
    finished = {entry.file for entry in entries if not entry.unfinished}
    found = {path.name: path for path in scene.aside.glob("*paper.pdf")}
    assert all(path.read_bytes() == PDF for path in found.values())
    assert finished <= set(found)
