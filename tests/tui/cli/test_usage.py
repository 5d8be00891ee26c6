"""The usage of the command line: help in one language at a time, and arguments as people write them."""

import argparse
import ast
import inspect
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import pytest

from core.spreadsheets.declaration import IMPORTS
from tui.cli.parser import parser
from tui.cli.usage import OWN_TEXTS, parsers, with_values_joined
from tui.language import LANGUAGES, set_language

SENTENCE = re.compile(r"[a-z]+(?:[ ,;:]+[a-z]+){2}")
"""Three words of English in a row."""
HANZI = re.compile("[\u3400-\u9fff]")
NOT_FOR_OFFICERS = re.compile(
    "not defined|conflicting|%r is not callable|invalid option string|dest= is|conflict_resolution|merge actions"
    '|invalid argument for positionals|must be optional|cannot have multiple|argument "-"|can\'t open|version number'
)
"""What argparse says to programmers only, or of what is not used here."""


@pytest.fixture(params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


def described() -> list[argparse.ArgumentParser]:
    return list(parsers(parser()))


def without_names(text: str) -> str:
    """Return a text without the names of commands, options and choices, which are the same in every language."""
    return re.sub(r"`[^`]*`|\[[^\]]*\]|\{[^}]*\}|'[^']*'|sealdesk [a-z ]*", "", text)


def test_every_help_is_in_one_language(code: str) -> None:
    foreign = SENTENCE if code == "zh_CN" else HANZI
    for each in described():
        found = foreign.search(without_names(each.format_help()))
        assert found is None, f"{each.prog}: {found and found[0]}"


def test_every_command_and_argument_has_a_description() -> None:
    for each in described():
        assert each.description, each.prog
        lacking = [action.dest for action in each._actions if not action.help and not is_commands(action)]
        assert lacking == [], each.prog


def is_commands(action: argparse.Action) -> bool:
    return isinstance(action, argparse._SubParsersAction)


def helps(language: str) -> dict[tuple[str, str], str]:
    """Return every description and help of the command line in a language, by command and argument."""
    set_language(language)
    try:
        told = {(each.prog, ""): each.description or "" for each in described()}
        return told | {
            (each.prog, action.dest): str(action.help)
            for each in described()
            for action in each._actions
            if not is_commands(action)
        }
    finally:
        set_language("en")


def test_every_description_and_help_is_another_in_each_language() -> None:
    english, chinese = helps("en"), helps("zh_CN")
    assert english.keys() == chinese.keys()
    assert len(english) > 100
    assert [where for where, text in english.items() if text == chinese[where]] == []


def test_every_command_stands_under_a_heading() -> None:
    top = parser()
    shown = {shown.dest for group in top._action_groups for shown in group._group_actions}
    commands = next(action for action in top._actions if is_commands(action))
    assert set(commands.choices) <= shown


def test_what_argparse_says_is_in_the_catalogue() -> None:
    said = {
        call.args[place].value
        for call in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
        for place in range(2 if call.func.id == "ngettext" else 1)
        if isinstance(call.args[place], ast.Constant)
    }
    assert {text for text in said if not NOT_FOR_OFFICERS.search(text)} <= {*OWN_TEXTS}


@pytest.mark.parametrize(
    "line",
    ["nonsense", "list", "list person --limit x", "show", "site route 甲 x", "list person --query", "--seat 0 check"],
)
def test_wrong_usage_is_told_in_one_language(code: str, line: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit, match="2"):
        parser().parse_args(line.split())
    assert out.getvalue() == ""
    foreign = SENTENCE if code == "zh_CN" else HANZI
    assert foreign.search(without_names(err.getvalue()).replace("甲", "")) is None


def test_lines_of_help_fit_the_terminal(code: str) -> None:
    with patch.dict("os.environ", COLUMNS="80"):
        for each in described():
            for line in each.format_help().splitlines():
                wide = sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line)
                assert wide <= 80, line


@pytest.mark.parametrize(
    ("line", "joined"),
    [
        ("list g --query -state:closed", "list g --query=-state:closed"),
        ("list g --query -闭 --json", "list g --query=-闭 --json"),
        ("list g --query --json", "list g --query --json"),
        ("list g --query=-x", "list g --query=-x"),
        ("--passphrase-file - check", "--passphrase-file=- check"),
        ("check --json", "check --json"),
        ("show -- --query -x", "show -- --query -x"),
        ("send --shares care --to -北", "send --shares care --to=-北"),
    ],
)
def test_a_value_may_begin_with_a_minus(line: str, joined: str) -> None:
    assert with_values_joined(line.split(), parser()) == joined.split()


@pytest.mark.parametrize("importer", sorted(IMPORTS))
def test_every_importer_is_reached_from_the_command_line(importer: str) -> None:
    asked = parser().parse_args(["import", importer, "list.xlsx"])
    assert asked.what == importer


def test_the_importers_are_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["import", "--help"])
    assert f"{{{','.join(sorted(IMPORTS))}}}" in "".join(capsys.readouterr().out.split())
