"""The map and the glossary agree with the code: every folder is explained, every word is where it is said to be."""

import ast
import re
from pathlib import Path

from tests.support.every_case import every

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path.parent for top in ("core", "data", "tui") for path in (ROOT / top).rglob("__init__.py"))
MAP = (ROOT / "docs/architecture.md").read_text("utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| `(\S+)` \|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)


def name(folder: Path) -> str:
    return str(folder.relative_to(ROOT))


@every("folder", FOLDERS, name)
def test_a_folder_stands_on_the_map(folder: Path) -> None:
    assert f"`{name(folder)}`" in MAP


@every("place", sorted(set(re.findall(r"`((?:core|data|tui|tests|docs)/[\w/.]+)`", MAP))))
def test_what_stands_on_the_map_is_there(place: str) -> None:
    assert (ROOT / place).exists()


@every("folder", FOLDERS, name)
def test_a_folder_says_what_each_of_its_files_answers(folder: Path) -> None:
    """Its `__init__` is its README: it names every file and folder in it, and nothing that is not there."""
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    inside = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    described = set(re.findall(r"^(?:- )?((?:`\w+`(?:, )?)+):", said, re.MULTILINE))
    named = {each for line in described for each in re.findall(r"`(\w+)`", line)}
    assert inside - {"__init__", "__main__"} - named == set()
    assert {each for each in named if not (folder / each).is_dir() and not (folder / f"{each}.py").exists()} == set()


@every("term, word, place", ROWS)
def test_a_word_of_the_glossary_is_in_use_where_it_says(term: str, word: str, place: str) -> None:
    ours = re.split(r"[:;,(`]| where | as | \w*[^\x00-\x7f]", word)[0].strip()
    code = (ROOT / place).read_text("utf-8").lower()
    assert any(form in code for form in (ours, ours.replace(" ", "_"), ours.replace(" ", ""), ours.removesuffix("s")))


def test_the_glossary_has_one_place_for_each_word() -> None:
    assert len(ROWS) > 50
    assert len({word for _, word, _ in ROWS}) == len(ROWS)


def test_screens_are_run_by_their_driver_alone() -> None:
    files = (path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
    assert [path.name for path in files if ".run_test(" in path.read_text("utf-8")] == ["screen_driver.py"]
