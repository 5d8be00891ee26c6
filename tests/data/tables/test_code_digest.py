"""Tables are made again when the code that works them out has changed, and only then."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.grievances import Grievance
from core.model.record import RECORDS, Derived
from core.model.rule import Unique
from core.rules import agenda
from data.database import search
from data.tables import code_digest
from data.tables.code_digest import digest, fingerprint

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """Begin without fingerprints that were worked out before code was changed."""
    forget()
    yield
    forget()


def forget() -> None:
    """Let fingerprints be worked out anew, as by another version of the program."""
    code_digest._common.cache_clear()
    code_digest._fingerprint.cache_clear()
    code_digest._attributes.cache_clear()


def compiled(source: str, **names: Any) -> Callable[..., Any]:
    """Return the function `f` of a module of ours that would have this source."""
    module: dict[str, Any] = {"__name__": "core.sample", **names}
    exec(compile(source, "sample", "exec"), module)
    found: FunctionType = module["f"]
    return found


BASE = "LIMIT = 3\ndef g(x):\n    return x + LIMIT\ndef f(x):\n    'What it does.'\n    return [g(y) for y in x]\n"


def test_comments_docstrings_and_places_make_no_difference() -> None:
    same = "# why\n" + BASE.replace("What it does.", "Something else.").replace("    return x", "\n    return x")
    assert digest((compiled(same),)) == digest((compiled(BASE),))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[g(y)", "[y"),
        ("x + LIMIT", "x - LIMIT"),
        ("LIMIT = 3", "LIMIT = 4"),
        ("LIMIT = 3", "LIMIT = {3}"),
        ("def f(x)", "def f(x=1)"),
        ("[g(y) for y", "[g(y + 1) for y"),
    ],
)
def test_whatever_changes_the_result_makes_a_difference(before: str, after: str) -> None:
    assert before in BASE
    assert digest((compiled(BASE.replace(before, after)),)) != digest((compiled(BASE),))


def test_what_a_rule_is_declared_with_is_part_of_it() -> None:
    unique = Unique(("name",), "Twice.", among=compiled("def f(record): return record.name"))
    other = compiled("def f(record): return record.id")
    changed = (unique._replace(fields=("code",)), unique._replace(said="Once."), unique._replace(among=other))
    digests = {digest((partial(compiled(BASE), unique=each),)) for each in (unique, *changed)}
    assert len(digests) == 4


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    script = "from core import desks; from data.tables.code_digest import fingerprint; print(fingerprint('grievance'))"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        assert said.stdout.decode().strip() == fingerprint("grievance")


CHANGED: dict[str, tuple[Any, str, Any]] = {
    "what is due": (Grievance, "agenda", lambda record: ()),
    "a derived column": (Grievance, "due", Derived(vars(Grievance)["due"].about, lambda record: None)),
    "how hanzi are put apart": (code_digest, "indexed", lambda text: text),
    "what counts as hanzi": (search, "_HANZI", search._LATIN),
    "how the agenda is made": (code_digest, "agenda_of", lambda record: iter(())),
    "an identifier of the agenda": (agenda, "derived_id", lambda record, what: "0" * 32),
    "how conflicts are settled": (code_digest, "resolve_heads", lambda writes: {}),
}


@pytest.mark.parametrize(("place", "name", "other"), CHANGED.values(), ids=CHANGED)
def test_what_works_out_a_table_is_in_its_fingerprint(place: Any, name: str, other: Any) -> None:
    for function in (other, getattr(other, "work_out", None)):
        if isinstance(function, FunctionType):
            function.__module__ = "core.sample"
    before = fingerprint("grievance")
    forget()
    with patch.object(place, name, other):
        assert fingerprint("grievance") != before
    forget()
    assert fingerprint("grievance") == before


def test_a_desk_that_has_changed_leaves_the_tables_of_others_alone() -> None:
    others = [kind for kind in RECORDS if kind != "grievance"]
    before = [fingerprint(kind) for kind in others]
    forget()
    with patch.object(Grievance, "agenda", lambda record: timedelta()):
        assert [fingerprint(kind) for kind in others] == before
