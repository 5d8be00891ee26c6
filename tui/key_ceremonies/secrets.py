"""Secrets that are typed on the screen: passphrases, key files, recovery papers. Awaited from a worker."""

from pathlib import Path

from core.results.secrets import Secret
from core.values.sentence import N_, Sentence, say
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import Cancelled, ask
from tui.host import Host
from tui.key_ceremonies.page import PageScreen, ask_page
from tui.key_ceremonies.secret_page import SECRET_LINES, check_secret, secret_of
from tui.language import language


async def typed_secret(app: Host, question: Sentence | str) -> str:
    """Have a passphrase typed without being shown; raises `Cancelled` if the officer went back."""
    typed = await ask(app, question, secret=True)
    if typed is None:
        raise Cancelled
    return typed


async def new_secret(app: Host, question: Sentence | str, name: str = "") -> Secret:
    """Have a passphrase typed twice, and a key file chosen if one is wanted; raises `Cancelled`.

    A passphrase with the `name` of the officer in it is told to be weak.
    """
    page = PageScreen(
        N_("New passphrase"),
        None,
        lambda: [(language().say(question), "")],
        SECRET_LINES,
        None,
        check_secret,
        lambda _entered: [name],
    )
    entered = await ask_page(app, page)
    if entered is None:
        raise Cancelled
    return secret_of(entered)


async def key_file(app: Host) -> Path:
    """Have a key file chosen."""
    chosen = await choose_file(app, say(N_("Key file")), app.backend.removable_media(), "")
    if chosen is None:
        raise Cancelled
    return chosen


async def typed_paper(app: Host, missing: int = 0, start: str = "") -> str:
    """Have a recovery paper typed in; how many are still needed is said once the first has told it.

    What stands in the field at the `start` is what was typed and cannot be right: it is mended, not typed anew.
    """
    first, further = N_("Type in any of the recovery papers:"), N_("Type in another recovery paper ({n} still needed):")
    typed = await ask(app, say(further, n=missing) if missing else say(first), start=start)
    if typed is None:
        raise Cancelled
    return typed
