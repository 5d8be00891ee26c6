"""What is masked for a role is masked on every surface, and is not to be guessed by asking."""

from collections.abc import Iterator

import pytest

from core.model.query import (
    Begins,
    Between,
    Blank,
    Called,
    Condition,
    FullText,
    Having,
    Is,
    Not,
    Query,
    StartsWith,
    Via,
)
from core.model.record import columns, encode
from core.results.transfer import IncomingConflict
from core.values.mask import MASK
from tests.support.permissions import DECIDED, KEPT, Stock, each_role

pytestmark = pytest.mark.database  # thousands of attempts stand in its audit, which indexes find
MASKED = [name.split(".") for name in DECIDED.masked]


@each_role
def test_a_masked_field_is_masked_on_every_surface(pack: str, role: str, stock: Stock) -> None:
    office = stock.sign_in(pack, role)
    for kind, name in MASKED:
        if role not in DECIDED.kinds[kind].all:
            continue
        record, needs_to_know = stock.records[kind], role in DECIDED.masked[f"{kind}.{name}"]
        secret, query = getattr(record, name), Query(kind, Is("id", (record.id,)))
        assert secret  # or there is nothing to hide
        seen, elsewhere = (secret, "别处") if needs_to_know else (MASK, MASK)
        looks = (office.get(kind, record.id), office.get_listed(kind, record.id), office.look_up(record.id))
        assert [getattr(look, name) for look in (*looks, *office.find(query))] == [seen] * 4
        assert office.page(kind, office.keys(query), [name, "id"]) == [(seen, record.id)]
        assert [value for value, _ in office.groups(query, name)] == ([secret] if needs_to_know else [])
        history = office.history(record)
        told = [fields[name] for each in history for fields in (each.change.body.fields, each.before) if name in fields]
        assert encode(seen) in told
        assert [value for value in told if value not in (encode(seen), elsewhere, None)] == []
        (clash,) = office.visible_conflicts([IncomingConflict(kind, record.id, name, secret, "别处")])
        assert (clash.ours, clash.theirs) == (seen, elsewhere)


@each_role
def test_a_masked_field_cannot_be_guessed_by_asking(pack: str, role: str, stock: Stock) -> None:
    """Neither a filter, nor an order, nor a word, nor its spelling, nor a way round through a reference answers."""
    office = stock.sign_in(pack, role)
    for kind, name in MASKED:
        if role in DECIDED.masked[f"{kind}.{name}"]:
            continue
        secret = getattr(stock.records[kind], name)
        asked: list[Condition] = [Is(name, (secret,)), Not(Is(name, ("x",))), Not(Blank(name))]
        asked += [Between(name, secret, secret), StartsWith(name, str(secret)[:1]), Begins(name, str(secret))]
        asked += [Called(name, str(secret)), Called(name, "yangben")]
        assert [guess for guess in asked if office.count(Query(kind, guess))] == []
        assert office.count(Query(kind, FullText(f"样本 {name}"))) == 0
        assert [list(office.keys(Query(kind, order=(order,)))) for order in (name, f"-{name}")] == [[], []]
        assert [way for way in ways_round(kind, asked[0]) if office.count(way)] == []


def ways_round(kind: str, guess: Condition) -> Iterator[Query]:
    """Yield what asks for other records, which refer to one of a kind or to which it refers, by what that one holds."""
    for other, record_type in KEPT.items():
        referring = [name for name, column in columns(record_type).items() if column.about.refers == kind]
        yield from (Query(other, Via(name, kind, guess)) for name in referring)
        yield from (Query(other, Not(Via(name, kind, guess))) for name in referring)
    for derived in ("agenda", "conflict"):
        yield Query(derived, Via("of", kind, guess))
        yield Query(derived, Not(Via("of", kind, guess)))
    for name, column in columns(KEPT[kind]).items():
        if column.about.refers in KEPT:
            yield Query(column.about.refers, Having(kind, name, guess))
            yield Query(column.about.refers, Not(Having(kind, name, guess)))
