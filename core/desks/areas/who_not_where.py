"""Texts about the surroundings say where something is, and never who: words of firms and persons are found in them."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from core.model.context import Context
from core.model.query import Is, Query
from core.values.sentence import N_, Sentence, say

WORDS = (
    *("公司", "集团", "有限", "股份", "事务所", "商行", "工作室", "企业", "商会"),
    *("先生", "女士", "小姐", "老板", "经理", "业主", "住户", "租户", "户主", "房东"),
)
"""Words that stand in what firms and persons are called."""
ENGLISH = re.compile(
    r"\b(?:ltd|inc|llc|llp|gmbh|corp|company|plc|mr|mrs|ms|miss|messrs|owner|tenant|landlord)\b\.?", re.IGNORECASE
)
NAME_LENGTHS = range(2, 5)
"""How many characters a name has that is looked for."""
MANY = 500


def who_faults(text: str, context: Context) -> Iterable[Sentence]:
    """Yield that a text names a firm, or somebody (V10): surroundings are places."""
    for word in [*(word for word in WORDS if word in text), *(found[0] for found in ENGLISH.finditer(text))]:
        yield say(
            N_("“{word}” names a firm or a person. Write the place alone: building, road, floor, direction."), word=word
        )
    for name in _names(text, context):
        yield say(N_("“{name}” is the name of a member of staff. Write the place alone."), name=name)


def _names(text: str, context: Context) -> Iterator[str]:
    """Yield the names of the staff register that stand in a text."""
    pieces = {text[at : at + length] for length in NAME_LENGTHS for at in range(len(text) - length + 1)}
    pieces |= set(re.split(r"[\s,.;，。；、]+", text)) - {""}
    words = text.split()
    pieces |= {" ".join(words[at : at + 2]).strip(",.;") for at in range(len(words) - 1)}
    waiting, found = iter(sorted(pieces)), set[str]()
    while chunk := tuple(islice(waiting, MANY)):
        found |= {person.name for person in context.find(Query("person", Is("name", chunk), ("id",)))}
    yield from sorted(found)
