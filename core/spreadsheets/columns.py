"""Recognising the columns of a table by their headings, whoever made the spreadsheet."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from core.spreadsheets.cells import Cell, NumberedRow, Row, legible, shown
from core.values.cleaning import clean_line, folded
from core.values.refusal import Refusal

HEADER_ROWS = 10
"""The heading is looked for in the first so many rows: titles and remarks may stand above it."""


class NoKnownHeader(Refusal):
    """No heading found in the first {rows} rows. Needed are: {needed}. Choose another file; this one has: {found}."""


class MissingColumns(Refusal):
    """The heading in row {row} lacks {missing}. It has: {found}. Rename the columns or choose which is which."""


# Compared without spaces (合　计), and with ASCII colons. A label needs its colon, unless it can be nothing else.
_FOOT = re.compile(
    r"""
    (合计|总计|共计|小计|累计|总数|人数合计|合计人数|总人数|(grand|sub)?total)(:.*|[共为]?[0-9].*)?
    | (制表|填表|填报|编制|造表|审核|审批|复核|校对|核对|批准|经办|签字|签名|盖章|公章|制单|负责|主管|领导)[人者员]?
      (\(?(签字|签名|签章|盖章|公章)\)?)?:.*
    | ((本?单位|部门|主管|分管)?(负责|主管)?(领导|人))(\(?(签字|签名|签章|盖章|公章)\)?)?:.*
    | (制表|填表|填报|编制|审核|审批|复核|校对|经办)(人|者|人员)(\(?(签字|签名|签章|盖章)\)?)?
    | (制表|填表|填报|编制|上报|报送|统计|审核)?(日期|时间|单位)(\(?(签章|盖章|公章)\)?)?:.*
    | (注|备注|说明|附注|填表说明|注意事项)[0-9]?:.*
    | (preparedby|checkedby|approvedby|reviewedby|signature|signedby|notes?|remarks?|date):.*
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class SheetColumn:
    """A column that an import knows: the field it fills and the headings it goes by, the usual one first."""

    name: str
    headers: tuple[str, ...]
    required: bool = False

    def called(self, *, chinese: bool) -> str:
        """Return the usual heading in Chinese, or in English."""
        return next((header for header in self.headers if header.isascii() is not chinese), self.headers[0])


@dataclass(frozen=True)
class ColumnMapping:
    """Which field stands in which column of a table whose heading is in row `header_row`."""

    header_row: int
    fields: Mapping[str, int]
    headers: Mapping[str, str]
    """Heading as written, for each field: what to remember for the next file of this kind."""
    unmapped: tuple[str, ...]
    """Headings that no field takes, so that the preview can say what is left out."""


def recognise(
    rows: Iterable[NumberedRow], columns: Sequence[SheetColumn], remembered: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Return the mapping of that leading row which has all required columns, and of several the one with most columns.

    So of a heading in two rows, merged where one suffices, the lower one counts: it has the columns 电话 and 手机
    where the upper one has 联系方式. `remembered` maps headings to fields and wins over the columns' own headings; a
    heading mapped to "" is left out.
    """
    head = list(islice(rows, HEADER_ROWS))
    candidates = [_map_row(number, cells, columns, remembered or {}) for number, cells in head]
    complete = [found for found in candidates if found.fields and not _missing(found, columns)]
    if complete:
        return max(complete, key=lambda found: len(found.fields))  # the first of several alike
    best = max(candidates, key=lambda found: len(found.fields), default=None)
    if best is None or not best.fields:
        found = next((cells for _, cells in head if any(map(_written, cells))), ())
        needed = _listed(c.headers[0] for c in columns if c.required)
        raise NoKnownHeader(rows=HEADER_ROWS, needed=needed, found=_listed(map(_written, found)))
    cells = next(cells for number, cells in head if number == best.header_row)
    missing = _listed(c.headers[0] for c in _missing(best, columns))
    raise MissingColumns(row=best.header_row, missing=missing, found=_listed(map(_written, cells)))


def guess(
    rows: Iterable[NumberedRow], columns: Sequence[SheetColumn], remembered: Mapping[str, str] | None = None
) -> ColumnMapping | None:
    """Return the best mapping there is, though it may lack columns, for an officer to complete; None for empty rows.

    Where no heading is known, the row with the most texts is taken for the heading.
    """
    head = list(islice(rows, HEADER_ROWS))
    candidates = [_map_row(number, cells, columns, remembered or {}) for number, cells in head]
    return max(
        (found for found in candidates if found.headers or found.unmapped),
        key=lambda found: (not _missing(found, columns), len(found.fields), len(found.unmapped)),
        default=None,
    )


def read_table(rows: Iterable[NumberedRow], mapping: ColumnMapping) -> Iterator[Row]:
    """Yield what stands under the heading, by field; rows with nothing in them are passed over."""
    for number, cells in rows:
        if number > mapping.header_row and not all(map(_is_empty, cells)):
            values = {name: cells[at] if at < len(cells) else "" for name, at in mapping.fields.items()}
            first = next(text for cell in cells if (text := _written(cell)) or not isinstance(cell, str))
            yield Row(number, values, mapping.headers, first)


def repeats_heading(row: Row) -> bool:
    """Whether a row is the heading once more, as it stands at the top of every printed page."""
    texts = {name: _key(shown(cell)) for name, cell in row.values.items()}
    return any(texts.values()) and all(text in ("", _key(row.heading(name))) for name, text in texts.items())


def closes(row: Row, columns: Sequence[SheetColumn]) -> bool:
    """Whether a row belongs to the foot of a list: a total, a remark, or who made and checked it."""
    needed = [legible(row, column.name) for column in columns if column.required]
    if len(needed) > 1 and all(needed):
        return False  # a message may be about a total
    return any(_FOOT.fullmatch(folded(text)) for text in (row.first, *needed))


def _map_row(
    number: int, cells: Sequence[Cell], columns: Sequence[SheetColumn], remembered: Mapping[str, str]
) -> ColumnMapping:
    aliases = {_key(header): column.name for column in columns for header in column.headers}  # usual ones first
    known = {column.name for column in columns}
    chosen = {_key(header): name for header, name in remembered.items() if not name or name in known}
    keys = [_key(_written(cell)) for cell in cells]
    fields: dict[str, int] = {}
    for names in (chosen, {header: name for header, name in aliases.items() if header not in chosen}):
        for key, name in names.items():
            if name and key in keys:
                fields.setdefault(name, keys.index(key))
    headers = {name: _written(cells[at]) for name, at in fields.items()}
    taken = set(fields.values())
    unmapped = (_written(cell) for at, cell in enumerate(cells) if at not in taken)
    return ColumnMapping(number, fields, headers, tuple(filter(None, unmapped)))


def _missing(mapping: ColumnMapping, columns: Sequence[SheetColumn]) -> list[SheetColumn]:
    return [column for column in columns if column.required and column.name not in mapping.fields]


def _key(header: str) -> str:
    """Return a heading as it is compared: without spaces, case, width, and the * and : that forms put around it."""
    return re.sub("[*:_]", "", folded(header))


def _written(cell: Cell) -> str:
    return clean_line(shown(cell))


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not clean_line(cell)


def _listed(words: Iterable[str]) -> str:
    written = [word[:20] for word in words if word]
    return "、".join(written[:20]) or "—"
