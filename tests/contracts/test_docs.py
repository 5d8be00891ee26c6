"""The documents agree with one another and with the program."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.demo.story import CAST
from tests.support.every_case import every
from tui.cli.parser import parser

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packaging").glob("*.md")])
SPEAKING = [page for page in PAGES if page.parent.name != "formats"]
"""The pages that speak of commands; in formats `sealdesk …` is also what bytes are marked with."""
MANUALS = [ROOT / "docs/manual/en.md", ROOT / "docs/manual/zh.md"]

_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", page.read_text("utf-8"))


def anchor(heading: str) -> str:
    """The anchor that a heading gets where the documents are read."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def commands(made: argparse.ArgumentParser, name: str = "sealdesk") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its full name, its group before it."""
    yield name, made
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each, below in action.choices.items():
                yield from commands(below, f"{name} {each}")


COMMANDS = dict(commands(parser()))


def mentions(page: Path) -> Iterator[str]:
    """Every command line that a page names, in code of either kind."""
    for code in re.findall(r"`(sealdesk(?: [^`\n]+)?)`|^ *(sealdesk .+)$", page.read_text("utf-8"), re.MULTILINE):
        yield code[0] or code[1]


def command_of(line: str) -> str:
    """The longest name of a command that a line begins with."""
    words = line.split()
    names = (" ".join(words[:count]) for count in (3, 2, 1))
    return next(name for name in names if name in COMMANDS)


@every("page", PAGES, lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if place:
            assert place in {anchor(text) for _, text in _HEADING.findall(prose(target))}, link


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs/README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(prose(index))}
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs") and page != index} <= linked


@every("page", SPEAKING, lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    for line in mentions(page):
        name = command_of(line)
        assert name != "sealdesk" or line == "sealdesk", line
        assert set(_OPTION.findall(line)) <= COMMANDS[name]._option_string_actions.keys(), line


@pytest.mark.parametrize("manual", MANUALS, ids=lambda page: page.stem)
def test_the_manual_names_every_command_and_option(manual: Path) -> None:
    text = manual.read_text("utf-8")
    named = {command_of(line) for line in mentions(manual)}
    groups = {name for name, made in COMMANDS.items() if made._subparsers is not None}
    assert COMMANDS.keys() - groups <= named
    options = {option for made in COMMANDS.values() for option in made._option_string_actions}
    assert {option for option in options if option.startswith("--")} <= set(_OPTION.findall(text))


def test_the_manuals_have_the_same_structure() -> None:
    english, chinese = (
        [(hashes, re.match(r"[\d.]*", text)[0]) for hashes, text in _HEADING.findall(prose(manual))]  # type: ignore[index]
        for manual in MANUALS
    )
    assert english == chinese


def test_the_manuals_name_the_same_keys_and_commands() -> None:
    english, chinese = (set(re.findall(r"`([^`\n]+)`", prose(manual))) for manual in MANUALS)
    keys = re.compile(r"(Ctrl\+)?[A-Za-z]|F\d\d?|sealdesk .*|--.*")
    assert {code for code in english if keys.fullmatch(code)} == {code for code in chinese if keys.fullmatch(code)}


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: page.stem)
def test_the_manual_names_every_seat_of_the_demo(page: Path) -> None:
    first, _second = prose(page).split("\n### 1.2 ", 1)
    named = {int(number) for number in re.findall(r"\d+", first.split("### 1.1 ", 1)[1])}
    assert {*range(1, len(CAST) + 2)} <= named
    assert len(CAST) + 2 not in named
