"""How far long work is, on one line of the terminal."""

import argparse
import io
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from tui.cli.progress import ProgressLine


@pytest.fixture
def terminal() -> Iterator[io.StringIO]:
    """An error output that is a terminal."""
    written = io.StringIO()
    with (
        patch("tui.cli.progress.is_terminal", lambda stream: True),
        patch("tui.cli.progress.write_control", lambda text, stream: written.write(text)),
    ):
        yield written


def asked(json: bool = False) -> argparse.Namespace:
    return argparse.Namespace(json=json)


def lines(terminal: io.StringIO) -> list[str]:
    """Return the lines as they stand at the end, each as it was written last."""
    return [line.split("\r\x1b[K")[-1] for line in terminal.getvalue().removesuffix("\n").split("\n")]


def test_each_step_is_named_on_a_line_of_its_own_before_anything_is_done(terminal: io.StringIO) -> None:
    with ProgressLine(asked()) as line:
        line.begin("Founding")
        assert lines(terminal) == ["Founding …"]
        line.begin("Playing")(1, 4)
        assert lines(terminal) == ["Founding: done", "Playing [######------------------] 25 %"]
    assert lines(terminal) == ["Founding: done", "Playing: done"]


def test_the_counter_never_stands_at_its_total(terminal: io.StringIO) -> None:
    with ProgressLine(asked()) as line:
        told = line.begin("Playing")
        for done in (3, 4, 4):
            told(done, 4)
        assert lines(terminal) == ["Playing Finishing …"]


def test_a_step_that_fails_is_not_said_to_be_done(terminal: io.StringIO) -> None:
    with pytest.raises(ZeroDivisionError), ProgressLine(asked()) as line:
        line.begin("Playing")(1, 0 // 0)
    assert lines(terminal) == ["Playing …"]


def test_work_without_steps_has_a_bar_too(terminal: io.StringIO) -> None:
    line = ProgressLine(asked())
    line(1, 2)
    assert lines(terminal) == ["[############------------] 50 %"]
    line(2, 2)
    assert lines(terminal) == ["Finishing …"]


def test_for_other_programs_there_is_silence(terminal: io.StringIO) -> None:
    with ProgressLine(asked(json=True)) as line:
        line.begin("Playing")(1, 4)
    assert terminal.getvalue() == ""
