"""What a consignment fixes: which changes go to which card (changes §8.1)."""

import hashlib
from typing import Annotated, Final, Self

from pydantic import Field

from core.desks.sync.consignments import Voided
from core.values import canonical_json
from data.formats.strict_json import Strict, Sum
from data.transfer_file.segments import SegmentRange

_CONTEXT: Final = b"sealdesk consignment v1\0"


class Content(Strict):
    """The content of a consignment."""

    erased: Annotated[int, Field(ge=0)]
    post_quantum: bool
    recipient: Sum
    segments: tuple[SegmentRange, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `text` gave."""
        return cls.model_validate_json(text)

    @property
    def text(self) -> str:
        """The content as it is kept, in its only spelling."""
        return canonical_json.dump(self.model_dump(mode="json")).decode()

    @property
    def digest(self) -> str:
        """What tells this content from any other."""
        return hashlib.sha256(_CONTEXT + self.text.encode()).hexdigest()

    @property
    def count(self) -> int:
        """How many changes it is."""
        return sum(each.seq - each.after for each in self.segments)

    def changed_to(self, now: "Content") -> Voided | None:
        """Return why this content is not the one that was measured now; None if it is."""
        if self.recipient != now.recipient:
            return Voided.CARD
        if self.post_quantum != now.post_quantum:
            return Voided.SEAL
        if self.erased != now.erased:
            return Voided.PURGED
        return None if self == now else Voided.CHANGED
