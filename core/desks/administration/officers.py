"""Administration: officers 用户, their accounts (seat, roles, part of the house) and the policy pack 制度包."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from core.desks.administration.policy_proposals import nobody_else, pack_faults, proposed, second_needed
from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Due
from core.model.field import About, Role
from core.model.query import GroupCounter, Is, Query, both
from core.model.record import Record
from core.policy.editing import with_versions
from core.policy.pack import Policy
from core.rights.four_eyes import same_person
from core.rights.role_separation import EXCLUDED, contradictions, role_name
from core.rights.visibility import NAMES
from core.values.bounds import Packed
from core.values.field_types import AS_NAME, REQUIRED
from core.values.ids import new_id
from core.values.sentence import N_, Sentence, say

OfficerName = Annotated[
    str,
    Field(min_length=1, max_length=40),
    AS_NAME,
    About(N_("Full name"), column=16, search=True, pinyin=True),
]
InRegister = Annotated[
    str,
    About(
        N_("Person"),
        refers="person",
        says=Role.SUBJECT,
        index=True,
        rights=True,
        help=N_(
            "Who the officer is in the staff register. If you may not read it, leave this empty: it then stands in "
            "Today for whoever keeps the register, who says it with “Identify officer”."
        ),
    ),
]
"""Who an officer is in the staff register: what the person leads and helps is then the officer's work."""
AtSite = Annotated[str, About(N_("Site"), refers="site")]
Seat = Annotated[
    int,
    Field(ge=1),
    About(N_("Seat"), help=N_("The number typed with the passphrase when signing in."), column=6, index=True),
]
Roles = Annotated[tuple[str, ...], About(N_("Roles"), column=30, options="roles")]
BoundToUnit = Annotated[
    str,
    About(
        N_("Bound to unit"),
        column=16,
        refers="unit",
        help=N_("Empty: the whole site. Else this unit and those below."),
    ),
]
BoundToCell = Annotated[
    str,
    About(
        N_("Bound to cell"),
        refers="cell",
        says=Role.SUBJECT,
        help=N_("Empty: every cell. Else this cell and those below."),
    ),
]
PermittedWhy = Annotated[
    str, Field(max_length=200), About(N_("Reason"), help=N_("How you know that it is the officer who asks."))
]
Text = Annotated[Packed, About(N_("Text"), lines=20, help=N_("TOML; every section is checked before it is kept."))]

GRANT = "rights.grant"
"""The duty that says what others may do."""
UNKNOWN_ROLE = N_("The policy pack knows no role “{role}”.")


