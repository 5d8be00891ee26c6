"""Where what is secret may lie: the answer of the secure areas to whoever stores carriers."""

from collections.abc import Iterable

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaStage
from core.model.context import Context
from core.rules.right_to_hold import place_rule
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say


@place_rule
def protected(area: str, level: Classification, context: Context) -> Iterable[Sentence]:
    """Reject an area that is not in force, or protected for less; what is internal lies anywhere."""
    found = context.get("area", area)
    if level is Classification.INTERNAL or not isinstance(found, Area):
        return
    levels = list(Classification)
    up_to = found.level or Classification.INTERNAL
    if found.stage is not AreaStage.IN_FORCE:
        yield say(N_("{area} is not in force as a secure area: nothing secret lies there."), area=found.title)
    elif levels.index(up_to) < levels.index(level):
        told = N_("{area} is protected up to {up_to}, and this is {level}: choose an area of that level.")
        yield say(told, area=found.title, up_to=say(up_to.label), level=say(level.label))
