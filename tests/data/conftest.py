"""What the tests of a part share: spreadsheets made on the spot for imports, and for purges whole sites as one hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from pydantic import ValidationError

from core.importing.plan import Plan, plan, remembered
from core.model.action import create
from core.model.change import HOLD, HOME, PURGE, Draft, Entry
from core.model.query import EVERYTHING, Query
from core.model.record import RECORDS, Column, Record, columns
from core.office.office import Office
from core.rules.legal_hold import hold, lift
from core.rules.purge import purge
from core.spreadsheets.declaration import IMPORTS
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from data.backend.backend import LocalBackend
from data.documents.xlsx import open_table
from data.site.open_site import OpenSite
from tests.conftest import at_the_hour, founded
from tests.support.disk_forensics import unsealed
from tests.support.kept_sites import KeptSites, light
from tests.support.random_histories import Nursery, trust_all
from tests.support.site_driver import SiteDriver, card_of, trust
from tests.support.station import every_row

SAMPLES = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(name="light")
def light_derivations() -> Iterator[None]:
    """Let derivations take a millisecond."""
    with light():
        yield


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of cells to an .xlsx file."""

    def write(*rows: Sequence[Any]) -> Path:
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
            sheet = workbook.add_worksheet()
            for number, cells in enumerate(rows):
                for at, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, at, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(number, at, cell)  # `write` would make a formula of "="
                    else:
                        sheet.write(number, at, cell)
        return path

    return write


@pytest.fixture
def preview(office: Office, xlsx: Callable[..., Path]) -> Callable[..., Plan]:
    """Read rows, or a file that is given instead, as an import by name; another officer can do it with `by`."""

    def read(name: str, *rows: Sequence[Any], file: Path | None = None, by: Office = office) -> Plan:
        table = open_table(file or xlsx(*rows), IMPORTS[name].columns, remembered(by, IMPORTS[name]))
        return plan(by, IMPORTS[name], table.rows, table.mapping)

    return read


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """Find a sample file of a real office, or skip the test."""

    def find(name: str) -> Path:
        if not (SAMPLES / name).exists():
            pytest.skip(f"the sample file {name} is not here")
        return SAMPLES / name

    return find


