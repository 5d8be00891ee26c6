"""Replacing one tree of a policy pack in its text."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.packtext import PackNotRewritten, Tree, with_tree

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.just({}), lambda below: st.dictionaries(NAMES, below, max_size=4), max_leaves=12
)

PACK = """# Pack
name = "cn"

[options] # lists
compartments = ["common"]
categories = [
  "old",
]

[lock]
idle_minutes = 5
"""


def paths(node: object, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Return every path of a tree, whether a branch is written as a table or as a list."""
    below = node if isinstance(node, dict) else dict.fromkeys(node, ())  # type: ignore[call-overload]
    return {path for name, each in below.items() for path in ({(*above, name)} | paths(each, (*above, name)))}


@given(TREES)
def test_any_tree_is_read_back_as_it_was_and_nothing_else_changes(tree: Tree) -> None:
    changed = tomllib.loads(with_tree(PACK, "categories", tree))
    assert paths(changed["options"].pop("categories")) == paths(tree)
    assert changed == {"name": "cn", "options": {"compartments": ["common"]}, "lock": {"idle_minutes": 5}}


@given(TREES, TREES)
def test_a_tree_that_was_put_in_is_replaced_whole(one: Tree, other: Tree) -> None:
    assert with_tree(with_tree(PACK, "categories", one), "categories", other) == with_tree(PACK, "categories", other)


@pytest.mark.parametrize(
    "written",
    [
        '[options.categories]\n"a" = ["b"]\n[options.categories."c"]\nd = []',
        '[options]\nother = []\n[options."categories".a]\nb = ["c"] # why',
        '[options]\ncategories.a = ["b"]\ncategories.c = []',
        '[options]\ncategories = {a = ["b"], c = []}',
        'options.categories.a = """\n[lock]"""',
        "[lock]",
    ],
)
def test_every_usual_way_of_writing_the_old_tree_is_replaced(written: str) -> None:
    changed = tomllib.loads(with_tree(written, "categories", {"new": {}}))
    assert changed["options"]["categories"] == {"new": []}


def test_comments_stay() -> None:
    text = "[options.categories]\n# ours\na = []\n\n# about the lock\n[lock]\nidle_minutes = 5\n"
    changed = with_tree(text, "categories", {"new": {}})
    assert "# ours" in changed
    assert "# about the lock\n[lock]" in changed


def test_a_way_that_is_not_foreseen_is_refused() -> None:
    with pytest.raises(PackNotRewritten):
        with_tree('options = {categories = ["a"], compartments = ["b"]}', "categories", {"new": {}})
