"""The usage of the command line in the language in use: help, wrong usage, and what argparse itself says.

argparse looks its own texts up with gettext, in a catalogue and a language that the surroundings name. Here it is given
the catalogue of this program, in the language that everything else is said in.
"""

import argparse
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from core.values.cleaning import clean_line
from core.values.compartments import COMPARTMENTS
from core.values.sentence import N_
from tui.formatting.paths import typed_path
from tui.formatting.sizes import read_size
from tui.language import _, labelled

OWN_TEXTS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("expected %s argument"),
    N_("expected %s arguments"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("unexpected option string: %s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
)
"""What argparse says to who uses a command."""

MAX_NUMBER = 10**9
"""The largest number that an argument takes."""

argparse._ = _  # type: ignore[attr-defined]
argparse.ngettext = lambda one, many, count: _(one if count == 1 else many)  # type: ignore[attr-defined]

_FILLER = "\0"
"""Stands behind a sign that is two cells wide while argparse counts signs."""


_HEADING = re.compile(r"^(\S.*):$", re.MULTILINE)


class _Formatter(argparse.HelpFormatter):
    """Folds Chinese, which has no blanks, and counts the cells of a terminal."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        from tui.terminal.wrap import fold  # imported late, because it brings Textual: only a help needs it

        return fold(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Begin the usage with its word."""
        super().add_usage(usage, actions, groups, _filled(_("usage: ")) if prefix is None else prefix)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        return _filled(super()._format_action_invocation(action))


def _filled(text: str) -> str:
    return "".join(sign + _FILLER * (unicodedata.east_asian_width(sign) in "WF") for sign in text)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the language in use, and takes a value that begins with a minus."""

    def __init__(self, prog: str | None = None, **more: Any) -> None:
        """Make a parser; options are written out."""
        super().__init__(prog, formatter_class=_Formatter, allow_abbrev=False, **more)
        self.color = False  # Python 3.14 would write control sequences, which do not pass `tui.terminal.output`

    def format_usage(self) -> str:
        """Return the usage alone."""
        return super().format_usage().replace(_FILLER, "")

    def format_help(self) -> str:
        """Return the help."""
        text = super().format_help().replace(_FILLER, "")
        return _HEADING.sub(lambda heading: _("{heading}:").format(heading=heading[1]), text)

    def put_under(self, heading: str, commands: argparse.Action, names: Sequence[str]) -> None:
        """Let the help show some of the commands under a heading of their own."""
        under = self.add_argument_group(heading)
        under._group_actions += [shown for shown in commands._choices_actions if shown.dest in names]  # type: ignore[attr-defined]


def with_values_joined(arguments: Sequence[str], parser: argparse.ArgumentParser) -> list[str]:
    """Return the arguments with `--query -state:closed` as `--query=-state:closed`, which argparse would not take."""
    options = {
        option: action for each in parsers(parser) for action in each._actions for option in action.option_strings
    }
    joined: list[str] = []
    for at, argument in enumerate(arguments):
        option = options.get(joined[-1]) if joined else None
        takes_one = option is not None and option.nargs is None
        if argument == "--":
            return [*joined, *arguments[at:]]
        if takes_one and argument.startswith("-") and argument.partition("=")[0] not in options:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and those of all commands below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from parsers(each)


class LateChoices(Sequence[str]):
    """The choices of an argument, found when one is given or help is asked for: what declares them loads slowly."""

    def __init__(self, find: Callable[[], Sequence[str]]) -> None:
        """Find the choices with this function."""
        self._find = find

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._find())

    def __getitem__(self, place: Any) -> Any:
        """Return one of them."""
        return self._find()[place]


class Version(argparse.Action):
    """Print the version and end."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        """Look it up only now, which takes time."""
        from importlib.metadata import version

        print(f"sealdesk {version('sealdesk')}")
        parser.exit()


# What arguments are read as. A `Refusal` of theirs passes through argparse, and is told like any other.

text = clean_line
"""A line of text, clean as a form reads it."""


def number(least: int = 0, most: int = MAX_NUMBER) -> Callable[[str], int]:
    """Return what reads a whole number between bounds."""

    def read(typed: str) -> int:
        plain = clean_line(typed)
        if not (plain.isdecimal() and len(plain) <= len(str(most)) and least <= int(plain) <= most):
            wrong = _("“{typed}” is no whole number from {least} to {most}")
            raise argparse.ArgumentTypeError(wrong.format(typed=typed, least=least, most=most))
        return int(plain)

    return read


def size(typed: str) -> int:
    """Return how many bytes a size is."""
    found = read_size(typed)
    if found is None:
        raise argparse.ArgumentTypeError(_("“{typed}” is no size; write it as in 700M").format(typed=typed))
    return found


def day(typed: str) -> date:
    """Return a day that is written in any of the ways that a form takes."""
    from core.values.dates import parse_typed_date

    return parse_typed_date(typed, date.today())


INPUT = "-"
"""Stands for the standard input where a file is named."""


def file_or_input(typed: str) -> Path | str:
    """Return the path of a file, or `INPUT`."""
    return typed if typed == INPUT else typed_path(typed)


# What several commands declare alike.

Add = Callable[..., argparse.ArgumentParser]
"""Adds a command: `add("open", account_open, group)`; without a group it stands by itself."""


def command_group(commands: Any, name: str, about: str) -> Any:
    """Return a new group of commands, `sealdesk NAME COMMAND`."""
    return commands.add_parser(name, help=about, description=about).add_subparsers(metavar="COMMAND", required=True)


def parts_help(about: str) -> str:
    """Return the help of an argument that takes compartments, with the names of all."""
    return labelled(about, ", ".join(f"`{each}`" for each in COMPARTMENTS))


def file_argument(command: argparse.ArgumentParser, about: str) -> None:
    """Let a command take a file."""
    command.add_argument("file", type=typed_path, metavar="FILE", help=about)


def name_argument(command: argparse.ArgumentParser, about: str) -> None:
    """Let a command take a name."""
    command.add_argument("name", type=text, metavar="NAME", help=about)
