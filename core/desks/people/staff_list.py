"""A roster 花名册 of staff: people are told apart by their staff number, or else by name and unit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from core.desks.people.people import AddPerson, AmendPerson
from core.desks.people.records import Person
from core.desks.people.service import was_here_until
from core.desks.people.unit_tree import UnitTree
from core.model.action import Action
from core.model.query import Query
from core.spreadsheets.cells import Row, code, day, line
from core.spreadsheets.columns import ColumnMapping
from core.spreadsheets.declaration import Outcome, Register, Verdict
from core.spreadsheets.table_import import TableImport
from core.values.cleaning import folded
from core.values.id_number import check_id_number
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from core.values.tree_path import parts_of_path

EXCERPT = 40

# What offices write above these columns, the usual word first.
NUMBER = (
    "工号", "人员编号", "职工编号", "员工编号", "员工号", "职工号", "员工工号", "职工工号", "人员编码", "员工编码",
    "职工编码", "人员工号", "人员代码", "人事编号", "工作证号", "工作证编号", "staff number", "staff no.",
    "staff id", "employee number", "employee no.", "employee id", "number",
)  # fmt: skip
NAME = (
    "姓名", "名字", "员工姓名", "职工姓名", "人员姓名", "人员名称", "name", "full name", "staff name",
    "employee name",
)  # fmt: skip
UNIT = (
    "单位", "部门", "所在单位", "所在部门", "所属单位", "所属部门", "工作单位", "工作部门", "单位名称", "部门名称",
    "单位部门", "科室", "所在科室", "所属科室", "处室", "所在处室", "车间", "组织机构", "所属机构", "所属组织",
    "unit", "department", "dept.", "unit name", "department name",
)  # fmt: skip
POST = (
    "职务", "岗位", "职位", "现任职务", "现任岗位", "现职务", "现岗位", "行政职务", "职务名称", "岗位名称",
    "职位名称", "工作岗位", "所在岗位", "担任职务", "post", "position", "job title", "title", "job",
)  # fmt: skip
PHONE = (
    "电话", "联系电话", "手机", "手机号", "手机号码", "联系手机", "移动电话", "电话号码", "联系方式", "联系号码",
    "本人电话", "办公电话", "telephone", "phone", "mobile", "phone number", "telephone number", "mobile phone",
    "mobile number", "contact number",
)  # fmt: skip
ID_NUMBER = (
    "身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "居民身份证号", "居民身份证号码", "身份证",
    "身份证件号", "身份证件号码", "身份号码", "identity number", "id number", "id no.", "id card", "id card number",
    "identity card number",
)  # fmt: skip
JOINED = (
    "入职日期", "入职时间", "到岗日期", "到岗时间", "进单位日期", "进单位时间", "到本单位时间", "入单位时间",
    "报到日期", "参加工作日期", "参加工作时间", "joined", "date joined", "start date", "hire date", "date of entry",
    "entry date",
)  # fmt: skip
SINCE = ("任现职日期", "任现职时间", "调入日期", "调动日期", "unit and post since", "since", "transfer date")
LEFT = ("最后工作日", "last day", "离职日期", "离职时间", "离岗日期", "left", "date left")


class NoUnitName(Refusal):
    """“{unit}” cannot be the path of a unit: a name in it is too long, or it has too many levels. Shorten it."""


class Roster(TableImport):
    """The members of staff, as another register lists them."""

    name = "staff_list"
    label = N_("Import of a roster")
    duty = "people.keep"
    makes, amends = AddPerson, AmendPerson
    match = ("number", "name")
    known_by = ("id_number",)
    headings = {
        "number": NUMBER,
        "name": NAME,
        "unit": UNIT,
        "post": POST,
        "phone": PHONE,
        "id_number": ID_NUMBER,
        "joined": JOINED,
        "since": SINCE,
        "left": LEFT,
    }

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the register and the tree of units."""
        super().__init__(office, rows, mapping)
        self._units = UnitTree(office.find(Query("unit", order=("id",))), office.find(Query("unit", joined=True)))
        self._duplicates: set[str] = set()
        """Who is listed twice and met in a row: neither is missing."""

    def judge(self, row: Row) -> Verdict:
        """Find unit and person, then compare what the file gives."""
        given, path, remarks = self.read(row), parts_of_path(line(row, "unit")), list[Sentence]()
        units = self._units.find(path) if path else []
        if self._units.one(units):
            if len(units) > 1:
                twice = N_("The unit “{unit}” is listed twice; the older one is taken.")
                remarks.append(say(twice, unit="/".join(path)))
            units = units[:1]
        if len(units) > 1:
            remark = N_("There are several units “{unit}”. Write those above it too, with / between them.")
            return self.verdict(row, Outcome.DOUBTFUL, say(remark, unit="/".join(path)))
        if units:
            given["unit"] = units[0]
        people, doubts = self._candidates(given, self._left(row), unknown_unit=bool(path and not units))
        if doubts:
            return self.verdict(row, Outcome.DOUBTFUL, *doubts, known=people[0])
        known = people[0] if people else None
        key = known.id if known else given.get("number") or "/".join([*path, given["name"]])
        if repeated := self.repeated(row, key, {**given, "unit": path}):
            return repeated
        if len(people) > 1:
            self._duplicates.update(person.id for person in people)
            twice = N_("{name} is listed twice; the older one is compared and amended.")
            remarks.append(say(twice, name=people[0].title))
        if path and not units:
            given["unit"] = self._grow(path)
            remarks.append(say(N_("The unit “{unit}” is new and is added."), unit="/".join(path)))
        return self.compared(row, known, given, *remarks) if known else self.new(row, given, *remarks)

    def _grow(self, names: list[str]) -> str:
        try:
            return self._units.grow(names)
        except ValueError:  # pydantic's, or that of a path with too many levels
            raise NoUnitName(unit="/".join(names)[:EXCERPT]) from None

    def value(self, row: Row, name: str) -> Any:
        """Read an identity number as one; the unit is a path, and whoever has left has left before."""
        if name in ("unit", "left"):
            return None
        return check_id_number(code(row, name), self.context.today) if name == "id_number" else super().value(row, name)

    def _left(self, row: Row) -> date | None:
        """Return when a person left, by the file: it tells nothing new, but who has left is no surprise there."""
        return day(row, "left", self.context.today) if line(row, "left") else None

    def _candidates(
        self, given: Mapping[str, Any], left: date | None, *, unknown_unit: bool
    ) -> tuple[list[Person], list[Sentence]]:
        """Return the person of a row, and what is doubtful about it: several people, or none that fits."""
        by, people = self.matching(given)
        if by == "number":
            # Duplicates are met all; one of them is compared: who works here before who has left, then who was made
            # first.
            people.sort(key=lambda person: (person.left is not None, person.id))
            return people, list(_doubts(people[0], given["name"], left))
        here = people
        if "unit" in given or unknown_unit:
            here = [each for each in people if not each.unit or self._units.same(each.unit, given.get("unit", ""))]
        if len(here) == 1 or self._are_duplicates(here):
            return here, list(_doubts(here[0], given["name"], left))
        if people and not here:
            unit = self._units.path(people[0].unit)
            remark = N_(
                "A person called {name} is in the unit “{unit}” here; give the staff number to tell them apart."
            )
            return people, [say(remark, name=given["name"], unit=unit)]
        return here, [self.several(given)] if here else []

    def _are_duplicates(self, people: list[Person]) -> bool:
        """Whether people of one name are one, whom two sites have put into the same unit, each into its own record."""
        units = {person.unit for person in people}
        return len(units) == len(people) > 1 and self._units.one(list(units))

    def differs(self, known: Person, name: str, value: Any) -> bool:
        """Compare units by their place; of somebody who has returned, the roster tells when he first came."""
        if name == "unit" and self._units.same(known.unit, value):
            return False
        if name == "joined" and known.joined and value < known.joined and was_here_until(known, self.context):
            return False
        return super().differs(known, name, value)

    def called(self, name: str, value: Any) -> Any:
        """Return a unit by its path."""
        return self._units.path(value) if name == "unit" else super().called(name, value)

    def is_open(self, known: Person) -> bool:
        """Whether somebody has not left and was met under no other number."""
        return not known.left and known.id not in self._duplicates

    def whole(self, verdicts: Sequence[Verdict]) -> Iterable[Action]:
        """Yield the actions that add the units people are put into."""
        people = (action for verdict in verdicts for action in verdict.actions)
        return self._units.added(person.unit for person in people if isinstance(person, AddPerson | AmendPerson))


def _doubts(person: Person, name: str, left: date | None) -> Iterator[Sentence]:
    if folded(person.name) != folded(name):
        yield say(N_("This staff number belongs to {name} here."), name=person.name)
    if person.left and person.left != left:
        yield say(
            N_(
                "{name} left on {day}. If the person is back, choose “Record return” there; if it was a mistake, “Take"
                " back leaving”. Then import again."
            ),
            name=person.name,
            day=person.left,
        )
