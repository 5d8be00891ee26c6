"""The policy pack 制度包: every figure and list that an organisation may decide for itself, in one TOML text.

A desk declares the part it reads as a `Settings` model, so that a pack is checked when it is read, not when it is used.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from core.policy.errors import PolicyRefused as PolicyRefused
from core.policy.errors import read_pack, refused
from core.policy.labels import figure_called, figure_in_text
from core.policy.sections import ListedItems as ListedItems
from core.policy.sections import Role as Role
from core.policy.sections import Settings as Settings
from core.policy.sections import SettingsT
from core.policy.sections import rising as rising
from core.values.sentence import N_, Sentence, say


class LockSettings(Settings):
    """When the screen locks itself, and how long whoever types wrong passphrases waits."""

    section = "lock"
    label = N_("Screen lock")

    idle_minutes: int = Field(5, ge=1, le=60, title=N_("Idle minutes until the screen locks"))
    free_tries: int = Field(3, ge=1, le=20, title=N_("Wrong passphrases without a wait"))
    """After how many wrong passphrases one after the other the next try has to wait."""
    longest_wait: int = Field(300, ge=5, le=3600, title=N_("Longest wait after wrong ones, seconds"))
    """The seconds that the wait grows to."""


class PackSettings(Settings):
    """How the pack itself is changed."""

    section = "policy"
    label = N_("Policy pack")
    guards = ("second_officer",)

    second_officer: Annotated[bool, Field(title=N_("A second officer approves edits"))] = False
    """Whether an edit comes into force only when another officer has approved it."""


class AccessLogSettings(Settings):
    """How closely reading is recorded where an access log is kept."""

    section = "access_log"
    label = N_("Access log")

    minutes: int = Field(30, ge=1, le=1440, title=N_("Minutes within which readings count once"))
    """Within how many minutes an officer's readings of one record count once."""


class OtherWords(Settings):
    """What people say for what a list of the pack calls otherwise: a form and the search line find it by that too."""

    section = "words"
    label = N_("Other words")

    categories: Annotated[dict[str, str], Field(title=N_("Other words for categories"))] = {}
    """The path or the name of a category by a word that people use for it."""


class WorkdaySettings(Settings):
    """Which days are worked: a machine without a network learns of new holidays here."""

    section = "workdays"
    label = N_("Working days")

    public_holidays: Annotated[bool, Field(title=N_("Chinese public holidays count"))] = True
    """Whether Chinese public holidays count as far as the program knows them."""
    off: Annotated[dict[date, str], Field(title=N_("Further days off"))] = {}
    """Further days off, with their names."""
    work: Annotated[tuple[date, ...], Field(title=N_("Further working days"))] = ()
    """Further working days."""
    known_until: Annotated[date | None, Field(title=N_("Holidays are known until"))] = None
    """Up to when the holidays are known with what stands here."""

    def faults(self) -> Iterable[tuple[str, Sentence]]:
        """A day is worked or it is not."""
        for day in sorted({day for day in self.work if day in self.off}):
            yield "work", say(N_("{day} stands among the days off too. Take it out of one of the two."), day=day)


