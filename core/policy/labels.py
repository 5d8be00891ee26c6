"""What the parts of a policy pack are called: sections, figures, lists, roles, duties, and what closed lists hold.

Screens, histories, proposals and refusals all ask here, so that nobody has to know the names in the text.
"""

import re
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.policy.sections import ListedItems, Role, Settings
from core.values.compartments import COMPARTMENTS
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, Translate, in_a_row, in_chinese, say

Path = tuple[str, ...]

DUTIES = {
    "common.names": N_("see names of officers and units"),
    "common.read": N_("read shared registers"),
    "people.read": N_("read the staff register"),
    "people.private": N_("see identity numbers and telephones"),
    "people.keep": N_("keep the staff register"),
    "grievances.read": N_("read grievances"),
    "grievances.register": N_("register grievances"),
    "grievances.handle": N_("handle grievances"),
    "grievances.approve": N_("approve in grievances"),
    "grievances.petitioner": N_("see petitioners"),
    "grievances.supervise": N_("supervise grievances"),
    "partners.read": N_("read partners"),
    "partners.keep": N_("keep partners"),
    "clearance.read": N_("read the register of cleared people"),
    "clearance.keep": N_("keep the register of cleared people"),
    "clearance.personnel": N_("say what personnel has to say of a declaration"),
    "clearance.assess": N_("decide assessments of people"),
    "clearance.approve": N_("approve secret posts, appointments and departures"),
    "education.read": N_("read education"),
    "education.cases": N_("keep the case library"),
    "education.keep": N_("keep education"),
    "areas.read": N_("read secure areas"),
    "areas.protection": N_("read what protects secure areas"),
    "areas.propose": N_("propose secure areas"),
    "areas.keep": N_("keep secure areas"),
    "areas.check": N_("check secure areas and say who is allowed in"),
    "areas.approve": N_("decide on secure areas and meetings"),
    "areas.meetings": N_("read secret meetings"),
    "areas.hold_meetings": N_("keep secret meetings"),
    "visits.read": N_("read visits"),
    "visits.ask": N_("ask for visits"),
    "visits.gate": N_("let visitors in and out"),
    "visits.review": N_("review visits before entry"),
    "visits.approve": N_("give visits their second approval"),
    "visits.keep": N_("keep badges, books of visitors and what is erased of visits"),
    "visits.documents": N_("see the numbers of visitors’ documents"),
    "care.read": N_("read care files"),
    "care.access_log": N_("see who read care files"),
    "care.keep": N_("keep care files"),
    "care.help": N_("help in care files"),
    "care.decide": N_("decide in care files"),
    "matters.read": N_("read matters"),
    "matters.access_log": N_("see who read knowledge entries"),
    "matters.keep": N_("keep the register of matters"),
    "matters.fix": N_("fix and lift matters"),
    "matters.approve": N_("let into matters and decide on marks"),
    "follow_ups.do": N_("do the follow-ups that one owes"),
    "grid.read": N_("read the grid"),
    "grid.keep": N_("keep the grid"),
    "grid.complete": N_("complete periods of duties"),
    "grid.warn": N_("raise warnings"),
    "grid.answer": N_("answer warnings"),
    "grid.hand_over": N_("hand over what people hold"),
    "carriers.read": N_("read the ledger of carriers"),
    "carriers.keep": N_("keep the ledger of carriers"),
    "carriers.approve": N_("approve what is to be destroyed"),
    "transfers.read": N_("read transfers"),
    "transfers.media": N_("keep the ledger of media"),
    "transfers.send": N_("send transfers"),
    "transfers.receive": N_("receive transfers"),
    "transfers.approve": N_("approve transfers"),
    "conflicts.resolve": N_("decide conflicts"),
    "exports.make": N_("export and print"),
    "exports.read": N_("read the ledger of exports"),
    "accounts.read": N_("read accounts"),
    "accounts.keep": N_("keep accounts"),
    "store.keep": N_("keep the store and its backups"),
    "rights.grant": N_("grant rights"),
    "policy.edit": N_("edit the policy pack"),
    "sites.trust": N_("trust sites"),
    "audit.read": N_("read the audit"),
}
"""What the duties are called that a role carries."""

OPTIONS = {
    "categories": N_("Categories of grievances"),
    "compartments": N_("Parts of the store that sites may share"),
    "reminders": N_("What people are reminded of"),
}
"""What the lists are called from which fields are chosen."""

_SECTIONS = {
    "name": N_("Name of the policy pack"),
    "roles": N_("Roles"),
    "options": N_("Lists"),
    "checklists": N_("Checklists"),
}
"""What stands in a pack besides the sections that desks declare."""


@dataclass(frozen=True)
class RoleName(Sentence):
    """What a role is called, in the two languages that a pack brings itself."""

    template: str = "{label}"
    label: str = ""
    zh: str = ""

    def say(self, translate: Translate = str) -> str:
        """Return the name in the language of `translate`."""
        return (self.zh if in_chinese(translate) else self.label) or self.label or self.zh

    def _packed(self) -> list[Any]:
        return ["{label}", {"label": self.label}]


def role_called(name: str, roles: Mapping[str, Any]) -> Sentence:
    """Return what a role is called; its name in the text if the pack does not say it.

    `roles` are those of a pack (`Role`), or the tables of a text as it was read.
    """
    role = roles.get(name)
    if isinstance(role, Role):
        return RoleName(label=role.label, zh=role.zh)
    told = role if isinstance(role, Mapping) else {}
    return RoleName(label=str(told.get("label") or name), zh=str(told.get("zh") or ""))


