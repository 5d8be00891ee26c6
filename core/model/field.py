"""Fields: what a declaration says of one, besides its type; for records and for the arguments of actions.

subject: Annotated[str, About(N_("Subject"), column=40, search=True)]
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

ANY = "*"
"""What a field refers to whose identifiers may be of any kind."""


class Names(StrEnum):
    """What a text of the program stands for."""

    KIND = "kind"
    ACTION = "action"
    FIELD = "field"
    SENTENCE = "sentence"
    """A packed `core.values.sentence.Sentence`."""
    TEMPLATE = "template"
    """A catalogue key, whose places stay open."""
    SEATS = "seats"
    """The number of a seat, or of several with commas between: shown by the officer who has it."""


class Start(Enum):
    """What a field starts with: in a form (`About.start`), or when something is done (`Action.stamps`)."""

    TODAY = "today"
    NOW = "now"
    ME = "me"
    """The officer who does it."""


class Role(Enum):
    """What a record says of an officer, a person or a cell that one of its fields refers to."""

    WORK = "work"
    """Whose work it is: while the record is open, it goes to another if this one goes."""
    SUBJECT = "subject"
    """Whom it is about: that stays as it is, and a person whom a matter is about has no part in it."""
    DOER = "doer"
    """Who did something: that is history, and stays as it is."""


@dataclass(frozen=True, slots=True)
class FieldOf:
    """What stands in this field of the record that something is done to, as something else starts with."""

    name: str


@dataclass(frozen=True, slots=True)
class About:
    """What a declaration says of a field besides its type."""

    label: str
    """Its name on forms and lists (a catalogue key)."""
    help: str = ""
    """One line under the field of a form (a catalogue key)."""
    column: int = 0
    """Width in a list, in terminal cells; 0 leaves it out of the list."""
    grows: bool = False
    """Whether a list gives it the room that is left, in place of what is searched."""
    lines: int = 1
    """Height in a form; more than 1 takes several lines of text."""
    search: bool = False
    """Whether its words are in the full-text index."""
    pinyin: bool = False
    """Whether it is a name that is also found by pinyin; one that is masked, only by who may see it (`Called`)."""
    index: bool = False
    """Whether lists are filtered or sorted by it."""
    refers: str = ""
    """The kind of record whose identifier stands here, several with spaces between, or `ANY`."""
    says: Role | None = None
    """What it says of the officer, person or cell that it refers to; every such field of a record says it."""
    or_words: bool = False
    """Whether words may stand there instead of an identifier: what is written to be looked up."""
    owner: bool = False
    """Whether this reference makes the record a part of the other: read by who may read that, and shown under it."""
    masked: str = ""
    """The duty a reader needs to see its contents; the search index never holds such a field."""
    options: str = ""
    """The name of the list in the policy pack from which values are chosen, e.g. `categories`."""
    unit: str = ""
    """What a number counts, e.g. days (a catalogue key)."""
    workday: bool = False
    """Whether it is a day on which the office should work: a form says so if the holidays until then are not known."""
    period: bool = False
    """Whether keys of periods (`core.values.cadence`) stand here, several with spaces between; they are shown in
    words."""
    kept: bool = False
    """Whether the program keeps it to work other columns out of it: those are shown instead."""
    rights: bool = False
    """Whether it decides what officers may read of other records, or who they are to four eyes: changing it is a change
    of rights (`core.rights.effective_rights`)."""
    as_then: bool = False
    """Whether the officer who stands here is called as he was when the record was made (`Office.officer_then`)."""
    start: Start | FieldOf | None = None
    """What its field in a form starts with."""
    not_before: str | None = None
    """For a day on which something was done, which has come: the field whose day it does not lie before, of the action
    itself or of the record that it is done to; or empty if it may be any day until today."""
    to_come: bool = False
    """Whether it is a day for which something is planned or due: today or later, and then not before `not_before`."""
    unsought: bool = False
    """Whether nothing is searched, sorted or counted by it: what is kept of a visitor is no profile of him."""
    names: Names | None = None
    """What its text is a name of; that is shown in the language of the screen (`core.wording.labels`)."""

    @property
    def stays(self) -> bool:
        """Whether it is seen on the screen alone, by whoever may: masked on paper, in exports and copies for all."""
        return bool(self.masked) and self.unsought