class Policy:
    """A policy pack, read and checked."""

    def __init__(self, text: str) -> None:
        """Read a pack; raises `PolicyRefused` naming the place that is wrong."""
        self._raw = read_pack(text)
        self.text = text
        self.name = str(self._raw.get("name", ""))
        self.roles: Mapping[str, Role] = {
            name: _checked(Role, value, ("roles", name)) for name, value in self._table("roles").items()
        }
        self.checklists: Mapping[str, ListedItems] = {
            name: _checked(ListedItems, value, ("checklists", name))
            for name, value in self._table("checklists").items()
        }
        for name, tree in self._table("options").items():
            _check_tree(tree, ("options", name))
        self._terms: dict[type[Settings], Settings] = {}
        self._options: dict[str, tuple[str, ...]] = {}
        for terms in Settings.__subclasses__():
            self.settings(terms)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names at the top that nothing reads: a section that is misspelt, or of another version.

        A pack that is in force is read all the same, or an upgrade could lock everybody out; an edit is refused.
        """
        known = {"name", "roles", "options", "checklists", *(terms.section for terms in Settings.__subclasses__())}
        return tuple(name for name in self._raw if name not in known)

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self._raw.get(name, {})
        if not isinstance(table, Mapping):
            raise PolicyRefused(where=figure_in_text((name,)), why=say(N_("A table belongs here.")))
        return table

    def settings(self, wanted: type[SettingsT]) -> SettingsT:
        """Return the section a desk declared."""
        if wanted not in self._terms:
            read = _checked(wanted, self._raw.get(wanted.section, {}), (wanted.section,))
            for name, why in read.faults():
                raise PolicyRefused(where=figure_in_text((wanted.section, name)), why=why)
            self._terms[wanted] = read
        found = self._terms[wanted]
        assert isinstance(found, wanted)
        return found

    def unguarded(self, after: "Policy") -> Iterable[Sentence]:
        """Yield what those figures are called by which another text asks for a second officer less often than this."""
        for terms in Settings.__subclasses__():
            for name in terms.guards:
                asked, still = (getattr(policy.settings(terms), name) for policy in (self, after))
                if set(asked) - set(still) if isinstance(asked, tuple) else asked and not still:
                    yield figure_called((terms.section, name))

    def options(self, name: str) -> tuple[str, ...]:
        """Return the list or tree `name` of `[options]`; branches of a tree are joined by `/`, parents come first."""
        if name not in self._options:
            self._options[name] = tuple(_paths(self._table("options").get(name, ()), ""))
        return self._options[name]

    def other_words(self, name: str) -> Mapping[str, str]:
        """Return the places on a list or tree of `[options]` by what people call them otherwise."""
        words = getattr(self.settings(OtherWords), name, {})
        places = option_tree(self.options(name))
        return {word: places[called] for word, called in words.items() if called in places}

    def checklist(self, name: str) -> Mapping[str, str]:
        """Return the items of a checklist by their codes, in their order; none if the pack has no such list."""
        return self.checklists[name].items if name in self.checklists else {}

    def exclude(self, one: str, other: str) -> bool:
        """Whether two roles exclude one another."""
        return any(b in self.roles[a].excludes for a, b in ((one, other), (other, one)) if a in self.roles)

    def duties(self, roles: tuple[str, ...]) -> frozenset[str]:
        """Return what these roles together may do."""
        return frozenset().union(*(self.roles[role].duties for role in roles if role in self.roles))


ModelT = TypeVar("ModelT", bound=BaseModel)


def _checked(model: type[ModelT], value: Any, path: tuple[str, ...]) -> ModelT:
    """Return a section as its model: each value has the type that is declared, and none is turned into another.

    TOML knows, like JSON, neither tuples nor words nor dates as names; pydantic is strict with JSON in just that way.
    """
    try:
        return model.model_validate_json(json.dumps(value, default=str), strict=True)
    except ValidationError as error:
        raise refused(error, path) from None


def _check_tree(node: Any, path: tuple[str, ...]) -> None:
    if isinstance(node, Mapping):
        for name, below in node.items():
            _check_tree(below, (*path, name))
    elif not isinstance(node, list) or not all(isinstance(name, str) for name in node):
        raise PolicyRefused(
            where=figure_in_text(path), why=say(N_("A list of names belongs here, or a table of such lists."))
        )


def _paths(node: Any, above: str) -> list[str]:
    if isinstance(node, Mapping):
        return [path for name, below in node.items() for path in (f"{above}{name}", *_paths(below, f"{above}{name}/"))]
    return [f"{above}{name}" for name in node]


@cache
def option_tree(paths: tuple[str, ...]) -> dict[str, str]:
    """Return for every name of a tree that stands there once its whole path; for each path, itself."""
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(path.rsplit("/", 1)[-1], []).append(path)
    found = {name: places[0] for name, places in by_name.items() if len(places) == 1}
    # A name that stands at several depths means the highest place, if that is one.
    for name, places in by_name.items():
        highest = min(place.count("/") for place in places)
        top = [place for place in places if place.count("/") == highest]
        if len(top) == 1:
            found[name] = top[0]
    return found | {path: path for path in paths}
