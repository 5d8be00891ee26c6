"""What a page asks of an officer who chooses what opens the seat: a passphrase, typed twice, and perhaps a key file."""

from pathlib import Path

from core.results.secrets import Secret
from core.values.passphrase import PassphrasesDiffer, refuse_unfit
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import NotThere, choose_file, choose_place
from tui.dialogs.dialog import tell
from tui.formatting.paths import is_there, typed_path
from tui.host import Host
from tui.key_ceremonies.page import SECRET, Asked, Values
from tui.language import _

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
