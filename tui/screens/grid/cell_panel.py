"""The panel of a cell: who is responsible, its shares as bars, and below them what is warned of, missing and owed."""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from textual.content import Content

from core.desks.grid.figures import CellLine, Grid
from core.desks.grid.vocabulary import OPEN, Part
from core.model.query import Is, Query, both
from core.model.record import RECORDS
from core.office.office import Office
from core.values.cadence import called
from core.values.percentages import reached
from core.values.sentence import N_, names_in_a_row
from core.wording.record_text import titled
from tui.drawing.bars import bar
from tui.language import _, language
from tui.terminal.glyphs import fit, plain
from tui.widgets.detail import DetailPane

BAR = 20
"""How many cells a whole bar has, where there is room."""
MOST = 5
"""How many of each list are named."""
GOOD, FAIR = 90, 75
"""From how many percent on a share is in order, and from how many it is nearly so."""


class CellPanel(DetailPane):
    """Shows cells of the tree; all else as any detail."""

    def show_cell(self, office: Office, grid: Grid, place: int) -> None:
        """Show the cell at a place of the grid, with all cells below it."""
        self.show_lines(lambda width: cell_lines(office, grid, place, width))


def cell_lines(office: Office, grid: Grid, place: int, width: int) -> Iterator[Content]:
    """Yield the lines of the panel of a cell."""
    line = grid.line(place)
    below = tuple(sorted(grid.tree.below(line.id)))
    yield Content.styled(plain(line.title), "bold")
    yield Content.styled(plain(_responsible(office, line)), "$label")
    yield Content("")
    yield from _shares(grid, place, width)
    yield from _headed(N_("Warnings"), _warnings(office, below))
    yield from _headed(N_("Gaps"), _gaps(grid, frozenset(below)))
    yield from _headed(N_("Owed"), _owed(office, below))


def _responsible(office: Office, line: CellLine) -> str:
    """Return lead and deputy of a cell, and of how many people each part of it consists."""
    named = [f"{_('Lead')} {office.title('person', line.lead) if line.lead else _('no lead')}"]
    if office.reads("membership"):
        of_cell = both(OPEN, Is("cell", (line.id,)))
        counts = dict(office.groups(Query("membership", of_cell), "part"))
        named += [
            f"{language().label(part)} {counts[part]}" for part in Part if part is not Part.LEAD and counts.get(part)
        ]
    return "  ".join(named)


def _shares(grid: Grid, place: int, width: int) -> Iterator[Content]:
    """Yield each share as a bar with how many of how many; those of nothing are left out."""
    told = [(figure, *grid.share(figure.name, place)) for figure in grid.shares]
    room = max((cell_len(_(figure.label)) for figure, _count, _whole in told), default=0)
    length = max(min(BAR, width - room - 12), 4)
    for figure, count, whole in told:
        if whole:
            percent = reached(count, whole) or 0
            colour = "$fine" if percent >= GOOD else "$week" if percent >= FAIR else "$soon"
            label = (fit(_(figure.label), room + 1), "$label")
            yield Content.assemble(label, bar(count, whole, length, colour), f" {count:,}/{whole:,}")


def _headed(heading: str, lines: Iterable[Content]) -> Iterator[Content]:
    """Yield lines under a heading; nothing if there are none."""
    found = list(lines)
    if found:
        yield Content("")
        yield Content.styled(_(heading), "$chosen")
        yield from found


def _warnings(office: Office, below: tuple[str, ...]) -> Iterator[Content]:
    if not office.reads("warning"):
        return
    query = Query("warning", both(OPEN, Is("cell", below)), ("-raised",), limit=MOST)
    for warning in office.find(query):
        row = {name: getattr(warning, name) for name in warning.status_columns}
        status = warning.deadline_status(row, office.context())
        level = (f"! {language().label(warning.level)} ", "$soon")
        standing = (f"  {language().label(status)}" if status else "", "$label")
        yield Content.assemble(level, plain(titled(warning)), standing)


def _gaps(grid: Grid, below: frozenset[str]) -> Iterator[Content]:
    found = [(cell, fault) for cell, faults in grid.faults.items() if cell in below for fault in faults]
    for cell, fault in found[:MOST]:
        yield Content.assemble(("! ", "$week"), f"{plain(grid.title(cell))}  ", (language().label(fault), "$week"))
    if len(found) > MOST:
        yield Content.styled(_("{count} more").format(count=len(found) - MOST), "$label")


def _owed(office: Office, below: tuple[str, ...]) -> Iterator[Content]:
    if not office.reads("duty_card"):
        return
    cards = RECORDS["duty_card"]
    owed = cards.filters(office.context())["owed"]
    for card in office.find(Query("duty_card", both(owed, Is("cell", below)), ("due",), limit=MOST)):
        periods = card.overdue(office.today)
        named = names_in_a_row(language().say(called(period.key)) for period in periods[:2]).say(_)
        more = f" +{len(periods) - 2}" if len(periods) > 2 else ""
        yield Content.assemble((f"{named}{more}  ", "$week"), plain(titled(card)))
