"""Tables that commands print for people: a heading, and columns that stand under one another."""

from collections.abc import Iterable, Sequence

from tui.language import _

BETWEEN = "  "
SHORTEST = 16
"""How many signs of an identifier are shown at least: the millisecond and the count within it (`core.values.ids`)."""


def print_table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under the headings of their columns, as wide as the widest cell; nothing where there is no row."""
    from rich.cells import cell_len  # imported late: only what prints a table needs it

    table = [[" ".join(cell.split()) for cell in row] for row in rows]
    if not table:
        return
    table.insert(0, list(heading))
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        print(BETWEEN.join(padded).rstrip())


def identifier_label() -> str:
    """Return the heading of the column of identifiers, which other commands take."""
    return _("Identifier")


def beginning(identifier: str) -> str:
    """Return as much of an identifier as tells it apart from what was made in the same millisecond."""
    return identifier[:SHORTEST]


def shortened(identifiers: Sequence[str]) -> list[str]:
    """Return the beginnings of identifiers that tell these apart, each as long as the others."""
    apart = len(set(identifiers))
    longest = max(map(len, identifiers), default=0)
    enough = (length for length in range(SHORTEST, longest) if len({each[:length] for each in identifiers}) == apart)
    length = next(enough, longest)
    return [identifier[:length] for identifier in identifiers]
