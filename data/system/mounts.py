"""Where removable media are mounted."""

from contextlib import suppress
from pathlib import Path

MEDIA_ROOTS = ("/media", "/run/media", "/mnt")
"""Where Linux mounts removable media, one or two folders down."""


def removable_media() -> list[Path]:
    """Return where removable media are mounted."""
    found: set[Path] = set()
    for root in map(Path, MEDIA_ROOTS):
        for pattern in ("*", "*/*"):
            with suppress(OSError):
                found.update(place for place in root.glob(pattern) if place.is_mount())
    return sorted(found)