class Officer(Record):
    """A person who signs in. Every site knows the names, so that a history reads the same everywhere."""

    kind = "officer"
    label = N_("Officer")
    plural = N_("Officers")
    duty = NAMES
    order = ("name",)

    name: OfficerName
    site: AtSite = ""
    person: InRegister = ""

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
    audited = Event.RIGHTS
    duty = "accounts.read"
    order = ("seat",)

    officer: Annotated[str, About(N_("Officer"), column=16, refers="officer", says=Role.SUBJECT, index=True)]
    seat: Seat
    roles: Roles = ()
    unit: BoundToUnit = ""
    cell: BoundToCell = ""
    closed: Annotated[bool, About(N_("Closed account"), column=8)] = False
    opened: Annotated[date | None, About(N_("In use since"))] = None
    joined: Annotated[bool, About(N_("Holds roles that exclude one another"))] = False
    """Only the first officer of a store does, until others are appointed."""
    permitted_by: Annotated[str, About(N_("New passphrase permitted by"), refers="officer", says=Role.DOER)] = ""
    permitted_until: Annotated[datetime | None, About(N_("Permitted until"))] = None
    permitted_why: PermittedWhy = ""
    """For one new passphrase, of the account as it was permitted: whatever changes the account takes it away."""
    unnamed: Annotated[bool, About(N_("Not named in the staff register"))] = False
    """Whether somebody has still to say who the officer is: it follows `Officer.person`, which every site has."""

    bears = "officer"

    @property
    def title(self) -> str:
        """The seat."""
        return str(self.seat)

    @property
    def spoken(self) -> Sentence:
        """The seat, in words; whose it is stands in front."""
        return say(N_("seat {seat}"), seat=self.seat)

    def agenda(self) -> Iterable[Due]:
        """What is owed a new account, what the first officer owes the store, and what both owe who was shut out."""
        if self.opened and not self.closed and not self.roles:
            yield Due(self.opened, say(N_("give the account roles")), duty=GRANT, action="change_roles")
        if self.opened and not self.closed and self.joined:
            yield Due(self.opened, say(N_("appoint a second officer")), self.officer, action="open_account")
        if self.permitted_until:
            what = say(N_("admit this officer again"))
            yield Due(self.permitted_until.date(), what, duty="accounts.keep", action="admit_again")
        if self.opened and not self.closed and self.unnamed:
            what = say(N_("identify this officer"))
            yield Due(self.opened, what, duty=IdentifyOfficer.duty, action=IdentifyOfficer.verb())

    def remarks(self, reader: GroupCounter) -> Iterable[Sentence]:
        """Say what four eyes cannot tell of an officer whom the staff register does not know."""
        if self.closed:
            return
        if self.joined:
            yield say(N_("The roles of this account exclude one another: a second officer has to take one of them."))
        yield from unidentified(self.officer, reader)

    def explain(self) -> Sentence | None:
        """Return since when something is owed."""
        if self.permitted_until:
            return say(N_("Due {until}: for one day from when it was permitted."), until=self.permitted_until)
        return next((say(N_("Due {day}: since the account was opened."), day=due.on) for due in self.agenda()), None)


NOT_PERMITTED: Mapping[str, Any] = {"permitted_by": "", "permitted_until": None, "permitted_why": ""}
"""The fields of an account to which nobody permits a new passphrase."""


class OpenAccount(Action):
    """Let one more officer sign in, at a seat that the vault has given him. Another officer decides what he may do."""

    on = Officer
    creates = True
    key_deed = True
    duty = "accounts.keep"
    audited = Event.RIGHTS

    name: OfficerName
    seat: Seat
    person: InRegister = ""
    site: AtSite = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a seat that has an officer."""
        if context.find(Query("account", Is("seat", (self.seat,)), limit=1)):
            yield say(N_("Seat {seat} already has an officer. Take another seat."), seat=self.seat)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the officer and the account."""
        yield from super().changes(record, context)
        yield create(Account(officer=self.target, seat=self.seat, opened=context.today, unnamed=not self.person))


class IdentifyOfficer(Action):
    """Say once who an officer is in the staff register.

    The rules of two officers then know the person at every seat. Whoever keeps the register does it, nobody for
    himself, and it stays: another person gets another account.
    """

    on = Account
    duty = "people.keep"
    single = True
    key = "i"
    other_than = ("officer",)
    stamps = {"unnamed": False, **NOT_PERMITTED}

    person: Annotated[str, REQUIRED, About(N_("Person"), refers="person", says=Role.SUBJECT)]

    @classmethod
    def applies(cls, record: Account) -> bool:
        """The account is open, and nobody has said yet who the officer is."""
        return not record.closed and record.unnamed

    def refuse(self, record: Account, context: Context) -> Iterable[Sentence]:
        """Reject who is not in the register, a second naming, and roles that exclude those held elsewhere."""
        officer = context.get("officer", record.officer)
        if not isinstance(officer, Officer):
            yield say(N_("The officer of this account is not known here."))
            return
        if context.get("person", self.person) is None:
            yield say(N_("Choose a person from the staff register."))
        if officer.person:
            yield say(N_("The register says already who this officer is. For somebody else, open another account."))
        yield from excluded(record, record.roles, context, person=self.person)

    def changes(self, record: Account, context: Context) -> Iterable[Draft]:
        """Write who the officer is; what was permitted was permitted for the account as it was."""
        officer = context.get("officer", record.officer)
        if officer is not None:
            yield amend(officer, person=self.person)
        yield from super().changes(record, context)


