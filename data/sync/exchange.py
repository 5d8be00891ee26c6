"""Sending to and receiving from other sites: what `data.transfer_file.sealed_file` carries, joined with the journal."""

from data.sync.key_renewal import Renewal
from data.sync.receiving import Receiving
from data.sync.sending import Sending


class Exchange(Sending, Receiving, Renewal):
    """Transfers between this site and the sites it trusts."""
