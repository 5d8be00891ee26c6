"""The registers of a desk to files: which one, for what, for which period, as a spreadsheet or a paper."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.desks.administration.exports import RecordExport
from core.model.progress import Progress, no_progress
from core.model.query import Query
from core.office.office import Office
from core.rules.register import REGISTERS, Extent, Register, registers_of
from core.values.cadence import Cadence, Period, Rhythm, called, key_of, period_named
from core.values.sentence import N_, say
from tui.backend import Backend
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import choose_place
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.formatting.values import title_of
from tui.frame.screen_command import ScreenCommand
from tui.language import _, language
from tui.lists.exporting import EmptyList

SHEET, PAPER = ".xlsx", ".docx"
OFFERED = ((Rhythm.MONTHLY, 13), (Rhythm.QUARTERLY, 5), (Rhythm.YEARLY, 4))
"""How many periods are offered, the present one included; others are typed."""
ALL = Extent()
DAY = timedelta(days=1)


def write_register(
    office: Office,
    backend: Backend,
    register: Register,
    extent: Extent,
    path: Path,
    progress: Progress = no_progress,
) -> int:
    """Write a register to a new file, as its ending says, and enter it in the ledger of exports; return its rows."""
    office.rehearse((RecordExport(what=register.label, file=path.name),))  # who may not export reads nothing for it
    drawn = register.draw(office, extent, _)
    if not drawn.rows:
        raise EmptyList
    entry = RecordExport(what=register.label, rows=len(drawn.rows), file=path.name)
    if path.suffix.casefold() == PAPER:
        backend.export_paper(office, entry, path, drawn.as_paper(_))
    else:
        backend.export_list(office, entry, path, drawn.header, drawn.rows, progress, drawn.frame)
    return len(drawn.rows)


class Registers(ScreenCommand):
    """Write one of the registers or forms of this desk, with the columns that are asked for outside."""

    key = "W"
    words = "register form ledger export xlsx docx"
    duty = RecordExport
    in_bar = False
    reads_again = False

    def __init__(self, kinds: Collection[str]) -> None:
        """Offer the registers about these kinds, and about what belongs to them."""
        self._kinds = kinds

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer may export, and reads what a register is about."""
        return super().is_allowed(office) and bool(registers_of(self._kinds, office))

    async def run(self, screen: Any) -> None:
        """Ask which one and of what, and write it."""
        record = screen.current() if screen.has_record else None
        known = registers_of(self._kinds, screen.office)
        offered = [each for each in known if not each.form or (record is not None and record.kind == each.about)]
        register = await choose(screen.app, N_("Which register?"), [_offer(each) for each in offered])
        extent = await _extent(screen, register, record) if register is not None else None
        if register is None or extent is None:
            return
        ending = await _ending(screen, register)
        if ending is not None:
            await _write(screen, register, extent, ending)


def registers_command(kinds: Collection[str]) -> Iterator[ScreenCommand]:
    """Yield the command that writes the registers of a desk, if it has any."""
    if any(each.belongs_to(kinds) for each in REGISTERS.values()):
        yield Registers(kinds)


def _offer(register: Register) -> Choice[Register]:
    about = "、".join(each.say(_) for each in register.headings)
    return Choice(register, _(register.label), about, words=register.name)


async def _extent(screen: Any, register: Register, record: Any) -> Extent | None:
    """Ask of what and of which period; None if the officer went back."""
    if register.form:
        return Extent(of=record.id)
    of, period = "", None
    if register.about and screen.office.reads(register.about):
        found = screen.office.find(Query(register.about))
        if record is not None and record.kind == register.about:
            found = [record, *(each for each in found if each.id != record.id)]
        choices = [Choice(each.id, title_of(each, screen.office)) for each in found]
        whole = Choice("*", _("All"))
        chosen = await choose(screen.app, N_("Of what?"), [*choices, whole] if record in found else [whole, *choices])
        if chosen is None:
            return None
        of = "" if chosen == "*" else chosen
    if register.period:
        asked = await choose(screen.app, N_("Of which period?"), list(_periods(screen.office)), _typed)
        if asked is None:
            return None
        period = asked.period
    return Extent(period, of)


def _periods(office: Office) -> Iterator[Choice[Extent]]:
    """Yield the periods that are offered: each rhythm from the present one backwards, and all time."""
    for rhythm, many in OFFERED:
        turn = Cadence(rhythm, office.today).period_of(office.today)
        for _number in range(many):
            yield _period(turn)
            turn = Cadence(rhythm, office.today).period_of(turn.first - DAY)
    yield Choice(ALL, _("All that is kept"))


def _period(period: Period) -> Choice[Extent]:
    return Choice(replace(ALL, period=period), language().say(called(period.key)), also=period.key)


def _typed(text: str) -> Choice[Extent] | None:
    """Return the period that was typed, by its key or as it is called."""
    found = period_named(key_of(text, _))
    return _period(found) if found is not None else None


async def _ending(screen: Any, register: Register) -> str | None:
    if not register.printed:
        return SHEET
    choices = [Choice(SHEET, _("Spreadsheet"), SHEET), Choice(PAPER, _("Paper to print and sign"), PAPER)]
    return await choose(screen.app, N_("As what?"), choices)


async def _write(screen: Any, register: Register, extent: Extent, ending: str) -> None:
    """Ask where to, and write it there."""
    office, backend = screen.office, screen.sealdesk.backend
    parts = (_(register.label), extent.period.key if extent.period else office.today.isoformat())
    name = "-".join(parts).replace("/", "_") + ending
    asked = say(N_("Where shall the register be written?"))
    path = await choose_place(screen.app, asked, backend.removable_media(), name)
    if path is None:
        return
    count = await run_with_progress(
        screen.app,
        say(N_("Writing {file}"), file=path.name),
        lambda progress: write_register(office, backend, register, extent, path, progress),
    )
    await tell(screen.app, say(N_("{count} rows were written to {file}."), count=f"{count:,}", file=path.name))
