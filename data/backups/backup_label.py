"""The label of a backup, `backup.json`: which files it has, bound together under a key of the vault (backup §2)."""

import hashlib
import hmac
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, ValidationError

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats.strict_json import Identifier, Strict, Sum, refuse_version
from data.papers.paper_folder import PaperFolder
from data.system.disk import file_refusals, is_file, open_ordinary
from data.transfer_file.manifest import valid_time
from data.vault.folder import HEADER, LABEL
from data.vault.key_schedule import Keys

_FORMAT: Final = "sealdesk-backup"
_VERSION: Final = 1
_BYTES_AT_MOST: Final = 4096


class NoBackup(Refusal):
    """There is no Sealdesk backup in {folder}. Name the folder of one backup, the one with backup.json in it."""


class BackupNewer(Refusal):
    """This backup was made by a newer Sealdesk (format {version}). Install that Sealdesk on this computer."""


class LabelledFile(Strict):
    """A file of a backup."""

    name: str
    sha256: Sum
    size: Annotated[int, Field(ge=0)]


class LabelledPapers(Strict):
    """The sealed papers of a backup: each is named by its own sum, so that their names stand for what they hold."""

    count: Annotated[int, Field(ge=1)]
    sha256: Sum
    size: Annotated[int, Field(ge=1)]

    @classmethod
    def of(cls, folder: PaperFolder) -> "LabelledPapers | None":
        """Return what the label says of a folder of papers; None if there are none."""
        names = folder.names()
        if not names:
            return None
        listed = hashlib.sha256("".join(f"{name}\n" for name in names).encode()).hexdigest()
        return cls(count=len(names), sha256=listed, size=sum(map(folder.size, names)))


class Label(Strict):
    """What `backup.json` says (§2)."""

    changes: Annotated[int, Field(ge=0)]
    files: Annotated[list[LabelledFile], Field(min_length=2, max_length=2)]
    format: Literal["sealdesk-backup"] = _FORMAT
    mac: Sum = "0" * 64
    made: Annotated[str, AfterValidator(valid_time)]
    papers: LabelledPapers | None = None
    """Left out where there are none, as in the backups of former versions."""
    vault: Identifier
    version: Literal[1] = _VERSION

    @classmethod
    def read(cls, backup: Path) -> "Label":
        """Read and check all that can be checked without a key; raises NoBackup or BackupNewer."""
        if not is_file(backup / LABEL):
            raise NoBackup(folder=backup)
        with file_refusals(backup / LABEL), open_ordinary(backup / LABEL) as file:
            raw = file.read(_BYTES_AT_MOST + 1)
        try:
            said = canonical_json.load(raw, max_bytes=_BYTES_AT_MOST)
            refuse_version(said, _FORMAT, _VERSION, malformed=NoBackup(folder=backup), newer=BackupNewer)
            label = cls.model_validate(said)
        except (canonical_json.BadJson, ValidationError) as error:
            raise NoBackup(folder=backup) from error
        if any(Path(file.name).name != file.name for file in label.files) or label.files[0].name != HEADER:
            raise NoBackup(folder=backup)
        return label

    def contents(self) -> bytes:
        """Return the bytes of the file."""
        return canonical_json.dump(self.model_dump(exclude_none=True))

    def _right_mac(self, keys: Keys) -> str:
        said = canonical_json.dump(self.model_dump(exclude={"mac"}, exclude_none=True))
        return hmac.digest(keys.derive("backup"), said, "sha256").hex()

    def signed(self, keys: Keys) -> "Label":
        """Return this label with its MAC."""
        return self.model_copy(update={"mac": self._right_mac(keys)})

    def signed_by(self, keys: Keys) -> bool:
        """Whether the MAC was made with the keys of this vault over this very label."""
        return hmac.compare_digest(self.mac, self._right_mac(keys))

    @property
    def moment(self) -> datetime:
        """When it was made, by the clock of the office."""
        return datetime.fromisoformat(self.made).astimezone().replace(tzinfo=None)

    @property
    def size(self) -> int:
        """The size of its files."""
        return sum(file.size for file in self.files) + (self.papers.size if self.papers else 0)
