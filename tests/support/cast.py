"""The officers of a site, two of whom have two seats each, and what they may not do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from core.desks.grievances import Grievance, Stage
from core.model.action import Action, amend, create
from core.office.office import Office
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.site_driver import looked, write

Sample = Callable[..., Any]
BARRED = r"is the person complained of|has declared a recusal from it|is the person concerned|This recusal is about you"


class Cast(NamedTuple):
    """A site, its officers by name, and the two people who have two seats each."""

    site: OpenSite
    officers: dict[str, Office]
    accused: str
    recused: str

    def id(self, name: str) -> str:
        return self.officers[name].officer

    def keep(self, record: Any, **before: Any) -> Any:
        """Write a record as it stands, having been otherwise before."""
        clerk = self.officers["clerk"]
        write(clerk, create(record.model_copy(update=before)))
        if before:
            write(clerk, amend(record.model_copy(update=before), **{name: getattr(record, name) for name in before}))
        return record


def grievance(stage: Stage = Stage.ACCEPTED, **given: Any) -> Grievance:
    return Grievance(subject="处事不公", received=datetime(2026, 11, 2, 9), accept_days=15, stage=stage, **given)


def complained_of(cast: Cast) -> Grievance:
    return cast.keep(grievance(person=cast.accused))


def refusal(office: Office, deed: Action) -> str:
    """Return why something is refused, without doing it; empty if it is not."""
    try:
        office.rehearse((looked(office, deed),), attempt=False)
    except Refusal as refused:
        return refused.sentence.say()
    return ""


def matches(why: str) -> bool:
    return any(part in why for part in BARRED.split("|"))
