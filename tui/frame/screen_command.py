"""A command of a screen in one class: what it is called, its key, who may, where it is offered, and what it does.

```python
class Gaps(ScreenCommand):
    \"\"\"Show what is missing in all cells.\"\"\"

    key = "a"

    async def run(self, screen: GridScreen) -> None:
        \"\"\"Show the list of gaps.\"\"\"
        await screen.app.push_screen_wait(GapsScreen(screen.office))
```

It is declared with its desk, `Desk(…, commands=(Gaps(),))`, or in `own_commands` of a screen. Key, help and entry
in the palette follow, as they do from an `Action` that is done to a record.
"""

import inspect
import re
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from textual import work

from core.audit.store_operations import StoreOperation
from core.model.action import Action
from core.model.record import Record
from core.office.deed import Deed
from core.office.office import Office
from core.values.refusal import Refusal
from tui.frame.deed_words import told
from tui.host import Host
from tui.terminal.keys import LocalisedScreen, bind
from tui.widgets.message_line import show_message


class ScreenCommand:
    """What can be done on a screen besides the actions on its records."""

    label: str = ""
    """What it is called (a catalogue key); if the class does not say, its name: `WriteOurCard` is “Write our card”."""
    help: str = ""
    """What it does (a catalogue key); if the class does not say, its docstring."""
    key: str = ""
    """The key that starts it, as Textual names keys; a letter has its aliases for input methods too."""
    function_key: ClassVar[str] = ""
    """Another key that does the same."""
    words: ClassVar[str] = ""
    """Words by which the palette finds it besides those of its label and help."""
    duty: type[Action] | StoreOperation | None = None
    """What an officer must be allowed to do for it to be offered; None offers it to everybody who sees the screen."""
    on: ClassVar[tuple[str, ...]] = ()
    """The kinds of record in whose lists it is offered; empty: in all."""
    of_record: ClassVar[bool] = False
    """Whether it is about the current record, and so offered only where there is one."""
    in_bar: ClassVar[bool] = True
    """Whether its key stands in the bar at the bottom."""
    foremost: bool = False
    """Whether its key stands first in the bar, before those of the actions on a record."""
    reads_again: ClassVar[bool] = True
    """Whether the screen reads its records again afterwards."""

    def __init_subclass__(cls) -> None:
        """Take label and help from the class, where it does not give them."""
        if "label" not in vars(cls):
            cls.label = re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__).capitalize()
        if "help" not in vars(cls):
            cls.help = " ".join((inspect.getdoc(cls) or "").split())

    @property
    def name(self) -> str:
        """Its name among the commands of a screen."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def action(self) -> str:
        """The Textual action that runs it."""
        return f"command('{self.name}')"

    def is_offered(self, screen: Any) -> bool:
        """Whether it can be run now; asked for every key that is shown, so nothing is read here."""
        return (
            self.is_allowed(screen.office)
            and (not self.on or screen.kind in self.on)
            and (not self.of_record or screen.has_record)
        )

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer's roles carry its duty."""
        if isinstance(self.duty, StoreOperation):
            return office.may_do(self.duty)
        return self.duty is None or office.may(self.duty)

    async def run(self, screen: Any) -> None:
        """Do it; called from a worker of the screen, which says what is refused.

        Raises:
            Refusal: it cannot be done.
        """
        raise NotImplementedError


class CommandScreen(LocalisedScreen[None]):
    """A screen with commands, and perhaps a current record."""

    own_commands: ClassVar[tuple[ScreenCommand, ...]] = ()
    """The commands of this kind of screen."""

    def __init__(self, office: Office, commands: Sequence[ScreenCommand] = ()) -> None:
        """Bind the keys of the screen's own commands and of these."""
        super().__init__()
        self.office = office
        self._last_deed = office.last_deed
        self.has_record = False
        """Whether there is a current record."""
        self.commands = {each.name: each for each in (*commands, *self.own_commands)}
        """The commands by their names."""
        self.foremost |= {each.action for each in self.commands.values() if each.foremost}
        for each in self.commands.values():
            for key in filter(None, (each.key, each.function_key)):
                bind(self, key, each.action, each.label, show=each.in_bar and key == each.key)

    @property
    def sealdesk(self) -> Host:
        """The application."""
        return cast("Host", self.app)

    @property
    def kind(self) -> str:
        """The kind of record that is shown."""
        raise NotImplementedError

    def current(self) -> Record | None:
        """Return the record that keys act on."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read again what is shown, after something was done."""
        raise NotImplementedError

    def tell_done(self) -> None:
        """Say what was done, if something was that nobody said; called whenever what is shown is read again."""
        before, deed = self._last_deed, self.office.last_deed
        self._last_deed = deed
        if deed is None or deed is before:
            return
        self.after(deed)
        if deed is not self.sealdesk.told:
            self.sealdesk.told = deed
            show_message(self, told(deed, self.office))

    def after(self, deed: Deed) -> None:
        """Prepare where the cursor stands after a deed."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a command's key only where the command is."""
        if action == "command":
            return self.commands[str(parameters[0])].is_offered(self)
        return super().check_action(action, parameters)

    @work
    async def action_command(self, name: str) -> None:
        """Run a command; what it refuses is said."""
        command = self.commands[name]
        try:
            await command.run(self)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        if not command.reads_again:
            self.sealdesk.told = self.office.last_deed  # it has said itself what it did
        elif self.is_attached:
            self.reload()
