"""The path of a matter through its stages: those done, the present one, those to come."""

from collections.abc import Sequence

from textual.content import Content

from tui.terminal.glyphs import fit, glyphs, plain

DONE, PRESENT, TO_COME = "$fine", "bold $chosen", "$label"


def path(labels: Sequence[str], present: int, width: int) -> Content:
    """Return the stages in a line of at most `width` cells; the one at the place `present` is where the matter stands.

    A matter that is past its last stage has `present` behind it. Where not all fit, the present one stands with its
    place among how many.
    """
    for link in (f" {glyphs().rule * 2}", f" {glyphs().rule}", " "):
        found = Content.assemble(*_pieces(labels, present, link))
        if found.cell_length <= width:
            return found
    at = min(present, len(labels) - 1)
    return Content.styled(fit(f"{at + 1}/{len(labels)} {plain(labels[at])}", width).rstrip(), PRESENT)


def _pieces(labels: Sequence[str], present: int, link: str) -> list[tuple[str, str]]:
    pieces = []
    for place, label in enumerate(labels):
        style = DONE if place < present else PRESENT if place == present else TO_COME
        sign = glyphs().reached if place <= present else glyphs().to_come
        if place:
            pieces.append((link, DONE if place <= present else "$line"))
        pieces.append((f"{sign} ", DONE if place <= present else TO_COME))
        pieces.append((plain(label), style))
    return pieces
