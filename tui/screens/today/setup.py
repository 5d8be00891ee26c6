"""What is still missing before the office can work, told to whoever can do something about it.

Each desk declares what it needs (`tui.frame.setup_step`); that somebody is there who may do the work of each desk
follows from the duties of its actions.
"""

from asyncio import to_thread
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from core.desks.administration.officers import ChangeRoles, OpenAccount
from core.model.action import actions_on
from core.model.query import Blank, Is, Not, Query
from core.office.office import Office
from core.policy.pack import Policy
from core.rights.role_separation import ADMINISTERS, role_name
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, in_a_row, say
from tui.dialogs.choose import Choice, choose
from tui.formatting.values import kind_label
from tui.frame.desk import desks, open_desk
from tui.frame.screen_command import CommandScreen, ScreenCommand
from tui.frame.setup_step import SetupStep
from tui.language import language
from tui.screens.today.day_rows import ON_TOP, TopRow

HEADING = N_("Still missing before the office can work")
OFFICERS = N_("Officers: nobody is {roles} yet. Open accounts for them.")


class NothingMissing(Refusal):
    """Nothing is missing that you could see to: the office can work."""


class SetUpTheOffice(ScreenCommand):
    """Show what is still missing before the office can work, and go to where it is done."""

    label = N_("Set up the office")
    reads_again = False

    async def run(self, screen: CommandScreen) -> None:
        """Let the officer choose one of the things that are missing, and show the list in which it is done."""
        lacking = await to_thread(lambda: list(missing(screen.office)))
        if not lacking:
            raise NothingMissing
        choices = [Choice(kind, kind_label(kind), language().say(text)) for kind, text in lacking]
        if (kind := await choose(screen.app, HEADING, choices)) is not None:
            open_list(screen, kind)


def open_list(screen: CommandScreen, kind: str) -> None:
    """Show the list of a kind at the desk that has it."""
    desk = next(desk for desk in desks(screen.office) if kind in desk.kinds)
    open_desk(screen.app, screen.office, desk, kind)


def rows(office: Office) -> Iterator[tuple[str, Sequence[TopRow]]]:
    """Yield what is missing as rows above the day's list, each of which leads to where it is done."""
    lacking = [TopRow(language().say(text), partial(open_list, kind=kind)) for kind, text in missing(office)]
    if lacking:
        yield HEADING, lacking


ON_TOP.append(rows)


def missing(office: Office) -> Iterator[tuple[str, Sentence]]:
    """Yield what is missing and this officer can see to: the kind of the list in which it is done, and what it is."""
    roles = roles_nobody_holds(office) if office.may(OpenAccount) or office.may(ChangeRoles) else []
    if roles:
        yield "account", say(OFFICERS, roles=in_a_row(role_name(role, office.policy) for role in roles))
    for step in sorted((step for desk in desks(office) for step in desk.setup), key=lambda step: not step.first):
        if step.is_for(office) and _in_time(step, office) and step.is_missing(office):
            yield step.kind, say(step.text)


def roles_nobody_holds(office: Office) -> list[str]:
    """Return for each duty that a desk cannot do without, and nobody has, the first role that carries it."""
    accounts = office.find(Query("account", Is("closed", (False,))))
    held = office.policy.duties(tuple(role for account in accounts for role in account.roles))
    lacking = [_carrier(duty, office.policy) for duty in _needed() if duty not in held]
    return [role for role in office.policy.roles if role in lacking]


def _needed() -> frozenset[str]:
    """Return the duties of who administers, and of who enters what each desk is about."""
    kinds = (desk.kinds[0] for desk in desks())
    return ADMINISTERS.union(action.duty for kind in kinds for action in actions_on(kind) if action.creates)


def _carrier(duty: str, policy: Policy) -> str:
    return next((name for name, role in policy.roles.items() if duty in role.duties), "")


def _in_time(step: SetupStep, office: Office) -> bool:
    """Whether a step is told still: some are only in the first days."""
    if step.days is None:
        return True
    since = office.today - timedelta(days=step.days)
    first = (
        office.find(Query("account", Not(Blank("opened")), order=("opened",), limit=1))
        if office.reads("account")
        else []
    )
    return bool(first) and first[0].opened >= since