class Hand(SiteDriver):
    """One hand that writes, purges and looks into the tables at a site, whatever the desks there offer."""

    def write(self, *drafts: Draft, by: str = "f" * 32) -> None:
        with self.store.transaction():
            self.store.write(drafts, officer=by, action="test")

    def keep(self, *records: Record) -> None:
        self.write(*map(create, records))

    def purge(self, *records: Record) -> None:
        self.write(*purge(records, self.office.context()))

    def hold(self, record: Record) -> None:
        self.write(hold(record, self.office.context()))

    def lift(self, record: Record) -> None:
        self.write(*lift(record, self.office.context()))

    def get(self, record: Record) -> Any:
        return self.store.get(record.kind, record.id, EVERYTHING)

    def find(self, kind: str) -> list[Any]:
        return self.store.find(Query(kind, order=("id",)))

    def history(self, record: Record) -> list[Entry]:
        return self.store.history(record.id)

    def unsealed(self, path: Path) -> bytes:
        """Return all that a transfer to this site says."""
        return unsealed(path, self.site.keys)

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of every table but the shadows of full-text indexes."""
        return every_row(self.store.path, self.site.unlocked.keys.database)


def _value(column: Column, text: str) -> Any:
    """Return something that a field of this type may hold."""
    if column.about.refers:
        return (new_id(),) if column.type is tuple else new_id()
    if issubclass(column.type, LabelledEnum):
        return next(iter(column.type))
    known = {int: 3, bool: False, date: date(2026, 11, 20), datetime: datetime(2026, 11, 20, 8), tuple: (text,)}
    return known.get(column.type, text)


@pytest.fixture(scope="session")
def made() -> Callable[..., Any]:
    """Make a record from its declaration: `made("care_file", name="张三")` fills what it needs besides.

    With `text`, every field that can hold it gets a text: `made("step", text=lambda field: f"文 {field}")`.
    """

    def make(kind: str, text: Callable[[str], str] | None = None, **given: Any) -> Any:
        model = RECORDS[kind]
        known = {name: column for name, column in columns(model).items() if not column.derived}
        needed = {name for name, info in model.model_fields.items() if info.is_required()}
        wanted = needed | {name for name, column in known.items() if text and column.type in (str, tuple)}
        fields = {name: _value(known[name], text(name) if text else "样本") for name in wanted} | given
        try:
            return model.model_validate(fields)
        except ValidationError as error:
            odd = {str(part["loc"][0]) for part in error.errors()}
        fitting = {name: value for name, value in fields.items() if name not in odd}
        return model.model_validate(fitting | {name: _value(known[name], "1") for name in odd & needed})

    return make


@pytest.fixture(scope="module")
def everything_is_purged() -> Iterator[None]:
    """Let every kind have a retention, so that purging can be tested with each."""
    with pytest.MonkeyPatch.context() as patch:
        for kind, declared in RECORDS.items():
            if not (kind in (PURGE, HOLD) or declared.compartment in HOME or declared.retention):
                patch.setattr(declared, "retention", "test.retention")
        yield


@pytest.fixture(scope="module")
def hands_in(kept_sites: KeptSites, everything_is_purged: None) -> Iterator[Callable[..., tuple[Hand, ...]]]:
    """Found sites that trust each other and share everything that may be: `hands_in(folder, "甲站", "乙站")`."""
    made: list[Hand] = []

    def found(folder: Path, *names: str) -> tuple[Hand, ...]:
        files = folder / "files"
        files.mkdir()
        sites = kept_sites.copies(("hands", names), [folder / name for name in names], partial(_trusting, names))
        hands = tuple(Hand(at_the_hour(site), files) for site in sites)
        made.extend(hands)
        return hands

    yield found
    close_all(made)


def _trusting(names: Sequence[str], folders: Sequence[Path]) -> list[OpenSite]:
    """Found sites that trust each other and share everything that may be."""
    sites = [founded(folder, name) for folder, name in zip(folders, names, strict=True)]
    shares = tuple(sorted({each.compartment for each in RECORDS.values()} - HOME))
    for one, other in permutations(sites, 2):
        trust(one.office(), card_of(other), shares)
    return sites


@pytest.fixture
def hands(tmp_path: Path, hands_in: Callable[..., tuple[Hand, ...]]) -> Iterator[tuple[Hand, ...]]:
    """Three sites that trust each other."""
    yield (three := hands_in(tmp_path, "甲站", "乙站", "丙站"))
    close_all(three)


def close_all(hands: Sequence[Hand]) -> None:
    """Close the sites of these hands that are open."""
    for hand in hands:
        if not hand.store.closed:
            hand.site.close()


@pytest.fixture
def house(hands: tuple[Hand, ...]) -> LocalBackend:
    """The house of the second site."""
    house = LocalBackend(hands[1].store.path.parent)
    house._site = hands[1].site
    return house


@pytest.fixture
def files(hands: tuple[Hand, ...], made: Callable[..., Any]) -> tuple[Path, Path]:
    """What the first site has sent to the second one: two care files, and the purge of one of them."""
    a, b, _ = hands
    one, two = made("care_file"), made("care_file")
    a.keep(one, two)
    first = a.send(b)
    a.purge(one)
    return first, a.send(b)


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory, kept_sites: KeptSites) -> Iterator[Nursery]:
    """Four sites; every world of `tests.support.random_histories` begins with copies; the last is given less."""
    folder = tmp_path_factory.mktemp("nursery")
    names = ("甲站", "乙站", "丙站", "丁站")

    def trusting(folders: Sequence[Path]) -> list[OpenSite]:
        sites = [founded(at, name) for at, name in zip(folders, names, strict=True)]
        trust_all(sites, given_less=sites[-1])
        return sites

    sites = kept_sites.copies("nursery", [folder / name for name in names], trusting)
    yield Nursery([at_the_hour(site) for site in sites], given_less=sites[-1])
    for site in sites:
        site.close()
