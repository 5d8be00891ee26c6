"""Attached papers 附件: a scanned page, a photo or a signed form that belongs to a record of any desk.

Every kind of record that is a whole and is entered by an officer gets a kind of papers of its own, a part of it, as
soon as the desks are declared (`attach_to_all`): `grievance_paper` is a part of `grievance`. So who reads the record
reads its papers, they go with it to other sites, under its legal hold and with its purge; no desk declares anything.

A paper's record says what it is and how its content is found. The content itself is a sealed file beside the store
(`data.papers`), under a key that stands nowhere but in that record: when the record is erased, nobody reads the file.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import Field, PrivateAttr

from core.model.action import Action, actions_on
from core.model.change import HOLD, HOME, PURGE
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.record import RECORDS, Record, owner_field
from core.policy.pack import Settings
from core.values.bounds import Count
from core.values.field_types import REQUIRED, Line
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

MEGABYTE = 1 << 20
UNREAD = N_(
    "A paper is read and sealed as it is attached: press A on the page of its record, or use `sealdesk attach`."
)


class AttachedPaperSettings(Settings):
    """How large a paper may be."""

    section = "attached_papers"
    label = N_("Attached papers")

    largest: int = Field(20, ge=1, le=200, title=N_("Largest attached paper, MB"))
    """The size of the file, before it is sealed."""


class MediaType(LabelledEnum):
    """What a paper is, as the beginning of its file tells; its name does not count."""

    PDF = "pdf", N_("PDF")
    PNG = "png", N_("PNG picture")
    JPEG = "jpeg", N_("JPEG picture")
    TIFF = "tiff", N_("TIFF picture")
    DOCX = "docx", N_("Word document")
    XLSX = "xlsx", N_("Spreadsheet")

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small on the screen."""
        return self in (MediaType.PNG, MediaType.JPEG, MediaType.TIFF)

    @property
    def suffix(self) -> str:
        """The ending of a file of this type."""
        return ".jpg" if self is MediaType.JPEG else f".{self.value}"


class Content(NamedTuple):
    """The content of a paper that was read and sealed."""

    media: MediaType
    size: int
    sha256: str
    """Of what is read, before it is sealed: by it the same paper is known again."""
    content: str
    """The sum of the sealed file, by which it is named."""
    key: str
    """The key of the sealed file."""


_SUM = Field(pattern="^([0-9a-f]{64})?$")
Called = Annotated[
    str,
    Field(min_length=1, max_length=120),
    About(N_("Name of the paper"), help=N_("What it is: contract, reply, photo of the lock."), column=26, search=True),
]
Note = Annotated[Line, About(N_("Remark"), column=16)]
Reason = Annotated[Line, About(N_("Why it does not count"))]


class AttachedPaper(Record):
    """A paper that belongs to a record."""

    label = N_("Attached paper")
    plural = N_("Attached papers")
    order = ("-day", "name", "id")

    name: Called
    media: Annotated[MediaType, About(N_("Kind of paper"), column=10)] = MediaType.PDF
    size: Annotated[Count, About(N_("Size"), column=10, unit=N_("bytes"))] = 0
    note: Note = ""
    day: Annotated[date | None, About(N_("Attached on"), column=10)] = None
    by: Annotated[str, About(N_("Attached by"), column=12, refers="officer", says=Role.DOER)] = ""
    voided: Annotated[date | None, About(N_("Does not count since"), column=10)] = None
    voided_by: Annotated[str, About(N_("Voided by"), refers="officer", says=Role.DOER)] = ""
    why: Reason = ""
    sha256: Annotated[str, _SUM, About(N_("Sum of the paper"), kept=True, index=True)] = ""
    content: Annotated[str, _SUM, About(N_("Sum of the sealed file"), kept=True, index=True)] = ""
    key: Annotated[str, _SUM, Field(exclude=True, repr=False), About(N_("Key of the sealed file"), kept=True)] = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.name

    @property
    def file_name(self) -> str:
        """The name that its file gets where it is written out."""
        plain = "".join("_" if sign in '/\\:*?"<>|' or ord(sign) < 32 else sign for sign in self.name).strip(". ")
        return (plain or self.kind) + ("" if plain.lower().endswith(_endings(self.media)) else self.media.suffix)


