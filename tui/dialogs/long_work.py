"""Long work: in a thread, with a bar that shows how far it is and a key that stops it safely."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import App

from core.model.progress import Progress, Steps
from core.values.sentence import Sentence
from tui.dialogs.dialog import ProgressDialog

T = TypeVar("T")


async def run_with_progress(
    app: App[Any], title: Sentence | str, work: Callable[[Progress], T], *, cancellable: bool = True
) -> T:
    """Do `work` in a thread under a progress dialog and return what it returns; awaited from a worker.

    What the work raises is raised here, `Cancelled` after Esc among it.
    """
    dialog = ProgressDialog(title, cancellable=cancellable)
    return await _run(app, dialog, lambda: work(dialog.report))


async def run_in_steps(
    app: App[Any], title: Sentence | str, work: Callable[[Steps], T], *, cancellable: bool = True
) -> T:
    """Do `work` of several steps, which names each as it begins; otherwise like `run_with_progress`."""
    dialog = ProgressDialog(title, cancellable=cancellable)
    return await _run(app, dialog, lambda: work(dialog.begin))


async def _run(app: App[Any], dialog: ProgressDialog, work: Callable[[], T]) -> T:
    await app.push_screen(dialog)
    try:
        return await asyncio.to_thread(work)
    finally:
        dialog.dismiss(None)
