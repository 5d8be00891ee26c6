"""Founding an office, step by step: every step can be gone back from, and nothing is written before the last one.

What was typed on a step stands there again when the officer comes back to it.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from core.office.founding import founders_roles
from core.policy.pack import Policy
from core.results.founding import Founding, NewOfficer
from core.results.secrets import Papers, Secret
from core.values.cleaning import whole_number
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.dialogs.dialog import Cancelled, confirm
from tui.dialogs.long_work import run_in_steps
from tui.formatting.lines import BLANK, Line, line
from tui.formatting.paths import typed_path
from tui.host import Host
from tui.key_ceremonies.new_officers import NewOfficers, roles_in_words
from tui.key_ceremonies.page import Asked, PageScreen, Prosaic, Values, ask_page
from tui.key_ceremonies.papers import rehearsed, sorts
from tui.key_ceremonies.secret_page import SECRET_LINES, check_secret, refuse_nameless, secret_of
from tui.language import _
from tui.platform import Platform

TITLE = N_("Found an office")
FOLDER = "sealdesk"
"""What the folder of the store is called unless the officer says otherwise."""
_LATER, _MADE = 0, 3
"""Choices of recovery papers besides the two sorts (`sorts`): none yet, and those typed back in before."""


PACKS = (
    (
        "cn",
        N_("Rules of Chinese organisations"),
        N_("Terms, roles and lists as Chinese law has them. Three administrators watch over each other."),
    ),
    (
        "generic",
        N_("General rules"),
        N_("Terms and lists for other organisations. One officer may hold accounts and give rights."),
    ),
)
"""The policy packs that are shipped: name, what it is called, and what it means."""


class Guide:
    """The steps of founding an office, and what was entered on them."""

    def __init__(self, app: Host, platform: Platform) -> None:
        """Ask on this application, and make the store on this machine."""
        self._app = app
        self._platform = platform
        self._office: Values = {"folder": str(Path.home() / FOLDER)}
        self._pack = PACKS[0][0]
        self._first: Values = {}
        self._others: list[NewOfficer] = []
        self._papers: Papers | None = None

    async def found(self) -> tuple[Path, Secret]:
        """Ask, make the store, and return its folder and what opens it; raises `Cancelled`."""
        steps: list[Callable[[], Awaitable[bool]]] = [
            self._ask_office,
            self._ask_pack,
            self._ask_first,
            self._ask_others,
            self._ask_papers,
            self._ask_whether,
        ]
        step = 0
        while step < len(steps):
            self._step = say(N_("Step {number} of {of}"), number=step + 1, of=len(steps))
            if await steps[step]():
                step += 1
            elif step:
                step -= 1
            elif not self._office.get("site") or await confirm(self._app, N_("Leave? Nothing was made yet.")):
                raise Cancelled
        return await self._make()

    # The steps: each returns whether the officer goes on

    async def _ask_office(self) -> bool:
        entered = await self._page(
            lambda: (
                line(N_("A new office gets an encrypted store in a folder of its own. First: what is it called?")),
            ),
            (
                Asked("site", N_("Name of this site"), N_("As other sites will see it, such as “North district”.")),
                Asked("folder", N_("Folder of the store"), N_("A new or empty folder on this computer.")),
            ),
            self._office,
            self._check_office,
        )
        self._office = entered or self._office
        return entered is not None

    def _check_office(self, values: Values) -> None:
        refuse_nameless(values["site"])
        self._platform.refuse_unless_empty(typed_path(values["folder"]))

    async def _ask_pack(self) -> bool:
        choices = [Choice(name, _(label), _(about)) for name, label, about in PACKS]
        choices.sort(key=lambda choice: choice.value != self._pack)
        chosen = await choose(self._app, N_("By which rules does the office work? All of them can be edited."), choices)
        self._pack = chosen or self._pack
        return chosen is not None

    async def _ask_first(self) -> bool:
        entered = await self._page(
            self._told_first,
            (Asked("name", N_("Your name")), *SECRET_LINES),
            self._first,
            _check_first,
        )
        self._first = entered or self._first
        return entered is not None

    def _told_first(self) -> Iterable[Line]:
        roles = roles_in_words(founders_roles(self._policy), self._policy)
        yield line(N_("You are the first officer. You open the store with a passphrase that nobody else knows."))
        yield line(N_("You begin as: {roles}. What others take over on the next step is theirs."), roles=roles)

    async def _ask_others(self) -> bool:
        officers = NewOfficers(self._app, self._policy, self._step, self._first["name"])
        kept = await officers.ask(self._others)
        self._others = officers.named
        return kept

    async def _ask_papers(self) -> bool:
        choices = [*sorts(), Choice(_LATER, _("Later"), _("Today reminds you of it until they are made."))]
        if self._papers is not None:
            choices.insert(0, Choice(_MADE, _("Those that were made"), _("They were typed back in.")))
        title = N_("If passphrases are forgotten, recovery papers alone open the store. Which ones do you make?")
        chosen = await choose(self._app, title, choices)
        if chosen is None:
            return False
        if chosen == _LATER:
            self._papers = None
        elif chosen != _MADE and not await self._make_papers(shares=chosen == 2):
            return await self._ask_papers()
        return True

    async def _make_papers(self, *, shares: bool) -> bool:
        """Draw papers and have them typed back in; return whether they were."""
        numbers: Values = {"need": "2", "of": "3"} if shares else {"need": "1", "of": "1"}
        if shares:
            entered = await self._page(
                lambda: (line(N_("Each holder gets a paper. So many of them are needed together to open the store:")),),
                (Asked("of", N_("Papers in all")), Asked("need", N_("Papers needed"))),
                numbers,
                lambda values: _refuse_numbers(self._platform, values),
            )
            if entered is None:
                return False
            numbers = entered
        papers = _drawn(self._platform, numbers)
        try:
            await rehearsed(self._app, papers, self._platform.compare_paper)
        except Cancelled:
            return False
        self._papers = papers
        return True

    async def _ask_whether(self) -> bool:
        return await self._page(self._told_whole, (), {}, None, go=N_("Found the office")) is not None

    def _told_whole(self) -> Iterable[Line]:
        """Yield what will be made."""
        theirs = [role for each in self._others for role in each.roles]
        held = roles_in_words(founders_roles(self._policy, theirs), self._policy)
        yield line(N_("This is what will be made:"))
        yield BLANK
        yield line(N_("Site: {site}"), site=self._office["site"])
        yield line(N_("Folder: {folder}"), folder=typed_path(self._office["folder"]))
        yield line(N_("Rules: {rules}"), rules=_(next(label for name, label, _about in PACKS if name == self._pack)))
        yield line(N_("Seat {seat}: {name}, {roles}"), seat=1, name=self._first["name"], roles=held)
        for seat, each in enumerate(self._others, 2):
            roles = roles_in_words(each.roles, self._policy)
            yield line(N_("Seat {seat}: {name}, {roles}"), seat=seat, name=each.name, roles=roles)
        yield line(N_("Recovery papers: made") if self._papers else N_("Recovery papers: later"))

    async def _make(self) -> tuple[Path, Secret]:
        first = secret_of(self._first)
        folder = typed_path(self._office["folder"])
        founding = Founding(
            self._office["site"],
            self._pack,
            NewOfficer(self._first["name"], first),
            tuple(self._others),
            self._papers,
        )
        await run_in_steps(
            self._app,
            say(N_("Founding {site}"), site=founding.site),
            lambda steps: self._platform.found(folder, founding, steps),
        )
        return folder, first

    # What they have in common

    @property
    def _policy(self) -> Policy:
        return self._platform.policy(self._pack)

    async def _page(
        self,
        prose: Prosaic,
        asked: Sequence[Asked],
        start: Values,
        check: Callable[[Values], None] | None,
        go: str = N_("Go on"),
    ) -> Values | None:
        return await ask_page(self._app, PageScreen(TITLE, self._step, prose, asked, start, check, self._known, go))

    def _known(self, values: Values) -> list[str]:
        return [str(self._office.get("site", "")), str(values.get("name", ""))]


def _check_first(values: Values) -> None:
    refuse_nameless(values["name"])
    check_secret(values)


def _drawn(platform: Platform, values: Values) -> Papers:
    need, of = (whole_number(values[name]) or 0 for name in ("need", "of"))
    return platform.draw_papers(need, of)


def _refuse_numbers(platform: Platform, values: Values) -> None:
    _drawn(platform, values)
