"""Edits of the policy pack that wait for a second officer.

All do where the pack asks for it (`core.policy.pack.PackSettings`); under every pack those do by which whoever edits it
would gain rights, or which ask for a second officer in fewer cases.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from core.model.action import amend, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.field import About
from core.model.query import Is, Query
from core.policy.labels import duties_called
from core.policy.pack import PackSettings, Policy, PolicyRefused
from core.rights.four_eyes import same_person
from core.rights.role_separation import contradictions, rejoined, role_faults, role_name
from core.rules.request import Approve, Decline, Request, Withdraw
from core.values.bounds import Packed
from core.values.sentence import N_, Sentence, say

EDIT = "policy.edit"
"""The duty that edits the pack and approves the edits of others."""


class PolicyProposal(Request):
    """An edit of the policy pack that is not in force yet."""

    kind = "policy_proposal"
    label = N_("Proposed edit")
    plural = N_("Proposed edits")
    compartment = LOCAL
    audited = Event.POLICY
    duty = "common.read"
    decided_with = EDIT
    to_decide = N_("decide the policy edit")
    order = ("-asked", "id")

    name: Annotated[str, About(N_("Name"))] = ""
    text: Annotated[Packed, About(N_("Text"), lines=20)]
    digest: Annotated[str, About(N_("Digest of the pack before"))] = ""
    """SHA-256 of the text that the edit was made to: an edit of another text would undo what came between."""


def digest(text: str) -> str:
    """Return what tells one text of a pack from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def second_needed(text: str, context: Context) -> Iterator[Sentence]:
    """Yield why an edit waits for a second officer: the pack says so, or whoever edits it would gain by it.

    He would gain by a new duty of a role that he holds, at whatever seat; and nobody alone takes away what asks for a
    second officer, or what keeps roles apart.
    """
    before, after = context.policy, Policy(text)
    if before.settings(PackSettings).second_officer:
        yield say(N_("The policy pack says that every edit of it waits for a second officer."))
    himself = Is("officer", tuple(sorted(same_person(context.officer, context))))
    held = {role for account in context.find(Query("account", himself)) for role in account.roles}
    for role in sorted(held & after.roles.keys()):
        if gained := after.duties((role,)) - before.duties((role,)):
            yield say(
                N_("Your role “{role}” gains {duties}: another officer approves that."),
                role=role_name(role, after),
                duties=duties_called(gained),
            )
    for figure in before.unguarded(after):
        yield say(
            N_("{figure} asks for a second officer in fewer cases: another officer approves that."), figure=figure
        )
    for one, other in rejoined(before, after):
        yield say(
            N_("“{one}” and “{other}” exclude one another no longer: another officer approves that."),
            one=role_name(one, after),
            other=role_name(other, after),
        )


def nobody_else(context: Context) -> Iterator[Sentence]:
    """Yield that there is no other officer who could approve an edit."""
    himself = same_person(context.officer, context)
    others = (each for each in context.find(Query("account", Is("closed", (False,)))) if each.officer not in himself)
    if not any(EDIT in context.policy.duties(account.roles) for account in others):
        yield say(
            N_("Nobody else here may approve it. Appoint another officer with the duty {duty}."),
            duty=duties_called((EDIT,)),
        )


def proposed(text: str, record: str, context: Context) -> Draft:
    """Return the draft of a proposal."""
    (pack,) = context.find(Query("policy", limit=1))
    return create(
        PolicyProposal(
            id=record,
            asked=context.now,
            asked_by=context.officer,
            name=Policy(text).name,
            text=text,
            digest=digest(pack.text),
        )
    )


def pack_faults(text: str, context: Context) -> Iterable[Sentence]:
    """Yield why a pack cannot be kept: it cannot be read, or nobody could change it again."""
    try:
        pack = Policy(text)
    except PolicyRefused as refusal:
        yield refusal.sentence
        return
    for name in pack.unknown:
        yield say(N_("Nothing reads the section “{name}”. Correct its name, or take it out."), name=name)
    if not any(EDIT in role.duties for role in pack.roles.values()):
        yield say(
            N_("No role of this pack has the duty {duty}: nobody could change it again."), duty=duties_called((EDIT,))
        )
        return
    yield from role_faults(pack)
    yield from _newly_joined(pack, context)
    if pack.settings(PackSettings).second_officer:
        accounts = context.find(Query("account", Is("closed", (False,))))
        if len({account.officer for account in accounts if EDIT in pack.duties(account.roles)}) < 2:
            yield say(
                N_("This pack asks for a second officer, and no two officers have the duty {duty}."),
                duty=duties_called((EDIT,)),
            )


def _newly_joined(pack: Policy, context: Context) -> Iterable[Sentence]:
    """Yield who would hold roles that exclude one another under this pack and not under the one in force."""
    held: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for account in context.find(Query("account", Is("closed", (False,)))):
        officer: Any = context.get("officer", account.officer)
        person = min(same_person(account.officer, context))
        held.setdefault(person, set()).update(account.roles)
        names[person] = getattr(officer, "name", account.officer)
    for person, roles in held.items():
        for one, other in contradictions(roles, pack):
            if not context.policy.exclude(one, other):
                yield say(
                    N_(
                        "{name} has “{one}” and “{other}”, which exclude one another in this pack. Take one away first."
                    ),
                    name=names[person],
                    one=role_name(one, pack),
                    other=role_name(other, pack),
                )


class ApproveEdit(Approve):
    """Put a proposed edit of the policy pack into force, as the second officer."""

    on = PolicyProposal
    key = "a"

    def refuse(self, record: PolicyProposal, context: Context) -> Iterable[Sentence]:
        """Reject an edit that was made to another pack than the one in force."""
        (pack,) = context.find(Query("policy", limit=1))
        if digest(pack.text) != record.digest:
            yield say(N_("The policy pack was changed since this edit was proposed. Decline it and make it anew."))
        yield from pack_faults(record.text, context)

    def changes(self, record: PolicyProposal, context: Context) -> Iterable[Draft]:
        """Write the text that was proposed."""
        (pack,) = context.find(Query("policy", limit=1))
        yield from super().changes(record, context)
        yield amend(pack, name=record.name or pack.name, text=record.text)


class DeclineEdit(Decline):
    """Decline an edit of the policy pack that another officer proposed."""

    on = PolicyProposal
    key = "d"


class WithdrawEdit(Withdraw):
    """Withdraw a proposed edit of the policy pack: the pack stays as it is."""

    on = PolicyProposal
    duty = EDIT
    key = "x"
