"""Commands about officers and their passphrases."""

import argparse
from typing import TYPE_CHECKING, Any

from core.results.secrets import Secret
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.cli.common import Platform, new_passphrase, opened, own_secret, tell, tell_json
from tui.cli.usage import Add, command_group, file_or_input, name_argument, text
from tui.formatting.paths import typed_path
from tui.language import _, language

if TYPE_CHECKING:
    from core.desks.administration.officers import Account
    from core.office.office import Office


class NoSuchUnit(Refusal):
    """There is no unit called “{name}”, or there are several. `sealdesk list unit` shows them."""


class NoSuchAccount(Refusal):
    """There is no account of “{name}”, or there are several. Give the seat; `sealdesk list account` shows it."""


def new_secret(asked: argparse.Namespace, machine: Platform, name: str) -> Secret:
    """Return what an officer chooses to sign in with: a passphrase, and a key file if one was named."""
    chosen = new_passphrase(asked.new_passphrase_file, machine, _("New passphrase for {name}: ").format(name=name))
    return Secret(chosen, asked.new_key_file)


def account_open(asked: argparse.Namespace, machine: Platform) -> None:
    """Let one more officer sign in, with a passphrase of their own; another officer gives them roles."""
    from core.desks.administration.officers import OpenAccount, unidentified
    from core.office.build import build

    with opened(asked, machine) as (office, backend):
        action = build(OpenAccount, name=asked.name, seat=backend.keyring.next_seat(), site=office.site)
        office.rehearse((action,))  # what is refused is refused before a passphrase is asked for
        seat = backend.keyring.open_account(office, action, new_secret(asked, machine, asked.name))
        unknown = list(unidentified(action.target, office))
    if asked.json:
        tell_json({"officer": action.target, "seat": seat})
        return
    tell(say(N_("{name} can sign in at seat {seat} now."), name=asked.name, seat=seat))
    tell(N_("The account has no roles yet: `sealdesk account roles` gives them."))
    for sentence in unknown:
        tell(sentence)


def account_roles(asked: argparse.Namespace, machine: Platform) -> None:
    """Give an officer these roles instead of those before, and bind the account to a unit or to none."""
    from core.desks.administration.officers import Account, ChangeRoles
    from core.model.query import Is, Query
    from core.model.record import columns
    from core.office.build import build
    from tui.formatting.values import Values

    with opened(asked, machine) as (office, _backend):
        units = office.find(Query("unit", Is("name", (asked.unit,)))) if asked.unit else []
        if asked.unit and len(units) != 1:
            raise NoSuchUnit(name=asked.unit)
        account = _account(office, asked.name)
        unit = units[0].id if units else ""
        office.do(build(ChangeRoles, target=account.id, roles=tuple(asked.roles), unit=unit, cell=account.cell))
        name = office.title("officer", account.officer)
        roles = Values(office, language().translate).text(columns(Account)["roles"], asked.roles)
    if asked.json:
        tell_json({"seat": account.seat, "roles": asked.roles})
    else:
        tell(say(N_("{name} (seat {seat}) now has the roles: {roles}."), name=name, seat=account.seat, roles=roles))


def account_permit(asked: argparse.Namespace, machine: Platform) -> None:
    """Permit a new passphrase for an officer within a day; whoever keeps accounts then sets it."""
    from core.desks.administration.key_ceremonies import PermitAdmission
    from core.office.build import build

    with opened(asked, machine) as (office, _backend):
        account = _account(office, asked.name)
        office.do(build(PermitAdmission, target=account.id, permitted_why=asked.reason))
    if asked.json:
        tell_json({"seat": account.seat})
    else:
        tell(say(N_("Seat {seat} may be given a new passphrase within a day."), seat=account.seat))


def account_close(asked: argparse.Namespace, machine: Platform) -> None:
    """Stop an officer from signing in, and take the passphrase away."""
    with opened(asked, machine) as (office, backend):
        account = _account(office, asked.name)
        backend.keyring.close_account(office, account.id)
    if asked.json:
        tell_json({"seat": account.seat})
        return
    tell(say(N_("Seat {seat} is closed."), seat=account.seat))
    tell(N_("Copies of the store made before now still open with the old passphrase; `sealdesk rotate` ends that."))


def account_admit(asked: argparse.Namespace, machine: Platform) -> None:
    """Let an officer choose a new passphrase at the old seat."""
    from core.desks.administration.key_ceremonies import AdmitAgain

    with opened(asked, machine) as (office, backend):
        account = _account(office, asked.name)
        office.rehearse((AdmitAgain(target=account.id),))
        name = office.title("officer", account.officer)
        seat = backend.keyring.admit_again(office, account.id, new_secret(asked, machine, name))
    if asked.json:
        tell_json({"seat": seat})
    else:
        tell(say(N_("{name} can sign in at seat {seat} now."), name=name, seat=seat))


def passphrase_change(asked: argparse.Namespace, machine: Platform) -> None:
    """Choose another passphrase for your own seat; the key file stays unless another one is named."""
    with opened(asked, machine) as (office, backend):
        old = own_secret(asked, machine)
        new = new_passphrase(asked.new_passphrase_file, machine, _("New passphrase: "))
        key_file = None if asked.no_key_file else asked.new_key_file or old.key_file
        backend.keyring.change_passphrase(office, Secret(new, key_file))
    tell(N_("From now on your new passphrase opens the store, and the old one does not."))


def _account(office: "Office", name: str) -> "Account":
    from core.model.query import Query

    accounts: list[Account] = office.find(Query("account"))
    found = [each for each in accounts if name in (str(each.seat), office.title("officer", each.officer))]
    if len(found) != 1:
        raise NoSuchAccount(name=name)
    return found[0]


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about accounts and one's own passphrase."""
    _accounts(add, command_group(commands, "account", _("accounts of officers")))
    change = add("change", passphrase_change, command_group(commands, "passphrase", _("your passphrase")))
    secret_arguments(change)
    change.add_argument("--no-key-file", action="store_true", help=_("from now on without a key file"))


def _accounts(add: Add, group: Any) -> None:
    officer = _("the officer's name or seat")
    opening = add("open", account_open, group)
    name_argument(opening, _("the officer's name"))
    secret_arguments(opening)
    giving = add("roles", account_roles, group)
    name_argument(giving, officer)
    giving.add_argument("roles", type=text, nargs="*", metavar="ROLE", help=_("roles of the policy pack"))
    unit = _("bind the officer to this unit and those below")
    giving.add_argument("--unit", default="", type=text, metavar="NAME", help=unit)
    permitting = add("permit", account_permit, group)
    name_argument(permitting, officer)
    reason = _("how you know that it is the officer")
    permitting.add_argument("--reason", required=True, type=text, metavar="TEXT", help=reason)
    name_argument(add("close", account_close, group), officer)
    admitting = add("admit", account_admit, group)
    name_argument(admitting, officer)
    secret_arguments(admitting)


def secret_arguments(command: argparse.ArgumentParser) -> None:
    """Let a command read the new passphrase of an officer."""
    file = _("read the officer's passphrase from this file")
    command.add_argument("--new-passphrase-file", type=file_or_input, metavar="FILE", help=file)
    key_file = _("the key file that goes with it")
    command.add_argument("--new-key-file", type=typed_path, metavar="FILE", help=key_file)
