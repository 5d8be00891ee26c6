"""Replacing one tree, or some figures, of a policy pack in its text."""

import re
import tomllib
from datetime import date
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policy import editing
from core.policy.editing import PackNotRewritten, Tree, with_figures, with_tree

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
    twice = with_tree(with_tree(PACK, "categories", one), "categories", other)
    assert tomllib.loads(twice) == tomllib.loads(with_tree(PACK, "categories", other))


@pytest.mark.parametrize(
    "written",
    [
        '[options.categories]\n"a" = ["b"]\n[options.categories."c"]\nd = []',
        '[options]\nother = []\n[options."categories".a]\nb = ["c"] # why',
        '[options]\ncategories.a = ["b"]\ncategories.c = []',
        '[options]\ncategories = {a = ["b"], c = []}',
        'options = {categories = ["a"], compartments = ["b"]}',
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


def test_a_text_that_would_then_say_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "_replace", lambda *_: None)
    with pytest.raises(PackNotRewritten):
        with_tree(PACK, "categories", {"new": {}})


def test_what_stays_of_a_tree_keeps_its_remarks() -> None:
    text = '[options.categories]\n"a" = [\n  "b", # since 2024\n  # "c",\n]\n"d" = ["e"] # others\n'
    assert with_tree(text, "categories", {"a": {"b": {}, "x": {}}, "d": {"e": {}}}) == text.replace(
        '  # "c",\n', '  # "c",\n  "x"\n'
    )


# Figures

FIGURES = """[lock] # the screen
idle_minutes = 5 # minutes
# the end of the lock

[lists]
names = [
  "a", # first
]

[lists.more]
c = 1
"""


def test_a_figure_keeps_its_line_and_the_comment_on_it() -> None:
    assert with_figures(FIGURES, "lock", {"idle_minutes": 9}) == FIGURES.replace("= 5", "= 9")


def test_a_new_figure_stands_at_the_end_of_its_section() -> None:
    changed = with_figures(FIGURES, "lists", {"other": True})
    assert changed == FIGURES.replace("]\n\n[lists.more]", "]\nother = true\n\n[lists.more]")


def test_a_new_section_stands_at_the_end_of_the_text() -> None:
    assert with_figures(FIGURES, "grid", {"days": 3}) == f"{FIGURES}\n[grid]\ndays = 3\n"


LIST = """[grievances]
accept_days = 10
second_closes = [
  "withdrawn",   # decided in the meeting of 3 March
  # "partly",    # perhaps later
  "unresolved",  # always
] # and nothing else
soon_days = 7
"""


@pytest.mark.parametrize(
    ("entries", "line", "instead"),
    [
        (["withdrawn", "unresolved", "explained"], "always\n", 'always\n  "explained",\n'),
        (["withdrawn", "explained"], '"unresolved"', '"explained"'),
        (["withdrawn"], '  "unresolved",  # always\n', ""),
        (["unresolved"], '  "withdrawn",   # decided in the meeting of 3 March\n', ""),
        (["withdrawn", "unresolved"], "", ""),
    ],
)
def test_a_list_keeps_its_lines_with_the_remarks_on_them_and_what_is_commented_out(
    entries: list[str], line: str, instead: str
) -> None:
    assert with_figures(LIST, "grievances", {"second_closes": entries}) == LIST.replace(line, instead)


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "丙"]), max_size=6)


@given(WORDS, WORDS)
def test_whatever_becomes_of_a_list_the_remarks_on_what_stays_stay(before: list[str], after: list[str]) -> None:
    lines = [f'  "{entry}", # about {place}\n  # "out {place}",\n' for place, entry in enumerate(before)]
    text = f"[lists]\nnames = [\n{''.join(lines)}] # end\n"
    changed = with_figures(text, "lists", {"names": after})
    assert tomllib.loads(changed) == {"lists": {"names": after}}
    assert all(f'# "out {place}"' in changed for place in range(len(before)))
    for place, _, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for stays in range(place, place + size):
            assert re.search(f'^ *"{before[stays]}",? +# about {stays}$', changed, re.MULTILINE)
    assert "] # end" in changed


def test_a_figure_that_is_taken_out_leaves_all_else() -> None:
    assert with_figures(FIGURES, "lists", {"names": None}) == FIGURES.replace('names = [\n  "a", # first\n]\n', "")


def test_a_table_of_values_has_a_section_of_its_own() -> None:
    changed = with_figures("[workdays]\npublic = true\n", "workdays", {"off": {date(2026, 12, 31): "厂休"}})
    assert tomllib.loads(changed) == {"workdays": {"public": True, "off": {"2026-12-31": "厂休"}}}


VALUES = st.integers(-(10**9), 10**9) | st.booleans() | st.dates() | st.text(max_size=8) | st.lists(NAMES, max_size=3)


@given(st.dictionaries(st.sampled_from(["idle_minutes", "other", "names"]), VALUES))
def test_any_figures_are_read_back_as_they_were_and_nothing_else_changes(figures: dict[str, object]) -> None:
    before, after = tomllib.loads(FIGURES), tomllib.loads(with_figures(FIGURES, "lists", figures))
    assert after == {**before, "lists": {**before["lists"], **figures}}
