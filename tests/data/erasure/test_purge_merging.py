"""Whatever three sites write, purge and exchange, in whatever order: they end alike, and what is purged is gone."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.desks.grievances import Grievance, Step, StepKind
from core.model.change import PURGE
from core.model.record import RECORDS
from core.office.refusals import Refused
from core.values.ids import new_id
from data.erasure.erase import Purged

SITES = st.integers(0, 2)
RECORDS_OF_A_STORY = st.integers(0, 1)
DEEDS = st.one_of(
    st.tuples(st.just("edit"), SITES, RECORDS_OF_A_STORY),
    st.tuples(st.just("add_part"), SITES, RECORDS_OF_A_STORY),
    st.tuples(st.just("purge"), SITES, RECORDS_OF_A_STORY),
    st.tuples(st.just("purge_part"), SITES, RECORDS_OF_A_STORY),
    st.tuples(st.just("send"), SITES, SITES),
    st.tuples(st.just("take"), SITES, st.integers(0, 99)),
)


@dataclass
class Story:
    """What happens to two grievances, each with one step, whose identifiers all sites know from the start."""

    hands: tuple[Any, ...]
    grievances: list[str] = field(default_factory=lambda: [new_id(), new_id()])
    steps: list[str] = field(default_factory=lambda: [new_id(), new_id()])
    on_the_way: list[list[Path]] = field(default_factory=lambda: [[], [], []])
    purged: set[str] = field(default_factory=set)
    told: int = 0

    def edit(self, site: int, which: int) -> None:
        self._write(site, Grievance(id=self.grievances[which], subject=self._text(), accept_days=15,
                                    received=datetime(2026, 11, 1)))  # fmt: skip

    def add_part(self, site: int, which: int) -> None:
        self._write(site, Step(id=self.steps[which], grievance=self.grievances[which], step=StepKind.VISIT,
                               day=date(2026, 11, 2), by="f" * 32, text=self._text()))  # fmt: skip

    def _text(self) -> str:
        self.told += 1
        return f"第{self.told}次"

    def _write(self, site: int, record: Any) -> None:
        """Writing is refused where the purge is known, and only there."""
        known = {purge.of for purge in self.hands[site].find(PURGE)}
        wholes = {record.id, getattr(record, "grievance", record.id)}
        if wholes & known:
            with pytest.raises(Purged):
                self.hands[site].keep(record)
        else:
            self.hands[site].keep(record)

    def purge(self, site: int, which: int) -> None:
        self._purge(site, Grievance.kind, self.grievances[which])

    def purge_part(self, site: int, which: int) -> None:
        self._purge(site, Step.kind, self.steps[which])

    def _purge(self, site: int, kind: str, record: str) -> None:
        found = [each for each in self.hands[site].find(kind) if each.id == record]
        self.hands[site].purge(*found)
        self.purged |= {each.id for each in found}

    def send(self, site: int, to: int) -> None:
        if site != to:
            self.on_the_way[to].append(self.hands[site].send(self.hands[to]))

    def take(self, site: int, place: int) -> None:
        """Take in any file that is on its way, or that was taken before."""
        files = self.on_the_way[site]
        if files:
            with suppress(Refused):  # received already
                self.hands[site].receive(files[place % len(files)])

    def end(self) -> None:
        """Let everything reach everybody, twice, for what is taken in may have to be purged in its turn."""
        hub, *others = self.hands
        for _ in range(2):
            for other in others:
                hub.receive(other.send(hub))
            for other in others:
                other.receive(hub.send(other))


def shown(hand: Any, identifiers: set[str]) -> dict[str, list[Any]]:
    """Return what a site shows of these records, and of their purges and what follows from them."""
    return {
        kind: [each for each in hand.find(kind) if identifiers & {each.id, getattr(each, "of", "")}] for kind in RECORDS
    }


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory, hands_in: Callable[..., tuple[Any, ...]]) -> tuple[Any, ...]:
    return hands_in(tmp_path_factory.mktemp("three"), "甲站", "乙站", "丙站")


@settings(max_examples=12)
@given(deeds=st.lists(DEEDS, min_size=8, max_size=25))
def test_all_sites_end_alike_and_what_is_purged_stays_purged(three: tuple[Any, ...], deeds: list[Any]) -> None:
    story = Story(three)
    for which in range(2):
        story.edit(which, which)
    story.end()
    for deed, *who in deeds:
        getattr(story, deed)(*who)
    story.end()
    identifiers = {*story.grievances, *story.steps}
    first, *others = (shown(hand, identifiers) for hand in three)
    assert others == [first, first]
    gone = story.purged | {step for step, of in zip(story.steps, story.grievances, strict=True) if of in story.purged}
    assert not gone & {each.id for kind in (Grievance.kind, Step.kind) for each in first[kind]}
    for hand in three:
        assert not any(hand.store.history(record) for record in gone)
        assert hand.store.check() is None
