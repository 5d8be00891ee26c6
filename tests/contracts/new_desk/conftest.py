"""The desk of docs/how-to-add-a-desk.md, declared as it stands there."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.contractors import reopened
from tests.support.declared import only_for_now
from tui import screens  # noqa: F401 - declares the desks on the screen

PAGE = Path(__file__).parents[3] / "docs/how-to-add-a-desk.md"


@pytest.fixture
def contractors() -> Iterator[ModuleType]:
    """The desk of the page, declared as long as the test lasts."""
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    names = ("core.desks.contractors",)
    with only_for_now():
        for name, code in zip(names, blocks, strict=True):
            sys.modules[name] = ModuleType(name)  # pydantic looks there for the names in annotations
            exec(compile(code, f"{PAGE}: {name}", "exec"), sys.modules[name].__dict__)
        yield sys.modules[names[0]]
        for name in names:
            del sys.modules[name]


@pytest.fixture
def office(site: OpenSite, contractors: ModuleType) -> Office:
    """The first officer on the day the new desk is there: the store was made before."""
    return reopened(site)
