"""Refusals: everything that can go wrong and be told. The docstring of a refusal is the sentence the officer reads."""

import inspect
from typing import Any

from core.values.sentence import Sentence


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """This cannot be done."""

    is_authorisation: bool = False
    """Whether it is about what the officer may do or see, not about what is to be done: the audit keeps such ones."""
    is_cancelled: bool = False
    """Whether the officer stopped it himself, so that there is nothing to note."""

    def __init__(self, **facts: Any) -> None:
        """Keep the facts that fill the `{places}` of the docstring, which is the catalogue key of the sentence."""
        super().__init__(facts)
        self.facts = facts

    @classmethod
    def template(cls) -> str:
        """Return the docstring as one line."""
        return " ".join(inspect.getdoc(cls).split())  # type: ignore[union-attr]  # a test holds that each has one

    @property
    def sentence(self) -> Sentence:
        """What is wrong and what to do about it."""
        return Sentence(self.template(), self.facts)

    @property
    def without_facts(self) -> str:
        """The sentence without the facts that fill its places (a catalogue key)."""
        return self.template()

    def __str__(self) -> str:
        return self.sentence.say()
