"""Whether what an action writes would break a rule (`core.model.rule`) that was kept until then."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.model.change import Draft
from core.model.context import Context
from core.model.query import EVERYTHING, Is, Query
from core.model.record import RECORDS, Record
from core.model.rule import Rule
from core.rules.breaches import Breach, breaches, is_shown, with_drafted
from core.rules.following_rules import rules_of
from core.values.sentence import Sentence


def rules_broken(drafts: Sequence[Draft], drafted: Mapping[str, Record], context: Context) -> Iterator[Sentence]:
    """Yield how records would newly break a rule once these drafts are written; `drafted` records win over stored ones.

    A rule that is broken already stops nobody. What is broken together with a record that the officer may not read is
    not said: that would tell of it. It is listed then for whoever may read both.
    """
    rules = [(rule, kind) for kind in dict.fromkeys(draft.kind for draft in drafts) for rule in rules_of(kind)]
    if not rules:
        return
    kinds = {kind for rule, _ in rules for kind in rule.looks_at}
    would_be = _would_be([draft for draft in drafts if draft.kind in kinds], drafted, context)

    def stored(kind: str, field: str, values: Collection[str]) -> Iterable[Any]:
        return context.find(Query(kind, Is(field, tuple(sorted(values))) if field else EVERYTHING))

    read = with_drafted(stored, would_be)
    for rule, kind in rules:
        records = [each for each in would_be.get(kind, {}).values() if is_shown(each)]
        for breach in _new(list(breaches(rule, records, read)), context):
            if not breach.beside or breach.beside in would_be.get(rule.beside, {}) or _reads(rule, breach, context):
                yield Sentence.unpack(breach.why)


def _would_be(drafts: Iterable[Draft], drafted: Mapping[str, Record], context: Context) -> dict[str, dict[str, Record]]:
    """Return what becomes of the records, by kind and identifier."""
    found: dict[str, dict[str, Record]] = {}
    by_kind: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_kind.setdefault(draft.kind, []).append(draft)
    for kind, of_kind in by_kind.items():
        stored = {
            each.id: each for each in context.find(Query(kind, Is("id", tuple({each.record for each in of_kind}))))
        }
        becoming = stored | {each.record: drafted[each.record] for each in of_kind if each.record in drafted}
        for draft in of_kind:
            before = becoming.get(draft.record)
            if before is None and not _makes_one(draft):
                continue  # it stands under another record, which is what rules look at
            fields = before.model_dump() if before else {"id": draft.record}
            becoming[draft.record] = RECORDS[kind].model_validate({**fields, **draft.fields})
        written = {draft.record for draft in of_kind}
        found[kind] = {each: record for each, record in becoming.items() if each in written}
    return found


def _makes_one(draft: Draft) -> bool:
    fields = RECORDS[draft.kind].model_fields
    return all(name in draft.fields for name, field in fields.items() if field.is_required())


def _new(found: Sequence[Breach], context: Context) -> Iterator[Breach]:
    """Yield those that are not listed yet, one of each."""
    if not found:
        return
    listed = context.find(Query(Breach.kind, Is("id", tuple(each.id for each in found))))
    once = {each.id: each for each in found}
    known = {each.id for each in listed}
    yield from (each for each in once.values() if each.id not in known)


def _reads(rule: Rule, breach: Breach, context: Context) -> bool:
    return context.seen(Query(rule.beside, Is("id", (breach.beside,))))
