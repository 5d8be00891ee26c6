"""Contractors, as the tests of docs/how-to-add-a-desk.md write and read them."""

from datetime import date

from core.model.action import ACTIONS
from core.office.office import Office
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore


def reopened(site: OpenSite) -> Office:
    """Open the store again, as on the day after an upgrade."""
    site.store.close()
    site.store = SqlStore(site.store.path, site.store._key)
    return site.office()


def add(office: Office, name: str = "", **more: object) -> str:
    action = ACTIONS["add_contractor"].model_validate({"name": name or "海天律师事务所", **more})
    office.do(action)
    return action.target


def check(office: Office, contractor: str, next_check: date) -> None:
    office.do(ACTIONS["check_contractor"].model_validate({"target": contractor, "next_check": next_check}))
