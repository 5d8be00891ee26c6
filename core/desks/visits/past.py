"""Visits of before: those that stand in a paper book, entered one by one or taken from its spreadsheet."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from core.desks.visits import fields
from core.desks.visits.records import Visit
from core.desks.visits.rules import VISITS, numbered
from core.desks.visits.vocabulary import KEEP, DeviceRule, Purpose, VisitSettings, VisitStage, VisitType
from core.model.action import Action
from core.model.context import Context
from core.model.field import About, Start
from core.model.query import NOTHING, Between, Condition
from core.spreadsheets.cells import Cell, Number, Row, day, legible, line, moment
from core.spreadsheets.declaration import EmptyCell, Verdict
from core.spreadsheets.table_import import TableImport
from core.values.day_rules import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class EnterPastVisit(Action):
    """Enter a visit that stands in a book, with the times at which it came and went. No document is kept of it."""

    on = Visit
    creates = True
    duty = KEEP
    key = "p"
    stamps = {"stage": VisitStage.CLOSED, "asked": Start.NOW, "asked_by": Start.ME, "telephone": DeviceRule.NONE}

    entered: Annotated[datetime, About(N_("In"), not_before="")]
    gone: Annotated[datetime, About(N_("Out"), not_before="entered")]
    name: fields.Name
    body: Annotated[fields.Body, REQUIRED]
    type: fields.Type = VisitType.PERSON
    area: fields.Area = ""
    people: fields.People = 1
    plate: fields.Plate = ""
    driver: fields.Driver = ""
    host: fields.Host = ""
    escort: fields.Escort = ""
    purpose: fields.Purpose = Purpose.OTHER
    purpose_text: fields.PurposeText = ""
    carriers: fields.Carriers = ""
    note: fields.Note = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject who went before he came, or has not gone yet."""
        if self.gone < self.entered:
            yield say(N_("Out at {out} lies before in at {came}."), out=_minute(self.gone), came=_minute(self.entered))
        if self.gone > context.now:
            yield say(N_("Enter here who is out again. Who is inside is let in by the gate."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number, how many came, and until when it is kept, counted from when they left."""
        months = context.policy.settings(VisitSettings).retention_months
        left = self.gone.date()
        return super().written(record, context) | {
            **numbered("visit", VISITS, context),
            "planned_in": self.entered,
            "planned_out": self.gone,
            "came": self.people,
            "closed": left,
            "erase_on": months_later(left, months),
        }


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


_CLOCK = re.compile(r"(\d{1,2})\s*[:：时点]\s*(\d{0,2})\s*分?(?:[:：]\d{2})?")


def clock(cell: Cell) -> time | None:
    """Return the time of day in a cell that says only that; None if it says a day too, or nothing legible."""
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, Number):
        cell = cell.value
    if isinstance(cell, float) and 0 <= cell < 1:
        return (datetime.min + timedelta(minutes=round(cell * 1440))).time()
    found = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


_DOCUMENTS = ("身份证", "证件号", "证件编号", "identity number", "id number")
"""What a heading holds under which the numbers of documents stand."""


class VisitBook(TableImport):
    """The book of visitors 来访人员登记簿, as the gate or an area keeps it; numbers of documents are not taken."""

    name = "visit_book"
    label = N_("Import of a book of visitors")
    duty = KEEP
    makes = EnterPastVisit
    match = ("entered",)
    titled = ("day", "name")
    headings = {
        "day": ("日期", "来访日期", "登记日期", "date"),
        "entered": ("来访时间", "进入时间", "到访时间", "来访起时间", "进", "进入", "有效时间起", "time in"),
        "gone": ("离开时间", "离开", "离去时间", "出门时间", "出", "有效时间至", "time out"),
        "name": ("姓名", "来访人", "来访人员", "来访人姓名", "visitor"),
        "body": ("来访人员单位", "来访单位", "单位", "工作单位", "company"),
        "people": ("人数", "来访人数"),
        "area": ("部门部位名称", "要害部门部位名称", "进入部位", "来访部门", "区域"),
        "host": ("接待人", "被访人", "被访问者姓名", "受访人"),
        "escort": ("陪同人员", "陪同人"),
        "purpose_text": ("来访目的", "访问事由", "来访事由", "事由", "进入原因", "具体事由"),
        "plate": ("车牌", "车牌号", "车牌号码"),
        "driver": ("驾驶人", "司机"),
        "carriers": ("携带何物", "携带物品", "带入带出载体"),
        "note": ("备注", "说明"),
    }

    @classmethod
    def is_private(cls, heading: str) -> bool:
        """Whether a column is left out: numbers of documents too, which are kept only while somebody is expected."""
        return super().is_private(heading) or any(word in heading.casefold() for word in _DOCUMENTS)

    def among(self, rows: Sequence[Row]) -> Condition:
        """The visits on the days of the file."""
        days = [found for row in rows if (found := self._day(row))]
        return Between("entered", min(days), max(days)) if days else NOTHING

    def _day(self, row: Row) -> date | None:
        """Return the day of a row, as far as it is legible."""
        for name in ("day", "entered"):
            if legible(row, name) and clock(row.values[name]) is None:
                return day(row, name, self.context.today)
        return None

    def value(self, row: Row, name: str) -> Any:
        """Return what a cell says; a time stands beside its day, or below it in one cell."""
        if name not in ("entered", "gone"):
            return int(line(row, name)) if name == "people" and line(row, name).isdigit() else super().value(row, name)
        at = clock(row.values[name])
        if at is None:
            return moment(row, name, self.context.today)
        on = self._day(row)
        if on is None:
            raise EmptyCell(column=self.heading("day"))
        return datetime.combine(on, at)

    def matching(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the visits that came at that moment under that name."""
        by, found = super().matching(given)
        return by, [each for each in found if each.name == given.get("name")]

    def repeated(self, row: Row, key: str, content: Mapping[str, object]) -> Verdict | None:
        """Compare with an earlier row of the same moment and the same name: several may come at once."""
        return super().repeated(row, f"{key} {content.get('name', '')}", content)

    def missing(self, met: Collection[str]) -> Iterator[Verdict]:
        """Nothing: a book holds the visits of its area and months, and no others are missed in it."""
        return iter(())
