"""Sending from the screens: what goes, the approval of a second officer, the medium, and the proof of the writing."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from core.desks.sync.consignments import (
    OPEN,
    ApproveConsignment,
    Consignment,
    ConsignmentStage,
    PrepareConsignment,
    WriteConsignment,
)
from core.desks.sync.media import Medium, RegisterMedium, SignOutMedium, medium_numbered
from core.desks.sync.transfers import TransferSettings
from core.desks.sync.trust import Site
from core.model.action import Action
from core.model.progress import Progress
from core.model.query import Is, Query, both
from core.model.record import Record, columns
from core.office.office import Office
from core.results.preflight import Preflight
from core.results.transfer import MORE, THE_REST, Sent
from core.rules.ledger import HERE_OR_OUT
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.actions.action_screen import CUSTOM_FLOWS
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import choose_place
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.dialogs.report import report
from tui.formatting.lines import BLANK, Line, line
from tui.formatting.values import Values, kind_label
from tui.host import Host
from tui.language import _, labelled, language
from tui.screens.transfers.volumes import SUFFIX, into_volumes
from tui.widgets.form import FormScreen

TO_SIGN_OUT = N_("Sign medium {number} out to whoever carries it. Until then it stands in Today.")


class StillWaiting(Refusal):
    """What shall go to {site} was prepared on {when} and waits for a second officer. Open it in the list of
    consignments to look at it or to withdraw it."""


class MediumGone(Refusal):
    """The medium at {folder} was taken out or exchanged after it was looked at. Nothing was written. Put it in and
    begin again."""


async def send(app: Host, office: Office, site: Site) -> None:
    """Lead from a site to a file on a medium, or to a consignment that a second officer has to approve."""
    waiting = office.find(Query("consignment", both(Is("to", (site.id,)), Is("stage", OPEN)), limit=1))
    if waiting and waiting[0].stage == ConsignmentStage.APPROVED:
        await write(app, office, waiting[0])
    elif waiting:
        raise StillWaiting(site=site.name, when=f"{waiting[0].asked:%Y-%m-%d %H:%M}")
    elif office.policy.settings(TransferSettings).second_officer:
        await prepare(app, office, site)
    else:
        await _send_at_once(app, office, site)


async def _send_at_once(app: Host, office: Office, site: Site) -> None:
    backend = app.backend
    if await _shown(app, office, site):
        await _written(
            app,
            office,
            site.id,
            lambda path, medium: backend.preflight(office, path, site.id, medium=medium),
            lambda path, medium, progress, size, checked: backend.send(
                office, site.id, path, progress, medium=medium, volume_size=size, checked=checked
            ),
        )


async def _shown(app: Host, office: Office, site: Site) -> bool:
    """Show what would go, and return whether the officer went on."""
    counts = app.backend.outgoing(office, site.id)
    title = _("Send to {site}").format(site=site.name)
    lines = [*outgoing_lines(office, site, counts), *passed_on_lines(app.backend.passed_on(office, site.id))]
    return await report(app, title, lines, _("Go on"))


# Consignments


async def prepare(app: Host, office: Office, site: Site) -> None:
    """Show what a site has not confirmed yet, ask which compartments go and why, and fix that."""
    if not await _shown(app, office, site):
        return

    def submit(asked: Action) -> None:
        assert isinstance(asked, PrepareConsignment)
        app.backend.prepare(office, site.id, asked.compartments, asked.purpose)

    form = FormScreen(
        office,
        PrepareConsignment,
        given={"compartments": site.shares},
        fixed={"to": site.id, "changes_sent": 0, "digest": "0" * 64},
        submit=submit,
    )
    if await app.push_screen_wait(form) is not None:
        await tell(app, say(N_("Prepared. A second officer finds it in Today and in the list of consignments.")))


async def look(app: Host, office: Office, consignment: Consignment) -> None:
    """Show what a consignment is, and go on to what can be done with it next."""
    offered = office.offered(consignment.kind, consignment)
    following = next((action for action in (ApproveConsignment, WriteConsignment) if action in offered), None)
    if await _looked_at(app, office, consignment, _(following.label()) if following else "") and following:
        if following is WriteConsignment:
            await write(app, office, consignment)
        else:
            office.do(_approval(consignment))


async def approve(app: Host, office: Office, record: Record | None) -> None:
    """Show what shall go, and approve just that."""
    assert isinstance(record, Consignment)
    office.rehearse((_approval(record),))
    if await _looked_at(app, office, record, _("Approve")):
        office.do(_approval(record))


def _approval(shown: Consignment) -> Action:
    return ApproveConsignment(target=shown.id).as_seen(shown)


async def _looked_at(app: Host, office: Office, consignment: Consignment, go: str) -> bool:
    counts = app.backend.consigned(office, consignment.id)
    title = _("Consignment to {site}").format(site=office.title("site", consignment.to))
    others = app.backend.passed_on(office, consignment.to, (), consignment.id)
    lines = [*consignment_lines(office, consignment, counts), *passed_on_lines(others)]
    return await report(app, title, lines, go)


async def write(app: Host, office: Office, record: Record | None) -> None:
    """Write an approved consignment to a medium."""
    assert isinstance(record, Consignment)
    backend = app.backend
    await _written(
        app,
        office,
        record.to,
        lambda path, medium: backend.preflight(office, path, record.to, medium=medium, consignment=record.id),
        lambda path, medium, progress, size, checked: backend.write(
            office, record.id, path, progress, medium=medium, volume_size=size, checked=checked
        ),
    )


# Media


async def register(app: Host, office: Office, _record: Record | None) -> None:
    """Ask for a medium and its number, enter it in the ledger, and write the number on it."""
    backend = app.backend
    folder = await choose_place(
        app, say(N_("Which medium shall be registered?")), backend.removable_media(), "", N_("Where the medium is")
    )
    if folder is None:
        return

    def submit(asked: Action) -> None:
        assert isinstance(asked, RegisterMedium)
        backend.register_medium(office, asked, folder)

    await app.push_screen_wait(FormScreen(office, RegisterMedium, submit=submit))


async def _medium(app: Host, office: Office) -> str | None:
    """Return the number of the medium of the ledger that shall be used; nothing if none of it, None to go back."""
    media = office.find(Query("medium", Is("stage", HERE_OR_OUT)))
    if not media:
        return ""
    choices = [Choice(each.number, labelled(each.number, _(each.type.label)), each.name) for each in media]
    outside = Choice("", _("A medium that is not in the ledger"))
    return await choose(app, say(N_("Which medium of the ledger?")), [*choices, outside])


async def _written(
    app: Host,
    office: Office,
    to: str,
    preflight: Callable[[Path, str], Preflight],
    work: Callable[[Path, str, Progress, int, Preflight], Sent],
) -> None:
    """Ask for the medium, show what is found of it, write, and report what was proved."""
    chosen = await _medium(app, office)
    if chosen is None:
        return
    medium = chosen
    name = f"{office.title('site', to)}-{office.today:%Y%m%d}{SUFFIX}"
    path = await choose_place(app, say(N_("Onto which medium?")), app.backend.removable_media(), name)
    if path is None:
        return
    looking = say(N_("Looking at the medium"))
    target, number, size = path, medium, 0
    found = await run_with_progress(app, looking, lambda _progress: preflight(target, number))
    if split := await into_volumes(app, found):
        (target, size), number = split, ""
        found = await run_with_progress(app, looking, lambda _progress: preflight(target, number))
    disk = _disk(target)
    if await report(app, _("Before it is written"), preflight_lines(found), _("Write") if found.ready else ""):
        if _disk(target) != disk:  # the folder it was mounted on is still there, and would take the file
            raise MediumGone(folder=target.parent)
        title = say(N_("Writing {file}, then reading it back"), file=target.name)
        sent = await run_with_progress(app, title, lambda progress: work(target, number, progress, size, found))
        await _carried(app, office, sent, medium_numbered(number, office.context()))


async def _carried(app: Host, office: Office, sent: Sent, medium: Medium | None) -> None:
    """Report what was written, and have the medium signed out to whoever carries it, if it is not yet."""
    waits = medium if medium is not None and medium.stage in SignOutMedium.stages else None
    signs = waits is not None and office.may(SignOutMedium)
    go = _(SignOutMedium.label()) if signs else ""
    if await report(app, _("Written for {site}").format(site=sent.to), sent_lines(sent, waits), go):
        await app.push_screen_wait(FormScreen(office, SignOutMedium, waits))


def _disk(path: Path) -> int | None:
    """Return the disk a file would be written to, None if its folder is not there."""
    try:
        return path.parent.stat().st_dev
    except OSError:
        return None


CUSTOM_FLOWS |= {ApproveConsignment: approve, WriteConsignment: write, RegisterMedium: register}


# Pages


def outgoing_lines(office: Office, site: Site, counts: Mapping[str, int]) -> Iterable[Line]:
    """Yield what a transfer would hold."""
    yield line(N_("Fingerprint: {fingerprint}"), fingerprint=site.fingerprint)
    yield _compartments(office, site.shares)
    yield BLANK
    yield line(N_("Changes this site has not confirmed yet"), "bold")
    yield from _counted(counts, rest=not office.counts_all)


def consignment_lines(office: Office, consignment: Consignment, counts: Mapping[str, int]) -> Iterable[Line]:
    """Yield what a consignment is: where to, by whom, why, and what goes."""
    by = office.title("officer", consignment.asked_by)
    yield line(N_("Fingerprint: {fingerprint}"), fingerprint=consignment.recipient)
    yield line(N_("Prepared by {officer}, {when}"), officer=by, when=language().show(consignment.asked))
    yield labelled(_("Stage"), _(consignment.stage.label)), "bold"
    if consignment.why:
        yield labelled(_("Void because"), _(consignment.why.label)), "bold"
    if consignment.purpose:
        yield labelled(_("Purpose"), consignment.purpose), ""
    if consignment.decided_by:
        yield labelled(_("Decided by"), office.title("officer", consignment.decided_by)), ""
    yield _compartments(office, consignment.compartments)
    yield labelled(_("Good until"), language().show(consignment.good_until)), ""
    yield BLANK
    yield line(N_("What was prepared goes, and nothing else"), "bold")
    yield from _counted(counts, rest=not office.counts_all)


def passed_on_lines(others: Mapping[str, int]) -> Iterable[Line]:
    """Yield which changes of other sites go along, if any do."""
    if others:
        yield BLANK
        yield line(N_("Written at other sites, and passed on"), "bold")
    for name, count in others.items():
        yield labelled(name, f"{count:,}"), ""


def _compartments(office: Office, chosen: tuple[str, ...]) -> Line:
    column = columns(Consignment)["compartments"]
    return labelled(_(column.about.label), Values(office, language().translate).text(column, chosen)), ""


def preflight_lines(preflight: Preflight) -> Iterable[Line]:
    """Yield what was found of a medium: what stops the writing, and what should be known."""
    yield labelled(_("File"), str(preflight.path)), "bold"
    yield labelled(_("Medium"), preflight.medium or _("without a number")), ""
    if preflight.needed:
        yield line(N_("At most {needed:,} bytes are needed."), needed=preflight.needed)
    yield BLANK
    for notice in preflight.found:
        yield labelled(_(notice.state.label), language().say(notice.sentence)), "bold" if notice.stops else ""


def sent_lines(sent: Sent, waits: Medium | None = None) -> Iterable[Line]:
    """Yield the report of a transfer that was written and read back; its medium may wait to be signed out."""
    yield line(N_("Written, read back and verified: {path}"), "bold", path=sent.path)
    yield line(
        N_("{changes:,} changes, {size:,} bytes, for {site}"), changes=sent.changes, size=sent.size, site=sent.to
    )
    if sent.volumes:
        yield line(N_("In {volumes} volumes: copy each to a medium, and the list to the first."), volumes=sent.volumes)
    if sent.more:
        yield line(MORE)
    yield BLANK
    yield line(N_("Next: take the medium out, and tell {site} by telephone that it is coming."), site=sent.to)
    if waits is not None:
        yield line(TO_SIGN_OUT, number=waits.number)
    yield BLANK
    yield from _counted(sent.counts, rest=sent.rest)


def _counted(counts: Mapping[str, int], *, rest: bool) -> Iterable[Line]:
    for kind, count in counts.items():
        yield labelled(kind_label(kind), f"{count:,}"), ""
    if rest:
        yield line(THE_REST)
    elif not counts:
        yield line(N_("Nothing new."))
