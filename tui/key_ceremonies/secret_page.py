"""What a page asks of an officer who chooses what opens the seat: a passphrase, typed twice, and perhaps a key file."""

from collections.abc import Callable

from core.results.secrets import Secret
from core.values.passphrase import PassphrasesDiffer, refuse_unfit
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.dialog import confirm, tell
from tui.formatting.paths import is_there, typed_path
from tui.host import Host
from tui.key_ceremonies.page import SECRET, Asked, PageScreen, Values, ask_page
from tui.platform import Platform

SECRET_LINES = (
    Asked(SECRET, N_("Passphrase"), N_("At least 8 characters; a few words are better than one."), secret=True),
    Asked("again", N_("Type it again"), secret=True),
    Asked(
        "key_file",
        N_("Key file"),
        N_("A file on a stick that is then needed too. One that is not there is made."),
        more=N_("With a key file"),
    ),
)


class NameMissing(Refusal):
    """Type a name first."""


def refuse_nameless(name: str) -> None:
    """Refuse a name that says nothing; raises `NameMissing`."""
    if not name:
        raise NameMissing


def check_secret(values: Values) -> None:
    """Refuse what cannot open a seat: raises `PassphraseTooShort`, `PassphraseUnseen`, `PassphrasesDiffer`."""
    refuse_unfit(values[SECRET])
    if values["again"] != values[SECRET]:
        raise PassphrasesDiffer
    if values["key_file"]:
        typed_path(values["key_file"])


def secret_of(values: Values) -> Secret:
    """Return what was entered on such a page."""
    return Secret(values[SECRET], typed_path(values["key_file"]) if values["key_file"] else None)


async def asked_whole(
    app: Host, platform: Platform, page: Callable[[Values], PageScreen], start: Values
) -> Values | None:
    """Show a page, which begins with `start`, until its key file is there or none is named; None if it was left."""
    while True:
        entered = await ask_page(app, page(start))
        if entered is None or await _key_file_there(app, platform, entered.get("key_file", "")):
            return entered
        start = entered


async def _key_file_there(app: Host, platform: Platform, typed: str) -> bool:
    """Whether the key file is there, or none is named; one that is not there may be made now."""
    if not typed or is_there(path := typed_path(typed)):
        return True
    if not await confirm(app, say(N_("There is no file {path}. Make a new key file there?"), path=path)):
        return False
    try:
        platform.make_key_file(path)
    except Refusal as refusal:
        await tell(app, refusal.sentence)
        return False
    return True
