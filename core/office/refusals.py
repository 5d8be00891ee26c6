"""Why something is not done at all: refusals of an office, each a sentence that says what to do."""

from collections.abc import Callable, Sequence

from core import desks  # noqa: F401 - declares every record and action
from core.values.refusal import Refusal
from core.values.sentence import Sentence, names_in_a_row


class NoAccount(Refusal):
    """Seat {seat} has no open account in this store. Ask the system administrator to open one."""


class NotAllowed(Refusal):
    """Your roles do not let you do this: {action}. Ask an officer whose roles do."""

    is_authorisation = True


MOST_NAMED = 4
"""How many records are named where several are meant by what was asked for."""


class NoSuchRecord(Refusal):
    """There is no record {id} here. Check the identifier; `list` shows what there is."""

    is_authorisation = True


class SeveralRecords(Refusal):
    """Several records begin with {id}, or have it as their number: {found}. Give the identifier of one of them."""

    def __init__(self, asked: str, found: Sequence[str]) -> None:
        """Keep what was asked for, and what was found of it, each with its name and its identifier."""
        named = [*found[:MOST_NAMED], *(["…"] if len(found) > MOST_NAMED else [])]
        super().__init__(id=asked, found=names_in_a_row(named))


class Refused(Refusal):
    """{action}: refused. {reasons}"""  # noqa: D400 - the reasons bring their own full stops

    def __init__(self, action: Sentence, findings: Sequence[Sentence], *, is_authorisation: bool = False) -> None:
        """Keep the findings, so that a form can show them one by one, and whether they are about who asks."""
        super().__init__(action=action, reasons=Reasons(findings))
        self.findings = tuple(findings)
        self.is_authorisation = is_authorisation

    @property
    def without_facts(self) -> str:
        """The first finding without its facts."""
        return self.findings[0].template


class Reasons(Sentence):
    """Several findings as one text."""

    def __init__(self, findings: Sequence[Sentence]) -> None:
        super().__init__("", {})
        object.__setattr__(self, "findings", tuple(findings))

    def say(self, translate: Callable[[str], str] = str) -> str:
        """Return the findings after one another."""
        return " ".join(finding.say(translate) for finding in self.findings)  # type: ignore[attr-defined]
