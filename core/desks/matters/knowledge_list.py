"""Taking over who knows what from the register that was kept before 接触绝密级人员登记."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated, Any

from core.desks.matters import fields
from core.desks.matters.children import Knowledge
from core.desks.matters.knowing import knowledge_faults
from core.desks.matters.records import Matter
from core.desks.matters.rules import in_scope
from core.desks.matters.vocabulary import KEEP, Contact, Way
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query
from core.spreadsheets.cells import Row
from core.spreadsheets.columns import ColumnMapping
from core.spreadsheets.declaration import Outcome, Register, Verdict
from core.spreadsheets.table_import import TableImport
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class TakeOverKnowledge(Action):
    """Take over from an earlier register that a person knew a matter before the matter was entered here."""

    on = Knowledge
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"recorder": Start.ME}

    matter: Annotated[fields.Matter, REQUIRED]
    person: Annotated[fields.Person, REQUIRED]
    contact: fields.Contact = Contact.KNOW
    way: fields.Way = Way.READ
    since: fields.From
    document: fields.Document = ""
    on_paper: fields.OnPaper = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what is not of the past, and who was outside the scope without an approval on paper."""
        matter = context.get(Matter.kind, self.matter)
        if not isinstance(matter, Matter) or not context.seen(Query(Matter.kind, Is("id", (self.matter,)))):
            yield say(N_("Choose a matter that you read."))
            return
        yield from knowledge_faults(matter, context)
        if context.get("person", self.person) is None:
            yield say(N_("Choose a person of the staff register."))
        elif not in_scope(self.person, matter.id, context):
            yield from self._outside(matter)

    def _outside(self, matter: Matter) -> Iterable[Sentence]:
        if not self.on_paper:
            yield say(N_("This person is outside the scope: say who approved it on paper, or choose “Ask to let in”."))
        elif matter.proposed and self.since >= matter.proposed:
            yield say(
                N_(
                    "The matter has been kept here since {day}: from then on it is approved here. Choose “Ask to let"
                    " in”."
                ),
                day=matter.proposed,
            )


class KnowledgeList(TableImport):
    """Who had to do with which matter, line by line, as the earlier register has it."""

    name = "knowledge"
    label = N_("Import of knowledge entries")
    duty = KEEP
    makes = TakeOverKnowledge
    match = ("matter", "person")
    headings = {
        "matter": ("文件名称", "涉密事项", "事项代号", "代号", "事项名称", "文件资料名称", "code name", "matter"),
        "person": ("人员姓名", "姓名", "人员", "接触人员", "知悉人员", "知密人员", "name", "person"),
        "since": ("接触时间", "知悉时间", "知密时间", "接触日期", "知悉日期", "日期", "起始日期", "date", "from"),
        "contact": ("接触类型", "类型", "type"),
        "way": ("接触方式", "知悉方式", "方式", "way", "how"),
        "document": ("文号", "发文字号", "文件编号", "document number"),
        "on_paper": ("审批领导", "批准人", "审批人", "纸面审批", "approved by"),
    }
    said_as = {
        Contact.CONTACT: ("接触",),
        Contact.KNOW: ("知悉", "知晓"),
        Way.TOLD: ("传达", "听取传达", "会议传达"),
        Way.READ: ("阅读", "阅看", "传阅"),
        Way.TOOK_PART: ("参与", "参加", "经办"),
        Way.MADE: ("制作", "起草", "制发"),
    }

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read which entries are here: they are told apart by matter, person and day."""
        super().__init__(office, rows, mapping)
        self._entries = {_which(each.matter, each.person, each.since): each for each in self.known}

    def judge(self, row: Row) -> Verdict:
        """Take what is not here yet; several lines may name one person, or one matter."""
        for name in ("matter", "person", "since"):
            self.required(row, name)
        given = self.read(row)
        key = _which(given["matter"], given["person"], given["since"])
        known = self._entries.get(key)
        again = self.repeated(row, key, given)
        return again or (self.verdict(row, Outcome.SAME, known=known) if known else self.new(row, given))

    def about(self, row: Row) -> Iterator[str]:
        """Yield nothing: what cannot be read names no entry."""
        return iter(())

    def missing(self, met: Collection[str]) -> Iterator[Verdict]:
        """Yield nothing: a register covers some matters, and not the others."""
        return iter(())


def _which(matter: object, person: object, since: object) -> str:
    return f"{matter} {person} {since}"