def _endings(media: MediaType) -> tuple[str, ...]:
    return {MediaType.JPEG: (".jpg", ".jpeg"), MediaType.TIFF: (".tif", ".tiff")}.get(media, (media.suffix,))


class _OfPapers(Action):
    """What is done about papers; it is called the same for every kind of record."""

    called: ClassVar[str]
    word: ClassVar[str]

    @classmethod
    def verb(cls) -> str:
        """Return its name in the journal: `attach_grievance_paper`."""
        return f"{cls.word}_{(cls.adds or cls.on).kind}"

    @classmethod
    def label(cls) -> str:
        """Return its text in the palette."""
        return cls.called


class AttachPaper(_OfPapers):
    """Attach a scanned page, a photo or a signed form to this record. It is kept encrypted in the store."""

    called = N_("Attach paper")
    word = "attach"
    single = True
    undoable = False
    stamps = {"day": Start.TODAY, "by": Start.ME}

    name: Called
    note: Note = ""
    _read: Content | None = PrivateAttr(None)

    def of(self, content: Content) -> Self:
        """Return the same, of a content that was read and sealed."""
        sealed = self.model_copy()
        sealed._read = content
        return sealed

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a paper that nobody has read, and one that is larger than the policy pack allows."""
        most = context.policy.settings(AttachedPaperSettings).largest
        if self._read is None:
            yield say(UNREAD)
        elif self._read.size > most * MEGABYTE:
            yield say(N_("The paper is larger than {most} MB. Scan it in lower resolution, or in parts."), most=most)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add what was read."""
        return super().written(record, context) | (self._read._asdict() if self._read else {})


class VoidPaper(_OfPapers):
    """Say that an attached paper does not count, for a reason. It stays, and goes only with its record."""

    called = N_("Void attached paper")
    word = "void"
    key = "v"
    single = True
    once = "voided"
    stamps = {"voided": Start.TODAY, "voided_by": Start.ME}

    why: Annotated[Reason, REQUIRED]


class PapersOf(NamedTuple):
    """What a kind of record has for its papers."""

    kind: type[AttachedPaper]
    attach: type[AttachPaper]
    void: type[VoidPaper]


PAPERS_OF: dict[str, PapersOf] = {}
"""By the kind of the whole record; filled as the desks are declared."""


def attach_to_all(but: tuple[str, ...] = ()) -> None:
    """Give every kind that is a whole its papers, `but` those of these desks; what has them keeps them."""
    for kind, record_type in list(RECORDS.items()):
        left_out = kind in PAPERS_OF or record_type.__module__.startswith(but)
        if not left_out and (duty := _attached_with(record_type)):
            PAPERS_OF[kind] = _declared(record_type, duty)


def _attached_with(record_type: type[Record]) -> str:
    """Return the duty that attaches papers to records of a kind: that of who enters them, if it names no other."""
    part = owner_field(record_type) is not None or record_type.is_derived or record_type.kind in (PURGE, HOLD)
    if part or record_type.compartment in HOME:
        return ""
    entered = (action.duty for action in actions_on(record_type.kind) if action.creates)
    return record_type.attached_with or next(entered, "")


def _declared(whole: type[Record], duty_: str) -> PapersOf:
    about_people = Role.SUBJECT if whole.kind in ("officer", "person", "cell") else None
    part_of = About(whole.label, refers=whole.kind, says=about_people, owner=True, index=True)

    class Paper(AttachedPaper):
        kind = f"{whole.kind}_paper"
        compartment = whole.compartment
        duty = whole.duty
        access_log = whole.access_log

        of: Annotated[str, part_of]

    class Attach(AttachPaper):
        on = whole
        adds = Paper
        duty = duty_

    class Void(VoidPaper):
        on = Paper
        duty = duty_

    for made, declared in ((Paper, AttachedPaper), (Attach, AttachPaper), (Void, VoidPaper)):
        made.__doc__ = declared.__doc__
    return PapersOf(Paper, Attach, Void)


def paper_kinds() -> Mapping[str, type[AttachedPaper]]:
    """Return every kind of attached papers by its name."""
    return {each.kind.kind: each.kind for each in PAPERS_OF.values()}
