"""The officers of a new office besides the first: named, given roles, and each at the keyboard in turn."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from core.office.founding import founders_roles, refuse_unfit_roles
from core.policy.labels import duty_called
from core.policy.pack import Policy
from core.results.founding import NewOfficer
from core.rights.role_separation import role_name
from core.rights.visibility import NAMES
from core.values.sentence import N_, Sentence, in_a_row
from tui.formatting.lines import line
from tui.host import Host
from tui.key_ceremonies.page import Asked, PageScreen, StepScreen, Values, ask_page
from tui.key_ceremonies.secret_page import (
    SECRET_LINES,
    NameMissing,
    check_secret,
    refuse_nameless,
    secret_of,
)
from tui.language import _, language
from tui.terminal.glyphs import content, fit, plain
from tui.terminal.keys import bind
from tui.terminal.wrap import Prose, wrapped
from tui.widgets.picker import Choice

TITLE = N_("The other officers")
NAME = 16
"""Cells of the column of names."""


class SameName(NameMissing):
    """There is an officer of this name already. Add what tells the two apart."""


def roles_in_words(roles: Iterable[str], policy: Policy) -> str:
    """Return roles as they are called, in one line."""
    return language().show(tuple(role_name(role, policy) for role in roles)) or _("no roles yet")


class _ListScreen(StepScreen[str | None]):
    """The officers so far, and which roles nobody holds; its result is what is to be done next."""

    AUTO_FOCUS = "OptionList"
    DEFAULT_CSS = """
    _ListScreen .prose { padding: 1 1 1 1; }
    _ListScreen OptionList { height: auto; max-height: 10; border: none; padding: 0 1; background: $background; }
    _ListScreen .open { padding: 1 1 0 1; height: 1fr; color: $label; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "leave('add')", N_("Add an officer"), id="officers.add"),
        Binding("f10,ctrl+s", "leave('go')", N_("Go on"), priority=True, id="officers.go"),
        Binding("enter", "change", N_("Change"), priority=True, id="officers.change"),
        Binding("delete", "remove", N_("Remove"), id="officers.remove"),
        Binding("escape", "dismiss(None)", N_("Back"), id="officers.back"),
    ]

    def __init__(self, step: Sentence, first: str, officers: Sequence[NewOfficer], policy: Policy) -> None:
        super().__init__()
        self._step = step
        self._first = first
        self._officers = officers
        self._policy = policy
        bind(self, "n", "leave('add')", N_("Add an officer"), show=False)

    def compose(self) -> ComposeResult:
        """Stack heading, prose, the officers, the roles that nobody holds, and the keys."""
        with Vertical():
            yield self.heading(TITLE, self._step)
            yield Static(
                wrapped(_("Each officer chooses a passphrase at this keyboard. More can be added at any time later.")),
                classes="prose",
            )
            named = [(self._first, self._founders), *((each.name, each.roles) for each in self._officers)]
            rows = [_row(name, roles_in_words(roles, self._policy)) for name, roles in named]
            yield OptionList(
                *(Option(row, id=str(place)) for place, row in enumerate(rows)), markup=False, compact=True
            )
            yield Static(Prose(self._open_roles()), classes="open")
            yield Static(
                content(_("N Add an officer   Enter Change   Del Remove   F10 Go on   Esc Back")), classes="keys"
            )

    @property
    def _theirs(self) -> list[str]:
        return [role for each in self._officers for role in each.roles]

    @property
    def _founders(self) -> Sequence[str]:
        """The roles that the others leave to the first officer."""
        return founders_roles(self._policy, self._theirs)

    def _open_roles(self) -> Iterable[tuple[str, str]]:
        held = {*self._theirs, *self._founders}
        nobody = [role for role in self._policy.roles if role not in held]
        if nobody:
            yield line(N_("Nobody holds yet: {roles}"), roles=roles_in_words(nobody, self._policy))

    def action_leave(self, what: str) -> None:
        """Close with what is to be done next."""
        self.dismiss(what)

    def _chosen(self) -> int:
        return (self.query_one(OptionList).highlighted or 0) - 1

    def action_change(self) -> None:
        """Change the officer under the cursor; the first one is changed on the step before."""
        self.dismiss(f"change {self._chosen()}" if self._chosen() >= 0 else "add")

    def action_remove(self) -> None:
        """Remove the officer under the cursor, who was not made yet."""
        if self._chosen() >= 0:
            self.dismiss(f"remove {self._chosen()}")


def _row(name: str, roles: str) -> Content:
    return Content(f"{fit(plain(name), NAME)} {plain(roles)}")


class NewOfficers:
    """Asks for the officers of an office that is not there yet."""

    def __init__(self, app: Host, policy: Policy, step: Sentence, first: str) -> None:
        """Ask on this application; `first` is the name of the first officer."""
        self._app = app
        self._policy = policy
        self._step = step
        self._first = first
        self.named: list[NewOfficer] = []
        """The officers so far."""

    async def ask(self, officers: Iterable[NewOfficer]) -> bool:
        """Show the officers until they are complete; return whether the officer goes on."""
        self.named = [*officers]
        while True:
            asked = await self._app.push_screen_wait(_ListScreen(self._step, self._first, self.named, self._policy))
            if asked in (None, "go"):
                return asked is not None
            await self._do(*asked.split())

    async def _do(self, what: str, place: str = "") -> None:
        if what == "remove":
            del self.named[int(place)]
        elif what == "add":
            if officer := await self._officer(None):
                self.named.append(officer)
        elif officer := await self._officer(self.named[int(place)]):
            self.named[int(place)] = officer

    async def _officer(self, before: NewOfficer | None) -> NewOfficer | None:
        """Ask for name and roles, and then the officer for a passphrase; None if it was left."""
        named: Values = {"name": before.name, "roles": before.roles} if before else {}
        while True:
            page = PageScreen(
                TITLE,
                self._step,
                lambda: [line(N_("Who joins, and as what? The officer then chooses a passphrase."))],
                (Asked("name", N_("Full name")), Asked("roles", N_("Roles"), options=self._roles, about=self._duties)),
                named,
                lambda values: self._check(values, before),
            )
            entered = await ask_page(self._app, page)
            if entered is None:
                return None
            named = entered
            if secret := await self._secret(named["name"]):
                return NewOfficer(named["name"], secret_of(secret), tuple(named["roles"]))

    def _roles(self) -> list[Choice]:
        return [Choice(role, language().say(role_name(role, self._policy))) for role in self._policy.roles]

    def _duties(self, role: str) -> Sentence:
        """Return what a role may do."""
        return in_a_row(map(duty_called, sorted(self._policy.roles[role].duties - {NAMES})))

    def _check(self, values: Values, before: NewOfficer | None) -> None:
        refuse_nameless(values["name"])
        others = [self._first, *(each.name for each in self.named if each is not before)]
        if values["name"] in others:
            raise SameName
        refuse_unfit_roles(values["name"], values["roles"], self._policy)

    async def _secret(self, name: str) -> Values | None:
        told = N_("{name} sits down now, and chooses a passphrase that nobody else sees:")
        page = PageScreen(
            TITLE,
            self._step,
            lambda: [line(told, name=name)],
            SECRET_LINES,
            None,
            check_secret,
            lambda _entered: [name],
        )
        return await ask_page(self._app, page)
