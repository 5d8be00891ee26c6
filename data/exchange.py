"""Sending to and receiving from other sites: what `data.envelope` carries, joined with the journal."""

from data.receiving import Receiving
from data.renewal import Renewal
from data.sending import Sending


class Exchange(Sending, Receiving, Renewal):
    """Transfers between this site and the sites it trusts."""
