"""A database of two times, and how it is damaged."""

from pathlib import Path

from core.desks.people.people import AddPerson
from core.model.query import EVERYTHING, FullText, Query
from core.values.refusal import Refusal
from data.site.open_site import OpenSite, open_site
from tests.conftest import PASSPHRASE


def add(site: OpenSite, people: int) -> OpenSite:
    office = site.office()
    start = office.count(Query("person"))
    office.do_all([AddPerson(name=f"第{number}人") for number in range(start, start + people)])
    return site


def people(folder: Path) -> int | None:
    """Open a store and check it; return how many people it finds, or None if something was wrong and named."""
    try:
        site = open_site(folder, PASSPHRASE)
    except Refusal:
        return None
    try:
        if site.store.check() is not None:
            return None
        listed, found = (site.office().count(Query("person", where)) for where in (EVERYTHING, FullText("人")))
        return listed if listed == found else -1
    except Refusal:
        return None
    finally:
        site.store.close()
        site.vault.close()
