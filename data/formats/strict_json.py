"""What all formats for strangers share: strict models, names, identifiers and base64 (transfer §1 and §3.2)."""

import base64
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from core.desks.sync.trust import MOST_NAME
from core.values.refusal import Refusal

_HIDDEN_CATEGORIES: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class BadName(Refusal):
    """A name has 1 to {limit} visible characters, without control or direction marks and without spaces at its ends."""


def check_name(name: str) -> str:
    """Return a name that shows as what it is, or refuse it (transfer §3.2)."""
    hidden = any(unicodedata.category(char) in _HIDDEN_CATEGORIES for char in name)
    if hidden or not 1 <= len(name) <= MOST_NAME or name != unicodedata.normalize("NFC", name).strip():
        raise BadName(limit=MOST_NAME)
    return name


def _valid_name(name: str) -> str:
    try:
        return check_name(name)
    except BadName as refusal:
        raise ValueError from refusal


Name = Annotated[str, AfterValidator(_valid_name)]
Mark = Annotated[str, AfterValidator(lambda mark: mark and _valid_name(mark))]
"""A classification mark: a name, or nothing."""
TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


def valid_time(text: str) -> str:
    """Return a moment that is written as the formats write it; anything else is a ValueError."""
    if datetime.strptime(text, TIME).strftime(TIME) != text:
        raise ValueError
    return text


def format_time(moment: datetime) -> str:
    """Return a moment as the formats write it."""
    return moment.astimezone(UTC).strftime(TIME)


def read_time(text: str) -> datetime:
    """Return the moment that a valid text names."""
    return datetime.strptime(text, TIME).replace(tzinfo=UTC)


Moment = Annotated[str, AfterValidator(valid_time)]
"""A moment in UTC, as in `2026-11-23T08:24:00Z`."""
Identifier = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
Incarnation = Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]
Sum = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
"""A SHA-256 in hex."""


class Strict(BaseModel):
    """A model for what strangers send: nothing missing, nothing more, nothing converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


def refuse_version(document: Any, form: str, version: int, *, malformed: Refusal, newer: type[Refusal]) -> None:
    """Look at format and version before anything else: a newer one may differ in all the rest."""
    if not isinstance(document, dict) or document.get("format") != form:
        raise malformed
    found = document.get("version")
    if type(found) is not int:  # true is an int and equals 1
        raise malformed
    if found > version:
        raise newer(version=found)


def encode64(data: bytes) -> str:
    """Return base64 with padding."""
    return base64.b64encode(data).decode()


def decode64(text: str) -> bytes:
    """Read base64 in its canonical form only; anything else is a ValueError."""
    data = base64.b64decode(text, validate=True)
    if encode64(data) != text:
        raise ValueError
    return data
