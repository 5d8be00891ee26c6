"""Rules (`core.model.rule`) that follow from what is declared of fields and actions, so that no desk says them twice.

- No two records have the same number, name or the like (`Record.unique`).
- A day does not lie before the one that it follows (`About.not_before`), of the same record or of what it is a part of.
- Who decides something is another than those who stand in certain fields (`Action.other_than`).
- Nobody works on what is about himself (`Role.SUBJECT`), where the kind keeps such officers away (`Record.bars`).
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial
from string import Formatter
from typing import Any

from core.model.action import ACTIONS
from core.model.field import Role, Start
from core.model.record import RECORDS, Record, columns, owner_field, saying
from core.model.rule import RULES, Broken, Link, Linked, Rule, Unique
from core.rights.four_eyes import is_matter
from core.values.cadence import called
from core.values.day_rules import day_of
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

NOT_A_SECOND = N_("A second officer decides this, and it was the same person: have it decided anew.")


def rules_of(kind: str) -> tuple[Rule, ...]:
    """Return all rules that records of a kind must keep: declared ones, and those that follow."""
    return all_rules().get(kind, ())


def all_rules() -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each kind that has any."""
    return _rules(len(RECORDS), len(ACTIONS), len(RULES))


def rules_looking_at(kinds: Iterable[str]) -> list[Rule]:
    """Return each rule that looks at records of one of these kinds, once."""
    by_kind = _looking(len(RECORDS), len(ACTIONS), len(RULES))
    return list(dict.fromkeys(rule for kind in kinds for rule in by_kind.get(kind, ())))


def looked_at() -> Collection[str]:
    """Return the kinds that any rule looks at."""
    return _looking(len(RECORDS), len(ACTIONS), len(RULES)).keys()


@cache
def _rules(*_declared: int) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, dict[str, Rule]] = {}
    known = (each for each in (*RULES.values(), *_following()) if each.looks_at <= RECORDS.keys())
    for each in known:
        found.setdefault(each.kind, {})[each.name] = each
    return {kind: tuple(rules.values()) for kind, rules in found.items()}


@cache
def _looking(*_declared: int) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rules in _rules(*_declared).values():
        for rule in rules:
            for kind in rule.looks_at:
                found[kind] = (*found.get(kind, ()), rule)
    return found


def _following() -> Iterator[Rule]:
    for record_type in RECORDS.values():
        if not record_type.is_derived:
            yield from _unique(record_type)
            yield from _days(record_type)
            yield from _own_matters(record_type)
    yield from _second_officers()


# What is there once


def _unique(record_type: type[Record]) -> Iterator[Rule]:
    kind = record_type.kind
    for each in record_type.unique if kind else ():
        name, tells = f"{kind}_unique_{'_'.join(each.fields)}", tuple((kind, field) for field in each.fields)
        links = (Link(kind, each.fields[0], each.fields[0]),)
        yield Rule(name, kind, partial(_there_already, unique=each), links, kind, tells)


def _there_already(record: Any, linked: Linked, *, unique: Unique) -> Iterable[Broken]:
    if unique.among is not None and not unique.among(record):
        return
    own = [getattr(record, name) for name in unique.fields]
    for other in linked[record.kind]:
        same = other.id != record.id and [getattr(other, name) for name in unique.fields] == own
        if same and (unique.among is None or unique.among(other)):
            named = (name for _, name, _, _ in Formatter().parse(unique.said) if name)
            yield Broken(say(unique.said, **{name: _shown(record, name) for name in named}), other.id)


def _shown(record: Any, name: str) -> Any:
    value = getattr(record, name)
    if isinstance(value, LabelledEnum):
        return say(value.label)
    return called(value) if columns(RECORDS[record.kind])[name].about.period else value


# Days


