"""Number formats that make a code of a whole number: 000000 shows 123 as 000123 (ECMA-376 part 1, 18.8.31)."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    \[(?P<bracket>[^\]]*)\] | "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | [_*](?P<room>.)
    | (?P<place>[0\#?]) | (?P<end>;) | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ORDINARY = re.compile(r"\$|(?!DBNum)[A-Za-z]", re.IGNORECASE)
"""How the brackets begin that change no digit: a locale or a colour, not a condition and not Chinese digits."""
_SIGNS = frozenset("-+/():!^&'~{}<>= $")
"""What stands for itself without a backslash (the same), as do the signs of other scripts."""


@dataclass(frozen=True)
class Pattern:
    """A format of whole numbers: its texts and the places of its digits, in order."""

    parts: tuple[str | bool, ...]
    """A text, or a place: True if it is always filled, False if only where there is a digit for it."""

    def show(self, number: float) -> str | None:
        """Return a number as the sheet shows it; None if the format does not show the whole of it."""
        if number < 0 or not number.is_integer():
            return None
        places = sum(isinstance(part, bool) for part in self.parts)
        digits = f"{number:.0f}" if number else ""
        waiting = [*[""] * (places - len(digits)), *digits]
        shown = []
        for part in self.parts:
            if isinstance(part, str):
                shown.append(part)
                continue
            taken = len(waiting) - places + 1  # all digits that have no place of their own stand at the first one
            places -= 1
            text = "".join(waiting[:taken])
            shown.append(text or "0" * part)
            del waiting[:taken]
        return "".join(shown)


def pattern(text: str) -> Pattern | None:
    """Return the pattern of a format, or None if it shows a number as it is, as a date, or in any other way."""
    parts: list[str | bool] = []
    for token in _TOKEN.finditer(text):
        kind, sign = token.lastgroup, token[token.lastgroup or 0]
        if kind == "end":
            break  # what follows is for negative numbers, zero and texts
        if kind == "place":
            parts.append(sign == "0")
        elif kind in ("quoted", "escaped") or (kind == "plain" and (sign in _SIGNS or not sign.isascii())):
            parts.append(sign)
        elif kind == "plain" or (kind == "bracket" and not _ORDINARY.match(sign)):
            return None
    places = [part for part in parts if isinstance(part, bool)]
    return Pattern(tuple(parts)) if places and parts not in ([True], [False]) else None
