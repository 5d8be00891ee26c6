"""Who holds carriers in the story: only who may, and who leaves a secret post gives back what he has before."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from core.demo.life_stories import Event, Events
from core.desks.carriers.lending import HandOnCarrier, ReturnCarrier
from core.desks.carriers.vocabulary import AWAY
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.rights.signing import Witnessing
from core.rules.holdings import held_by
from core.values.classification import Classification

AHEAD = timedelta(days=60)
"""For how long somebody's assessment has to hold who is handed anything."""


def holders(office: Office, level: Classification) -> list[str]:
    """Return who may hold what is of a level, in the order of their names; not the clerks who hand it out."""
    clerks = {each.person for each in office.find(Query("officer"))}
    posts = {each.id: each.handles for each in office.find(Query("post"))}
    levels = list(Classification)
    found = office.find(Query("appointment", Is("stage", ("on_post",)), ("name", "id")))
    fit = dict.fromkeys(
        each.person
        for each in found
        if (each.next_review is None or each.next_review > office.today + AHEAD)
        and levels.index(Classification(posts[each.post])) >= levels.index(level)
    )
    return [each for each in fit if each not in clerks]


def given_back(offices: Mapping[str, Office], clerk: str, person: str, moment: datetime) -> Events:
    """Take back what somebody has, and hand on what is in his custody."""
    office, rng = offices[clerk], Random(f"{moment} gives back")
    held = [each.record for each in held_by(person, office.context()) if each.kind == "carrier"]
    for carrier in held:
        paper = {"way": Witnessing.PAPER, "paper": f"清退单〔{moment.year}〕{rng.randint(1, 99)}号"}
        for part in _parts(office, carrier, person, paper):
            yield Event(moment, clerk, part)


def _parts(office: Office, carrier: str, person: str, paper: dict[str, Any]) -> list[Action | Callable[[], Action]]:
    """Return what is done with one carrier: it comes back, and another has the custody."""
    now: Any = office.get("carrier", carrier)
    parts: list[Action | Callable[[], Action]] = []
    if now.stage in AWAY and now.holder == person:
        parts.append(ReturnCarrier(target=carrier, giver=person, cleared=True, **paper))
    others = [each for each in holders(office, now.level) if each != person]
    if now.keeper == person and others:
        parts.append(partial(HandOnCarrier, target=carrier, giver=person, taker=others[0], **paper))
    return parts
