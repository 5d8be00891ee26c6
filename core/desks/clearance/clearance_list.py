"""Lists that offices keep: secret posts 涉密岗位登记表, and the register of cleared people 涉密人员台账."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.desks.clearance.posting import ProposePost
from core.desks.clearance.taking_over import TakeOverAppointment
from core.desks.clearance.vocabulary import KEEP, Handled, Level, StaffType
from core.desks.people.records import Person
from core.desks.people.unit_tree import UnitTree
from core.model.query import Query
from core.spreadsheets.cells import Row, code, line
from core.spreadsheets.columns import ColumnMapping
from core.spreadsheets.declaration import Register
from core.spreadsheets.table_import import NotFound, SeveralFound, TableImport
from core.values.cleaning import code_key, folded
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_
from core.values.tree_path import parts_of_path

UNIT = (
    "单位",
    "部门",
    "所属部门",
    "所属单位",
    "所在单位",
    "所在部门",
    "单位（部门）",
    "部门名称",
    "unit",
    "department",
)
LEVEL = ("涉密等级", "涉密岗位等级", "岗位等级", "涉密人员等级", "涉密岗位级别", "等级", "level")
LEVELS: Mapping[LabelledEnum, tuple[str, ...]] = {
    Level.CORE: ("核心", "核心涉密岗位", "核心涉密人员", "核心岗位"),
    Level.IMPORTANT: ("重要", "重要涉密岗位", "重要涉密人员", "重要岗位"),
    Level.GENERAL: ("一般", "一般涉密岗位", "一般涉密人员", "一般岗位", "普通"),
}


class NoSuchUnit(Refusal):
    """“{unit}” is no unit here. Write the name as the tree of units has it, or leave the cell empty."""


class SeveralUnits(Refusal):
    """There are several units “{unit}”. Write those above it too, with / between them."""


class _WithUnits(TableImport):
    """What both lists have in common: a unit is found by its path of names, and tells namesakes apart."""

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the tree of units."""
        super().__init__(office, rows, mapping)
        self._units = UnitTree(office.find(Query("unit", order=("id",))), office.find(Query("unit", joined=True)))

    def unit_of(self, row: Row) -> str:
        """Return the unit that a row names; empty if it names none."""
        text = line(row, "unit")
        if not text:
            return ""
        found = self._units.find(parts_of_path(text))
        if not found:
            raise NoSuchUnit(unit=text)
        if len(found) > 1 and not self._units.one(found):
            raise SeveralUnits(unit=text)
        return found[0]


class PostList(_WithUnits):
    """The secret posts of the house."""

    name = "secret_posts"
    label = N_("Import of secret posts")
    duty = KEEP
    makes = ProposePost
    match = ("code",)
    headings = {
        "code": ("岗位编号", "编号", "岗位代码", "涉密岗位编号", "编码", "code"),
        "name": ("岗位名称", "涉密岗位", "涉密岗位名称", "岗位", "post"),
        "unit": UNIT,
        "level": LEVEL,
        "handles": ("接触最高密级", "最高密级", "接触密级", "涉及最高密级", "highest level"),
        "headcount": ("编制数", "定员", "人数", "岗位人数", "headcount"),
        "basis": ("定岗依据", "确定依据", "定密依据", "确定理由", "涉密事由", "basis"),
        "scope": ("知密范围", "涉密内容", "接触涉密事项", "scope"),
        "leader": ("责任领导", "主管领导", "责任人", "leader"),
    }
    said_as = {
        **LEVELS,
        Handled.TOP_SECRET: ("绝密", "绝密级"),
        Handled.CONFIDENTIAL: ("机密", "机密级"),
        Handled.SECRET: ("秘密", "秘密级"),
    }

    def value(self, row: Row, name: str) -> Any:
        """Read a unit by its path, and a headcount as a number."""
        if name == "unit":
            return self.unit_of(row)
        return _number(code(row, name)) if name == "headcount" else super().value(row, name)

    def differs(self, known: Any, name: str, value: Any) -> bool:
        """Compare units by their place."""
        return not (name == "unit" and self._units.same(known.unit, value)) and super().differs(known, name, value)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


