"""The command that re-tests records against today's policy and store."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.cli.common import Platform, opened, tell, tell_json
from tui.cli.table import beginning, identifier_label, print_table
from tui.cli.usage import Add, text
from tui.language import _, language

if TYPE_CHECKING:
    from core.office.office import Office
    from core.rules.checks import Finding

PAGE = 500
"""How many records are put in words at once."""


def check_records(asked: argparse.Namespace, machine: Platform) -> None:
    """List every record that no longer fits today's policy and store, and what to do; of all kinds or of one."""
    from core.rules.checks import CHECKS, checks_of
    from core.values.sentence import N_
    from tui.cli.records import kind_named
    from tui.formatting.values import title_of

    with opened(asked, machine) as (office, _backend):
        checks = checks_of((kind_named(asked.kind).kind,)) if asked.kind else [*CHECKS.values()]
        found = _found(office, checks)
        if asked.json:
            tell_json([_plain(office, each) for each in found])
            return
        heading = (identifier_label(), _("Kind"), _("Record"), _("What no longer fits"))
        rows = [
            (beginning(each.record.id), _(each.check.record_type.label), title_of(each.record, office), _said(each))
            for each in found
        ]
        print_table(heading, rows)
        if not rows:
            tell(N_("Everything fits the policy and the store of today."))


def _found(office: "Office", checks: Any) -> "Iterator[Finding]":
    from core.rules.checks import findings, found_by

    for check, keys in found_by(checks, office):
        for start in range(0, len(keys), PAGE):
            yield from findings(check, office, keys[start : start + PAGE])


def _said(finding: "Finding") -> str:
    return " ".join(map(language().say, finding.why))


def _plain(office: "Office", finding: "Finding") -> dict[str, Any]:
    from tui.formatting.values import title_of

    return {
        "check": finding.check.name,
        "kind": finding.check.kind,
        "id": finding.record.id,
        "title": title_of(finding.record, office),
        "why": _said(finding),
    }


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the command that tests records."""
    checking = add("check-records", check_records)
    checking.add_argument("--kind", type=text, metavar="KIND", help=_("only records of this kind, with their parts"))
