"""What a desk needs before work can begin there: declared with the desk, and shown until it is done."""

from dataclasses import dataclass

from core.audit.store_operations import StoreOperation
from core.model.action import Action
from core.model.query import EVERYTHING, Condition, Query
from core.office.office import Office


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A step of setting an office up, done once there is a record; whoever has the duty sees it until then."""

    kind: str
    """The list in which it is done."""
    duty: type[Action] | StoreOperation
    """What an officer must be allowed to do."""
    text: str
    """What is missing and what to do, a catalogue key."""
    where: Condition = EVERYTHING
    """Which records show that it was done."""
    first: bool = False
    """Whether others build on it, so that it is told before them."""
    days: int | None = None
    """For how many days from the first account on it is said, where an office may do without; None: until done."""

    def is_for(self, office: Office) -> bool:
        """Whether this officer can do it, and see whether it was done."""
        allowed = office.may_do(self.duty) if isinstance(self.duty, StoreOperation) else office.may(self.duty)
        return allowed and office.reads(self.kind)

    def is_missing(self, office: Office) -> bool:
        """Whether there is no such record yet."""
        return office.count(Query(self.kind, self.where, limit=1)) == 0