def _days(record_type: type[Record]) -> Iterator[Rule]:
    owner, kind = owner_field(record_type), record_type.kind
    for name, column in columns(record_type).items():
        follows = column.about.not_before
        if not follows:
            continue
        called = f"{kind}_{name}_not_before_{follows}"
        if follows in record_type.model_fields:
            yield Rule(called, kind, partial(_too_early, field=name, follows=follows, of=""))
        elif owner is not None and _has_from_the_first(RECORDS[owner.about.refers], follows):
            whole = owner.about.refers
            broken = partial(_too_early, field=name, follows=follows, of=whole)
            yield Rule(called, kind, broken, (Link(whole, "id", owner.name),))


def _has_from_the_first(record_type: type[Record], field: str) -> bool:
    """Whether a field is filled in when a record is made: one that is filled in later may be so again."""
    found = record_type.model_fields.get(field)
    return found is not None and found.is_required()


def _too_early(record: Any, linked: Linked, *, field: str, follows: str, of: str) -> Iterable[Broken]:
    for other in linked[of] if of else (record,):
        day, earliest = day_of(getattr(record, field)), day_of(getattr(other, follows))
        if day and earliest and day < earliest:
            template = N_("“{what}” lies before “{before}”: correct the day that is wrong.")
            yield Broken(say(template, what=_label(record, field), before=_label(other, follows)))


def _label(record: Any, name: str) -> Sentence:
    return say(columns(RECORDS[record.kind])[name].about.label)


# Second officers


def _second_officers() -> Iterator[Rule]:
    """Yield that who stands in a field is another than who stands in those that every action excludes that fills it in
    with whoever does it."""
    excluded: dict[tuple[str, str], set[str]] = {}
    for action in ACTIONS.values():
        for name in (name for name, value in action.stamps.items() if value is Start.ME and action.adds is None):
            key = (action.on.kind, name)
            excluded[key] = excluded.get(key, set(action.other_than)) & set(action.other_than)
    for (kind, name), others in excluded.items():
        for other in sorted(others - {name}):
            yield different_officers(kind, name, other, NOT_A_SECOND)


def different_officers(kind: str, field: str, other: str, said: str) -> Rule:
    """Return the rule that two fields of a record name two persons; `said` is a catalogue key."""
    broken = partial(_same_officer, field=field, other=other, said=said)
    links = (Link("officer", by=field), Link("officer", by=other))
    return Rule(f"{kind}_{field}_other_than_{other}", kind, broken, links)


def _same_officer(record: Any, linked: Linked, *, field: str, other: str, said: str) -> Iterable[Broken]:
    persons = {each.id: each.person or each.id for each in linked["officer"]}
    one, second = getattr(record, field), getattr(record, other)
    if one and second and persons.get(one, one) == persons.get(second, second):
        yield Broken(say(said))


# One's own matters


def _own_matters(record_type: type[Record]) -> Iterator[Rule]:
    if not is_matter(record_type):
        return
    owner, kind = owner_field(record_type), record_type.kind
    whole = RECORDS[owner.about.refers] if owner else record_type
    subjects = tuple(saying(whole, Role.SUBJECT, "person"))
    to_whole = (Link(whole.kind, "id", owner.name),) if owner else ()
    for name in saying(record_type, Role.WORK, "officer") if subjects else ():
        broken = partial(_about_himself, field=name, subjects=subjects, of=whole.kind if owner else "")
        links = (*to_whole, Link("officer", "id", name))
        tells = tuple((whole.kind, each) for each in subjects)
        yield Rule(f"{kind}_{name}_is_the_subject", kind, broken, links, whole.kind if owner else "", tells)


def _about_himself(record: Any, linked: Linked, *, field: str, subjects: tuple[str, ...], of: str) -> Iterable[Broken]:
    himself = {each.person for each in linked["officer"] if each.person}
    for whole in linked[of] if of else (record,):
        if himself & {getattr(whole, name) for name in subjects}:
            template = N_("“{field}” is the person whom this is about. Give it to another officer.")
            yield Broken(say(template, field=_label(record, field)), whole.id if of else "")
