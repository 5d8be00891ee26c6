"""What a page asks of an officer who chooses what opens the seat, or opens it: a passphrase, and perhaps a key file."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from textual.app import App

from core.results.backup import OpensBackup
from core.results.secrets import Secret
from core.values.cleaning import whole_number
from core.values.passphrase import PassphrasesDiffer, refuse_unfit
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import NotThere, choose_file, choose_place
from tui.dialogs.dialog import tell
from tui.formatting.paths import is_there, typed_path
from tui.host import Host
from tui.key_ceremonies.page import SECRET, Asked, PageScreen, Values, ask_page
from tui.language import _, language

T = TypeVar("T")

SECRET_LINES = (
    Asked(SECRET, N_("Passphrase"), N_("At least 8 characters; a few words are better than one."), secret=True),
    Asked("again", N_("Type it again"), secret=True),
    Asked(
        "key_file",
        N_("Key file"),
        N_("It is then needed beside the passphrase. Keep a copy of it in another place."),
        more=N_("With a key file"),
        choose=lambda app: _chosen_key_file(app),
    ),
)


KEY_FILE = "sealdesk.key"
"""What a new key file is called unless the officer says otherwise."""


class NameMissing(Refusal):
    """Type a name first."""


class NotASeat(Refusal):
    """A seat is a number, such as 1. It stands on the list of accounts, beside the name of its officer."""


class NothingTyped(Refusal):
    """Type the passphrase."""


def refuse_nameless(name: str) -> None:
    """Refuse a name that says nothing; raises `NameMissing`."""
    if not name:
        raise NameMissing


def check_secret(values: Values) -> None:
    """Refuse what cannot open a seat: raises `PassphraseTooShort`, `PassphraseUnseen`, `PassphrasesDiffer`."""
    refuse_unfit(values[SECRET])
    if values["again"] != values[SECRET]:
        raise PassphrasesDiffer
    if values["key_file"] and not is_there(path := typed_path(values["key_file"])):
        raise NotThere(path=path)


def secret_of(values: Values) -> Secret:
    """Return what was entered on such a page."""
    return Secret(values[SECRET], typed_path(values["key_file"]) if values["key_file"] else None)


# What opens a store that is there


OF_SEAT = (
    Asked("seat", N_("Seat"), N_("Empty: whichever the passphrase opens.")),
    Asked("opens", N_("Passphrase"), secret=True),
    Asked("key_file", N_("Key file"), N_("Empty: your seat needs none.")),
)
"""What may be asked of an officer who opens a seat of a copy of the store."""


async def opening(
    app: App[Any], title: str, told: Sentence, opens: OpensBackup, attempt: Callable[[Secret, int | None], Awaitable[T]]
) -> T | None:
    """Ask for what opens a seat, as far as it is needed, until an attempt with it succeeds; None if it was left.

    Why an attempt failed is said, and only the passphrase is typed anew.
    """
    needed = {"seat": opens.seats > 1, "opens": True, "key_file": opens.key_file}
    asked = [each for each in OF_SEAT if needed[each.name]]
    entered: Values | None = {}
    while entered is not None:
        page = PageScreen(title, None, lambda: [(language().say(told), "")], asked, entered, _check_opening)
        entered = await ask_page(app, page)
        if entered is None:
            return None
        file, seat = entered.get("key_file"), entered.get("seat")
        try:
            secret = Secret(entered.pop("opens"), typed_path(file) if file else None)
            return await attempt(secret, whole_number(seat) if seat else None)
        except Refusal as refusal:
            await tell(app, refusal.sentence)
    return None


def _check_opening(values: Values) -> None:
    """Refuse what opens nothing: raises `NotASeat`, `NotThere`, `NothingTyped`."""
    if values.get("seat") and whole_number(values["seat"]) is None:
        raise NotASeat
    if not values["opens"]:
        raise NothingTyped
    if values.get("key_file") and not is_there(path := typed_path(values["key_file"])):
        raise NotThere(path=path)


async def _chosen_key_file(app: Host) -> str | None:
    """Let an officer choose a key file, or make one; return its path."""
    choices = [Choice(False, _("A file that is there"))]
    if app.platform is not None:
        choices.append(Choice(True, _("A new file of random digits"), _("On a stick that the officer keeps.")))
    new = await choose(app, N_("Which key file?"), choices)
    if new is None:
        return None
    media = app.platform.removable_media() if app.platform is not None else app.backend.removable_media()
    if not new:
        found = await choose_file(app, say(N_("Key file")), media, "")
        return str(found) if found is not None else None
    made = await choose_place(app, say(N_("Where is the key file to be?")), media, KEY_FILE)
    return await _made_key_file(app, made) if made is not None else None


async def _made_key_file(app: Host, path: Path) -> str | None:
    assert app.platform is not None
    try:
        app.platform.make_key_file(path)
    except Refusal as refusal:
        await tell(app, refusal.sentence)
        return None
    return str(path)