def unidentified(officer: str, reader: GroupCounter) -> Iterable[Sentence]:
    """Yield what four eyes cannot tell of an officer whom the staff register does not know."""
    for each in reader.find(Query("officer", both(Is("id", (officer,)), Is("person", ("",))))):
        yield say(
            N_(
                "The staff register does not say who {name} is. The rules of two officers know this officer by the "
                "seat alone: they cannot tell whether another seat is the same person's, or whether a grievance "
                "complains of this officer. Whoever keeps the register names the person with “Identify officer”."
            ),
            name=each.name,
        )


class ChangeRoles(Action):
    """Give an officer his roles, or other ones, and bind him to a unit or cell. Nobody does so for himself."""

    on = Account
    duty = GRANT
    key = "e"
    other_than = ("officer",)
    amends = True
    stamps = NOT_PERMITTED

    roles: Roles = ()
    unit: BoundToUnit = ""
    cell: BoundToCell = ""

    def refuse(self, record: Account, context: Context) -> Iterable[Sentence]:
        """Reject a role that the policy pack does not know, and roles that exclude one another."""
        for role in self.roles:
            if role not in context.policy.roles:
                yield say(UNKNOWN_ROLE, role=role)
        yield from excluded(record, self.roles, context)

    def written(self, record: Account, context: Context) -> dict[str, Any]:
        """Add whether they exclude one another still, as those of a first officer may."""
        joined = record.joined and bool(contradictions(self.roles, context.policy))
        return super().written(record, context) | {"joined": joined}


def excluded(record: Account, roles: Iterable[str], context: Context, person: str = "") -> Iterable[Sentence]:
    """Yield which roles exclude one another that this person would newly hold, at this seat and at others."""
    linked = context.find(Query("officer", Is("person", (person,)))) if person else ()
    officers = {*same_person(record.officer, context), *(each.id for each in linked)} - {record.officer}
    seats = context.find(Query("account", both(Is("officer", tuple(sorted(officers))), Is("closed", (False,)))))
    elsewhere = [role for account in seats for role in account.roles]
    stands = record.roles if person else (*record.roles, *elsewhere)
    before = contradictions(stands, context.policy) if not record.closed else []
    for one, other in contradictions((*roles, *elsewhere), context.policy):
        if (one, other) not in before:
            yield say(
                EXCLUDED,
                one=role_name(one, context.policy),
                other=role_name(other, context.policy),
            )


class PolicyPack(Record):
    """The policy pack in force. There is one; its history shows every edit with before and after."""

    kind = "policy"
    label = N_("Policy pack")
    plural = N_("Policy pack")
    compartment = LOCAL
    audited = Event.POLICY
    duty = "common.read"

    name: Annotated[str, About(N_("Name"), column=12)]
    text: Text
    adopted: Annotated[date | None, About(N_("Read and adopted"), column=12)] = None
    """The day on which an officer confirmed that the office works by it."""
    adopted_by: Annotated[str, About(N_("Adopted by"), column=12, refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """The pack's name."""
        return self.name


class EditPolicy(Action):
    """Change the policy pack: deadlines, lists, roles. It is checked whole before it takes the place of the old one.

    It waits for a second officer if the pack in force says so, if a role of yours gains by it, or if it takes away
    what asks for a second officer or keeps roles apart.
    """

    on = PolicyPack
    duty = "policy.edit"
    key = "e"
    amends = True
    single = True

    text: Text

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a pack that cannot be read, or that nobody could change again."""
        return pack_faults(self.text, context)

    def foresee(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Why it waits for a second officer, if it does, and whether there is one."""
        why = list(second_needed(self.text, context))
        return [*why, *nobody_else(context)] if why else ()

    def changes(self, record: PolicyPack, context: Context) -> Iterable[Draft]:
        """Write the new text and the name that stands in it, or propose it where a second officer is asked for."""
        text = with_versions(self.text, context.policy.text)
        if any(second_needed(text, context)):
            yield proposed(text, new_id(), context)
        else:
            yield amend(record, name=Policy(text).name or record.name, text=text)
