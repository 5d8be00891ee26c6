"""What is found of a medium before a file is written to it, and what became of the writing: closed lists of words.

The looking is `data.media.preflight`'s (docs/formats/medium.md), the writing `data.media.verified_write`'s
(docs/formats/transfer.md §10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say


class MediumState(LabelledEnum):
    """What can be found."""

    READY = "ready", N_("ready")
    NOT_THERE = "not_there", N_("not there")
    NOT_WRITABLE = "not_writable", N_("not writable")
    FILE_EXISTS = "file_exists", N_("file exists")
    OTHER_MEDIUM = "other_medium", N_("another medium")
    NO_NUMBER = "no_number", N_("has no number")
    NOT_FOR_USE = "not_for_use", N_("not for use")
    NO_ROOM = "no_room", N_("no room")
    OTHER_FILES = "other_files", N_("holds other files")
    SAME_DISK = "same_disk", N_("same disk as the store")


WARNINGS: Final = frozenset({MediumState.OTHER_FILES, MediumState.SAME_DISK, MediumState.READY})
"""What does not stop the writing."""

SENTENCES: Final[Mapping[MediumState, str]] = {
    MediumState.READY: N_("The medium is ready."),
    MediumState.NOT_THERE: N_("The folder {folder} is not there. Plug the medium in, and choose it again."),
    MediumState.NOT_WRITABLE: N_("{folder} can only be read. Take the write protection off, or use another medium."),
    MediumState.FILE_EXISTS: N_("A file {name} is there already and is not overwritten. Choose another name."),
    MediumState.OTHER_MEDIUM: N_("This is not medium {expected}: its number is {found}. Plug the right one in."),
    MediumState.NO_NUMBER: N_("This is not medium {expected}: it has no number. Plug the right one in."),
    MediumState.NOT_FOR_USE: N_("The ledger says of medium {found}: {stage}. Do not use it before that is cleared up."),
    MediumState.NO_ROOM: N_("{needed:,} bytes are needed and {free:,} are free. Make room, or use a larger medium."),
    MediumState.OTHER_FILES: N_("The medium holds other files too ({count}). Whoever carries it carries them."),
    MediumState.SAME_DISK: N_("This is the disk that holds the store, not a medium that can be carried away."),
}
"""What stands for the number of a medium that has none."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that was found."""

    state: MediumState
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether nothing can be written before it is mended."""
        return self.state not in WARNINGS

    @property
    def sentence(self) -> Sentence:
        """What it is, and what to do about it."""
        return say(SENTENCES[self.state], **self.facts)


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found of a medium; nothing has been written."""

    path: Path
    medium: str
    """The number that stands on the medium, or nothing."""
    needed: int
    """How many bytes the file needs; 0 if that was not worked out."""
    found: tuple[Notice, ...]
    device: int = 0
    """What the system calls the file system there; 0 if there is no such folder."""

    @property
    def ready(self) -> bool:
        """Whether nothing stops the writing."""
        return not self.stops

    @property
    def stops(self) -> tuple[Notice, ...]:
        """What stops it."""
        return tuple(notice for notice in self.found if notice.stops)


class WriteState(LabelledEnum):
    """What became of a file that was to be written."""

    NOT_WRITTEN = "not_written", N_("nothing was written")
    NOT_READ_BACK = "not_read_back", N_("written, and not read back as it was written")


class CleanUp(LabelledEnum):
    """What became of what was begun."""

    NOTHING_LEFT = "nothing_left", N_("nothing is left on the medium")
    LEFT = "left", N_("something is left on the medium")


class WriteFailed(Refusal):
    """{why} Outcome: {state}; {cleanup}."""

    def __init__(self, cause: Refusal, state: WriteState, cleanup: CleanUp) -> None:
        """Keep what became of the file, and of what was begun."""
        super().__init__(why=cause.sentence, state=say(state.label), cleanup=say(cleanup.label))
        self.state = state
        self.cleanup = cleanup
