"""What an officer did as one, as the screen reports it and `core.office.undo` takes it back."""

from dataclasses import dataclass
from datetime import datetime

from core.model.action import Action
from core.model.change import HOLD, PURGE, Draft
from core.values.sentence import N_, Sentence, say


@dataclass(frozen=True, slots=True)
class Deed:
    """What an officer did as one: one action, or several in one transaction."""

    actions: tuple[Action, ...]
    written: tuple[Draft, ...]
    """All that was written, in its order, also what followed by itself."""
    when: datetime
    audited: bool = False
    """Whether the audit names it."""

    @property
    def action(self) -> type[Action]:
        """The action that it is called by: the first."""
        return type(self.actions[0])

    @property
    def called(self) -> Sentence:
        """What it is called."""
        return say(self.action.label())

    @property
    def target(self) -> tuple[str, str] | None:
        """Kind and identifier of the record that it was done to or that it made; None if there are several."""
        return (self.action.on.kind, self.actions[0].target) if len(self.actions) == 1 else None

    def can_be_undone(self) -> bool:
        """Whether it is such that it may be undone, whatever became of it since."""
        may = not self.audited and bool(self.written) and all(type(each).undoable for each in self.actions)
        return may and not any(draft.kind in (PURGE, HOLD) for draft in self.written)

    def reported(self, record: str) -> Sentence:
        """Return that it was done, to the `record` that is called so; an empty text names none."""
        if len(self.actions) > 1:
            return say(N_("{action}: done to {count}"), action=self.called, count=f"{len(self.actions):,}")
        if not record:
            return say(N_("{action}: done"), action=self.called)
        if self.action.reported:
            return say(self.action.reported, record=record)
        if self.action.creates:
            return say(N_("{action}: done, {record}"), action=self.called, record=record)
        return say(N_("{action}: done to {record}"), action=self.called, record=record)
