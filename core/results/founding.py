"""A new office as it is asked for, before anything of it is written (`data.site.founding` makes it)."""

from dataclasses import dataclass

from core.results.secrets import Papers, Secret


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer of a new office: the name, what opens the seat, and the roles."""

    name: str
    secret: Secret
    roles: tuple[str, ...] = ()
    """Of the first officer they follow from what the others hold (`core.office.founding.founders_roles`)."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new office begins with."""

    site: str
    pack: str
    """The name of a policy pack that is shipped."""
    first: NewOfficer
    others: tuple[NewOfficer, ...] = ()
    papers: Papers | None = None
    """Recovery papers that were drawn and typed back in."""
