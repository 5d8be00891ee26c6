"""What may be said of a mistake in the program itself."""

import logging
import sys
import threading
import traceback
import warnings

from tui.language import _


def crash_report(error: BaseException | None) -> str:
    """Return what may be said of a crash: which error, and where in the program; never what it was about."""
    return _report_of(error, _("Sealdesk stopped because of a mistake in the program. What was saved is safe."))


def mistake_report(error: BaseException) -> str:
    """Return the same of a mistake after which the program went on."""
    return _report_of(error, _("There was a mistake in the program, and it went on. What was saved is safe."))


def _report_of(error: BaseException | None, headline: str) -> str:
    lines = [headline, type(error).__name__]
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.name} ({'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno})" for frame in frames]
    return "\n".join(lines)


def report_crashes_only() -> None:
    """Let Python itself print no traceback, warning or log line: each may hold a value, or the source of one."""
    sys.excepthook = lambda _kind, error, _trace: _report(error)
    threading.excepthook = lambda crash: _report(crash.exc_value)
    sys.unraisablehook = lambda crash: _report(crash.exc_value)
    logging.disable()
    warnings.simplefilter("ignore")


def _report(error: BaseException | None) -> None:
    if sys.stderr is not None and not isinstance(error, KeyboardInterrupt):
        print(crash_report(error), file=sys.stderr)
