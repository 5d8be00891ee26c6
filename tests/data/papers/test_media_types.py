"""What a file is, by its first bytes and never by its name."""

import zipfile
from io import BytesIO

import pytest

from core.rules.attached_papers import MediaType
from data.papers.media_types import PaperWithMacros, UnknownPaper, media_type
from tests.support.papers import PDF, png


def packed(*parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for part in parts:
            file.writestr(part, "x")
    return out.getvalue()


KNOWN = [
    (PDF, MediaType.PDF),
    (png(), MediaType.PNG),
    (b"\xff\xd8\xff\xe0JFIF", MediaType.JPEG),
    (b"II*\0rest", MediaType.TIFF),
    (b"MM\0*rest", MediaType.TIFF),
    (packed("[Content_Types].xml", "word/document.xml"), MediaType.DOCX),
    (packed("[Content_Types].xml", "xl/workbook.xml"), MediaType.XLSX),
]


@pytest.mark.parametrize(("content", "found"), KNOWN, ids=[str(found) for _, found in KNOWN])
def test_it_is_known_by_its_beginning_whatever_it_is_called(content: bytes, found: MediaType) -> None:
    assert media_type(content, "letter.exe") is found


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"MZ\x90\0", b"#!/bin/sh\n", b" %PDF-1.7", packed("a.txt"), b"PK\3\4 and no more", b"\x7fELF"],
)
def test_anything_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(UnknownPaper, match=r"letter\.pdf"):
        media_type(content, "letter.pdf")


def test_a_document_with_macros_is_refused() -> None:
    with pytest.raises(PaperWithMacros):
        media_type(packed("word/document.xml", "word/vbaProject.bin"), "form.docx")
