"""What a file is that is to be attached: told by its first bytes, never by its name."""

import zipfile
from io import BytesIO
from typing import Final

from core.rules.attached_papers import MediaType
from core.values.refusal import Refusal

_BEGINNINGS: Final = {
    b"%PDF-": MediaType.PDF,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
    b"\xff\xd8\xff": MediaType.JPEG,
    b"II*\0": MediaType.TIFF,
    b"MM\0*": MediaType.TIFF,
}
_MAIN_PARTS: Final = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_MOST_PARTS: Final = 10_000


class UnknownPaper(Refusal):
    """{name} is none of the files that can be attached: PDF, PNG, JPEG, TIFF, .docx, .xlsx. Save or scan it as one."""


class PaperWithMacros(Refusal):
    """{name} has macros in it. Save it without them, as .docx or .xlsx, or print it to a PDF, and attach that."""


def media_type(content: bytes, name: str) -> MediaType:
    """Return what a file is; raises UnknownPaper or PaperWithMacros."""
    for beginning, found in _BEGINNINGS.items():
        if content.startswith(beginning):
            return found
    if content.startswith(b"PK\3\4"):
        parts = _parts(content)
        if any(part.lower().endswith("vbaproject.bin") for part in parts):
            raise PaperWithMacros(name=name)
        for part, found in _MAIN_PARTS.items():
            if part in parts:
                return found
    raise UnknownPaper(name=name)


def _parts(content: bytes) -> list[str]:
    """Return the names of what is packed in a file; nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return packed.namelist()[:_MOST_PARTS]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []
