"""The program never opens a network connection: its code knows none, and a day's work opens none."""

import ast
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from tests.support.every_case import every

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for layer in ("core", "data", "tui") for path in (ROOT / layer).rglob("*.py"))
NETWORK = {
    "aiohttp", "asyncore", "ftplib", "http", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
CALLS = {"open_connection", "start_server", "create_connection", "create_server", "open_unix_connection", "getaddrinfo"}
HARMLESS = {"urllib.parse"}


def reaches_out(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports or calls that could open a connection."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                found = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module)):
                found = [module]
            case ast.Attribute(attr=attribute) if attribute in CALLS:
                found = [f"socket.{attribute}"]
            case _:
                continue
        yield from (name for name in found if name.partition(".")[0] in NETWORK and name not in HARMLESS)


@every("path", MODULES, lambda path: str(path.relative_to(ROOT)))
def test_a_module_knows_no_network(path: Path) -> None:
    assert list(reaches_out(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ["import socket", "import urllib.request as u", "from http import client", "from ssl import SSLContext",
     "import asyncio\nasyncio.open_connection('a', 1)", "def f():\n    import requests"],
)  # fmt: skip
def test_one_that_did_would_be_found(code: str) -> None:
    assert list(reaches_out(ast.parse(code)))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down and refuse every attempt to open a socket or to look up a name."""
    tried: list[str] = []

    def refuse(*what: Any, **_: Any) -> NoReturn:
        tried.append(str(what))
        raise AssertionError("a connection was tried")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)
    return tried


def test_a_days_work_opens_none(no_network: list[str], pair: tuple[OpenSite, OpenSite], tmp_path: Path) -> None:
    """Founding two sites, trusting, writing, sending, receiving, checking and opening again."""
    here, there = pair
    here.office().do(AddPerson(name="张三"))
    Exchange(here.store, here.keys).send(here.office(), there.store.site, tmp_path / "1.sealed")
    Exchange(there.store, there.keys).apply(there.office(), tmp_path / "1.sealed")
    assert there.store.check() is None
    there.store.rebuild()
    again = SqlStore(there.store.path, there.store._key)
    assert again.count(Query("person")) == 1
    again.close()
    assert no_network == []


def test_the_guard_guards(no_network: list[str]) -> None:
    with pytest.raises(AssertionError, match="connection"):
        socket.create_connection(("192.0.2.1", 80))
    assert no_network
