"""A roster 花名册 of staff: people are told apart by their staff number, or else by name and unit."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from core.desks.people.people import AddPerson, AmendPerson
from core.desks.people.records import Person
from core.desks.people.service import was_here_until
from core.importing.cells import Row, code, legible, legible_code, line, when
from core.importing.columns import ColumnMapping, SheetColumn
from core.importing.declaration import Import, Outcome, Verdict
from core.importing.unit_tree import UnitTree
from core.model.action import Action
from core.model.query import Query
from core.model.record import columns
from core.office.office import Office
from core.rights.visibility import covered, sees
from core.rules.joined_records import shown_for
from core.values.cleaning import clean_name, code_key, folded
from core.values.id_number import check_id_number, plain_id_number
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


class Roster(Import):
    """The members of staff, as another register lists them."""

    name = "staff_list"
    on = "person"
    label = N_("Import of a roster")
    duty = "people.keep"
    titled = ("number", "name")
    columns = (
        SheetColumn("number", NUMBER),
        SheetColumn("name", NAME, required=True),
        SheetColumn("unit", UNIT),
        SheetColumn("post", POST),
        SheetColumn("phone", PHONE),
        SheetColumn("id_number", ID_NUMBER),
        SheetColumn("joined", JOINED),
        SheetColumn("since", SINCE),
        SheetColumn("left", LEFT),
    )
    private = ("民族", "宗教", "信仰", "政治面貌", "党派", "ethnic", "religio", "belief", "political", "party")

    def __init__(self, office: Office, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the register and the tree of units."""
        super().__init__(office, rows, mapping)
        self._people: list[Person] = office.find_unmasked(Query("person", order=("id",)))
        self._numbered: dict[str, list[Person]] = {}
        self._identified: dict[str, list[Person]] = {}
        self._named: dict[str, list[Person]] = {}
        for said, person in self._known():
            known = (
                (self._numbered, said.key),
                (self._identified, said.id_number),
                (self._named, folded(said.name)),
            )
            for found, key in known:
                several = found.setdefault(key, []) if key else []
                if person not in several:
                    several.append(person)
        self._units = UnitTree(office.find(Query("unit", order=("id",))), office.find(Query("unit", joined=True)))
        self._rows: dict[str, tuple[int, dict[str, Any]]] = {}
        self._duplicates: set[str] = set()
        """Who is listed twice and met in a row: neither is missing."""

    def _known(self) -> Iterator[tuple[Person, Person]]:
        """Yield what is said of people, each with who is meant: of one who stands under another, that other."""
        shown = {person.id: person for person in self._people}
        yield from ((person, person) for person in self._people)
        under = self.office.find_unmasked(Query("person", joined=True, order=("id",)))
        tops = shown_for({each.id: each.same_as for each in under})
        yield from ((each, shown[top]) for each in under if (top := tops.get(each.id, "")) in shown)

    def judge(self, row: Row) -> Verdict:
        """Find the person, then compare what the file gives."""
        given = self._read(row)
        unit_names = parts_of_path(line(row, "unit"))
        units = self._units.find(unit_names) if unit_names else []
        remarks = []
        if self._units.one(units):
            if len(units) > 1:
                twice = N_("The unit “{unit}” is listed twice; the older one is taken.")
                remarks.append(say(twice, unit="/".join(unit_names)))
            units = units[:1]
        if len(units) > 1:
            remark = N_("There are several units “{unit}”. Write those above it too, with / between them.")
            return self.verdict(row, Outcome.DOUBTFUL, say(remark, unit="/".join(unit_names)))
        if units:
            given["unit"] = units[0]
        people, doubts = self._candidates(given, self._left(row), unknown_unit=bool(unit_names and not units))
        if doubts:
            return self.verdict(row, Outcome.DOUBTFUL, *doubts, known=people[0])
        known = people[0] if people else None
        repeated = self._repeated(row, given, known, unit_names)
        if repeated:
            return repeated
        if len(people) > 1:
            self._duplicates.update(person.id for person in people)
            twice = N_("{name} is listed twice; the older one is compared and amended.")
            remarks.append(say(twice, name=people[0].title))
        if unit_names and not units:
            given["unit"] = self._grow(unit_names)
            remarks.append(say(N_("The unit “{unit}” is new and is added."), unit="/".join(unit_names)))
        if known is None:
            given.pop("since", None)  # nothing is known of what was before
            return self.verdict(row, Outcome.NEW, *remarks, actions=(AddPerson(**given),))
        return self._compare(row, known, given, remarks)

    def _grow(self, names: list[str]) -> str:
        try:
            return self._units.grow(names)
        except ValueError:  # pydantic's, or that of a path with too many levels
            raise NoUnitName(unit="/".join(names)[:EXCERPT]) from None

    def _read(self, row: Row) -> dict[str, Any]:
        """Return what the row gives, by field; an empty cell gives nothing, so that it erases nothing."""
        self.required(row, "name")
        given: dict[str, Any] = {
            "number": code(row, "number"),
            "name": clean_name(line(row, "name")),
            "post": line(row, "post"),
            "phone": code(row, "phone"),
        }
        if line(row, "id_number"):
            given["id_number"] = check_id_number(code(row, "id_number"), self.context.today)
        for name in ("joined", "since"):
            if line(row, name):
                given[name] = _day(when(row, name, self.context.today))
        return {name: value for name, value in given.items() if value}

    def _left(self, row: Row) -> date | None:
        """Return when a person left, by the file: it tells nothing new, but who has left is no surprise there."""
        return _day(when(row, "left", self.context.today)) if line(row, "left") else None

    def _candidates(
        self, given: dict[str, Any], left: date | None, *, unknown_unit: bool
    ) -> tuple[list[Person], list[Sentence]]:
        """Return the person of a row, and what is doubtful about it: several people, or none that fits."""
        numbered = self._numbered.get(code_key(given.get("number", "")), [])
        if numbered:
            # Duplicates are met all; one of them is compared: who works here before who has left, then who was made
            # first.
            numbered = sorted(numbered, key=lambda person: (person.left is not None, person.id))
            return numbered, list(_doubts(numbered[0], given["name"], left))
        namesakes = self._named.get(folded(given["name"]), [])
        if "number" in given:
            namesakes = [person for person in namesakes if not person.number]
        if "unit" in given or unknown_unit:
            here = [each for each in namesakes if not each.unit or self._units.same(each.unit, given.get("unit", ""))]
        else:
            here = namesakes
        if len(here) == 1 or self._are_duplicates(here):
            return here, list(_doubts(here[0], given["name"], left))
        if here:
            return here, [
                say(
                    N_("Several people here are called {name}; give the staff number to tell them apart."),
                    name=given["name"],
                )
            ]
        if namesakes:
            unit = self._units.path(namesakes[0].unit)
            remark = N_(
                "A person called {name} is in the unit “{unit}” here; give the staff number to tell them apart."
            )
            return namesakes, [say(remark, name=given["name"], unit=unit)]
        return [], []

    def _are_duplicates(self, people: list[Person]) -> bool:
        """Whether people of one name are one, whom two sites have put into the same unit, each into its own record."""
        units = {person.unit for person in people}
        return len(units) == len(people) > 1 and self._units.one(list(units))

    def _repeated(self, row: Row, given: dict[str, Any], known: Person | None, unit: list[str]) -> Verdict | None:
        key = known.id if known else given.get("number") or "/".join([*unit, given["name"]])
        content = {**given, "unit": unit}
        first, earlier = self._rows.setdefault(key, (row.number, content))
        if first == row.number:
            return None
        if earlier == content:
            return self.verdict(row, Outcome.SAME, say(N_("It repeats row {row}."), row=first))
        return self.verdict(row, Outcome.DOUBTFUL, say(N_("Row {row} is of the same person."), row=first))

    def _compare(self, row: Row, known: Person, given: dict[str, Any], remarks: list[Sentence]) -> Verdict:
        since = {"since": given.pop("since")} if "since" in given else {}
        if known.joined and given.get("joined", known.joined) < known.joined and was_here_until(known, self.context):
            del given["joined"]  # the roster tells when somebody who has returned first came
        changed = {name: value for name, value in given.items() if getattr(known, name) != value}
        if self._units.same(known.unit, changed.get("unit", "")):
            del changed["unit"]
        if code_key(changed.get("number", "")) == known.key:
            changed.pop("number", None)
        if not changed:
            return self.verdict(row, Outcome.SAME, *remarks, known=known)
        stands = AmendPerson.suggest(known, self.context)
        action = AmendPerson(target=known.id, **{**stands, **since, **changed})
        told = (self._told(known, name, value) for name, value in changed.items())
        return self.verdict(row, Outcome.CHANGED, *remarks, *told, actions=(action,), known=known)

    def _told(self, known: Person, name: str, value: Any) -> Sentence:
        before = getattr(known, name)
        if before and not sees(self.office.viewer, columns(Person)[name].about):
            before = covered(before)
        if name == "unit":
            before, value = self._units.path(before), self._units.path(value)
        template = N_("“{column}”: {before} becomes {after}.")
        return say(template, column=self.heading(name), before=before or "—", after=value)

    def about(self, row: Row) -> Iterator[str]:
        """Yield everybody of this number, of this name or of this identity number."""
        number, id_number = legible_code(row, "number"), plain_id_number(legible_code(row, "id_number"))
        name = folded(legible(row, "name"))
        found = (self._numbered.get(code_key(number)), self._identified.get(id_number), self._named.get(name))
        yield from (person.id for several in found for person in several or ())

    def missing(self, met: Collection[str]) -> Iterator[Verdict]:
        """Yield the people who have not left and whom no row names."""
        for person in self._people:
            if not person.left and person.id not in met and person.id not in self._duplicates:
                yield Verdict(None, person.title, Outcome.MISSING, known=person)

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


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when
