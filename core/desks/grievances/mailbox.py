"""A mailbox 网上信箱 of grievances: messages, with the replies that were given already."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from core.desks.grievances.intake import RecordPastReply, RegisterGrievance
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import OPEN, Channel, Petitioner, StepKind
from core.policy.pack import option_tree
from core.spreadsheets.cells import Row, code, day, legible_code, line, moment, words
from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.declaration import EmptyCell, Import, Outcome, Register, Verdict
from core.values.cleaning import clean, clean_line, code_key, folded
from core.values.sentence import N_, Sentence, say
from core.values.tree_path import parts_of_path

LEVELS = ("category", "category_2", "category_3")
NOBODY = ("", "匿名", "匿名用户", "anonymous")
EXCERPT = 40


@dataclass(frozen=True, slots=True)
class Message:
    """A row as read; its fields are named like the columns."""

    number: str
    subject: str
    received: datetime
    petitioner: str
    text: str
    category: str
    category_2: str
    category_3: str
    reply: str
    replied: date | None


class Mailbox(Import):
    """The export of a mailbox; messages are told apart by their number."""

    name = "mailbox"
    on = "grievance"
    label = N_("Import of a mailbox")
    duty = "grievances.register"
    titled = ("number", "subject")
    columns = (
        SheetColumn("number", ("留言编号", "编号", "信件编号", "信访编号", "来信编号", "工单编号", "事项编号",
            "流水号", "受理编号", "number", "no.", "message number", "id"), required=True),
        SheetColumn("petitioner", ("留言用户", "留言人", "来信人", "信访人", "反映人", "投诉人", "诉求人", "写信人",
            "petitioner", "user", "from")),
        SheetColumn("subject", ("留言主题", "主题", "标题", "留言标题", "信件标题", "来信标题", "信件主题",
            "事项标题", "事由", "subject", "title"), required=True),
        SheetColumn("received", ("留言时间", "来信时间", "留言日期", "来信日期", "提交时间", "写信时间", "收到日期",
            "收到时间", "登记时间", "登记日期", "received", "time", "date"), required=True),
        SheetColumn("text", ("留言详情", "留言内容", "内容", "信件内容", "来信内容", "诉求内容", "反映内容",
            "主要内容", "事项内容", "text", "message", "details")),
        SheetColumn("category", ("一级分类", "分类", "类别", "category", "level 1 category")),
        SheetColumn("category_2", ("二级分类", "subcategory", "level 2 category")),
        SheetColumn("category_3", ("三级分类", "level 3 category")),
        SheetColumn("reply", ("答复意见", "答复内容", "回复内容", "回复意见", "办理意见", "办理结果", "reply")),
        SheetColumn(
            "replied", ("答复时间", "回复时间", "答复日期", "回复日期", "replied", "date of reply", "reply time")
        ),
    )  # fmt: skip

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the grievances that have the numbers of the file, and their replies."""
        super().__init__(office, rows, mapping)
        keys = (key for row in rows if (key := code_key(legible_code(row, "number"))))
        found = self.in_bulk("grievance", "key", keys)
        ours_last = sorted(found, key=lambda each: (each.site == self.context.site, each.id))
        self._known: dict[str, Grievance] = {each.key: each for each in ours_last}
        self._replies: dict[str, set[str]] = {grievance.id: set() for grievance in self._known.values()}
        for step in self.in_bulk("step", "grievance", self._replies):
            if step.step == StepKind.REPLY:
                self._replies[step.grievance].add(clean(step.text))
        self._tree = option_tree(office.policy.options("categories"))

    def judge(self, row: Row) -> Verdict:
        """Compare with an earlier row of the same number, then with what is registered under it."""
        message = self._read(row)
        key = code_key(message.number)
        if repeated := self.repeated(row, key, asdict(replace(message, number=key))):
            return repeated
        known = self._known.get(key)
        return self._compare(row, message, known) if known else self._register(row, message)

    def _read(self, row: Row) -> Message:
        for name in ("received", "number", "subject"):
            self.required(row, name)
        reply = words(row, "reply")
        if reply and not line(row, "replied"):
            raise EmptyCell(column=self.heading("replied"))
        petitioner = line(row, "petitioner")
        levels = dict(zip(LEVELS, (line(row, level) for level in LEVELS), strict=True))
        return Message(
            number=code(row, "number"),
            subject=line(row, "subject"),
            received=moment(row, "received", self.context.today),
            petitioner="" if folded(petitioner) in NOBODY else petitioner,
            text=words(row, "text"),
            reply=reply,
            replied=day(row, "replied", self.context.today) if reply else None,
            **levels,
        )

    def _compare(self, row: Row, message: Message, known: Grievance) -> Verdict:
        doubts = list(self._differences(message, known))
        if doubts:
            return self.verdict(row, Outcome.DOUBTFUL, *doubts, known=known)
        if not message.reply or message.reply in self._replies[known.id]:
            return self.verdict(row, Outcome.SAME, known=known)
        if known.stage not in OPEN:
            remark = say(
                N_("The file holds a reply that is not recorded here, and the grievance is {stage}."),
                stage=say(known.stage.label),
            )
            return self.verdict(row, Outcome.DOUBTFUL, remark, known=known)
        reply = RecordPastReply(target=known.id, day=message.replied, text=message.reply)
        return self.verdict(row, Outcome.CHANGED, say(N_("A reply is added.")), actions=(reply,), known=known)

    def _differences(self, message: Message, known: Grievance) -> Iterator[Sentence]:
        pairs = {"subject": (clean_line(known.subject), message.subject), "text": (clean(known.text), message.text)}
        for name, (here, there) in pairs.items():
            if name in self.mapping.fields and folded(here) != folded(there):
                template = N_("“{column}” is another one here: “{here}”; in the file: “{there}”.")
                start = _first_difference(here, there)
                yield say(template, column=self.heading(name), here=_excerpt(here, start), there=_excerpt(there, start))

    def _register(self, row: Row, message: Message) -> Verdict:
        category, remarks = self._category(message)
        new = RegisterGrievance(
            channel=Channel.MAILBOX,
            number=message.number,
            received=message.received,
            subject=message.subject,
            text=message.text,
            category=category,
            petitioner=message.petitioner,
            petitioner_is=Petitioner.OUTSIDE if message.petitioner else Petitioner.ANONYMOUS,
        )
        if not message.reply:
            return self.verdict(row, Outcome.NEW, *remarks, actions=(new,))
        reply = RecordPastReply(target=new.target, day=message.replied, text=message.reply)
        return self.verdict(row, Outcome.NEW, *remarks, actions=(new, reply))

    def _category(self, message: Message) -> tuple[str, list[Sentence]]:
        """Return the place on the policy pack's tree that the levels name, as deep as they are known there."""
        written = "/".join(filter(None, (getattr(message, level) for level in LEVELS)))
        names = parts_of_path(written)
        for depth in range(len(names), 0, -1):
            found = self._tree.get("/".join(names[:depth]))
            if found:
                remark = say(
                    N_("Of the category “{category}” only “{found}” is on the tree."), category=written, found=found
                )
                return found, [remark] if depth < len(names) else []
        remark = say(N_("The category “{category}” is not on the tree and is left empty."), category=written)
        return "", [remark] if names else []


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _excerpt(text: str, start: int) -> str:
    """Return the part of a text around a place, on one line."""
    begin = max(start - EXCERPT // 4, 0)
    part = " ".join(text[begin : begin + EXCERPT].split())
    return ("…" if begin else "") + part + ("…" if begin + EXCERPT < len(text) else "")
