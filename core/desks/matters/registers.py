"""The registers 登记簿 of the desk: who came near what is top secret, who knows what, what was fixed and lifted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.desks.matters.children import Knowledge, ScopeEntry
from core.desks.matters.records import STRICT, Matter
from core.desks.matters.vocabulary import MatterStage
from core.model.printout import issuing_office
from core.model.query import Blank, Is, Query, Via, both
from core.rules.register import Extent, Register
from core.rules.register_row import Book, Heading, Row, Value, first_of
from core.values.sentence import N_, say


def _paper(row: Row) -> Any:
    """The document by which the person came to know, if it stands in the ledger of carriers by its number."""
    number = row.record.document
    query = Query("carrier", Is("document", (number,)), ("got", "id"), limit=1)
    return next(iter(row.book.find(query)), None) if number else None


def _of_paper(name: str, otherwise: str = "") -> Value:
    """Return how what the ledger says of the document is found; without one, what the matter says."""

    def find(row: Row) -> str:
        paper = _paper(row)
        said = row.book.words(paper, name) if paper is not None else ""
        return said or (row.words(otherwise) if otherwise else "")

    return find


def _originator(row: Row) -> str:
    """Who issued it: as the ledger or the matter says, else this house."""
    return str(_of_paper("originator", "matter.originator")(row)) or issuing_office(row.book.office)  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Marked:
    """That a matter was fixed or lifted on a day."""

    day: date
    matter: Matter
    lifted: bool

    def said(self, row: Row, name: str) -> str:
        """Return what the matter says in a field."""
        return row.book.words(self.matter, name)


def _each_mark(matters: Sequence[Matter], extent: Extent, book: Book) -> Sequence[Marked]:
    """Return what was fixed and lifted in the period, the oldest first."""
    return sorted(_marks(matters, extent), key=lambda mark: (mark.day, mark.lifted, mark.matter.id))


def _marks(matters: Iterable[Matter], extent: Extent) -> Iterator[Marked]:
    for matter in matters:
        for day, lifted in ((matter.fixed, False), (matter.lifted, True)):
            if day is not None and (extent.period is None or day in extent.period):
                yield Marked(day, matter, lifted)


def _which(row: Row) -> Any:
    return say(N_("lifting of secrecy") if row.record.lifted else N_("fixing of secrecy"))


def _how_fixed(row: Row) -> Any:
    """Whether it was fixed here of itself, or follows from what another fixed."""
    matter = row.record.matter
    follows = matter.derived_from or matter.originator
    return say(N_("derived fixing") if follows else N_("original fixing"))


def _scope(row: Row) -> tuple[str, ...]:
    """Who may know of it now: people and units."""
    within = both(Is("matter", (row.record.matter.id,)), Blank("ended"))
    found = row.book.find(Query(ScopeEntry.kind, within, ("since", "id")))
    said = (row.book.words(each, "unit") or row.book.words(each, "person") for each in found)
    return tuple(filter(None, said))


Register(
    "top_secret_contacts", N_("Register of contact with what is top secret"), Knowledge,
    (
        Heading("文件名称", "Title of the document", _of_paper("name", "matter")),
        Heading("发文机关", "Issued by", _originator),
        Heading("发文日期", "Issued on", "matter.since"),
        Heading("收文日期", "Received on", _of_paper("got")),
        Heading("数量", "Count", _of_paper("copies")),
        Heading("人员姓名", "Name of the person", "person"),
        Heading("接触时间", "Time of contact", "since"),
        Heading("接触类型", "Kind of contact", "contact"),
        Heading("接触方式", "Way of contact", "way"),
        Heading("承办人", "Handled by", "recorder"),
        Heading("审批领导", "Approved by", first_of("approver", "on_paper")),
    ),
    where=lambda context: Via("matter", Matter.kind, Is("level", STRICT)), order=("since", "id"),
    period=("since",), within=("matter",), levels=("matter.level",),
)  # fmt: skip

Register(
    "who_knows", N_("Register of who knows"), Knowledge,
    (
        Heading("涉密事项", "Matter", "matter"),
        Heading("人员", "Person", "person"),
        Heading("接触类型", "Kind of contact", "contact"),
        Heading("接触方式", "Way of contact", "way"),
        Heading("起", "From", "since"),
        Heading("止", "Until", "until"),
        Heading("文号", "Document number", "document"),
        Heading("审批领导", "Approved by", first_of("approver", "on_paper")),
        Heading("承办人", "Handled by", "recorder"),
    ),
    order=("matter", "since", "id"), period=("since",), within=("matter",), levels=("matter.level",), printed=True,
)  # fmt: skip

Register(
    "fixed_and_lifted", N_("Register of what was fixed and lifted"), Matter,
    (
        Heading("日期", "Date", lambda row: row.record.day),
        Heading("名称", "Name", lambda row: row.record.said(row, "alias")),
        Heading("数量", "Count"),
        Heading("文号", "Document number", lambda row: row.record.said(row, "decision")),
        Heading("密级", "Level of secrecy", lambda row: row.record.said(row, "level")),
        Heading("载体形式", "Form of carrier"),
        Heading("事项类型", "Kind of matter", _how_fixed),
        Heading("定密/解密", "Fixed or lifted", _which),
        Heading("分发范围", "Distributed to", _scope),
    ),
    where=lambda context: Is("stage", (MatterStage.FIXED, MatterStage.LIFTED)), period=("fixed", "lifted"),
    arrange=_each_mark,
)  # fmt: skip
