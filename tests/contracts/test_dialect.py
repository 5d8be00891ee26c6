"""What only SQLite understands stands in `data.database`, so that another database has one folder to replace."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.every_case import every

ROOT = Path(__file__).parents[2]
OURS = ROOT / "data" / "database"
MODULES = sorted(path for path in (ROOT / "data").rglob("*.py") if OURS not in path.parents)
OWN = re.compile(
    r"\b(PRAGMA|INSERT OR|REPLACE INTO|ON CONFLICT|VACUUM|BEGIN|ATTACH|CREATE|GLOB|MATCH|fts5\w*|sqlite_\w+|rowid"
    r"|json_\w+(?=\()|(?:un)?hex\(|typeof\(|instr\(|ifnull\(|iif\(|group_concat\(|total\(|CAST\()|\b[xX]'[0-9a-f]*'"
    r"|\b(?:main|temp)\.",
)
CALLS = {"executemany", "lastrowid", "total_changes", "text_factory", "last_pk", "create_index", "add_column"}


def own_sql(tree: ast.AST) -> Iterator[str]:
    """Yield what a module says to the database that only SQLite understands."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield from (found[0] for found in OWN.finditer(text))
            case ast.Attribute(attr=attribute) if attribute in CALLS:
                yield attribute


@every("path", MODULES, lambda path: str(path.relative_to(ROOT)))
def test_a_module_writes_common_sql(path: Path) -> None:
    assert list(own_sql(ast.parse(path.read_text("utf-8")))) == []


def test_the_folder_itself_is_where_it_stands() -> None:
    assert any(list(own_sql(ast.parse(path.read_text("utf-8")))) for path in OURS.glob("*.py"))


@pytest.mark.parametrize(
    "code",
    ['db.execute("PRAGMA user_version")', 'db.execute("INSERT OR REPLACE INTO meta VALUES (?)")',
     'f"SELECT {name} FROM x WHERE id IN (SELECT value FROM json_each(?))"', '"SELECT rowid FROM tip"',
     '"SELECT 1 FROM change WHERE id = x\'\'"', '"INSERT INTO a VALUES (?) ON CONFLICT DO NOTHING"',
     "db.conn.executemany(statement, rows)", '"SELECT lower(hex(id)) FROM change"', '"DROP TABLE temp.x"'],
)  # fmt: skip
def test_what_only_sqlite_understands_is_found(code: str) -> None:
    assert list(own_sql(ast.parse(f"f({code})")))


@pytest.mark.parametrize("code", ['"""The table temp.x, made by CREATE TABLE."""', '"SELECT count(*) FROM change"'])
def test_common_sql_and_docstrings_are_let_be(code: str) -> None:
    assert list(own_sql(ast.parse(code))) == []
