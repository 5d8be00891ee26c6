"""Recovery papers on the screen: which ones are made, and each shown to its holder and typed back in."""

from collections.abc import Callable

from core.results.secrets import Papers
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice
from tui.dialogs.dialog import Cancelled, ask, confirm, tell
from tui.host import Host
from tui.language import _

_GROUPS_A_LINE = 4

Compare = Callable[[Papers, int, str], None]
"""Returns if that stands on this paper, counted from 1; raises why not."""


def sorts() -> list[Choice[int]]:
    """Return the two sorts of papers to choose from: 1 is a code, 2 are shares."""
    return [
        Choice(1, _("A code"), _("One paper opens the store. Lock it away well.")),
        Choice(2, _("Shares of a code"), _("Several people hold a paper each; some of them are needed together.")),
    ]


async def rehearsed(app: Host, papers: Papers, compare: Compare) -> list[str]:
    """Have each paper written down by its holder and typed back in; return what was typed.

    The next holder is asked for before a paper is shown, so that none sees that of another.
    """
    return [await _rehearsed(app, papers, number, compare) for number in range(1, len(papers.digits) + 1)]


async def _rehearsed(app: Host, papers: Papers, number: int, compare: Compare) -> str:
    groups = papers.digits[number - 1].split()
    lines = (groups[start : start + _GROUPS_A_LINE] for start in range(0, len(groups), _GROUPS_A_LINE))
    digits = "\n".join(" ".join(line) for line in lines)
    shown = say("{which}\n\n{digits}", which=papers.told(number), digits=digits)
    if len(papers.digits) > 1:
        await _holder_alone(app, number, len(papers.digits))
    await tell(app, shown)
    while True:
        typed = await ask(app, say(N_("Type paper {number} back in from what you wrote down:"), number=number))
        if typed is None:
            if not await confirm(app, N_("See the paper once more? If not, nothing is made."), default=True):
                raise Cancelled
            await tell(app, shown)
            continue
        try:
            compare(papers, number, typed)
        except Refusal as refusal:
            await tell(app, refusal.sentence)
        else:
            return typed


async def _holder_alone(app: Host, number: int, of: int) -> None:
    """Ask for the holder of a paper before it is shown; raises `Cancelled` if the papers are given up."""
    asked = N_("Now paper {number} of {of}. Is its holder alone at the screen, and has the one before gone?")
    first = N_("Now paper {number} of {of}. Is its holder alone at the screen?")
    while not await confirm(app, say(first if number == 1 else asked, number=number, of=of)):
        if await confirm(app, N_("Give up the papers? Nothing is made then.")):
            raise Cancelled
