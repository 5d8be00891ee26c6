"""An edit of the policy pack is in force at once, or waits for a second officer where the pack says so."""

from collections.abc import Callable
from typing import Any

import pytest

from core.desks.administration.key_ceremonies import CloseAccount
from core.desks.administration.officers import EditPolicy
from core.desks.administration.policy_proposals import ApproveEdit, DeclineEdit, PolicyProposal, WithdrawEdit
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.policy.editing import with_figure, with_figures
from core.policy.pack import LockSettings, Policy, Settings
from data.site.open_site import PACKS, pack_text
from tests.support.site_driver import impose, looked


def pack(office: Office) -> Any:
    return office.find(Query("policy"))[0]


def edit(office: Office, section: str, **figures: Any) -> None:
    office.do(EditPolicy(target=pack(office).id, text=with_figures(pack(office).text, section, figures)))


def minutes(office: Office) -> int:
    office.refresh()
    return office.policy.settings(LockSettings).idle_minutes


def proposal(office: Office) -> PolicyProposal:
    (found,) = office.find(Query("policy_proposal", Is("stage", ("waits",))))
    assert isinstance(found, PolicyProposal)
    return found


@pytest.fixture
def second(office: Office, colleague: Callable[..., Office]) -> Office:
    """Another security officer, under a pack that asks for two."""
    other = colleague("方审", "security_officer")
    edit(office, "policy", second_officer=True)
    other.refresh()
    return other


def test_an_edit_is_in_force_at_once_and_history_has_both_texts(office: Office) -> None:
    before = pack(office).text
    edit(office, "lock", idle_minutes=9)
    assert minutes(office) == 9
    entry = office.history(pack(office))[-1]
    assert (entry.before["text"], entry.change.body.fields["text"]) == (before, pack(office).text)


def test_an_edit_waits_for_a_second_officer_if_the_pack_says_so(office: Office, second: Office) -> None:
    edit(office, "lock", idle_minutes=9)
    assert minutes(office) == 5
    second.do(looked(office, ApproveEdit(target=proposal(second).id)))
    assert minutes(office) == minutes(second) == 9
    assert office.find(Query("policy_proposal"))[0].decided_by == second.officer


def test_nobody_approves_their_own_edit(office: Office, second: Office) -> None:
    edit(office, "lock", idle_minutes=9)
    with pytest.raises(Refused, match="second officer"):
        office.do(looked(office, ApproveEdit(target=proposal(office).id)))


def test_whoever_may_not_edit_may_not_approve(office: Office, second: Office, colleague: Callable[..., Office]) -> None:
    edit(office, "lock", idle_minutes=9)
    with pytest.raises(NotAllowed):
        colleague("李明", "supervisor").do(looked(office, ApproveEdit(target=proposal(office).id)))


def test_an_edit_is_taken_back_by_who_proposed_it(office: Office, second: Office) -> None:
    edit(office, "lock", idle_minutes=9)
    proposed = proposal(office)
    with pytest.raises(Refused, match="second officer"):
        office.do(looked(office, DeclineEdit(target=proposed.id, remark="写错了")))
    office.do(WithdrawEdit(target=proposed.id))
    with pytest.raises(Refused, match="cannot be done at this stage"):
        second.do(looked(second, ApproveEdit(target=proposed.id)))
    assert minutes(office) == 5


def test_an_edit_is_declined_with_the_reason(office: Office, second: Office) -> None:
    edit(office, "lock", idle_minutes=9)
    second.do(looked(second, DeclineEdit(target=proposal(office).id, remark="写错了")))
    assert office.find(Query("policy_proposal"))[0].remark == "写错了"
    assert minutes(office) == 5


def test_an_edit_of_a_pack_that_was_changed_since_is_not_approved(office: Office, second: Office) -> None:
    edit(office, "lock", idle_minutes=9)
    first = proposal(office)
    edit(second, "lock", idle_minutes=7)
    (later,) = (each for each in office.find(Query("policy_proposal")) if each.id != first.id)
    office.do(looked(office, ApproveEdit(target=later.id)))
    with pytest.raises(Refused, match="changed since"):
        second.do(looked(office, ApproveEdit(target=first.id)))
    assert minutes(office) == 7


def test_the_rule_of_two_is_not_made_where_there_are_no_two(office: Office) -> None:
    with pytest.raises(Refused, match="no two officers"):
        edit(office, "policy", second_officer=True)


