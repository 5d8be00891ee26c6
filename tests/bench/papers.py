"""How long a store with many attached papers takes: `python -m tests.bench.papers [COUNT] [BYTES] [--folder DIR]`.

2,000 papers of 1 MB by default, as an office has after some years. Beside each figure stands how long the same disk
takes to write, flush and read back as many bytes. It needs five times their room.
"""

import argparse
import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from core.desks.people.people import AddUnit
from core.model.query import Query
from core.results.secrets import Secret
from core.rules.attached_papers import PAPERS_OF
from data.backups.backup import make_backup, rehearse
from data.media.verified_write import write_bytes
from data.site.open_site import OpenSite, found_site, open_site
from data.sync.exchange import Exchange
from data.vault.key_slots import MINIMUM
from tests.bench.timing import Figure, shown, timed, wide
from tests.conftest import EVERY_ROLE, sending_alone
from tests.support.papers import PDF, house_of
from tests.support.site_driver import card_of, give_roles, impose, trust

PASSPHRASE = "correct horse"
WIDTH = 44


def _site(folder: Path, name: str) -> OpenSite:
    site = found_site(folder, name, PASSPHRASE, strength=MINIMUM, roles=EVERY_ROLE)
    give_roles(site.office(), 1, *EVERY_ROLE)
    return site


def _attach(site: OpenSite, count: int, size: int, folder: Path) -> float:
    """Attach so many papers, of which none is another; return the seconds, without those of making the files."""
    house, office, action, seconds = house_of(site), site.office(), PAPERS_OF["unit"].attach, 0.0
    office.do(AddUnit(name="档案处"))
    (unit,) = office.find(Query("unit"))
    path = folder / "scan.pdf"
    for number in range(count):
        path.write_bytes(PDF + os.urandom(size - len(PDF)))
        paper = action(target=unit.id, name=f"材料{number}")
        seconds += timed(lambda paper=paper: house.attach_paper(office, paper, path))
    path.unlink()
    return seconds


def _written(count: int, size: int, folder: Path) -> float:
    """Return how long the disk takes to write, flush and read back as much."""
    content = os.urandom(size)
    folder.mkdir()
    seconds = timed(lambda: [write_bytes(folder / str(number), content) for number in range(count)])
    shutil.rmtree(folder)
    return seconds


def measure(count: int, size: int, folder: Path) -> list[Figure]:
    """Make two sites that trust each other, and do with the papers of the one all that is ever done with them."""
    plain = _written(count, size, folder / "plain")
    with closing(_site(folder / "here", "甲站")) as here, closing(_site(folder / "there", "乙站")) as there:
        trust(here.office(), card_of(there))
        trust(there.office(), card_of(here))
        figures = [Figure("attach them, one by one", _attach(here, count, size, folder), plain)]
        (folder / "backups").mkdir()
        figures.append(Figure("make a backup", timed(lambda: make_backup(here, folder / "backups", 1)), plain))
        (backup,) = (folder / "backups").iterdir()
        figures.append(Figure("rehearse it", timed(lambda: rehearse(backup, Secret(PASSPHRASE))), plain))
        shutil.rmtree(folder / "backups")
        figures.append(Figure("check the store", timed(here.store.check)))
        figures.append(Figure("check the papers", timed(here.store.check_papers)))
        path, out, back = folder / "out.sealed", Exchange(here.store, here.keys), Exchange(there.store, there.keys)
        figures.append(Figure("send them", timed(lambda: _send(out, here, there, path)), plain))
        figures.append(Figure("receive them", timed(lambda: back.apply(there.office(), path)), plain))
        assert len(there.store.papers.names()) == count
    figures.append(Figure("open the store", timed(lambda: open_site(folder / "here", PASSPHRASE).close())))
    return figures


def _send(exchange: Exchange, here: OpenSite, there: OpenSite, path: Path) -> None:
    impose(here.office(), sending_alone("cn"))
    exchange.send(here.office(), there.store.site, path)


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("count", nargs="?", type=int, default=2_000)
    asked.add_argument("size", nargs="?", type=int, default=1 << 20)
    asked.add_argument("--folder", type=Path, default=None)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for each in measure(given.count, given.size, Path(folder)):
            beside = f"{shown(each.baseline)}  × {each.seconds / each.baseline:.2f}" if each.baseline else ""
            print(wide(each.name, WIDTH), shown(each.seconds), "  ", beside, flush=True)


if __name__ == "__main__":
    main()
