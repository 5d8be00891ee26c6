"""The state of a record follows from the set of its changes: no order, repetition or route makes a difference."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from core.model.merge import Write, conflicts, resolve_heads, values

FIELDS = ("name", "post", "unit")


@st.composite
def histories(draw: st.DrawFn) -> list[Write]:
    """Draw what several sites, each knowing some of the changes before, may have written of one record."""
    writes: list[Write] = []
    for number in range(draw(st.integers(1, 8))):
        known = [write for write in writes if draw(st.booleans())]
        set_ = draw(st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 2), min_size=1))
        seen = resolve_heads(known)
        supersedes = dict.fromkeys(head.id for name in set_ for head in seen.get(name, ()))
        writes.append(Write(f"{number:02}", draw(st.integers(0, 3)), tuple(supersedes), set_))
    return writes


def write(identifier: str, time: int, supersedes: Sequence[str] = (), **fields: object) -> Write:
    return Write(identifier, time, tuple(supersedes), fields)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_changes_does_not_matter(writes: list[Write], random: object) -> None:
    shuffled = list(writes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve_heads(shuffled) == resolve_heads(writes)


@given(histories())
def test_a_change_that_comes_twice_counts_once(writes: list[Write]) -> None:
    assert resolve_heads([*writes, *writes]) == resolve_heads(writes)


@given(histories())
def test_no_field_that_was_ever_set_is_left_without_a_value(writes: list[Write]) -> None:
    assert resolve_heads(writes).keys() == {name for write in writes for name in write.fields}
    assert all(resolve_heads(writes).values())


@given(histories())
def test_no_head_has_been_replaced_in_its_field(writes: list[Write]) -> None:
    for name, heads in resolve_heads(writes).items():
        replaced = {earlier for write in writes if name in write.fields for earlier in write.supersedes}
        assert not {head.id for head in heads} & replaced


@given(histories(), st.sampled_from(FIELDS))
def test_one_change_over_all_heads_resolves_a_field_for_good(writes: list[Write], name: str) -> None:
    heads = resolve_heads(writes).get(name, ())
    decision = write("zz", 0, [head.id for head in heads], **{name: "decided"})
    settled = resolve_heads([*writes, decision])
    assert settled[name] == (decision,)
    assert name not in conflicts(settled)


@given(histories(), st.sampled_from(FIELDS))
def test_two_sites_that_resolve_alike_at_once_agree(writes: list[Write], name: str) -> None:
    supersedes = [head.id for head in resolve_heads(writes).get(name, ())]
    both = resolve_heads([*writes, write("y", 5, supersedes, **{name: 1}), write("z", 6, supersedes, **{name: 1})])
    assert [head.id for head in both[name]] == ["z", "y"]
    assert name not in conflicts(both)


def test_a_later_change_that_knows_the_earlier_one_replaces_it() -> None:
    heads = resolve_heads([write("a", 1, name="张三"), write("b", 2, "a", name="张山")])
    assert values(heads) == {"name": "张山"}
    assert conflicts(heads) == []


def test_knowing_counts_and_not_the_clock() -> None:
    heads = resolve_heads([write("a", 9, name="张三"), write("b", 2, "a", name="张山")])
    assert values(heads) == {"name": "张山"}


def test_two_that_do_not_know_each_other_are_both_kept_and_the_later_is_shown() -> None:
    heads = resolve_heads(
        [write("a", 1, name="张三"), write("b", 2, "a", name="张山"), write("c", 3, "a", name="章三")]
    )
    assert [head.id for head in heads["name"]] == ["c", "b"]
    assert values(heads) == {"name": "章三"}
    assert conflicts(heads) == ["name"]


def test_at_the_same_time_the_greater_identifier_is_shown_everywhere() -> None:
    one, other = write("a", 1, name="张三"), write("b", 1, name="张山")
    assert values(resolve_heads([one, other])) == values(resolve_heads([other, one])) == {"name": "张山"}


def test_the_same_value_twice_is_no_conflict() -> None:
    assert conflicts(resolve_heads([write("a", 1, name="张三"), write("b", 2, name="张三")])) == []


def test_different_fields_never_conflict() -> None:
    heads = resolve_heads(
        [write("a", 1, name="张三", post=""), write("b", 2, "a", name="张山"), write("c", 3, "a", post="科员")]
    )
    assert values(heads) == {"name": "张山", "post": "科员"}
    assert conflicts(heads) == []


def test_a_change_replaces_only_in_the_fields_it_sets() -> None:
    heads = resolve_heads([write("a", 1, name="张三", post="科员"), write("b", 2, "a", name="张山")])
    assert values(heads) == {"name": "张山", "post": "科员"}
