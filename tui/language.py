"""The language on the screen: gettext at run time, switched while the program runs.

Texts are written down in English with `N_` or `say` (`core.values.sentence`) and translated only when they are shown,
with `_`.
"""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.values.sentence import Sentence, Translate, in_words

if TYPE_CHECKING:
    from core.values.labelled_enum import LabelledEnum


LANGUAGES = {"zh_CN": "中文", "en": "English"}
"""Every language by its code, called as its speakers call it."""

_CATALOGUES = Path(__file__).parent / "locale"


class Language:
    """One language: puts messages, sentences and values into its words."""

    def __init__(self, code: str) -> None:
        """Load the catalogue of a language; a text that is not in it is shown in English."""
        self.code = code
        self._gettext = _catalogue(code)

    def translate(self, message: str) -> str:
        """Return a catalogue key in this language."""
        # gettext keeps the catalogue's own header under the empty key.
        return self._gettext(message) if message else ""

    def say(self, sentence: Sentence | str) -> str:
        """Return a sentence, or a plain catalogue key, in this language."""
        return self.translate(sentence) if isinstance(sentence, str) else sentence.say(self.translate)

    def label(self, word: "LabelledEnum") -> str:
        """Return the label of a word of a closed list."""
        return self.translate(word.label)

    def show(self, value: Any) -> str:
        """Return a value as officers read it: dates in ISO order, yes and no, lists joined, nothing for None."""
        return in_words(value, self.translate)


def _catalogue(code: str) -> Translate:
    if code == "en":
        return str
    import gettext  # costs 20 ms, which English does not need

    return gettext.translation("sealdesk", _CATALOGUES, [code], fallback=True).gettext


def preferred(environ: Mapping[str, str] = os.environ) -> str:
    """Return the code of the language the surroundings ask for: SEALDESK_LANG, the terminal, LANG, else Chinese."""
    asked = environ.get("SEALDESK_LANG", "")
    if asked in LANGUAGES:
        return asked
    # The console of the kernel has no hanzi.
    english = environ.get("TERM") == "linux" or environ.get("LANG", "").startswith("en")
    return "en" if english else "zh_CN"


@cache
def _known(code: str) -> Language:
    return Language(code)


def others(message: str) -> Iterator[str]:
    """Yield a message in the languages that are not in use, by which it is found too."""
    for code in LANGUAGES:
        if code != language().code:
            yield _known(code).translate(message)


_current: Language | None = None


def language() -> Language:
    """Return the language in use."""
    return _current or set_language(preferred())


def set_language(code: str) -> Language:
    """Switch the language; what is on the screen changes when it is drawn again."""
    global _current  # one screen, one language
    _current = Language(code)
    return _current


def labelled(label: str, text: object) -> str:
    """Return a text behind its label, with the colon of the language in use."""
    return _("{label}: {text}").format(label=label, text=text)


def _(message: str) -> str:
    """Return a message in the language in use; call it when showing, never when declaring."""
    return language().translate(message)
