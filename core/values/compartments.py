"""The compartments of the journal, as officers call them, and numbers of the changes in them."""

from collections.abc import Iterable

from core.values.sentence import N_, Sentence, in_a_row

COMPARTMENTS = {
    "common": N_("Shared registers"),
    "grievance": N_("Grievances"),
    "care": N_("Care files"),
    "areas": N_("Secure areas"),
    "clearance": N_("Clearance"),
    "carriers": N_("Carriers"),
    "matters": N_("Matters"),
}
"""What the compartments are called; one of a newer version is called by its own name."""


def compartment_called(name: str) -> Sentence:
    """Return what a compartment is called."""
    return Sentence(COMPARTMENTS.get(name, "{name}"), {"name": name})


def compartments_called(names: Iterable[str]) -> Sentence:
    """Return what several compartments are called, in a row."""
    return in_a_row(map(compartment_called, names))


def numbers(first: int, last: int) -> str:
    """Return a run of numbers: 862, or 862-870."""
    return str(first) if first == last else f"{first}-{last}"
