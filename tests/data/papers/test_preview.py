"""A picture made small by another process, which is killed if it takes too long."""

import subprocess
import sys
from typing import Any

import pytest

from data.papers import preview as preview_module
from data.papers.preview import NoPreview, preview
from tests.support.papers import PDF, png


def test_a_picture_is_made_small_and_keeps_its_shape() -> None:
    small = preview(png(400, 600, (10, 200, 30)), 40, 40)
    assert small.whole == (400, 600)
    assert (small.width, small.height) == (27, 40)
    assert small.at(0, 0) == small.at(26, 39) == (10, 200, 30)
    assert small.at(0, 40) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", PDF, b"GIF89a", png()[:60], png(400, 400)[:-80]], ids=range(5))
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NoPreview):
        preview(content, 40, 40)


def test_a_picture_of_far_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    bomb = bytearray(png(10, 10))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(NoPreview):
        preview(bytes(bomb), 40, 40)


def test_a_process_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    real = subprocess.Popen

    class Slow(real):  # type: ignore[misc, valid-type]
        def __init__(self, *_args: Any, **options: Any) -> None:
            super().__init__([sys.executable, "-c", "import time; time.sleep(60)"], **options)
            begun.append(self)

    monkeypatch.setattr(preview_module, "SECONDS", 0.2)
    monkeypatch.setattr(subprocess, "Popen", Slow)
    with pytest.raises(NoPreview):
        preview(png(), 40, 40)
    assert begun[0].poll() is not None
