"""The terminal is asked how wide it draws ambiguous characters; texts are cut to a width."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.terminal.glyphs import fit_middle, glyphs

ROOT = Path(__file__).parents[3]
PROBE = "from tui.terminal.glyphs import ambiguous_is_wide; print(ambiguous_is_wide())"


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")
@pytest.mark.parametrize(
    ("answer", "wide"),
    [(b"\x1b[1;2R", "False"), (b"\x1b[12;3R", "True"), (b"jk\x1b[1;3R", "True"), (b"", "False")],
    ids=["narrow", "wide", "wide-while-typing", "silent"],
)  # fmt: skip
def test_the_answer_of_the_terminal_decides(answer: bytes, wide: str) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", PROBE], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as program:
        os.close(theirs)
        asked = b""
        while not asked.endswith(b"\x1b[6n"):
            asked += os.read(ours, 64)
        os.write(ours, answer)
        said, _ = program.communicate(timeout=30)
    os.close(ours)
    assert said.strip() == wide


def test_nothing_is_asked_where_there_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")


@given(st.text(st.sampled_from("ab 补课。×")), st.integers(0, 30))
def test_a_text_cut_in_its_middle_has_the_width_and_keeps_both_ends(text: str, width: int) -> None:
    shown = fit_middle(text, width)
    assert cell_len(shown) == width
    if cell_len(text) <= width:
        assert shown.rstrip() == text.rstrip()
    elif width > 6:
        begins, _more, ends = shown.rstrip().partition(glyphs().more)
        assert text.startswith(begins.rstrip())
        assert text.rstrip().endswith(ends.strip())
        assert ends.strip() or not text[-1].strip()
