"""Exports 导出: the ledger of lists and papers that officers wrote to files, and of what they copied from lists.

It is local, because what leaves the store on a file has left this site. It is begun before the file is written, so
that no file is without its entry, and completed when the file is whole. It names lists and papers, never a person.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from core.model.action import Action
from core.model.audit_event import Event
from core.model.change import LOCAL
from core.model.context import Context
from core.model.field import About, Names, Role, Start
from core.model.printout import PAPERS
from core.model.query import AnyOf, Condition, Is
from core.model.record import RECORDS, Record
from core.model.viewer import Viewer
from core.policy.pack import Settings
from core.rights.visibility import NAMES, reads_whole
from core.rules.register import REGISTERS
from core.values.bounds import Count
from core.values.sentence import N_, Sentence, say

MAKE, READ_ALL = "exports.make", "exports.read"
"""The duty that writes lists and papers to files, and the one that sees what others wrote."""

What = Annotated[
    str,
    Field(min_length=1, max_length=200),
    About(N_("What was exported"), column=20, names=Names.TEMPLATE),
]
"""What a list or a paper is called (a catalogue key)."""
Rows = Annotated[Count, About(N_("Rows"), column=9)]
"""How many rows a list has; none for a paper."""
FileName = Annotated[str, Field(min_length=1, max_length=255), About(N_("File"), column=24)]
"""The name of a file; in which folder it was is the officer's affair."""


class ExportSettings(Settings):
    """What may leave the store besides files."""

    section = "exports"
    label = N_("Exports")

    clipboard: Annotated[bool, Field(title=N_("Rows may be copied to the clipboard of the computer"))] = False
    """Whether rows and cells of lists may be given to the terminal, which puts them where every program can read."""


class Export(Record):
    """A file that an officer wrote, or a row of a list that was copied to the clipboard."""

    kind = "export"
    label = N_("Export")
    plural = N_("Exports")
    compartment = LOCAL
    audited = Event.EXPORTED
    duty = NAMES
    order = ("-when", "id")

    when: Annotated[datetime, About(N_("When"), column=16, index=True)]
    officer: Annotated[str, About(N_("Officer"), column=14, refers="officer", says=Role.DOER, index=True)]
    what: What
    rows: Rows = 0
    file: Annotated[str, Field(max_length=255), About(N_("File"), column=24)] = ""
    """Its name; empty for what was copied."""
    unfinished: Annotated[bool, About(N_("Not finished"), column=12)] = False
    """Whether the file was begun and, as far as is known, never completed."""

    @property
    def title(self) -> str:
        """The name of the file; of what was copied, the time."""
        return self.file or f"{self.when:%Y-%m-%d %H:%M}"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Everyone sees their own; of the rest who answers for it sees what he may read whole himself.

        An entry tells that there is something, and its file has the name that an officer typed.
        """
        own = Is("officer", (viewer.officer,))
        return AnyOf((own, Is("what", tuple(sorted(_read_whole(viewer)))))) if READ_ALL in viewer.duties else own


def _read_whole(viewer: Viewer) -> set[str]:
    """Return what the lists and papers are called that are made of nothing but what the viewer may read whole."""
    of: dict[str, set[str]] = {}
    for kind, declared in RECORDS.items():
        # What is only an entry of another record, and this ledger itself, nobody reads whole in this sense.
        of.setdefault(declared.plural, set()).add("" if declared.is_derived or kind == Export.kind else kind)
    for drawn in PAPERS.values():
        of.setdefault(drawn.label, set()).add(drawn.of_kind)
    for register in REGISTERS.values():
        of.setdefault(register.label, set()).add(register.of.kind)
    return {called for called, kinds in of.items() if all(reads_whole(viewer, kind) for kind in kinds)}


class RecordExport(Action):
    """Enter in the ledger that a list or a paper is about to be written to a file."""

    on = Export
    creates = True
    duty = MAKE
    counted = "rows"
    named = "what"
    stamps = {"when": Start.NOW, "officer": Start.ME, "unfinished": True}

    what: What
    rows: Rows = 0
    file: FileName


class CopyToClipboard(Action):
    """Enter in the ledger that a row of a list, or a cell of one, is about to be copied to the clipboard."""

    on = Export
    creates = True
    duty = MAKE
    counted = "rows"
    named = "what"
    stamps = {"when": Start.NOW, "officer": Start.ME}

    what: What
    rows: Rows = 1

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject it where the policy pack does not allow it."""
        if not context.policy.settings(ExportSettings).clipboard:
            yield say(N_("The policy pack does not allow copying to the clipboard."))


class ConfirmExport(Action):
    """Complete the entry of the ledger: the file was written."""

    on = Export
    duty = MAKE
    stamps = {"unfinished": False}

    def refuse(self, record: Export, context: Context) -> Iterable[Sentence]:
        """Reject the file that another officer wrote."""
        if record.officer != context.officer:
            yield say(N_("Another officer wrote this file."))
