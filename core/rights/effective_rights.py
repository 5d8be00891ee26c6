"""Effective rights: what an officer reads, as his account and the shared records say it, and what of that waits to be
accepted.

Rights rest on records that other sites write too: where a unit belongs, who is in a cell, who an officer is. What
narrows them holds at once. What widens them is entered as a widening (`core.desks.administration.rights_widenings`),
and until an officer whose duty it is accepts that, the rights leave it aside. Nothing else need be known of how a desk
decides who reads its records: who could read each record before a transaction is compared with who can after it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.model.change import Draft
from core.model.query import EVERYTHING, NOTHING, AllOf, AnyOf, Condition, Having, Is, Query, Via, both, fields_of
from core.model.record import RECORDS, ancestors_of, columns
from core.model.store import Store
from core.model.viewer import Viewer
from core.policy.pack import Policy
from core.rights.four_eyes import WAITS, entries_of
from core.rights.visibility import readable

BOUNDS = {"unit": "units", "cell": "cells"}
"""The kinds of which an account names one that it is bound to, and what the viewer has of it."""


def rights_fields(kind: str) -> frozenset[str]:
    """Return the fields of a kind on which rights over other records rest; that a record is deleted counts too."""
    named = {column.name for column in columns(RECORDS[kind]).values() if column.about.rights}
    return frozenset({*named, "deleted"} if named else ())


def changes_rights(draft: Draft, store: Store) -> bool:
    """Whether a draft changes that of a record that is there; a new record opens nothing that is there."""
    touched = rights_fields(draft.kind) & draft.fields.keys()
    return bool(touched) and store.get(draft.kind, draft.record, EVERYTHING) is not None


class Trees:
    """What stands below what, of units and of cells, as the store has it at the moment."""

    def __init__(self, store: Store) -> None:
        """Read nothing yet."""
        self._store = store
        self._below: dict[str, dict[str, list[str]]] = {}

    def below(self, kind: str) -> Mapping[str, list[str]]:
        """Return what stands directly below each."""
        if kind not in self._below:
            below = self._below[kind] = {}
            for each in self._store.find(Query(kind)):
                below.setdefault(each.parent, []).append(each.id)
        return self._below[kind]

    def reached(self, kind: str, root: str, barred: Collection[str] = ()) -> frozenset[str]:
        """Return a unit or cell and all below it, without what is barred; a loop of two sites is walked only once."""
        below, seen, waiting = self.below(kind), set[str](), [root]
        while waiting:
            current = waiting.pop()
            if current not in seen and (current == root or current not in barred):
                seen.add(current)
                waiting += below.get(current, [])
        return frozenset(seen)


def viewer_of(account: Any, policy: Policy, store: Store, trees: Trees | None = None) -> Viewer:
    """Return an account's officer as rights see him."""
    trees = trees or Trees(store)
    aside = Query("widening", both(Is("officer", (account.officer,)), Is("widens", ("reads",)), WAITS))
    withheld = frozenset(record for each in store.find(aside) for record in each.records)
    roots = {name: getattr(account, kind) for kind, name in BOUNDS.items()}
    units, cells = (
        trees.reached(kind, roots[name], withheld) if roots[name] else None for kind, name in BOUNDS.items()
    )
    return Viewer(account.officer, policy.duties(account.roles), units, cells, withheld)


@dataclass
class _State:
    """Who reads what at one moment: before a transaction, or at its end."""

    accounts: dict[str, Any]
    viewers: dict[str, Viewer]
    persons: dict[str, set[str]]
    """The persons that each officer is."""
    trees: Trees
    recusals: dict[str, Any]
    """Those of the records that the transaction touched that were in force."""

    @classmethod
    def of(cls, store: Store, policy: Policy, touched: Mapping[str, set[str]]) -> "_State":
        trees = Trees(store)
        accounts = {each.id: each for each in store.find(Query("account", Is("closed", (False,))))}
        viewers = {each.id: viewer_of(each, policy, store, trees) for each in accounts.values()}
        known = store.find(Query("officer")) if {"officer", "person"} & touched.keys() else ()
        persons = {each.id: entries_of(each.id, store) for each in known}
        recused = store.find(Query("recusal", Is("id", tuple(touched.get("recusal", ())))))
        standing = {each.id: each for each in recused if each.ended is None}
        return cls(accounts, viewers, persons, trees, standing)


