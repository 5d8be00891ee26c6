"""Receiving a transfer: its volumes, what it would do, and applying just that."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from core.office.office import Office
from core.results.transfer import THE_REST, Preview
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.dialogs.report import report
from tui.formatting.incoming_conflict import told
from tui.formatting.incoming_findings import breaches_told, duplicates_told
from tui.formatting.lines import BLANK, Line, line
from tui.formatting.values import kind_label
from tui.host import Host
from tui.language import _, language
from tui.screens.transfers.volumes import SUFFIXES, put_in

MAX_CONFLICTS = 200
"""How many conflicts the preview names; how many there are is always said."""


async def receive(app: Host, office: Office) -> None:
    """Ask for a transfer, on as many media as it was cut into, show what it would do, and apply it.

    Why a file is refused, and whom to tell, stays on the screen until it is put away.
    """
    try:
        await _receive(app, office)
    except Refusal as refusal:
        if refusal.is_cancelled:
            raise
        await tell(app, refusal.sentence)


async def _receive(app: Host, office: Office) -> None:
    path = await choose_file(app, say(N_("Which transfer?")), app.backend.removable_media(), SUFFIXES)
    if path is None:
        return
    with app.backend.scratch() as scratch:
        folders = await put_in(app, path, scratch)
        if folders is not None:
            await _apply(app, office, path, folders)


async def _apply(app: Host, office: Office, path: Path, folders: Sequence[Path]) -> None:
    """Show what a transfer would do, and apply it."""
    backend = app.backend
    preview = await run_with_progress(
        app,
        say(N_("Verifying {file}"), file=path.name),
        lambda progress: backend.inspect(office, path, progress, folders),
    )
    title = _("Transfer from {site}").format(site=preview.sender)
    if not await report(app, title, preview_lines(preview, office), _("Apply")):
        return
    receipt = await run_with_progress(
        app,
        say(N_("Applying {file}"), file=path.name),
        lambda progress: backend.apply(office, path, preview, progress, folders),
    )
    await tell(app, receipt)


def preview_lines(preview: Preview, office: Office) -> Iterable[Line]:
    """Yield what applying a verified transfer would do."""
    made = language().show(preview.made)
    yield line(N_("The signature is that of {site}. Made {when}."), site=preview.sender, when=made)
    yield line(N_("{all:,} changes, {new:,} of them new here."), "bold", all=preview.changes, new=preview.new_changes)
    for warning in preview.warnings():
        yield language().say(warning), "bold"
    yield BLANK
    for each in preview.counts:
        kind = kind_label(each.kind)
        yield line(N_("{kind}: {new:,} new, {changed:,} changed"), kind=kind, new=each.new, changed=each.changed)
        if each.purged:
            yield line(N_("{kind}: {purged:,} purged here for good"), "bold", kind=kind, purged=each.purged)
    if preview.rest:
        yield line(THE_REST)
    if preview.unknown:
        yield line(N_("{count:,} changes of a newer version are kept for later."), count=preview.unknown)
    if preview.receipts:
        yield line(N_("{count:,} of our transfers are confirmed."), count=preview.receipts)
    for sentences in (duplicates_told(preview.duplicates), breaches_told(preview.breaches)):
        for place, sentence in enumerate(sentences):
            if not place:
                yield BLANK
            yield language().say(sentence), "" if place else "bold"
    yield from _clashes(preview, office)


def _clashes(preview: Preview, office: Office) -> Iterable[Line]:
    yield BLANK
    yield line(N_("Conflicts: {count:,}"), "bold", count=len(preview.clashes))
    for clash in preview.clashes[:MAX_CONFLICTS]:
        yield language().say(told(clash, office)), ""
