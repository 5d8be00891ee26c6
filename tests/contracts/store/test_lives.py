"""After any life, what a store shows follows from its journal, and is the same in every store."""

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.records import Person, Unit
from core.model.action import amend
from core.model.query import Query
from tests.contracts.store.conftest import STORES
from tests.support.any_store import Elsewhere, everything, grievance, keep, write


class Life:
    """A life of a store, drawn from a seed: records of any kind of relation, and another site joins in."""

    def __init__(self, store: Any, from_elsewhere: Elsewhere, seed: int) -> None:
        self.store, self.random, self.from_elsewhere = store, random.Random(seed), from_elsewhere

    def step(self) -> None:
        deed = self.random.choice([self._add, self._add, self._amend, self._same, self._elsewhere, self._undone])
        deed()

    def _one(self, kind: str) -> Any:
        found = self.store.find(Query(kind, order=("id",)))
        return self.random.choice(found) if found else None

    def _identifier(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def _name(self) -> str:
        return "".join(self.random.choices("张王李赵单乐明华国", k=self.random.randint(1, 3)))

    def _add(self) -> None:
        name, identifier, unit = self._name(), self._identifier(), self._one("unit")
        within = unit.id if unit else ""
        number = str(self.random.randint(1, 9))
        made = [
            Unit(id=identifier, name=name, parent=within),
            Person(id=identifier, name=name, unit=within, number=number),
            grievance(id=identifier, subject=name, unit=within),
        ]
        keep(self.store, self.random.choice(made))

    def _amend(self) -> None:
        if one := self._one("person"):
            write(self.store, amend(one, name=self._name(), deleted=self.random.random() < 0.1))

    def _same(self) -> None:
        kind = self.random.choice(["person", "unit"])
        one, other = self._one(kind), self._one(kind)
        if one and one.id != other.id:
            write(self.store, amend(one, same_as=self.random.choice([other.id, ""])))

    def _elsewhere(self) -> None:
        one = self._one(self.random.choice(["person", "grievance", "unit"]))
        # Once for each record: of two that it wrote at one time, the identifiers decide, which are drawn.
        if one and all(entry.change.stream.site == self.store.site for entry in self.store.history(one.id)):
            name = "subject" if one.kind == "grievance" else "name"
            also = {"same_as": self._one(one.kind).id} if name == "name" and self.random.random() < 0.3 else {}
            odd = self.random.choice([{}, {"left": "never"}]) if one.kind == "person" else {}
            gone = self.random.random() < 0.1
            self.from_elsewhere(self.store, one, **{name: self._name(), "deleted": gone, **also, **odd})

    def _undone(self) -> None:
        with suppress(ZeroDivisionError), self.store.transaction():
            self._add()
            self._elsewhere()
            raise ZeroDivisionError


@pytest.mark.parametrize("seed", range(6))
def test_after_any_life_what_is_shown_follows_from_the_journal_and_is_the_same_in_every_store(
    seed: int, tmp_path: Path, from_elsewhere: Elsewhere
) -> None:
    shown: dict[str, dict[str, list[Any]]] = {}
    for name, make in STORES.items():
        (tmp_path / name).mkdir()
        store = make(tmp_path / name)
        life = Life(store, from_elsewhere, seed)
        for _ in range(60):
            life.step()
        assert store.check() is None
        live = everything(store)
        assert store.rebuild() > 0
        assert everything(store) == live
        shown[name] = live
        store.close()
    first, *others = shown.values()
    for other in others:
        assert other == first
