"""What each command asks of the officer who gives it: declared here for all, and asked when the store is opened.

Actions and deeds ask for their duty again when they are done; here it is asked before a file is read or anything told.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from tui.cli import (
    accounts,
    backups,
    ceremonies,
    checks,
    conflicts,
    duplicates,
    papers,
    records,
    registers,
    sending,
    sites,
    stores,
    transfers,
)

if TYPE_CHECKING:
    from core.audit.store_operations import StoreOperation
    from core.model.action import Action
    from core.office.office import Office
    from tui.cli.common import Command


class Open(Enum):
    """Why a command asks for no duty."""

    NOBODY_SIGNS_IN = "a store is made, opened or put back, or a file of keys is made: nothing of a store is told"
    OWN_SEAT = "it is about the seat of the officer himself"
    AS_READ = "it tells what the officer may read, as every list does, and does what his duties let him do"


if TYPE_CHECKING:
    Asked = Open | StoreOperation | tuple[type[Action], ...]
    """No duty, with the reason; a deed on the whole store; or actions, the duty of any of which is enough."""


@cache
def asked_by() -> "Mapping[Command, Asked]":
    """Return what each command asks, by its function."""
    return {**_of_stores(), **_of_records(), **_of_accounts(), **_of_keys(), **_of_sites(), **_of_transfers()}


def _of_stores() -> "Mapping[Command, Asked]":
    from core.audit import store_operations
    from core.desks.administration.backups import RecordBackup

    return {
        stores.screens: Open.AS_READ,
        stores.open_: Open.AS_READ,
        stores.init: Open.NOBODY_SIGNS_IN,
        stores.demo: Open.NOBODY_SIGNS_IN,
        stores.check: store_operations.CHECK,
        stores.rebuild: store_operations.REBUILD,
        backups.backup: (RecordBackup,),
        backups.rehearse: Open.NOBODY_SIGNS_IN,
        backups.restore: Open.NOBODY_SIGNS_IN,
    }


def _of_records() -> "Mapping[Command, Asked]":
    from core.desks.administration.exports import RecordExport
    from core.desks.education.planning_ahead import PlanAhead

    return {
        records.import_: Open.AS_READ,
        records.list_: Open.AS_READ,
        records.export: Open.AS_READ,
        registers.register: Open.AS_READ,
        records.show: Open.AS_READ,
        records.history: Open.AS_READ,
        records.plan: (PlanAhead,),
        papers.attach: Open.AS_READ,
        papers.write_out: (RecordExport,),
        conflicts.conflicts: Open.AS_READ,
        duplicates.duplicates: Open.AS_READ,
        checks.check_records: Open.AS_READ,
    }


def _of_accounts() -> "Mapping[Command, Asked]":
    from core.desks.administration import key_ceremonies as keys
    from core.desks.administration import officers

    return {
        accounts.account_open: (officers.OpenAccount,),
        accounts.account_roles: (officers.ChangeRoles,),
        accounts.account_permit: (keys.PermitAdmission,),
        accounts.account_close: (keys.CloseAccount,),
        accounts.account_admit: (keys.AdmitAgain,),
        accounts.passphrase_change: Open.OWN_SEAT,
    }


def _of_keys() -> "Mapping[Command, Asked]":
    from core.audit import store_operations
    from core.desks.administration import key_ceremonies as keys

    return {
        ceremonies.key_file_make: Open.NOBODY_SIGNS_IN,
        ceremonies.rotate: (keys.RotateKeys,),
        ceremonies.make: (keys.MakeRecovery,),
        ceremonies.try_: (keys.TryRecovery,),
        ceremonies.use: Open.NOBODY_SIGNS_IN,
        ceremonies.witness: store_operations.WITNESS,
    }


def _of_sites() -> "Mapping[Command, Asked]":
    from core.desks.sync import key_renewal, routes, site_roster, trust

    return {
        sites.card_export: Open.AS_READ,
        sites.card_trust: (trust.TrustSite,),
        sites.card_replace: (key_renewal.ReplaceCard,),
        sites.card_take: (key_renewal.TakeNewKeys,),
        sites.renew: (key_renewal.RenewKeys,),
        sites.revoke: (trust.RevokeSite,),
        sites.share: (trust.ChangeShares, trust.ExchangeWithSite),
        sites.keeper: (site_roster.NameKeeper,),
        sites.route: (routes.ChangeRoute, routes.SnapshotNext),
        sites.roster_publish: (site_roster.PublishRoster,),
        sites.roster_export: (site_roster.PublishRoster, site_roster.TakeRoster),
        sites.roster_take: (site_roster.TakeRoster,),
    }


def _of_transfers() -> "Mapping[Command, Asked]":
    from core.desks.sync import consignments
    from core.desks.sync.media import RegisterMedium
    from core.desks.sync.transfers import ReceiveTransfer, SendTransfer

    sends = (SendTransfer, consignments.WriteConsignment)
    return {
        sending.prepare: (consignments.PrepareConsignment,),
        sending.show: (*sends, consignments.ApproveConsignment),
        sending.approve: (consignments.ApproveConsignment,),
        sending.decline: (consignments.DeclineConsignment,),
        sending.withdraw: (consignments.WithdrawConsignment,),
        sending.send: sends,
        sending.register: (RegisterMedium,),
        transfers.verify: (ReceiveTransfer,),
        transfers.receive: (ReceiveTransfer,),
    }


def require(office: "Office", command: "Command") -> None:
    """Refuse a command for which an officer's roles carry no duty; raises `NotAllowed`, and the audit tells it."""
    asked = asked_by()[command]
    if isinstance(asked, tuple) and not any(map(office.may, asked)):
        office.require(asked[0])
