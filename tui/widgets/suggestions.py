"""What a field that chooses one of many offers for what was typed: of the lists of the policy pack, and of records."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.model.query import AnyOf, Called, Condition, FullText, Is, Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.office.search_words import named
from core.values.cleaning import code_key
from core.values.labelled_enum import LabelledEnum
from core.wording.labels import option_called
from tui.dialogs.choose import Choice as Named
from tui.dialogs.choose import spelling
from tui.formatting.values import Values
from tui.language import language, others
from tui.widgets.picker import MAX_SHOWN, Choice, Suggest

MOST_OFFICERS = 500
"""So many officers are put in the order of their names."""


def of_list(office: Office, options: str) -> list[Choice]:
    """Return what stands on a list of the policy pack, or the roles."""
    values = Values(office, language().translate)
    names = office.policy.roles if options == "roles" else office.policy.options(options)
    return [Choice(name, values.option(options, name)) for name in names]


def of_option(office: Office, options: str) -> Suggest:
    """Return what finds places on a list: by name, by its end on a tree, by pinyin, and by other words for it."""
    words: dict[str, list[str]] = {}
    for word, place in office.policy.other_words(options).items():
        words.setdefault(place, []).append(word)
    known = [
        Named(choice, choice.text.rpartition("/")[2], also=choice.text, words=" ".join(words.get(choice.value, ())))
        for choice in of_list(office, options)
    ]
    return _ranked(known)


def of_words(words: type[LabelledEnum]) -> tuple[list[Choice], Suggest]:
    """Return the words of a closed list, and what finds them: in either language, and as they are spelt."""
    known = [
        Named(choice, choice.text, also=" ".join(others(word.label)))
        for word in words
        for choice in (Choice(word.value, language().label(word)),)
    ]
    return [each.value for each in known], _ranked(known)


def _ranked(known: Sequence[Named[Choice]]) -> Suggest:
    """Return what finds choices by what they are called, those that fit best in front."""

    def suggest(typed: str) -> list[Choice]:
        ranks = [(each.rank(typed), place) for place, each in enumerate(known)]
        return [known[place].value for _rank, place in sorted(each for each in ranks if each[0] is not None)]

    return suggest


def of_record(office: Office, kind: str) -> Suggest:
    """Return what finds records of a kind: first the one with just this code, then by words and pinyin."""
    if kind == "officer":
        return _of_officer(office)

    def suggest(typed: str) -> list[Choice]:
        query = Query(kind, named(kind, typed) if typed else Query(kind).where, limit=MAX_SHOWN)
        return [Choice(each.id, office.called(each)) for each in _found(office, kind, typed, query)]

    return suggest


def _of_officer(office: Office) -> Suggest:
    """Return what finds officers: in the order of their names, each with his roles, which tell whose work it is."""
    by_officer: dict[str, list[str]] = {}
    for account in office.context().find(Query("account", Is("closed", (False,)))):
        called = [option_called(office.policy, "roles", role, language().translate) for role in account.roles]
        by_officer.setdefault(account.officer, []).extend(called)

    def suggest(typed: str) -> list[Choice]:
        where: Condition = AnyOf((FullText(typed), Called("name", typed))) if typed else Query("officer").where
        found = office.find(Query("officer", where, limit=MOST_OFFICERS))
        in_order = sorted(found, key=lambda officer: spelling(officer.name))
        return [Choice(each.id, office.called(each), " ".join(by_officer.get(each.id, ()))) for each in in_order]

    return suggest


def of_several(office: Office, kinds: Sequence[str]) -> Suggest:
    """Return what finds records of several kinds; each is shown with its code, for names repeat."""

    def suggest(typed: str) -> list[Choice]:
        values = Values(office, language().translate)
        found = [record for kind in kinds for record in _open(_found(office, kind, typed, _some(kind, typed)))]
        return [Choice(record.id, values.coded(record, of_kind=len(kinds) > 1)) for record in found[:MAX_SHOWN]]

    return suggest


def _some(kind: str, typed: str) -> Query:
    return Query(kind, FullText(typed), limit=MAX_SHOWN) if typed else Query(kind, limit=MAX_SHOWN // 2)


def _open(records: Iterable[Any]) -> list[Any]:
    return [record for record in records if getattr(record, "open", True)]


def _found(office: Office, kind: str, typed: str, query: Query) -> list[Record]:
    """Return what a query finds behind those that have just this number or code, for others hold it too."""
    found = {record.id: record for record in (*_bearing(office, kind, typed), *office.find(query))}
    return list(found.values())


def _bearing(office: Office, kind: str, typed: str) -> list[Record]:
    key = code_key(typed)
    if not key or "key" not in columns(RECORDS[kind]):
        return []
    found: list[Record] = office.find(Query(kind, Is("key", (key,)), limit=MAX_SHOWN))
    return found
