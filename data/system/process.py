"""This process as the system keeps it: who may look into it, what it leaves when it dies, whose its files are.

None of this stands against the system's administrator (docs/threat-model.md §2).
"""

import os
import sys

_PR_SET_DUMPABLE = 4  # prctl(2)
_NO_HEAP = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP, WerSetFlags


def harden_process() -> None:
    """Leave no image of the memory on the disk, let no other program of this user look in, and keep files private.

    Called once, before anything secret is in memory. What the system does not offer is left out.
    """
    os.umask(0o077)
    _forget_tracing()
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.WerSetFlags(_NO_HEAP)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        # Also where a program takes the cores (core(5)), and against ptrace(2) and /proc/PID/mem.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _forget_tracing() -> None:
    """Drop the variables by which Textual writes every key to a file, or opens a connection to its developer tools."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
