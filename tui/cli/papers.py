"""Commands about attached papers: attaching one, and writing one out."""

import argparse
from typing import Any

from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.cli.common import Platform, opened, tell, tell_json
from tui.cli.usage import Add, file_argument, text
from tui.formatting.paths import typed_path
from tui.language import _


class NoPapersThere(Refusal):
    """No papers can be attached to records of this kind: {kind}."""


class NoPaper(Refusal):
    """{id} is no attached paper. `sealdesk show` names the papers of a record."""


def attach(asked: argparse.Namespace, machine: Platform) -> None:
    """Attach a file to a record: a scanned page, a photo, a signed form. It is read and sealed; the file stays."""
    from core.office.build import build
    from core.rules.attached_papers import PAPERS_OF

    with opened(asked, machine) as (office, backend):
        record = office.look_up(asked.id)
        if record.kind not in PAPERS_OF:
            raise NoPapersThere(kind=say(record.label))
        action, name = PAPERS_OF[record.kind].attach, asked.name or asked.file.stem
        paper = build(action, target=record.id, name=name, note=asked.note)
        backend.attach_paper(office, paper, asked.file)
    if asked.json:
        tell_json({"attached": name, "record": record.id})
    else:
        tell(say(N_("Attached: {name}."), name=name))


def write_out(asked: argparse.Namespace, machine: Platform) -> None:
    """Write an attached paper to a file, and enter it in the ledger of exports."""
    from core.desks.administration.exports import RecordExport
    from core.rules.attached_papers import AttachedPaper

    with opened(asked, machine) as (office, backend):
        paper = office.look_up(asked.id)
        if not isinstance(paper, AttachedPaper):
            raise NoPaper(id=asked.id)
        entry = RecordExport(what=AttachedPaper.plural, rows=1, file=asked.out.name)
        backend.write_out_paper(office, entry, asked.out, paper)
    if asked.json:
        tell_json({"file": asked.out})
    else:
        tell(say(N_("The attached paper was written to {file} and read back."), file=asked.out))


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about attached papers."""
    attaching, writing = add("attach", attach), add("write-out", write_out)
    about = _("a record: the beginning of its identifier, or its number")
    attaching.add_argument("id", type=text, metavar="ID", help=about)
    file_argument(attaching, _("the paper: PDF, PNG, JPEG, TIFF, .docx or .xlsx"))
    called = _("what it is called; as the file, if left out")
    attaching.add_argument("--name", default="", type=text, metavar="TEXT", help=called)
    attaching.add_argument("--note", default="", type=text, metavar="TEXT", help=_("a remark"))
    writing.add_argument("id", type=text, metavar="ID", help=_("an attached paper: the beginning of its identifier"))
    writing.add_argument("--out", required=True, type=typed_path, metavar="FILE", help=_("the file to write"))
