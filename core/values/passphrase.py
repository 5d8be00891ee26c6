"""Passphrases: which are refused, and how long one would take to guess."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.values.cleaning import printable
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say

LEAST_CHARACTERS: Final = 8
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = re.compile("[\u180b-\u180f\u2800\ufe00-\ufe0f\U0001d159\U000e0100-\U000e01ef]")
"""Blank signs and variation selectors: kept in a name, where they are seen, and seen by nobody in a passphrase."""


class PassphraseTooShort(Refusal):
    """This passphrase is too short. Choose one of at least {least} characters; a few words are better than one."""


class PassphraseUnseen(Refusal):
    """This passphrase has a character that cannot be seen, or a space at its beginning or end: nobody could type it
    again from what it looks like. Choose one of visible characters."""


class PassphrasesDiffer(Refusal):
    """The two passphrases differ. Type them again."""


def refuse_unfit(passphrase: str) -> None:
    """Refuse a passphrase that is about to be set, and should not be.

    Raises:
        PassphraseUnseen, PassphraseTooShort: why.
    """
    hidden = any(unicodedata.category(sign) in _HIDDEN_CATEGORIES for sign in passphrase)
    if hidden or printable(passphrase) != passphrase or _BLANK.search(passphrase) or passphrase != passphrase.strip():
        raise PassphraseUnseen
    if min(len(unicodedata.normalize(form, passphrase)) for form in ("NFC", "NFKC")) < LEAST_CHARACTERS:
        raise PassphraseTooShort(least=LEAST_CHARACTERS)


# How long it would take to guess

GUESSES_A_SECOND: Final = 1000
"""What a thief of the store is reckoned to try: a guess takes such a computer a second, and he has a thousand."""
JUDGED: Final = 72
"""So many characters are judged; whoever types more has typed enough."""
SYLLABLE_GUESSES: Final = 300
"""How many syllables of pinyin come into question for each one: those that are common in words."""
_DAY = 24 * 60 * 60
_SPANS = (
    (2 * 60, 60, N_("less than two minutes")),
    (2 * 60 * 60, 60, N_("{n} minutes")),
    (2 * _DAY, 60 * 60, N_("{n} hours")),
    (60 * _DAY, _DAY, N_("{n} days")),
    (730 * _DAY, 30 * _DAY, N_("{n} months")),
    (36525 * _DAY, 365 * _DAY, N_("{n} years")),
)
"""Below so many seconds, so many seconds are one of what is counted, and how that is said."""
_LONGER = N_("more than a hundred years")
_GRADES = (
    (30 * _DAY, N_("Weak: a thief with a thousand computers needs {span}. Take more words.")),
    (10 * 365 * _DAY, N_("Middling: a thief with a thousand computers needs {span}.")),
)
_STRONG = N_("Strong: a thief with a thousand computers needs {span}.")
OURS: Final = ("sealdesk", "安台")
"""Words that come to mind before this program."""
_SYLLABLE = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in"
    "|iu|ou|ua|ue|ui|un|uo|ve|[aeiouv])|ang?|e[nr]?|ai|ao|ou)"
)


@dataclass(frozen=True, slots=True)
class Guessing:
    """How long a passphrase takes to guess, in seconds."""

    seconds: float

    @property
    def told(self) -> Sentence:
        """A grade, and the time in words."""
        grade = next((text for below, text in _GRADES if self.seconds < below), _STRONG)
        return say(grade, span=self._span)

    @property
    def _span(self) -> Sentence:
        for below, unit, text in _SPANS:
            if self.seconds < below:
                return say(text, n=round(self.seconds / unit))
        return say(_LONGER)


def guessing(passphrase: str, known: Iterable[str] = ()) -> Guessing:
    """Return how long a passphrase takes to guess for who knows these words, such as the names of office and officer.

    It is the least that is known of it: names, dates, rows of keys, common words and pinyin are cheap.
    """
    from zxcvbn import zxcvbn  # imported late, because it takes 0.15 s

    judged = unicodedata.normalize("NFKC", passphrase)[:JUDGED]
    if not judged:
        return Guessing(0)
    guesses = min(
        float(zxcvbn(judged, user_inputs=[*_spelt([*OURS, *known])])["guesses"]), _as_pinyin(judged.casefold())
    )
    return Guessing(guesses / 2 / GUESSES_A_SECOND)


def _spelt(words: Iterable[str]) -> Iterable[str]:
    """Yield words as they are, and as they are typed in pinyin."""
    from pypinyin import lazy_pinyin  # imported late, because it takes 0.3 s

    for word in filter(None, words):
        yield word
        yield "".join(lazy_pinyin(word))


def _as_pinyin(text: str) -> float:
    """Return how many guesses a text takes for who tries syllables of pinyin."""
    syllables, rest = 0, ""
    place = 0
    while place < len(text):
        if found := _SYLLABLE.match(text, place):
            syllables, place = syllables + 1, found.end()
        else:
            rest, place = rest + text[place], place + 1
    letters = [sign for sign in rest if not sign.isspace()]
    signs = 10 if all(sign.isdigit() for sign in letters) else 10_000 if not text.isascii() else 40
    return float(SYLLABLE_GUESSES) ** syllables * float(signs) ** len(letters)