CHECKLISTS = {
    "appointment": N_("Before appointment"),
    "departure": N_("On leaving a secret post"),
    "secret_meeting": N_("Secret meeting"),
}
"""What the checklists of the shipped packs are called."""


def duty_called(duty: str) -> Sentence:
    """Return what a duty is called; one that is unknown here by its name in the text."""
    return Sentence(DUTIES.get(duty, "{name}"), {"name": duty})


def duties_called(duties: Iterable[str]) -> Sentence:
    """Return what several duties are called, one after the other, each in quotes."""
    return in_a_row(say(N_("“{name}”"), name=duty_called(duty)) for duty in sorted(duties))


def figure_called(path: Path, roles: Mapping[str, Any] | None = None) -> Sentence:
    """Return what stands at a path of a pack is called: section and figure; names of the office stand as they are."""
    section, *below = path
    if section == "roles" and below:
        called = say(N_("Role “{role}”"), role=role_called(below[0], roles or {}))
        return _under(called, _fields(Role), below[1:])
    if section == "checklists" and below:
        name = say(CHECKLISTS[below[0]]) if below[0] in CHECKLISTS else below[0]
        return _under(say(N_("Checklist “{name}”"), name=name), _fields(ListedItems), below[1:])
    if section == "options" and below:
        name = below[0]
        return _quoted(say(OPTIONS[name]) if name in OPTIONS else _as_written(name), below[1:])
    terms = _declared().get(section)
    if terms is None:
        known = _SECTIONS.get(section)
        return _quoted(say(known) if known else _as_written(section), below)
    return _under(say(terms.label), _fields(terms), below)


def figure_in_text(path: Path) -> Sentence:
    """Return what is called what stands at a path, with the name behind by which it is found in the text."""
    written = next((name for name in reversed(path) if not name.isdigit()), "")
    called = figure_called(path)
    return (
        called
        if re.search(f"“{re.escape(written)}”|/ {re.escape(written)}$", called.say())
        else say(N_("{called} ({name})"), called=called, name=written)
    )


def label_of(path: Path) -> str:
    """Return what a figure is called below the name of its section (a catalogue key); empty if the office named it."""
    section, *below = path
    if not below:
        return _SECTIONS.get(section, "")
    if section == "options":
        return OPTIONS.get(below[0], "") if len(below) == 1 else ""
    if section == "checklists":
        return _fields(ListedItems).get(below[1], "") if len(below) == 2 else ""
    if section == "roles":
        return _fields(Role).get(below[1], "") if len(below) == 2 else ""
    terms = _declared().get(section)
    return _fields(terms).get(below[0], "") if terms and len(below) == 1 else ""


def _declared() -> dict[str, type[Settings]]:
    return {terms.section: terms for terms in Settings.__subclasses__()}


def _fields(model: type[Settings] | type[Role] | type[ListedItems]) -> dict[str, str]:
    return {name: info.title or name for name, info in model.model_fields.items()}


def _under(section: Sentence, titles: Mapping[str, str], below: list[str]) -> Sentence:
    """Return what a figure of a section is called, and an entry of it."""
    if not below:
        return section
    figure, *entry = below
    called = say(titles[figure]) if figure in titles else _as_written(figure)
    return _quoted(say(N_("{label}: {text}"), label=section, text=called), entry)


def _quoted(called: Sentence, below: list[str]) -> Sentence:
    """Return what is called so, with the names that follow; an entry of a list by its place."""
    for name in below:
        if name.isdigit():
            called = say(N_("{list}, entry {place}"), list=called, place=int(name) + 1)
        else:
            called = say(N_("{list} / {name}"), list=called, name=name)
    return called


def _as_written(name: str) -> Sentence:
    return say(N_("“{name}”"), name=name)


def choices_of(path: Path, roles: Mapping[str, Any]) -> dict[str, Sentence]:
    """Return what may stand at a path as the text has it, with what each is called; nothing where any text may."""
    if path[0] == "roles" and path[2:] == ("duties",):
        return {duty: say(label) for duty, label in DUTIES.items()}
    if path[0] == "roles" and path[2:] == ("excludes",):
        return {name: role_called(name, roles) for name in roles if name != path[1]}
    if path in (("trust", "shares"), ("options", "compartments")):
        return {name: say(label) for name, label in COMPARTMENTS.items()}
    terms = _declared().get(path[0])
    field = terms.model_fields.get(path[1]) if terms and len(path) == 2 else None
    word = _word(field.annotation) if field else None
    return {str(member): say(member.label) for member in word} if word else {}


def _word(annotation: Any) -> type[LabelledEnum] | None:
    """Return the closed list that a field is of, or that its entries are of."""
    if isinstance(annotation, type) and issubclass(annotation, LabelledEnum):
        return annotation
    return next((word for part in typing.get_args(annotation) if (word := _word(part))), None)


def value_called(path: Path, value: Any, roles: Mapping[str, Any]) -> Any:
    """Return a value of a pack with what is of a closed list in its words; all else as it is."""
    known = choices_of(path, roles)
    if isinstance(value, list | tuple):
        return [known.get(str(each), each) for each in value]
    return known.get(value, value) if isinstance(value, str) else value
