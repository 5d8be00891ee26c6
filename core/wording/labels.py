"""What is kept as a name or key of the program, in the words of a language: lists show it, searches read it."""

import re

from core.model.action import ACTIONS
from core.model.change import UNDO
from core.model.field import Names
from core.model.record import RECORDS, columns
from core.policy.labels import role_called
from core.policy.pack import Policy
from core.values.compartments import COMPARTMENTS
from core.values.sentence import N_, Sentence, Translate


def worded(names: Names, value: str, translate: Translate) -> str:
    """Return what a field shows whose text is a name of the program; what is unknown here stands as it is."""
    match names:
        case Names.SENTENCE:
            return Sentence.unpack(value).say(translate)
        case Names.TEMPLATE:
            return re.sub(r"\{[^}]*\}", "…", translate(value))
        case Names.ACTION:
            return action_called(value, translate)
        case Names.KIND:
            return translate(RECORDS[value].label) if value in RECORDS else value
    # Fields of one name bear one label, whatever the kind.
    labels = (columns(kind)[value].about.label for kind in RECORDS.values() if value in columns(kind))
    return translate(next(labels, value))


def action_called(name: str, translate: Translate) -> str:
    """Return what the journal names as an action, or as the undoing of one; what is unknown here stands as it is."""
    verb = name.removeprefix(UNDO)
    called = translate(ACTIONS[verb].label()) if verb in ACTIONS else verb
    return called if verb == name else translate(N_("Undone: {action}")).format(action=called)


def option_called(policy: Policy, options: str, value: str, translate: Translate) -> str:
    """Return what a choice of a list is called: of the policy pack as it is there, a role in either language."""
    if options == "compartments":
        return translate(COMPARTMENTS.get(value, value))
    return role_called(value, policy.roles).say(translate) if options == "roles" else value