def test_the_rule_of_two_is_only_lifted_by_two(office: Office, second: Office) -> None:
    edit(office, "policy", second_officer=False)
    edit(office, "lock", idle_minutes=9)
    assert minutes(office) == 5


def test_a_proposal_stands_in_the_agenda_until_it_is_decided(office: Office, second: Office) -> None:
    edit(office, "lock", idle_minutes=9)
    due = Query("agenda", Is("of_kind", ("policy_proposal",)))
    assert [item.due for item in office.find(due)] == [office.today]
    second.do(looked(office, ApproveEdit(target=proposal(second).id)))
    assert office.find(due) == []


def test_an_account_that_was_closed_is_no_second_officer(office: Office, colleague: Callable[..., Office]) -> None:
    other = colleague("方审", "security_officer")
    account = office.find(Query("account", Is("officer", (other.officer,))))[0]
    office.do(CloseAccount(target=account.id))
    with pytest.raises(Refused, match="no two officers"):
        edit(office, "policy", second_officer=True)


# What waits for another officer under every pack

GAINS: dict[str, tuple[tuple[str, ...], Any]] = {
    "a duty for a role of his": (("roles", "handler", "duties"), ["grievances.read", "care.read", "care.keep"]),
    "a duty for the role he edits with": (("roles", "security_officer", "duties"), ["policy.edit", "exports.make"]),
    "sending alone": (("transfers", "second_officer"), False),
    "closing alone": (("grievances", "second_closes"), ["withdrawn"]),
    "closing what is urgent alone": (("grievances", "second_closes_urgent"), False),
    "roles that are no longer apart": (("roles", "clerk", "excludes"), None),
}
"""What an edit writes into the pack `cn`, under which here clerk and handler exclude one another."""


@pytest.mark.parametrize("edited", GAINS)
def test_what_gains_its_editor_something_waits_for_another_officer(
    edited: str, office: Office, colleague: Callable[..., Office]
) -> None:
    """Under the pack as it is shipped, which asks for no second officer in general."""
    shipped = with_figure(pack_text("cn"), ("roles", "clerk", "excludes"), ["handler"])
    impose(office, shipped)
    editor, other = colleague("甲", "security_officer", "handler"), colleague("乙", "security_officer")
    after = with_figure(pack(office).text, *GAINS[edited])
    deed = EditPolicy(target=pack(editor).id, text=after)
    assert list(deed.foresee(pack(editor), editor.context()))
    editor.do(deed)
    assert pack(office).text == shipped
    with pytest.raises(Refused, match="second officer"):
        editor.do(looked(editor, ApproveEdit(target=proposal(editor).id)))
    other.do(looked(other, ApproveEdit(target=proposal(other).id)))
    assert pack(office).text == after


def test_what_gains_another_role_something_is_in_force_at_once(
    office: Office, colleague: Callable[..., Office]
) -> None:
    impose(office, pack_text("cn"))
    editor = colleague("甲", "security_officer")
    duties = sorted({*Policy(pack_text("cn")).roles["handler"].duties, "exports.read"})
    editor.do(
        EditPolicy(target=pack(editor).id, text=with_figure(pack_text("cn"), ("roles", "handler", "duties"), duties))
    )
    assert "exports.read" in pack(office).text.split("[roles.handler]")[1].split("[")[1]


def test_who_is_alone_is_told_that_nobody_can_approve_it(office: Office) -> None:
    gaining = with_figure(pack(office).text, ("transfers", "second_officer"), True)
    impose(office, gaining)
    deed = EditPolicy(target=pack(office).id, text=with_figure(gaining, ("transfers", "second_officer"), False))
    why = [sentence.say() for sentence in deed.foresee(pack(office), office.context())]
    assert why[-1] == "Nobody else here may approve it. Appoint another officer with the duty “edit the policy pack”."


@pytest.mark.parametrize("name", PACKS)
def test_every_figure_that_asks_for_a_second_officer_is_guarded(name: str) -> None:
    """A figure that begins with `second_` and is no number of days says where one is needed."""
    policy = Policy(pack_text(name))
    asking = {
        f"{terms.section}.{figure}"
        for terms in Settings.__subclasses__()
        for figure in terms.model_fields
        if figure.startswith("second_") and isinstance(getattr(policy.settings(terms), figure), bool | tuple)
    }
    assert asking == {f"{terms.section}.{figure}" for terms in Settings.__subclasses__() for figure in terms.guards}
