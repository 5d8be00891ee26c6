"""Signing at the same screen: each of those who sign types the own passphrase, which is asked for by name.

Wrong passphrases make the next try wait, as they do at the lock (`data.vault.throttle`).
"""

import asyncio

from core.model.action import Action
from core.office.office import Office
from core.office.refusals import Reasons
from core.rights.signing import Signer
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.dialogs.dialog import ask
from tui.host import Host


async def sign(app: Host, office: Office, action: Action, signers: list[Signer]) -> Action | None:
    """Let each sign in turn; return the signed action, or None if somebody went back."""
    for signer in signers:
        question = say(
            N_("{who} signs here: {action}. Hand over the keyboard. Passphrase of {who}:"),
            who=office.title(signer.kind, signer.record),
            action=say(action.label()),
        )
        if not await _proved(app, question, signer.seat):
            return None
        action = action.signed_by(signer.officer)
    return action


async def _proved(app: Host, question: Sentence, seat: int) -> bool:
    """Ask for the passphrase of a seat until it is right; False if the officer went back."""
    asked: Sentence = question
    while typed := await ask(app, asked, secret=True):
        try:
            await asyncio.to_thread(app.backend.confirm, typed, seat)
        except Refusal as refusal:
            asked = Reasons((refusal.sentence, question))
        else:
            return True
    return False
