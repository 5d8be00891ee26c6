"""Opening the store with recovery papers, from the first screen: when no passphrase is left that would open it."""

from core.office.office import Office
from core.values.cleaning import whole_number
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.dialog import Cancelled, ask, tell
from tui.dialogs.long_work import run_with_progress
from tui.host import Host
from tui.key_ceremonies.secret_page import NotASeat
from tui.key_ceremonies.secrets import new_secret, typed_paper


async def recover(app: Host) -> Office:
    """Have papers typed, give a seat a new passphrase, and return the office of its officer."""
    papers = await _papers(app)
    while True:
        try:
            seat = await _seat(app)
            name = await run_with_progress(
                app,
                N_("Opening the store"),
                lambda progress, seat=seat: app.backend.whose_seat(papers, seat),  # type: ignore[misc]
                cancellable=False,
            )
            asked = N_("New passphrase of seat {seat} ({name}), at least 8 characters:")
            secret = await new_secret(app, say(asked, seat=seat, name=name), name)
            office = await run_with_progress(
                app,
                N_("Opening the store"),
                lambda progress, seat=seat, secret=secret: app.backend.recover(papers, seat, secret),  # type: ignore[misc]
                cancellable=False,
            )
        except Cancelled:
            raise
        except Refusal as refusal:  # what was typed of the papers stays
            await tell(app, refusal.sentence)
        else:
            await tell(app, N_("The seat has its new passphrase. Make new papers now: these have been seen."))
            return office


async def _papers(app: Host) -> list[str]:
    """Have one paper typed after another until there are enough; one that cannot be right is asked for again."""
    typed: list[str] = []
    missing, paper = 1, ""
    while missing:
        paper = await typed_paper(app, missing if typed else 0, paper)
        try:
            missing = app.backend.papers_missing([*typed, paper])
        except Refusal as refusal:
            await tell(app, refusal.sentence)
        else:
            typed.append(paper)
            paper = ""
    return typed


async def _seat(app: Host) -> int:
    typed = await ask(app, N_("Whose seat gets a new passphrase? Its number:"), start="1")
    if typed is None:
        raise Cancelled
    seat = whole_number(typed)
    if seat is None:
        raise NotASeat
    return seat
