"""What a section of the policy pack is declared as: figures that an organisation may decide for itself, and roles."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from core.values.bounds import Bounded
from core.values.sentence import N_, Sentence, say


class Settings(Bounded):
    """The part of a policy pack that one desk reads: section `[section]`, with defaults for what is not written."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)

    section: ClassVar[str] = ""
    label: ClassVar[str] = ""
    """What the section is called (a catalogue key); the `title` of a field is what its figure is called."""
    guards: ClassVar[tuple[str, ...]] = ()
    """The figures that ask for a second officer: whether, or for what. Nobody takes anything out of them alone."""

    def faults(self) -> Iterable[tuple[str, Sentence]]:
        """Yield what cannot hold together although each figure can be used by itself: the figure, and why."""
        return ()


SettingsT = TypeVar("SettingsT", bound=Settings)


def rising(terms: Settings, *names: str) -> Iterable[tuple[str, Sentence]]:
    """Yield which of these figures is more than the one that follows it, although none may be."""
    for name, following in pairwise(names):
        figure, most = getattr(terms, name), getattr(terms, following)
        if figure > most:
            called = say(type(terms).model_fields[following].title or following)
            yield name, say(N_("This must not be more than {following}, which is {most}."), following=called, most=most)


class ListedItems(BaseModel):
    """A checklist as the organisation has it: section `[checklists.NAME]`, its items under `[checklists.NAME.items]`.

    An item keeps its code when it is worded anew, and the version counts how often that happened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    version: int = Field(1, ge=1, le=100_000, title=N_("Version"))
    items: dict[
        Annotated[str, Field(pattern=r"^[\w.-]{1,20}$")], Annotated[str, Field(min_length=1, max_length=200)]
    ] = Field(max_length=200, title=N_("Items"))
    """What is asked, by the code of the item, in the order in which it is asked."""


class Role(BaseModel):
    """A role: its names and the duties it carries."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    label: str = Field(title=N_("Name in English"))
    zh: str = Field(title=N_("Name in Chinese"))
    duties: frozenset[str] = Field(title=N_("Duties"))
    excludes: frozenset[str] = Field(frozenset(), title=N_("Excludes the roles"))
    """The roles that nobody may have beside this one; it is enough that one of the two says so."""
