"""The papers that are attached to a record: attaching one, looking at one, writing one out."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from core.desks.administration.exports import RecordExport
from core.model.query import Is, Query
from core.model.record import RECORDS, Record, columns, owner_field
from core.office.office import Office
from core.rules.attached_papers import PAPERS_OF, AttachedPaper, AttachPaper
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.actions.action_screen import CUSTOM_FLOWS, SHOW_PAPERS
from tui.actions.record_screen import RecordScreen
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import choose_file, choose_place
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.drawing.picture import can_draw, drawn
from tui.formatting.values import Values
from tui.frame.screen_command import ScreenCommand
from tui.host import Host
from tui.language import _, labelled, language
from tui.terminal.panel import as_panel
from tui.terminal.wrap import wrapped
from tui.widgets.detail import DetailPane
from tui.widgets.form import FormScreen

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".docx", ".xlsx")
NEW = "new"
"""Stands for a paper that is yet to be attached."""
LONGEST_NAME = 120
SHOWN_ROWS = 120
"""How many rows of pixels a picture has at most, whatever the screen."""


class NoPapers(Refusal):
    """No papers are attached to this record."""


async def papers(host: Host, office: Office, record: Record | None) -> None:
    """Show which papers a record has, to look at one or to attach another; awaited from a worker.

    Raises:
        NoPapers: it has none, and this officer attaches none.
    """
    assert record is not None
    options = list(_choices(office, record))
    if not options:
        raise NoPapers
    chosen = await choose(host, N_("Attached papers"), options)
    if chosen == NEW:
        await attach(PAPERS_OF[record.kind].attach, host, office, record)
    elif isinstance(chosen, AttachedPaper):
        await host.push_screen_wait(PaperScreen(office, chosen))


def _choices(office: Office, record: Record) -> Iterator[Choice[Any]]:
    of = PAPERS_OF[record.kind]
    values = Values(office, language().translate)
    owner = owner_field(of.kind)
    assert owner is not None
    for each in office.find(Query(of.kind.kind, Is(owner.name, (record.id,)))):
        told = [values.of(each, columns(of.kind)[name]) for name in ("media", "day")]
        state = [_("does not count")] if each.voided else []
        yield Choice(each, each.name, "  ".join((*told, size_of(each), *state)), words=each.note)
    if of.attach in office.offered(record.kind, record):
        yield Choice(NEW, _("Attach another …"), _(of.attach.help()))


def size_of(paper: AttachedPaper) -> str:
    """Return the size of a paper as it is said."""
    return f"{paper.size / 1024:,.0f} KB" if paper.size < 1 << 20 else f"{paper.size / (1 << 20):,.1f} MB"


async def attach(action: type[AttachPaper], host: Host, office: Office, record: Record | None) -> None:
    """Let the officer choose a file, name it, and attach it; awaited from a worker."""
    office.require(action)
    media = host.backend.removable_media()
    path = await choose_file(host, say(N_("Which file is to be attached?")), media, SUFFIXES)
    if path is None:
        return
    given = {"name": path.stem[:LONGEST_NAME]}
    form = FormScreen(
        office, action, record, given=given, submit=lambda deed: host.backend.attach_paper(office, _asked(deed), path)
    )
    await host.push_screen_wait(form)


def _asked(deed: object) -> AttachPaper:
    assert isinstance(deed, AttachPaper)
    return deed


class WriteOutPaper(ScreenCommand):
    """Write this paper out to a file, to look at it or hand it on. It is entered in the ledger of exports."""

    key = "w"
    duty = RecordExport
    of_record = True

    async def run(self, screen: "PaperScreen") -> None:
        """Ask where to, and write it there."""
        office, paper, app = screen.office, screen.current(), screen.app
        backend = screen.sealdesk.backend
        entry = RecordExport(what=AttachedPaper.plural, rows=1, file=paper.file_name)
        office.rehearse((entry,))
        where = say(N_("Where shall the attached paper be written?"))
        path = await choose_place(app, where, backend.removable_media(), entry.file)
        if path is None:
            return
        entry = entry.model_copy(update={"file": path.name})
        await run_with_progress(
            app,
            say(N_("Writing {file}"), file=path.name),
            lambda progress: backend.write_out_paper(office, entry, path, paper),
            cancellable=False,
        )
        await tell(app, say(N_("The attached paper was written to {file} and read back."), file=path.name))


class PaperScreen(RecordScreen):
    """A paper with what is said of it, and, where the terminal can, a small picture of it."""

    DEFAULT_CSS = """
    PaperScreen Horizontal { height: 1fr; }
    PaperScreen DetailPane { width: 1fr; }
    PaperScreen .picture { width: 1fr; background: $surface; scrollbar-size: 0 1; }
    PaperScreen .picture > Static { width: auto; height: auto; }
    """
    own_commands: ClassVar[tuple[ScreenCommand, ...]] = (WriteOutPaper(),)

    _record: AttachedPaper
    _drawn = ""
    """Of which content the picture is that is shown."""

    def body(self) -> ComposeResult:
        """Put the picture beside what is said."""
        with Horizontal():
            yield as_panel(DetailPane(), _(RECORDS[self.kind].label))
            with as_panel(VerticalScroll(classes="picture", can_focus=False), _("Preview")):
                yield Static()

    def current(self) -> AttachedPaper:
        """Return the paper."""
        return self._record

    def present(self) -> None:
        """Show what is said of it, and begin to draw it."""
        super().present()
        if self._drawn != self._record.content:
            self._drawn = self._record.content
            self.run_worker(self._draw(), exclusive=True, group="picture")

    async def _draw(self) -> None:
        """Draw the picture, made small by another process; a paper that is none, or cannot be shown, is named."""
        pane = self.query_one(".picture", VerticalScroll)
        shown = self.query_one(".picture > Static", Static)
        if not self._record.media.is_picture:
            shown.update(wrapped(labelled(_(self._record.media.label), _("there is no preview of it."))))
            return
        if not can_draw(self.app.console.color_system if not self.app.no_color else None):
            shown.update(wrapped(_("This terminal shows no pictures. Write the paper out to look at it.")))
            return
        shown.update(wrapped(_("Reading …")))
        room = pane.scrollable_content_region
        width, height = max(room.width, 20), min(2 * max(room.height - 1, 10), SHOWN_ROWS)
        preview = self.sealdesk.backend.preview_paper
        try:
            small = await asyncio.to_thread(preview, self.office, self._record, width, height)
        except Refusal as refusal:
            shown.update(wrapped(language().say(refusal.sentence)))
        else:
            whole = _("{width} × {height} pixels").format(width=small.whole[0], height=small.whole[1])
            shown.update(Text.assemble(drawn(small), "\n", (whole, "dim")))


SHOW_PAPERS.append(papers)
CUSTOM_FLOWS.update({of.attach: partial(attach, of.attach) for of in PAPERS_OF.values()})
