"""What may be said of a mistake in the program itself."""

import traceback

from tui.language import _


def crash_report(error: BaseException | None) -> str:
    """Return what may be said of a crash: which error, and where in the program; never what it was about."""
    lines = [_("Sealdesk stopped because of a mistake in the program. What was saved is safe."), type(error).__name__]
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.name} ({'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno})" for frame in frames]
    return "\n".join(lines)