class ClearedPeople(_WithUnits):
    """Who is on a secret post or in cooling-off, as an earlier register has it."""

    name = "cleared_people"
    label = N_("Import of cleared people")
    duty = KEEP
    makes = TakeOverAppointment
    match = ("person",)
    headings = {
        "person": ("姓名", "涉密人员", "涉密人员姓名", "人员姓名", "人员", "name"),
        "number": ("工号", "人员编号", "职工编号", "staff number"),
        "unit": UNIT,
        "post": ("涉密岗位", "涉密岗位名称", "岗位名称", "岗位", "post"),
        "level": LEVEL,
        "since": ("上岗日期", "上岗时间", "涉密上岗日期", "任涉密岗位时间", "on post since"),
        "staff_type": ("人员类型", "人员类别", "用工形式", "kind of staff"),
        "commitment": ("承诺书日期", "承诺书签订日期", "保密承诺书签订时间", "签订承诺书时间"),
        "certificate": ("上岗证号", "上岗证编号", "certificate"),
        "trained": ("最近教育日期", "最近培训时间", "保密教育时间", "last training"),
        "reviewed": ("保密复审时间", "最近复审时间", "复审时间", "复审日期", "最近审查日期", "last review"),
        "cooling_since": ("脱密期开始", "脱密期起", "脱密期开始日期", "脱密期起始日期"),
        "cooling_until": ("脱密期终止", "脱密期止", "脱密期结束", "脱密期终止日期", "脱密期截止日期"),
    }
    said_as = {
        **LEVELS,
        StaffType.STAFF: ("在编", "在编人员", "正式", "正式职工"),
        StaffType.SECONDED: ("挂职", "挂职人员"),
        StaffType.LOANED: ("借调", "借调人员"),
        StaffType.HIRED: ("聘用", "聘用人员", "合同制", "劳务派遣"),
    }

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the people and posts that there are, by the names a list may call them."""
        super().__init__(office, rows, mapping)
        self._people: dict[str, list[Person]] = {}
        for person in office.find(Query("person", order=("id",))):
            for key in {folded(person.name), code_key(person.number)} - {""}:
                self._people.setdefault(key, []).append(person)
        self._posts: dict[str, list[Any]] = {}
        for post in office.find(Query("post", order=("id",))):
            for key in {folded(post.name), folded(post.code)}:
                self._posts.setdefault(key, []).append(post)

    def value(self, row: Row, name: str) -> Any:
        """Find person and post with the help of the unit; that and the staff number only tell them apart."""
        if name in ("unit", "number"):
            return None
        if name == "person":
            return self._person(row)
        return self._post(row) if name == "post" else super().value(row, name)

    def _person(self, row: Row) -> str:
        number, text = code(row, "number"), line(row, "person")
        found = self._people.get(code_key(number) if number else folded(text), [])
        found = [each for each in found if folded(each.name) == folded(text)]
        return self._one(row, "person", text, found)

    def _post(self, row: Row) -> str:
        text = line(row, "post")
        return self._one(row, "post", text, self._posts.get(folded(text), []))

    def _one(self, row: Row, name: str, text: str, found: Sequence[Any]) -> str:
        """Return the one that is meant: of several, those of the unit of the row."""
        if len(found) > 1 and (unit := self.unit_of(row)):
            found = [each for each in found if self._units.same(each.unit, unit)] or found
        if not found:
            raise NotFound(column=self.heading(name), name=text)
        if len(found) > 1:
            raise SeveralFound(column=self.heading(name), name=text, count=len(found))
        identifier: str = found[0].id
        return identifier

    def matching(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the entry of this person on this post."""
        by, found = super().matching(given)
        return by, [each for each in found if each.post == given.get("post")]
