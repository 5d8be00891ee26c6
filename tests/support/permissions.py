"""What `permissions.txt` decides, and a site that holds one record of every kind to try it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.model.action import actions_on, create
from core.model.printout import papers_of
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.office.person_card import threads
from core.office.refusals import NoSuchRecord
from core.policy.pack import Policy
from core.results.transfer import IncomingConflict
from core.rights.four_eyes import is_matter
from core.rules.attached_papers import PAPERS_OF
from data.site.open_site import PACKS, OpenSite, pack_text
from tests.support.site_driver import impose

Sample = Callable[..., Any]
PAGE = Path(__file__).parents[1] / "contracts" / "permissions.txt"
KEPT = {kind: record_type for kind, record_type in RECORDS.items() if not record_type.is_derived}
ROLES = [(pack, role) for pack in PACKS for role in Policy(pack_text(pack)).roles]
NO_ID = "0" * 32
each_role = pytest.mark.parametrize(("pack", "role"), ROLES)


@dataclass
class Readers:
    """Who reads a kind: all of it, or what names them; and what binds an officer who is bound to a part."""

    all: frozenset[str]
    own: frozenset[str]
    bound: str


@dataclass
class Page:
    """The page of permissions, read."""

    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    three: frozenset[str] = frozenset()
    kinds: dict[str, Readers] = field(default_factory=dict)
    masked: dict[str, frozenset[str]] = field(default_factory=dict)
    actions: dict[str, frozenset[str]] = field(default_factory=dict)
    eyes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Page":
        page, section = cls(), ""
        for line in PAGE.read_text("utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                page._take(section, line)
        return page

    def _take(self, section: str, line: str) -> None:
        if section == "administer":
            self.three = self.roles(line)
        elif section == "kinds":
            kind, everything, own, bound = (part.strip() for part in line.split("|"))
            self.kinds[kind] = Readers(self.roles(everything), self.roles(own), bound)
        elif section == "four eyes":
            names, rule = line.split(":")
            assert self.eyes.keys().isdisjoint(names.split()), f"twice: {names}"
            self.eyes |= dict.fromkeys(names.split(), rule.strip())
        else:
            names, roles = line.split("=")
            kept = {"groups": self.groups, "masked": self.masked, "actions": self.actions}[section]
            assert kept.keys().isdisjoint(names.split()), f"twice: {names}"
            kept |= dict.fromkeys(names.split(), self.roles(roles))

    def roles(self, names: str) -> frozenset[str]:
        return frozenset().union(*(self.groups.get(name, {name}) for name in names.split()))


DECIDED = Page.read()


def _papers_follow(page: Page) -> None:
    """Add what is decided once for attached papers of every kind: who reads a record reads its papers, and who enters
    it, or does the work of its matter, attaches them; whoever has no part in the matter has none in them."""
    for whole, of in PAPERS_OF.items():
        page.kinds[of.kind.kind] = Readers(
            page.kinds[whole].all, frozenset(), "-" if page.kinds[whole].bound == "-" else "whole"
        )
        doers = ATTACHED_BY.get(whole) or next(a.verb() for a in actions_on(whole) if a.creates)
        for action in (of.attach, of.void):
            page.actions[action.verb()] = page.actions[doers]
            page.eyes[action.verb()] = "impartial" if is_matter(action.on) else "anyone, as who enters the record"


ATTACHED_BY = {"grievance": "take_step", "care_file": "record_check_in"}
"""Whose work it is to attach papers to records of a kind, by another of the actions of theirs."""
_papers_follow(DECIDED)


@dataclass
class Stock:
    """The site, its records by kind, with a conflict in each where another site may write."""

    site: OpenSite
    records: dict[str, Record]
    _shown: dict[str, dict[str, dict[str, bool]]] = field(default_factory=dict)

    def shown_to_everyone(self, pack: str) -> dict[str, dict[str, bool]]:
        """Return, by kind, on which surfaces its record shows to an officer who has every role of this pack."""
        if pack not in self._shown:
            everyone = self.site.office()
            told = followed(everyone)
            self._shown[pack] = {kind: surfaces(everyone, record, told) for kind, record in self.records.items()}
        return self._shown[pack]

    def sign_in(self, pack: str, role: str) -> Office:
        """Sign in an officer who has this role of this pack, and nothing else."""
        office = self.site.office()
        if office.policy.text != pack_text(pack):
            impose(office, pack_text(pack))
        return self.site.office(2 + [name for _, name in ROLES].index(role))


def keep(site: OpenSite, *records: Record) -> None:
    with site.store.transaction():
        site.store.write(map(create, records), officer=site.office().officer, action="test")


def otherwise(record: Record) -> dict[str, str]:
    """Return one field of a record with a value that it does not have: a text that is shown, or else a date."""
    shown = {name for name, column in columns(type(record)).items() if not column.about.kept}
    texts = {name: "别处" for name, value in record if name in shown and str(value).startswith("样本")}
    dates = {name: "2020-01-01" for name, value in record if type(value) is date}
    return dict([next(iter((texts or dates).items()))])


def is_shown(office: Office, record: Record) -> bool:
    """Whether an officer may open a record: by itself, and by its list."""
    try:
        opened = bool(office.get(record.kind, record.id))
    except NoSuchRecord:
        opened = False
    assert opened == bool(office.count(Query(record.kind, Is("id", (record.id,)))))
    return opened


Followed = dict[str, set[str]]
"""By kind of what follows from records, of which it is shown."""


def followed(office: Office) -> Followed:
    """Return of which records what follows from them is shown: read once for many records."""
    return {kind: {entry.of for entry in office.find(Query(kind))} for kind in ("agenda", "conflict")}


def surfaces(office: Office, record: Record, told: Followed | None = None) -> dict[str, bool]:
    """Return each way to learn of a record, and whether it shows that there is one."""
    told = followed(office) if told is None else told
    return {name: bool(shows) for name, shows in (*_of_lists(office, record, told), *_of_itself(office, record))}


def _of_lists(office: Office, record: Record, told: Followed) -> Iterator[tuple[str, Any]]:
    query = Query(record.kind, Is("id", (record.id,)))
    yield "keys", len(office.keys(query))
    yield "count", office.count(query)
    yield "groups", office.groups(query, next(iter(columns(type(record)))))
    yield "page", office.page(record.kind, office._store.keys(query), ["id"])
    yield "find", office.find(query)
    yield "originals", office.find_unmasked(query)
    for derived, of in told.items():
        yield derived, record.id in of
    for name, word in words_of(record):
        yield f"words of {name}", record.id in {each.id for each in office.find(Query(record.kind, FullText(word)))}
    clash = IncomingConflict(record.kind, record.id, next(iter(columns(type(record)))), "", "别处")
    yield "clashes", office.visible_conflicts([clash])
    for thread in threads(office, getattr(record, "person", NO_ID)):
        if thread.record_type.kind == record.kind:
            yield "card", office.find(thread.query)


def words_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what finds a record by full text: the value of each field that is searched, and how a name is spelt."""
    for name, column in columns(type(record)).items():
        value = getattr(record, name)
        if isinstance(value, str) and value and (column.about.search or column.about.masked):
            yield name, value
            yield f"{name} spelt", "yangben"


def _of_itself(office: Office, record: Record) -> Iterator[tuple[str, Any]]:
    yield "title", office.title(record.kind, record.id) != record.id[:8]
    looks: dict[str, Callable[[], Any]] = {
        "get": lambda: office.get(record.kind, record.id),
        "glance": lambda: office.get_listed(record.kind, record.id),
        "look_up": lambda: office.look_up(record.id),
        "history": lambda: office.history(record),
    }
    for paper in papers_of(record.kind):
        looks[f"paper {paper.name}"] = partial(paper.draw, office, record.id, str)
    for name, look in looks.items():
        try:
            yield name, look()
        except NoSuchRecord:
            yield name, False
