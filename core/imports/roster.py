"""A roster 花名册 of staff: people are told apart by their staff number, or else by name and unit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from core.access import covered, sees
from core.action import Action
from core.cells import code, line
from core.cleaning import clean_name, folded
from core.dates import parse_when
from core.desks.people import AddPerson, AmendPerson, Person
from core.idnumber import check_id_number
from core.importing import Import, Outcome, Verdict
from core.mapping import Column, ColumnMapping, Row
from core.office import Office
from core.query import Query
from core.record import columns
from core.refusal import Refusal
from core.text import N_, Sentence, say
from core.treepath import parts_of_path
from core.unittree import UnitTree

EXCERPT = 40


class NoUnitName(Refusal):
    """“{unit}” cannot be the path of a unit: a name in it is too long, or it has too many levels. Shorten it."""


class Roster(Import):
    """The members of staff, as another register lists them."""

    name = "roster"
    label = N_("Import of a roster")
    duty = "people.keep"
    titled = ("number", "name")
    columns = (
        Column("number", ("工号", "人员编号", "职工编号", "staff number", "staff no.", "employee number", "number")),
        Column("name", ("姓名", "名字", "name", "full name"), required=True),
        Column("unit", ("单位", "部门", "所在单位", "所在部门", "unit", "department")),
        Column("post", ("职务", "岗位", "职位", "post", "position")),
        Column("phone", ("电话", "联系电话", "手机", "手机号", "telephone", "phone", "mobile")),
        Column("id_number", ("身份证号", "身份证号码", "公民身份号码", "identity number", "id number")),
        Column("joined", ("入职日期", "入职时间", "joined", "date joined", "start date")),
        Column("left", ("离职日期", "离职时间", "离岗日期", "left", "date left")),
    )
    private = ("民族", "宗教", "信仰", "政治面貌", "党派", "ethnic", "religio", "belief", "political", "party")

    def __init__(self, office: Office, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the register and the tree of units."""
        super().__init__(office, rows, mapping)
        self._people: list[Person] = office.originals(Query("person"))
        self._numbered = {person.number: person for person in self._people if person.number}
        self._named: dict[str, list[Person]] = {}
        for person in self._people:
            self._named.setdefault(folded(person.name), []).append(person)
        self._units = UnitTree(office.find(Query("unit")))
        self._rows: dict[str, tuple[int, dict[str, Any]]] = {}
        self._met: set[str] = set()

    def judge(self, row: Row) -> Verdict:
        """Find the person, then compare what the file gives."""
        given = self._read(row)
        unit_names = parts_of_path(line(row, "unit"))
        units = self._units.find(unit_names) if unit_names else []
        if len(units) > 1:
            remark = N_("There are several units “{unit}”. Write those above it too, with / between them.")
            return self.verdict(row, Outcome.DOUBTFUL, say(remark, unit="/".join(unit_names)))
        if units:
            given["unit"] = units[0]
        left = self._left(row)
        people, doubts = self._candidates(given, left, unknown_unit=bool(unit_names and not units))
        self._met.update(person.id for person in people)
        if doubts:
            return self.verdict(row, Outcome.DOUBTFUL, *doubts, known=people[0])
        known = people[0] if people else None
        repeated = self._repeated(row, given, known, unit_names)
        if repeated:
            return repeated
        remarks = []
        if unit_names and not units:
            given["unit"] = self._grow(unit_names)
            remarks.append(say(N_("The unit “{unit}” is new and is added."), unit="/".join(unit_names)))
        if known is None:
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
            given["id_number"] = check_id_number(row.values["id_number"], self.context.today)  # type: ignore[arg-type]
        if line(row, "joined"):
            given["joined"] = _day(parse_when(row.values["joined"], self.context.today))
        return {name: value for name, value in given.items() if value}

    def _left(self, row: Row) -> date | None:
        """Return when a person left, by the file: it tells nothing new, but who has left is no surprise there."""
        return _day(parse_when(row.values["left"], self.context.today)) if line(row, "left") else None

    def _candidates(
        self, given: dict[str, Any], left: date | None, *, unknown_unit: bool
    ) -> tuple[list[Person], list[Sentence]]:
        """Return the person of a row, and what is doubtful about it: several people, or none that fits."""
        numbered = self._numbered.get(given.get("number", ""))
        if numbered:
            return [numbered], list(_doubts(numbered, given["name"], left))
        namesakes = self._named.get(folded(given["name"]), [])
        if "number" in given:
            namesakes = [person for person in namesakes if not person.number]
        if "unit" in given or unknown_unit:
            here = [person for person in namesakes if person.unit == given.get("unit") or not person.unit]
        else:
            here = namesakes
        if len(here) == 1:
            return here, list(_doubts(here[0], given["name"], left))
        if here:
            return here, [
                say(N_("Several people here are called {name}; a staff number would tell."), name=given["name"])
            ]
        if namesakes:
            unit = self._units.path(namesakes[0].unit)
            remark = N_("A person called {name} is in the unit “{unit}” here; a staff number would tell.")
            return namesakes, [say(remark, name=given["name"], unit=unit)]
        return [], []

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
        changed = {name: value for name, value in given.items() if getattr(known, name) != value}
        if not changed:
            return self.verdict(row, Outcome.SAME, known=known)
        stands = AmendPerson.suggest(known, self.context)
        action = AmendPerson(target=known.id, **{**stands, **changed})
        told = (self._told(known, name, value) for name, value in changed.items())
        return self.verdict(row, Outcome.CHANGED, *remarks, *told, actions=(action,), known=known)

    def _told(self, known: Person, name: str, value: Any) -> Sentence:
        before = getattr(known, name)
        if before and not sees(self.office.viewer, columns(Person)[name].about):
            before = covered(columns(Person)[name].about, before)
        if name == "unit":
            before, value = self._units.path(before), self._units.path(value)
        template = N_("“{column}”: {before} becomes {after}.")
        return say(template, column=self.heading(name), before=before or "—", after=value)

    def missing(self) -> Iterator[Verdict]:
        """Yield the people who have not left and whom no row names."""
        for person in self._people:
            if not person.left and person.id not in self._met:
                yield Verdict(0, person.title, Outcome.MISSING, known=person)

    def whole(self, verdicts: Sequence[Verdict]) -> Iterable[Action]:
        """Yield the actions that add the units people are put into."""
        people = (action for verdict in verdicts for action in verdict.actions)
        return self._units.added(person.unit for person in people if isinstance(person, AddPerson | AmendPerson))


def _doubts(person: Person, name: str, left: date | None) -> Iterator[Sentence]:
    if folded(person.name) != folded(name):
        yield say(N_("This staff number belongs to {name} here."), name=person.name)
    if person.left and person.left != left:
        yield say(N_("{name} left on {day}."), name=person.name, day=person.left)


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when
