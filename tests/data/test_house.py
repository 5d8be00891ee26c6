"""The house asks for the rights that reading and applying files needs, and tells of them what an officer may know."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.exchange import OTHER, KindCount
from core.office import NotAllowed
from data.house import House
from tests.conftest import appoint

Hands = tuple[Any, ...]


@pytest.fixture
def house(hands: Hands) -> House:
    """The house of the second site."""
    house = House(hands[1].store.path.parent)
    house._site = hands[1].site
    return house


@pytest.fixture
def files(hands: Hands, made: Callable[..., Any]) -> tuple[Path, Path]:
    """What the first site has sent to the second one: two care files, and the purge of one of them."""
    a, b, _ = hands
    one, two = made("care_file"), made("care_file")
    a.keep(one, two)
    first = a.send(b)
    a.purge(one)
    return first, a.send(b)


def test_a_file_is_not_even_looked_at_without_the_duty_to_receive(
    hands: Hands, house: House, files: tuple[Path, Path]
) -> None:
    b = hands[1]
    appoint(b.office, "李明", 2, "helper")
    with pytest.raises(NotAllowed, match="Receive transfer"):
        house.inspect(b.site.office(2), files[0])


def test_a_preview_says_what_is_purged_and_of_what_one_may_not_read_only_that_it_is_something(
    hands: Hands, house: House, files: tuple[Path, Path]
) -> None:
    b = hands[1]
    b.receive(files[0])
    appoint(b.office, "李明", 2, "clerk")
    seen = {each.kind: each for each in house.inspect(b.office, files[1]).counts}
    assert seen["care_file"] == KindCount("care_file", 0, 0, 1)
    assert "care_file" not in {each.kind for each in house.inspect(b.site.office(2), files[1]).counts}
    others = next(each for each in house.inspect(b.site.office(2), files[1]).counts if each.kind == OTHER)
    assert others.purged == 1
