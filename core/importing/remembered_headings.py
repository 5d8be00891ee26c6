"""Headings that officers mapped by hand, remembered for their next file of the same kind."""

from collections.abc import Iterator, Mapping

from core.desks.administration.import_headings import RememberHeading
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.spreadsheets.columns import ColumnMapping, SheetColumn, recognise
from core.spreadsheets.declaration import Import
from core.values.refusal import Refusal


def remembered(office: Office, importer: type[Import]) -> dict[str, str]:
    """Return the headings this officer mapped by hand for an import, for `core.spreadsheets.columns.recognise`."""
    return {each.heading: each.field for each in office.find(Query("heading", Is("importer", (importer.name,))))}


def remember(office: Office, importer: type[Import], chosen: Mapping[str, str]) -> None:
    """Remember what headings mean: the column each fills, or an empty text to leave it out."""
    known = remembered(office, importer)
    news = {heading: name for heading, name in chosen.items() if known.get(heading) != name}
    office.do_all(
        RememberHeading(importer=importer.name, heading=heading, field=name) for heading, name in news.items()
    )


def memories(office: Office, importer: type[Import], mapping: ColumnMapping) -> Iterator[Action]:
    """Yield the actions that remember what recognising these headings again would not find by itself."""
    known = remembered(office, importer)
    for name, heading in mapping.headers.items():
        if known.get(heading) != name and not _recognised(importer, heading, name):
            yield RememberHeading(importer=importer.name, heading=heading, field=name)


def _recognised(importer: type[Import], heading: str, name: str) -> bool:
    alone = [SheetColumn(column.name, column.headers) for column in importer.columns if column.name == name]
    try:
        return name in recognise([(1, [heading])], alone).fields
    except Refusal:
        return False
