"""The command that writes the registers and forms of the desks to files."""

import argparse
from typing import TYPE_CHECKING, Any

from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.cli.common import Platform, opened, tell, tell_json
from tui.cli.progress import progress_line
from tui.cli.usage import Add, LateChoices, text
from tui.formatting.paths import ending_in, typed_path
from tui.language import _

if TYPE_CHECKING:
    from core.office.office import Office
    from core.rules.register import Extent, Register


class NoSuchPeriod(Refusal):
    """“{text}” is no period. Write a year, a quarter, a month, or two days: 2026, 2026-Q4, 2026-11,
    2026-11-01/2026-11-15."""


class NoPeriodThere(Refusal):
    """This register has no period: it tells what is so now. Leave `--period` out."""


class NothingToBeOf(Refusal):
    """This register is not written of one record. Leave `--of` out."""


class OfWhat(Refusal):
    """This is a form about one record: say with `--of` about which, by the beginning of its identifier."""


def register(asked: argparse.Namespace, machine: Platform) -> None:
    """Write a register or a form of a desk to a file, with the columns that are asked for outside."""
    from core.rules.register import REGISTERS
    from tui.lists.registers import PAPER, SHEET, write_register

    wanted = REGISTERS[asked.register]
    paper = wanted.printed and asked.out.suffix.casefold() == PAPER
    out = ending_in(asked.out, PAPER if paper else SHEET)
    with opened(asked, machine) as (office, backend):
        extent = _extent(asked, office, wanted)
        count = write_register(office, backend, wanted, extent, out, progress_line(asked))
    if asked.json:
        tell_json({"rows": count, "file": out})
    else:
        tell(say(N_("{count} rows were written to {file}."), count=f"{count:,}", file=out))


def _extent(asked: argparse.Namespace, office: "Office", wanted: "Register") -> "Extent":
    """Return of what, and of which period, a register is asked for."""
    from core.model.record import RECORDS
    from core.rules.register import Extent
    from core.values.cadence import key_of, period_named

    if asked.period and not wanted.period:
        raise NoPeriodThere
    if asked.of and not wanted.about:
        raise NothingToBeOf
    if wanted.form and not asked.of:
        raise OfWhat
    period = period_named(key_of(asked.period, _)) if asked.period else None
    if asked.period and period is None:
        raise NoSuchPeriod(text=asked.period)
    of = office.look_up(asked.of, RECORDS[wanted.about].kind).id if asked.of else ""
    return Extent(period, of)


def declare(add: Add, commands: Any) -> None:
    """Declare the command."""
    registering = add("register", register)
    about = _("which register or form: {%(choices)s}")
    wanted = registering.add_argument("register", metavar="REGISTER", help=about)
    wanted.choices = LateChoices(_registers)
    registering.add_argument("--period", default="", type=text, metavar="PERIOD", help=_("a year, quarter or month"))
    about = _("write it of this record alone: the beginning of its identifier, or its number")
    registering.add_argument("--of", default="", type=text, metavar="ID", help=about)
    about = _("the file to write: .xlsx, or .docx of what is printed")
    registering.add_argument("--out", required=True, type=typed_path, metavar="FILE", help=about)


def _registers() -> list[str]:
    from core import desks  # noqa: F401 - declares every register
    from core.rules.register import REGISTERS

    return sorted(REGISTERS)
