"""Print-outs 打印件: what an office prints, as a value. `data.documents.docx` lays it out as a .docx by GB/T 9704-2012.

A desk declares each of its papers once, in its own module::

    @paper("month_plan", N_("Month plan"))
    def month_plan(office: Reader, of: str, translate: Translate) -> Paper: ...

That of a record with its parts is declared in one line (`core.rules.record_printout`).

`of` says what it is about: the identifier of a record of the kind that was declared with it, or whatever the desk asks
for (a month, a quarter). What it reads it reads through the office, so that rights and masks hold on paper too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from core.model.reader import Reader
from core.policy.pack import Settings
from core.values.field_types import AS_NAME
from core.values.sentence import N_, Translate


class PaperSettings(Settings):
    """Who issues the papers of the office."""

    section = "papers"
    label = N_("Papers")

    office: Annotated[str, AS_NAME, Field(max_length=60, title=N_("Issuing office"))] = ""
    """The name that stands under papers; where it is not written, the site's."""


def issuing_office(office: Reader) -> str:
    """Return the name of the office that issues what is printed here (发文机关)."""
    return office.policy.settings(PaperSettings).office or office.title("site", office.context().site)


_HAN = re.compile("[\u3400-\u9fff]")
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table of a paper: every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper: its heading, then its paragraphs, then its tables."""

    heading: str = ""
    """Without its number; empty for text that belongs to what stands above."""
    paragraphs: tuple[str, ...] = ()
    tables: tuple[PrintedTable, ...] = ()
    level: int = 1
    """How deep the heading stands, from 1 to 4."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on a sheet besides the table of a register."""

    title: str
    mark: str = ""
    """The highest level of what stands there; it is the first thing on the sheet."""
    above: tuple[str, ...] = ()
    """What stands between title and headings: whose register it is, and for which time."""
    below: tuple[str, ...] = ()
    """What stands below the last row, such as sums."""
    written: str = ""
    """Who wrote it and when: it stands at the top of every page."""


@dataclass(frozen=True, slots=True)
class Printout:
    """A paper in the words of one language, ready to be laid out."""

    title: str
    mark: str = ""
    """The classification mark with its term, e.g. `秘密★5年`; empty for none."""
    sections: tuple[Section, ...] = ()
    signed_by: str = ""
    """The office that issues it."""
    day: date | None = None
    contact: str = ""
    """The officer who can be asked about it; empty for none."""
    across: bool = False
    """Whether its lines run along the longer side of the page, for a table with many columns."""

    @property
    def chinese(self) -> bool:
        """Whether it is written in Chinese, and so numbered and dated the Chinese way."""
        return bool(_HAN.search(self.title))

    @property
    def dated(self) -> str:
        """The day as it stands under the signature (GB/T 9704-2012, 7.3.5.4)."""
        if self.day is None:
            return ""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日" if self.chinese else self.day.isoformat()

    @property
    def note(self) -> str:
        """Whom to ask, as it stands below the day (GB/T 9704-2012, 7.3.6)."""
        if not self.contact:
            return ""
        return f"（联系人：{self.contact}）" if self.chinese else f"(Contact: {self.contact})"

    def numbered(self) -> Iterator[tuple[Section, str]]:
        """Yield the sections, each with its heading as it is printed: `一、`, `（一）`, `1.`, `（1）`.

        The four levels and their signs are those of GB/T 9704-2012, 7.3.3; other languages number 1, 1.1, 1.1.1.
        """
        counts = [0] * 4
        for section in self.sections:
            if not section.heading:
                yield section, ""
                continue
            level = min(max(section.level, 1), 4)
            counts[level - 1 :] = [counts[level - 1] + 1, *[0] * (4 - level)]
            number = _chinese_number(counts, level) if self.chinese else ".".join(map(str, counts[:level])) + " "
            yield section, f"{number}{section.heading}"


def _chinese_number(counts: list[int], level: int) -> str:
    number = counts[level - 1]
    return (f"{hanzi(number)}、", f"（{hanzi(number)}）", f"{number}. ", f"（{number}）")[level - 1]


def hanzi(number: int) -> str:
    """Return a number from 1 to 99 in Chinese figures; a larger one stays in Arabic ones."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


Draw = Callable[[Reader, str, Translate], Printout]
"""Writes a paper for one officer, about something, in the language of the translation."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper that a desk offers."""

    name: str
    label: str
    """What it is called in menus and in the ledger of exports (a catalogue key): it names nobody."""
    draw: Draw
    of_kind: str = ""
    """The kind of record it is about; empty if it is about something else."""


PAPERS: dict[str, PaperKind] = {}
"""Every declared paper by its name; filled as desks are imported (`core.desks`)."""


def paper(name: str, label: str, of_kind: str = "") -> Callable[[Draw], Draw]:
    """Declare a function as a paper of a desk."""

    def declare(draw: Draw) -> Draw:
        PAPERS[name] = PaperKind(name, label, draw, of_kind)
        return draw

    return declare


def papers_of(kind: str) -> list[PaperKind]:
    """Return the papers that are about a record of this kind."""
    return [each for each in PAPERS.values() if each.of_kind == kind]
