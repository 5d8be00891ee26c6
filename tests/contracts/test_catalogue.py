"""The Chinese catalogue is complete, and says what the English says."""

import ast
import importlib.util
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

ENDINGS = {".": "。", "?": "？", "!": "！", ":": "：", "…": "…"}


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load(Path(__file__).parents[2] / "packaging" / "catalogue.py")


@pytest.fixture(scope="module")
def chinese() -> list[Message]:
    return [message for message in tool.load() if message.id]


@pytest.fixture(scope="module")
def wanted() -> dict[str, set[str]]:
    return tool.texts()


def places(text: str) -> set[str]:
    """Return the `{places}` of a sentence, with how each is written."""
    return {f"{name}:{form}" for _text, name, form, _conversion in Formatter().parse(text) if name is not None}


def test_every_text_has_its_chinese(wanted: dict[str, set[str]], chinese: list[Message]) -> None:
    translated = {message.id for message in chinese if message.string}
    assert sorted(wanted.keys() - translated) == [], "write the Chinese after `make catalogue`"


def test_nothing_stands_there_that_no_one_says(wanted: dict[str, set[str]], chinese: list[Message]) -> None:
    assert sorted({message.id for message in chinese} - wanted.keys()) == [], "run `make catalogue`"
    assert not tool.load().obsolete


def test_no_translation_is_a_guess(chinese: list[Message]) -> None:
    assert [message.id for message in chinese if message.fuzzy] == []


def test_the_facts_of_a_sentence_are_in_both_languages(chinese: list[Message]) -> None:
    differing = [message.id for message in chinese if message.string and places(message.id) != places(message.string)]
    assert differing == []


@pytest.mark.parametrize("english", ENDINGS)
def test_sentences_end_as_sentences_do(chinese: list[Message], english: str) -> None:
    ends = ENDINGS[english]
    wrong = [
        message.id
        for message in chinese
        if message.string and message.id.rstrip().endswith(english) != message.string.endswith(ends)
    ]
    assert wrong == []


def test_no_half_width_comma_or_full_stop_stands_between_hanzi(chinese: list[Message]) -> None:
    def is_hanzi(sign: str) -> bool:
        return "\u4e00" <= sign <= "\u9fff"

    wrong = [
        message.string
        for message in chinese
        for before, sign, after in zip(message.string, message.string[1:], message.string[2:], strict=False)
        if sign in ",.;?!" and is_hanzi(before) and is_hanzi(after)
    ]
    assert wrong == []


def test_sources_declarations_and_keys_are_all_searched(wanted: dict[str, set[str]]) -> None:
    assert "core/desks/people/records.py" in wanted["Person"]  # N_
    assert (
        "core.office.refusals"
        in wanted["There is no record {id} here. Check the identifier; `list` shows what there is."]
    )
    assert "core.desks.people.people" in wanted["Add person"]  # an action's label
    assert "textual" in wanted["Cursor left"]  # a key of a widget of Textual


def test_what_is_translated_survives_a_new_collection() -> None:
    before = Catalog(locale="zh_CN")
    before.add("kept", "留")
    before.add("gone", "去")
    after = tool.merged(before, {"kept": {"a.py"}, "new": {"b.py"}})
    assert {message.id: message.string for message in after if message.id} == {"kept": "留", "new": ""}


def test_collecting_twice_changes_nothing(wanted: dict[str, set[str]]) -> None:
    once = tool.dump(tool.merged(tool.load(), wanted))
    assert tool.dump(tool.merged(tool.load(), wanted)) == once


def test_no_sentence_is_given_a_list_with_the_commas_of_one_language() -> None:
    """`names_in_a_row` and `in_a_row` put those of the language in use."""
    found = [
        str(path.relative_to(tool.ROOT))
        for package in tool.PACKAGES
        for path in (tool.ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and _says(call.func)
        for given in call.keywords
        if _joined(given.value)
    ]
    assert found == ["data/site/keyring.py"], "the seats in an entry of the ledger are kept, and so in no language"


def _says(called: ast.expr) -> bool:
    """Whether it is a function that takes the facts of a sentence, or a refusal that is made."""
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name in ("say", "line", "format") or name[:1].isupper()


def _joined(value: ast.expr) -> bool:
    """Whether a text with commas or semicolons between its parts is made there."""
    makers = (each.func for each in ast.walk(value) if isinstance(each, ast.Call))
    between = (each.value for each in makers if isinstance(each, ast.Attribute) and each.attr == "join")
    return any(isinstance(each, ast.Constant) and set(",;") & {*str(each.value)} for each in between)
