"""Texts that are translated when they are shown, never when they are written down.

English is the key of the catalogue (gettext); `tui.language` turns it to the language of the officer.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name for "mark, do not translate yet"
    """Mark a text for the catalogue and return it unchanged."""
    return message


@dataclass(frozen=True)
class Sentence:
    """A sentence with its facts apart: `template` is a catalogue key with `{name}` places, `facts` fills them.

    A fact that is itself a Sentence is translated too, so that sentences can be built of sentences.
    """

    template: str
    facts: dict[str, Any] = field(default_factory=dict)

    def say(self, translate: Translate = str) -> str:
        """Return the sentence in the language of `translate`; a plain `say()` gives English."""
        facts = {name: fact.say(translate) if isinstance(fact, Sentence) else fact for name, fact in self.facts.items()}
        return translate(self.template).format(**facts)

    def pack(self) -> str:
        """Return it as a text that a table can keep until it is shown."""
        return json.dumps(self._packed(), ensure_ascii=False)

    def _packed(self) -> list[Any]:
        facts = {name: fact._packed() if isinstance(fact, Sentence) else str(fact) for name, fact in self.facts.items()}
        return [self.template, facts]

    @classmethod
    def unpack(cls, packed: str) -> "Sentence":
        """Return what `pack` packed."""
        return cls._unpacked(json.loads(packed))

    @classmethod
    def _unpacked(cls, packed: list[Any]) -> "Sentence":
        template, facts = packed
        return cls(
            template, {name: cls._unpacked(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}
        )

    def __str__(self) -> str:
        return self.say()


def say(template: str, **facts: Any) -> Sentence:
    """Make a `Sentence`; the template is collected for the catalogue."""
    return Sentence(template, facts)


def in_a_row(called: Iterable[Sentence]) -> Sentence:
    """Return several as one, with commas between; an empty text if there is none."""
    first, *rest = [*called] or [Sentence("{nothing}", {"nothing": ""})]
    for each in rest:
        first = say(N_("{first}, {second}"), first=first, second=each)
    return first


def names_in_a_row(names: Iterable[str]) -> Sentence:
    """Return names as one, with commas of the language between."""
    return in_a_row(Sentence("{name}", {"name": name}) for name in names)


def in_words(value: Any, translate: Translate) -> str:
    """Return a value as officers read it: dates in ISO order, yes and no, lists joined, nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return translate(N_("yes") if value else N_("no"))
        case Sentence():
            return value.say(translate)
        # every one is a `LabelledEnum`; importing that, and pydantic with it, would delay the first screen
        case StrEnum():
            return translate(value.label)  # type: ignore[attr-defined]
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case tuple() | list():
            return translate(N_(", ")).join(in_words(part, translate) for part in value)
    return str(value)


_LANGUAGE = N_("English")
"""The language of a text in itself: what tells which one a translation speaks."""


def in_chinese(translate: Translate) -> bool:
    """Whether a translation puts texts into Chinese, for what brings its words in both languages itself."""
    return translate(_LANGUAGE) != _LANGUAGE
