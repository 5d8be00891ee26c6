"""What an entry of the audit says happened: a closed list."""

from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_


class Event(LabelledEnum):
    """What happened."""

    SIGNED_IN = "signed_in", N_("signed on")
    SIGNED_OUT = "signed_out", N_("signed off")
    LOCKED = "locked", N_("locked the screen")
    UNLOCKED = "unlocked", N_("unlocked the screen")
    WRONG = "wrong_passphrase", N_("wrong passphrase")
    REFUSED = "refused", N_("was refused")
    READ = "read", N_("read a file")
    EXPORTED = "exported", N_("exported")
    DECIDED = "decided", N_("decided as second")
    RIGHTS = "rights", N_("changed rights")
    POLICY = "policy", N_("changed the policy")
    TRUST = "trust", N_("changed the trust")
    KEYS = "keys", N_("used the keys")
    TRANSFER = "transfer", N_("transferred")
    BACKUP = "backup", N_("backed up, restored")
    PURGED = "purged", N_("purged")
    PUT_BACK = "put_back", N_("was put back")
    CONTRADICTED = "contradicted", N_("found a contradiction")
    UNDONE = "undone", N_("undid")
    DONE = "done", N_("acted")
