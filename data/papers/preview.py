"""A picture made small enough for the screen, by a child process that can be killed (`data.papers.preview_child`)."""

import subprocess
import sys
from typing import Final

from core.results.picture import Picture
from core.values.refusal import Refusal

SECONDS: Final = 20.0
_HEAD: Final = 64


class NoPreview(Refusal):
    """This picture cannot be shown here: it is damaged, or too large. Write it out to look at it."""


def preview(content: bytes, width: int, height: int) -> Picture:
    """Return a picture that is no wider and no higher than so many pixels; raises NoPreview."""
    child = [sys.executable, "-I", "-m", "data.papers.preview_child", str(width), str(height)]
    try:
        done = subprocess.run(child, input=content, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise NoPreview from None
    head, _, pixels = done.stdout.partition(b"\n")
    try:
        whole_width, whole_height, small_width, small_height = map(int, head[:_HEAD].split())
    except ValueError:
        raise NoPreview from None
    fits = 0 < small_width <= width and 0 < small_height <= height
    if done.returncode or not fits or len(pixels) != small_width * small_height * 3:
        raise NoPreview
    return Picture((whole_width, whole_height), small_width, small_height, pixels)
