"""Signing 签字: what takes the hand of another person beside the officer who enters it.

An action names in `signers` the arguments with those who sign with him: officers, or persons of the staff register who
need have no account::

    class LendCarrier(Countersigned):
        signers = ("taker",)

        taker: Annotated[str, About(N_("Taker"), refers="person", says=Role.DOER)]

Whoever has an account signs at the same screen with the own passphrase (`tui.widgets.signing`). Or the signature stands
on paper, whose reference is entered. All who sign, and the officer who enters it, are different persons, at whatever
seat.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from core.model.action import Action
from core.model.context import Context
from core.model.field import About
from core.model.query import Is, Query, both
from core.model.record import columns
from core.rights.four_eyes import entries_of, same_entries, same_person
from core.values.field_types import Line
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class Witnessing(LabelledEnum):
    """How those who sign have signed."""

    SIGNED = "signed", N_("signed at the screen")
    PAPER = "paper", N_("signed on paper")


Way = Annotated[
    Witnessing,
    About(
        N_("How it is signed"),
        help=N_("At the screen: each types the own passphrase. On paper: give the reference of the signed paper."),
    ),
]
Paper = Annotated[Line, About(N_("Signed paper"), help=N_("Its number, or the file in which it lies."))]


SIGNATURE = ("way", "paper")
"""The arguments that say how it is signed."""


class Countersigned(Action):
    """What others sign with the officer who enters it."""

    way: Way = Witnessing.SIGNED
    paper: Paper = ""


class Signer(NamedTuple):
    """Somebody who has still to sign at the screen."""

    name: str
    """The argument that names him."""
    kind: str
    """Whether it names an officer or a person."""
    record: str
    officer: str
    seat: int


def hands(kind: str, record: str, context: Context) -> set[str]:
    """Return all officers and entries of the staff register that are the same person as an officer or a person."""
    if kind == "officer":
        return same_person(record, context) | entries_of(record, context)
    persons = same_entries({record}, context)
    seats = context.find(Query("officer", Is("person", tuple(sorted(persons)))))
    return persons.union(*(same_person(each.id, context) for each in seats))


def named(action: Action) -> list[tuple[str, str, str]]:
    """Return the arguments that name who signs, each with the kind of record and the record."""
    known = columns(type(action))
    return [(name, known[name].about.refers, who) for name in type(action).signers if (who := getattr(action, name))]


def on_paper(action: Action) -> bool:
    """Whether those who sign have signed on paper."""
    return getattr(action, "way", Witnessing.SIGNED) is Witnessing.PAPER


def one_hand(action: Action, context: Context) -> Iterator[Sentence]:
    """Yield who signs beside himself: the officer who enters it, or somebody who signs as two."""
    before = [(say(N_("the officer who enters it")), hands("officer", context.officer, context))]
    for name, kind, record in named(action):
        label = say(columns(type(action))[name].about.label)
        mine = hands(kind, record, context)
        for other, theirs in before:
            if mine & theirs:
                told = N_("“{one}” and “{other}” are one person. Each of them has to be somebody else.")
                yield say(told, one=label, other=other)
                break
        before.append((label, mine))


def signature_faults(action: Action, context: Context) -> Iterator[Sentence]:
    """Yield whose signature is missing."""
    asked = named(action)
    if not asked:
        return
    if on_paper(action):
        if not getattr(action, "paper", ""):
            yield say(N_("Give the reference of the paper on which it was signed."))
        return
    for name, kind, record in asked:
        if not hands(kind, record, context) & action.signed:
            facts = {"who": context.title(kind, record), "field": say(columns(type(action))[name].about.label)}
            if _seat(kind, record, context) is None:
                told = N_("{who} ({field}) has no account here to sign with. Choose “signed on paper”, with the paper.")
            else:
                told = N_("{who} ({field}) has not signed. Sign at the screen, or choose “signed on paper”.")
            yield say(told, **facts)


def to_sign(action: Action, context: Context) -> list[Signer]:
    """Return who has still to sign an action at the screen, in the order of its arguments."""
    if on_paper(action):
        return []
    found = []
    for name, kind, record in named(action):
        seat = _seat(kind, record, context)
        if seat is not None and not hands(kind, record, context) & action.signed:
            found.append(Signer(name, kind, record, *seat))
    return found


def _seat(kind: str, record: str, context: Context) -> tuple[str, int] | None:
    """Return the officer and the seat at which somebody signs; None if he has no account here."""
    officers = tuple(sorted(hands(kind, record, context)))
    accounts = context.find(Query("account", both(Is("officer", officers), Is("closed", (False,)))))
    return next(((each.officer, each.seat) for each in accounts), None)