class Comparison:
    """What a transaction that is about to end has widened, as the store tells of the state before it and of its own."""

    def __init__(self, store: Store, policy: Policy) -> None:
        """Look at both states."""
        self._store = store
        self._touched = {kind: ids for kind, ids in store.touched.items() if not RECORDS[kind].is_derived}
        with store.before():
            self._was = _State.of(store, policy, self._touched)
            self._there = {kind: self._in_store(kind, ids) for kind, ids in self._touched.items()}
        self._is = _State.of(store, policy, self._touched)

    def widened(self) -> Iterator[dict[str, Any]]:
        """Yield what should be entered of each widening (`core.desks.administration.rights_widenings.Widening`)."""
        yield from self._freed()
        if "recusal" in self._touched:
            yield from self._no_longer_recused()
        for account in sorted(self._was.accounts.keys() & self._is.accounts.keys()):
            yield from self._opened(account)

    # Four eyes

    def _freed(self) -> Iterator[dict[str, Any]]:
        for officer, entries in sorted(self._was.persons.items()):
            lost = entries - (self._is.persons.get(officer) or entries_of(officer, self._store))
            if lost:
                now = self._store.get("officer", officer, EVERYTHING)
                yield {
                    "officer": officer,
                    "widens": "person",
                    "records_kind": "person",
                    "records": tuple(sorted(lost)),
                    "field": "person",
                    "before": min(lost),
                    "after": getattr(now, "person", ""),
                    "because": officer,
                }

    def _no_longer_recused(self) -> Iterator[dict[str, Any]]:
        named = ("officer", "person", "grievance")
        for record, was in sorted(self._was.recusals.items()):
            now = self._is.recusals.get(record)
            if now is None or any(getattr(now, name) != getattr(was, name) for name in named):
                about = was.person or was.grievance
                yield {"officer": was.officer, "widens": "recused", "records": (about,), "because": record}

    # Reading

    def _opened(self, account: str) -> Iterator[dict[str, Any]]:
        was, now = self._was.viewers[account], self._is.viewers[account]
        roots = dict[str, str]()
        for kind, name in BOUNDS.items():
            root, reached = getattr(self._is.accounts[account], kind), getattr(now, name)
            known = getattr(was, name)
            if not root or known is None or reached <= known:
                continue
            if root not in known:
                roots[kind] = root  # what he is bound to stands under another: that one's records are told one by one
            tops = self._entered(kind, root, reached - known)
            if tops:
                barred = now.withheld | tops
                left = {"units": now.units, "cells": now.cells, name: self._is.trees.reached(kind, root, barred)}
                now = Viewer(now.officer, now.duties, left["units"], left["cells"], barred)
            for top in sorted(tops):
                yield self._entry(now, kind, {top}, "parent")
        for kind in sorted(RECORDS, key=lambda kind: len(ancestors_of(kind))):
            opened = set() if RECORDS[kind].is_derived else self._opened_rows(kind, was, now, roots)
            if opened:
                now = replace(now, withheld=now.withheld | opened)
                yield self._entry(now, kind, opened)

    def _entered(self, kind: str, root: str, fresh: Collection[str]) -> frozenset[str]:
        """Return what has newly come below a root of all that was there, or that what was there names; its tops."""
        with self._store.before():
            there = self._in_store(kind, fresh)
            there |= self._named_before(kind, set(fresh) - there)
        below, seen, waiting, tops = self._is.trees.below(kind), set[str](), [root], set[str]()
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            if current in there and current != root:
                tops.add(current)
            else:
                waiting += below.get(current, [])
        return frozenset(tops)

    def _named_before(self, kind: str, records: Collection[str]) -> set[str]:
        """Return those of these records that others named before they came."""
        found = set[str]()
        for other, record_type in RECORDS.items():
            for column in columns(record_type).values():
                about = column.about
                if records and about.refers == kind and column.type is str and not record_type.is_derived:
                    named = Query(other, Is(column.name, tuple(records)))
                    found.update(row[0] for row in self._store.groups(named, column.name))
        return found

    def _opened_rows(self, kind: str, was: Viewer, now: Viewer, roots: Mapping[str, str]) -> set[str]:
        """Return the records of a kind that were there and are newly read."""
        rule = readable(now, RECORDS[kind])
        if rule in (EVERYTHING, NOTHING):
            return set()
        candidates = set(self._touched.get(kind, ()))
        asked = {name for of, name in fields_of(kind, rule) if of == kind}
        with self._store.before():
            for bound, root in roots.items():
                if bound in asked:
                    candidates |= self._ids(kind, Is(bound, (root,)))
                if bound == kind:
                    candidates.add(root)
            for link in _links(rule):
                if isinstance(link, Via) and (new := self._new(link.kind)):
                    candidates |= self._ids(kind, Is(link.field, tuple(new)))
                if isinstance(link, Having):
                    inside = {name for of, name in fields_of(link.kind, link.condition) if of == link.kind}
                    for bound in roots.keys() & inside:
                        candidates |= self._named_by(link, Is(bound, (roots[bound],)))
        for link in _links(rule):
            if isinstance(link, Having) and (touched := self._touched.get(link.kind)):
                candidates |= self._named_by(link, Is("id", tuple(touched)))
        if not candidates:
            return set()
        opened = self._ids(kind, both(Is("id", tuple(candidates)), rule))
        with self._store.before():
            opened &= self._in_store(kind, opened)
            before = readable(was, RECORDS[kind])
            return opened - self._ids(kind, both(Is("id", tuple(opened)), before)) if opened else opened

    def _named_by(self, link: Having, condition: Condition) -> set[str]:
        """Return the records that those name which make others readable."""
        return {row[0] for row in self._store.groups(Query(link.kind, condition), link.field)}

    def _new(self, kind: str) -> set[str]:
        return self._touched.get(kind, set()) - self._there.get(kind, set())

    def _entry(self, now: Viewer, kind: str, records: Collection[str], field: str = "") -> dict[str, Any]:
        """Return what is to be entered of records that would be read."""
        told = not RECORDS[kind].access_log
        said = {"officer": now.officer, "widens": "reads", "records": tuple(sorted(records)), "because": min(records)}
        if told:
            said["records_kind"] = kind
        if told and len(records) == 1:
            said |= self._difference(kind, min(records), field)
        return said

    def _difference(self, kind: str, record: str, field: str) -> dict[str, str]:
        """Return what the first field that differs was before, and is."""
        with self._store.before():
            was = self._store.get(kind, record, EVERYTHING)
        now = self._store.get(kind, record, EVERYTHING)
        for column in columns(RECORDS[kind]).values():
            reference = column.about.refers and column.type is str
            if (column.name == field or (reference and not field)) and not column.about.masked:
                before, after = str(getattr(was, column.name, "")), str(getattr(now, column.name, ""))
                if before != after:
                    return {"field": column.name, "before": before, "after": after}
        return {}

    # The store

    def _ids(self, kind: str, condition: Condition, *, joined: bool = False) -> set[str]:
        keys = self._store.keys(Query(kind, condition, ("id",), joined=joined))
        return {row[0] for row in self._store.page(kind, keys, ("id",))} if keys else set()

    def _in_store(self, kind: str, records: Collection[str]) -> set[str]:
        """Return those of these records that are there, also under others."""
        if not records:
            return set()
        listed = Is("id", tuple(records))
        under = {each.id for each in self._store.find(Query(kind, listed, joined=True))}
        return self._ids(kind, listed) | under


def _links(rule: Condition) -> Iterator[Via | Having]:
    match rule:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _links(part)
        case Via() | Having():
            yield rule
