"""What a desk says of a person in a few lines, for the card of that person.

Records that name a person stand on the card by themselves. A desk that has something to sum up besides declares it:

```python
CardSection(N_("Education, by programme"), lines_of)
```
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.model.reader import Reader
from core.values.sentence import Sentence

CARD_SECTIONS: list["CardSection"] = []
"""Every declared section; filled as desks are imported."""


@dataclass(frozen=True, slots=True)
class CardSection:
    """Lines under a heading on the card of a person."""

    heading: str
    """A catalogue key."""
    lines: Callable[[Reader, str], Iterable[Sentence]]
    """Yields the lines for a person, as far as the officer may read what they are made of; none leaves it out."""

    def __post_init__(self) -> None:
        """Enter the section in `CARD_SECTIONS`."""
        CARD_SECTIONS.append(self)
