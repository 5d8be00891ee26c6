"""The first screen where there is no store yet: found an office, open a folder, put a backup back, look at the demo."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from core.results.backup import BackupProved
from core.results.secrets import Secret
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import Cancelled, ask, tell
from tui.dialogs.long_work import run_in_steps, run_with_progress
from tui.formatting.paths import is_folder, typed_path
from tui.host import Host
from tui.language import _
from tui.platform import Platform
from tui.terminal.glyphs import content, fit
from tui.terminal.keys import LocalisedScreen, input_method_aliases
from tui.terminal.wrap import wrapped

BACKUP_LABEL, HEADER = "backup.json", "vault.json"
"""The files by which the folder of a backup, and that of a store, is chosen."""
DEMO_PEOPLE, DEMO_GRIEVANCES, DEMO_SEED = 2000, 1000, 1
"""How large the demo is, and the number its story follows from."""
DEMO, RESTORED = "sealdesk-demo", "sealdesk"
"""What the folders of the demo, and of a restored store, are called unless the officer says otherwise."""
WAYS = (
    ("1", N_("Found an office"), N_("A new store, guided step by step"), "found"),
    ("2", N_("Open a folder"), N_("A store that is on this computer or on a disk"), "open"),
    ("3", N_("Put a backup back"), N_("A store made of a backup"), "restore"),
    ("4", N_("Look at the demo"), N_("An invented office with two years of work"), "demo"),
)
"""What can be done: the key, its name, a line about it, and the action."""
NAME = 24
"""Cells of the column of names."""

Enter = Callable[[Path, Secret | None], Awaitable[None]]
"""Goes on with the store in a folder, signed in if a passphrase is known."""


class StartScreen(LocalisedScreen[None]):
    """Four ways to a store, each by one key."""

    AUTO_FOCUS = "OptionList"
    DEFAULT_CSS = """
    StartScreen { align: center middle; background: $background; }
    StartScreen > Vertical { width: 76; height: auto; }
    StartScreen .heading { text-style: bold; color: $chosen; }
    StartScreen .about { color: $label; padding: 0 0 1 0; }
    StartScreen OptionList { height: auto; border: none; padding: 1 1; background: $panel; }
    StartScreen .keys { color: $label; padding: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(input_method_aliases(key), f"way('{action}')", label, id=f"start.{action}")
        for key, label, _about, action in WAYS
    ]

    def __init__(self, platform: Platform, enter: Enter) -> None:
        """Prepare the screen; `enter` goes on with the store that was found or made."""
        super().__init__()
        self._platform = platform
        self._enter = enter

    def compose(self) -> ComposeResult:
        """Stack the heading, the four ways, and the keys."""
        with Vertical():
            yield Static(content(_("Sealdesk")), classes="heading")
            yield Static(
                wrapped(_("No store was named, and there is none in this folder. What would you like to do?")),
                classes="about",
            )
            yield OptionList(*(Option(_row(*way[:3]), id=way[3]) for way in WAYS), markup=False, compact=True)
            keys = _("1 - 4 or Enter: choose   Ctrl+L: Chinese or English   Ctrl+Q: quit")
            yield Static(content(keys), classes="keys")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go the way under the cursor."""
        event.stop()
        self.action_way(str(event.option.id))

    @work(exclusive=True, group="way")
    async def action_way(self, name: str) -> None:
        """Go one of the ways; what is refused is said, and the screen stands again."""
        try:
            await getattr(self, f"_{name}")()
        except Cancelled:
            pass
        except Refusal as refusal:
            await tell(self.app, refusal.sentence)

    # The four ways

    async def _found(self) -> None:
        from tui.key_ceremonies.founding import Guide  # imported late: it brings the roles and their rules

        folder, secret = await Guide(cast(Host, self.app), self._platform).found()
        await self._enter(folder, secret)

    async def _open(self) -> None:
        choices: list[Choice[str | None]] = [Choice(str(each), str(each)) for each in self._platform.stores()]
        choices.append(Choice("", _("Another folder …")))
        found = await choose(self.app, N_("Which store?"), choices, _typed) if len(choices) > 1 else ""
        chosen = typed_path(found) if found else None
        if found == "":
            title = say(N_("Which store? Choose its folder, or its file {name}."), name=HEADER)
            chosen = await choose_file(self.app, title, self._platform.removable_media(), HEADER)
        if chosen is not None:
            await self._enter(chosen if is_folder(chosen) else chosen.parent, None)

    async def _restore(self) -> None:
        from tui.key_ceremonies.secret_page import opening  # imported late, as above

        title = say(N_("Which backup? Choose its file {name}."), name=BACKUP_LABEL)
        backup = await choose_file(self.app, title, self._platform.removable_media(), BACKUP_LABEL)
        opens = self._platform.opens_backup(backup.parent) if backup is not None else None
        folder = await self._new_folder(RESTORED) if backup is not None else None
        if backup is None or opens is None or folder is None:
            return

        async def attempt(secret: Secret, seat: int | None) -> tuple[BackupProved, Secret]:
            title = say(N_("Restoring {name}"), name=backup.parent.name)
            proved = await run_with_progress(
                self.app,
                title,
                lambda progress: self._platform.restore(backup.parent, folder, secret, seat, progress),
            )
            return proved, secret

        told = say(N_("What opened {name} when it was made:"), name=backup.parent.name)
        restored = await opening(self.app, N_("Put a backup back"), told, opens, attempt)
        if restored is None:
            return
        proved, secret = restored
        facts = {"folder": folder, "made": f"{proved.made:%Y-%m-%d %H:%M}"}
        await tell(self.app, say(N_("Restored to {folder}: as it was {made}, all of it sound."), **facts))
        await tell(
            self.app,
            N_("What was written later comes back from other sites. Send each of them a transfer first, then receive."),
        )
        await self._enter(folder, secret)

    async def _demo(self) -> None:
        folder = Path.home() / DEMO
        if not self._platform.holds_store(folder):
            await run_in_steps(
                self.app,
                say(N_("Making the demo in {folder}: about two minutes"), folder=folder),
                lambda steps: self._platform.demo(folder, DEMO_PEOPLE, DEMO_GRIEVANCES, DEMO_SEED, steps),
            )
        await self._enter(folder, None)

    async def _new_folder(self, name: str) -> Path | None:
        """Ask for a new or empty folder until it is one; None if the officer went back."""
        start = str(Path.home() / name)
        while (typed := await ask(self.app, N_("Folder of the store, new or empty:"), start=start)) is not None:
            try:
                self._platform.refuse_unless_empty(folder := typed_path(typed))
            except Refusal as refusal:
                await tell(self.app, refusal.sentence)
                start = typed
            else:
                return folder
        return None


def _row(key: str, label: str, about: str) -> Content:
    return Content.assemble((f" {key} ", "bold $week"), f" {fit(_(label), NAME)}", (_(about), "$label"))


def _typed(typed: str) -> Choice[str | None] | None:
    """Return what was typed or pasted as a choice, if it is a path."""
    path = typed.strip()
    return Choice(path, path) if "/" in path or path.startswith("~") else None
