"""A paste is text, however the terminal cuts it in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tests.support.hostile_text import ATTACK
from tui.terminal.paste import TameParser, Tamer

BEGIN, END = "\x1b[200~", "\x1b[201~"


def fed(*pieces: str) -> list[object]:
    parser = TameParser()
    return [
        token.text if isinstance(token, events.Paste) else token.key  # type: ignore[attr-defined]
        for piece in pieces
        for token in parser.feed(piece)
    ]


@pytest.mark.parametrize(
    "evil", ["\x1b[24~", "\x1b" + "y" * 40, "\x1bqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "\x9b24~", "\x11", ATTACK]
)
def test_a_control_sequence_in_a_paste_presses_no_key(evil: str) -> None:
    (pasted,) = fed(f"{BEGIN}a{evil}b{END}")
    assert isinstance(pasted, str)
    assert (pasted[0], pasted[-1]) == ("a", "b")
    assert not set(pasted) & set("\x1b\x9b\x11\x07")


@given(st.text(st.sampled_from("ab\x1b[201~q")), st.data())
def test_it_does_not_matter_where_it_is_cut(inside: str, data: st.DataObject) -> None:
    whole = f"xy{BEGIN}{inside}{END}z"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    tamer = Tamer()
    assert "".join(map(tamer.tame, pieces)) == Tamer().tame(whole)


@given(st.text(st.characters(exclude_categories=["Cc"])))
def test_text_and_keys_pass_unchanged(text: str) -> None:
    whole = f"j\x1b[B{BEGIN}{text}\r\n\t{END}\x1b[24~"
    assert Tamer().tame(whole) == whole


def test_keys_around_a_paste_stay_keys() -> None:
    assert fed("j\x1b[B", f"{BEGIN}two\rlines{END}k") == ["j", "down", "two\rlines", "k"]
