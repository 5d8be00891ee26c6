"""Tables follow from the journal: made again they are what they were."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from core.desks.grievances import (
    AcceptGrievance,
    PauseGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    ResumeGrievance,
    TakeStep,
)
from core.desks.people.people import AddPerson, AmendPerson, RecordLeaving
from core.desks.sync.conflicts import ResolveConflict
from core.model.action import Action
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import Refused
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from tests.support.sql_rows import behind_its_back


class Life:
    """A life of a store, drawn from a seed: officers do whatever is not refused, and another site joins in."""

    def __init__(self, office: Office, store: SqlStore, from_elsewhere: Callable[..., Any], seed: int) -> None:
        self.office, self.store, self.random, self.from_elsewhere = office, store, random.Random(seed), from_elsewhere

    def step(self) -> None:
        deed = self.random.choice([self._add, self._amend, self._leave, self._register, self._handle, self._elsewhere,
                                   self._resolve, self._undone])  # fmt: skip
        with suppress(Refused):
            deed()

    def _one(self, kind: str) -> Any:
        found = self.office.find(Query(kind))
        return self.random.choice(found) if found else None

    def _name(self) -> str:
        return "".join(self.random.choices("张王李赵单乐明华国", k=self.random.randint(1, 3)))

    def _add(self) -> None:
        self.office.do(AddPerson(name=self._name(), number=str(self.random.randint(1, 30))))

    def _amend(self) -> None:
        if one := self._one("person"):
            self.office.do(
                AmendPerson(target=one.id, name=self._name(), post=self.random.choice(["", "科员", "driver"]))
            )

    def _leave(self) -> None:
        if one := self._one("person"):
            self.office.do(RecordLeaving(target=one.id, left=self.office.today))

    def _register(self) -> None:
        received = self.office.now - timedelta(days=self.random.randint(0, 90))
        self.office.do(RegisterGrievance(received=received, subject=self._name(), text="拖欠工资 Lohn"))

    def _handle(self) -> None:
        if one := self._one("grievance"):
            kinds: list[type[Action]] = [AcceptGrievance, TakeStep, PauseGrievance, ResumeGrievance, ReplyToGrievance]
            action = self.random.choice(kinds)
            today = self.office.today
            asked = {
                "accepted": today,
                "day": today,
                "text": self._name(),
                "pause_reason": "x",
                "paused_until": today + timedelta(9),
            }
            if action is TakeStep:
                asked |= {"next": "回访", "next_due": today + timedelta(5)}
            given = {name: value for name, value in asked.items() if name in action.model_fields}
            self.office.do(action(target=one.id, **given))

    def _elsewhere(self) -> None:
        if one := self._one(self.random.choice(["person", "grievance"])):
            name = "name" if one.kind == "person" else "subject"
            self.from_elsewhere(self.store, one, **{name: self._name(), "deleted": self.random.random() < 0.1})

    def _resolve(self) -> None:
        if one := self._one("conflict"):
            heads = self.store.heads(one.of)[one.field]
            self.office.do(ResolveConflict(target=one.id, chosen=self.random.choice(heads).id))

    def _undone(self) -> None:
        with suppress(ZeroDivisionError), self.store.transaction():
            self._add()
            self._elsewhere()
            raise ZeroDivisionError


@pytest.mark.parametrize("seed", range(6))
def test_after_any_life_rebuilt_tables_equal_live_ones(
    seed: int, site: OpenSite, office: Office, from_elsewhere: Callable[..., Any]
) -> None:
    life = Life(office, site.store, from_elsewhere, seed)
    for _ in range(60):
        life.step()
    assert site.store.check() is None
    live = {kind: site.store.find(Query(kind, order=("id",))) for kind in RECORDS}
    site.store.rebuild()
    assert {kind: site.store.find(Query(kind, order=("id",))) for kind in RECORDS} == live
    assert site.store.check() is None


def test_a_declaration_that_has_changed_makes_the_tables_again(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(name="张三"))
    with behind_its_back(site.store) as db:
        db.execute("DROP TABLE kind_person")
        db.execute("CREATE TABLE kind_person (n INTEGER PRIMARY KEY, id TEXT, former TEXT)")
        db.execute("UPDATE meta SET value = 'an older declaration' WHERE name = 'tables'")
    steps: list[tuple[int, int]] = []
    again = SqlStore(site.store.path, site.store._key, lambda done, total: steps.append((done, total)))
    assert [each.name for each in again.find(Query("person"))] == ["张三"]
    assert steps
    assert steps[-1][0] == steps[-1][1]
    assert again.check() is None
    again.close()


def test_tables_that_are_as_declared_are_left_alone(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(name="张三"))
    steps: list[int] = []
    SqlStore(site.store.path, site.store._key, lambda done, total: steps.append(done)).close()
    assert steps == []
