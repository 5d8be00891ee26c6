"""The demo store: a believable store in Chinese, of any size, with a passphrase that everybody knows.

A file `DEMO` beside the database marks it, so that the first screen can say the passphrase before anything is unlocked.
Whatever the mark says, only a store that this passphrase opens is opened by it.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from core.demo.story import CAST, FIRST_OFFICER, play
from core.model.progress import Steps, no_steps
from core.values.sentence import N_
from data.site.demo_papers import attach_papers
from data.site.open_site import OpenSite, clear, found_site
from data.system.disk import file_refusals, is_there
from data.vault.folder import DEMO_MARK
from data.vault.key_slots import MINIMUM

PASSPHRASE: Final = "sealdesk demo"
SITE: Final = "安台示范单位"
STORY: Final = N_("Playing two years of work, day by day")
CLOSING: Final = N_("Signing and closing the store")


def make_demo(
    folder: Path,
    people: int = 2000,
    grievances: int = 1000,
    seed: int = 1,
    steps: Steps = no_steps,
    today: date | None = None,
) -> OpenSite:
    """Found a site in an empty folder and play the story into it; every seat has the same passphrase."""
    progress = steps(N_("Founding an invented office"))
    # The weakest derivation that a vault allows: nothing is to be guessed, and five seats should not take five seconds.
    existed = is_there(folder)
    site = found_site(folder, SITE, PASSPHRASE, officer=FIRST_OFFICER, strength=MINIMUM)
    try:
        _mark(folder)
        seats = [site.unlocked.seat]
        for place, _part in enumerate(CAST):
            progress(place, len(CAST))
            seats.append(site.add_seat(PASSPHRASE))
        day = today or datetime.now().date()
        play(site.store, seats, people=people, grievances=grievances, seed=seed, today=day, progress=steps(STORY))
        attach_papers(site, seats)
    except BaseException:
        site.close()
        clear(folder, keep=existed)
        raise
    return site


def _mark(folder: Path) -> None:
    with file_refusals(folder):
        (folder / DEMO_MARK).write_text(f"{PASSPHRASE}\n", "utf-8")
