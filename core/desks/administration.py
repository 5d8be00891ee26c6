"""Administration: officers 用户, their accounts (seat, roles, part of the house) and the policy pack 制度包."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.action import Action, Context, amend, create
from core.change import LOCAL, Draft
from core.desks.proposals import pack_faults, proposed
from core.ids import new_id
from core.policy import PackTerms, Policy
from core.query import Is, Query
from core.record import About, Record
from core.text import N_, Sentence, say


class Officer(Record):
    """A person who signs in. Every site knows the names, so that a history reads the same everywhere."""

    kind = "officer"
    label = N_("Officer")
    plural = N_("Officers")
    duty = "common.read"
    order = ("name",)

    name: Annotated[str, Field(min_length=1, max_length=40), About(N_("Name"), column=16, search=True, pinyin=True)]
    site: Annotated[str, About(N_("Site"), refers="site")] = ""
    person: Annotated[str, About(N_("Person"), refers="person", index=True)] = ""
    """Who the officer is in the staff register: what the person leads and helps is then the officer's work."""

    @property
    def title(self) -> str:
        """The name."""
        return self.name


class Account(Record):
    """What an officer may do at this site. It never leaves the site: no other site can grant rights here."""

    kind = "account"
    label = N_("Account")
    plural = N_("Accounts")
    compartment = LOCAL
    duty = "accounts.keep"
    order = ("seat",)

    officer: Annotated[str, About(N_("Officer"), column=16, refers="officer", index=True)]
    seat: Annotated[int, Field(ge=1), About(N_("Seat"), column=6, index=True)]
    roles: Annotated[tuple[str, ...], Field(min_length=1), About(N_("Roles"), column=30, options="roles")]
    unit: Annotated[str, About(N_("Bound to unit"), column=16, refers="unit")] = ""
    cell: Annotated[str, About(N_("Bound to cell"), refers="cell")] = ""
    closed: Annotated[bool, About(N_("Closed"), column=8)] = False


class OpenAccount(Action):
    """Let one more officer sign in, at a seat that the vault has given him, with these roles."""

    on = Officer
    creates = True
    duty = "accounts.keep"

    name: Annotated[str, Field(min_length=1, max_length=40), About(N_("Name"))]
    seat: Annotated[int, Field(ge=1), About(N_("Seat"), help=N_("The number he types beside his passphrase."))]
    roles: Annotated[tuple[str, ...], Field(min_length=1), About(N_("Roles"), options="roles")]
    unit: Annotated[
        str,
        About(N_("Bound to unit"), refers="unit", help=N_("Empty: the whole site. Else this unit and those below.")),
    ] = ""
    cell: Annotated[
        str, About(N_("Bound to cell"), refers="cell", help=N_("Empty: every cell. Else this cell and those below."))
    ] = ""
    person: Annotated[
        str, About(N_("Person"), refers="person", help=N_("Who the officer is in the staff register."))
    ] = ""
    site: Annotated[str, About(N_("Site"), refers="site")] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """A seat has one officer; a role must stand in the policy pack."""
        if context.find(Query("account", Is("seat", (self.seat,)), limit=1)):
            yield say(N_("Seat {seat} already has an officer. Take another seat."), seat=self.seat)
        yield from _unknown_roles(self.roles, context)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the officer and the account."""
        yield create(Officer(id=self.target, name=self.name, site=self.site, person=self.person))
        yield create(Account(officer=self.target, seat=self.seat, roles=self.roles, unit=self.unit, cell=self.cell))


def _unknown_roles(roles: Iterable[str], context: Context) -> Iterable[Sentence]:
    for role in roles:
        if role not in context.policy.roles:
            yield say(N_("The policy pack knows no role “{role}”."), role=role)


class ChangeRoles(Action):
    """Give an officer other roles, or bind him to a unit or cell."""

    on = Account
    duty = "accounts.keep"
    key = "e"
    other_than: ClassVar[tuple[str, ...]] = ("officer",)

    roles: Annotated[tuple[str, ...], Field(min_length=1), About(N_("Roles"), options="roles")]
    unit: Annotated[str, About(N_("Bound to unit"), refers="unit")] = ""
    cell: Annotated[str, About(N_("Bound to cell"), refers="cell")] = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in cls.model_fields if name != "target"}

    def refuse(self, record: Account, context: Context) -> Iterable[Sentence]:
        """A role must stand in the policy pack."""
        return _unknown_roles(self.roles, context)

    def changes(self, record: Account, context: Context) -> Iterable[Draft]:
        """Write the new rights."""
        yield amend(record, roles=self.roles, unit=self.unit, cell=self.cell)


class PolicyPack(Record):
    """The policy pack in force. There is one; its history shows every edit with before and after."""

    kind = "policy"
    label = N_("Policy pack")
    plural = N_("Policy pack")
    compartment = LOCAL
    duty = "common.read"

    name: Annotated[str, About(N_("Name"), column=12)]
    text: Annotated[str, About(N_("Text"), lines=20, help=N_("TOML; every section is checked before it is kept."))]

    @property
    def title(self) -> str:
        """The pack's name."""
        return self.name


class EditPolicy(Action):
    """Change the policy pack: deadlines, lists, roles. It is checked whole before it takes the place of the old one.

    If the pack in force says so, it waits for a second officer.
    """

    on = PolicyPack
    duty = "policy.edit"
    key = "e"

    text: Annotated[str, About(N_("Text"), lines=20)]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from the pack in force."""
        return {"text": record.text}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """A pack that cannot be read, or that nobody could change again, is not kept."""
        return pack_faults(self.text, context)

    def changes(self, record: PolicyPack, context: Context) -> Iterable[Draft]:
        """Write the new text and the name that stands in it, or propose it where a second officer is asked for."""
        if context.policy.terms(PackTerms).second_officer:
            yield proposed(self.text, new_id(), context)
        else:
            yield amend(record, name=Policy(self.text).name or record.name, text=self.text)
