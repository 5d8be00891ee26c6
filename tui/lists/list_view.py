"""How a list is looked at: sorted by a column, with chosen columns; and views that an officer keeps under a name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from core.desks.administration.saved_views import RemoveView, SavedView, SaveView
from core.model.field import ANY
from core.model.query import ByPlace, Is, Order, Query
from core.model.record import RECORDS, Column, columns
from core.office.office import Office
from core.office.search_line import parse
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose, spelling
from tui.dialogs.dialog import ask
from tui.formatting.values import Values
from tui.frame.screen_command import ScreenCommand
from tui.language import _, language
from tui.terminal.glyphs import glyphs
from tui.widgets.list_source import ArrangedSource, Source
from tui.widgets.windowed_list import WindowedList

MOST_PLACES = 5000
"""So many values are put in the order in which they read; where there are more, their texts are compared as kept."""

SourceT = TypeVar("SourceT", bound=Source)


@dataclass(frozen=True, slots=True)
class ListView:
    """What makes a list look otherwise than declared."""

    sort: str = ""
    """The name of a column, `-name` turned round; empty is the usual order."""
    shown: tuple[str, ...] = ()
    """The names of the columns; empty are the usual ones."""
    frozen: str = ""
    """The name of the last column that stays at the left while the others are moved; empty: none does."""

    def applied(self, source: SourceT, office: Office) -> SourceT:
        """Return where a list gets its rows, looked at so; called in a thread. What has no fields stays as it is."""
        if not isinstance(source, ArrangedSource) or not (self.sort or self.shown):
            return source
        order = order_by(self.sort, source.kind, office) if self.sort else ()
        return source.arranged(order, self.shown)


def order_by(sort: str, kind: str, office: Office) -> Order:
    """Return the order by a column: words in the order in which they read, references by what they are called."""
    name, turned = sort.lstrip("-"), sort.startswith("-")
    column, usual = columns(RECORDS[kind])[name], RECORDS[kind].order
    rest = tuple(each for each in usual if each.lstrip("-") != name)
    places = _places(column, kind, office)
    return (sort if places is None else ByPlace(name, places, turned), *rest)


def _places(column: Column, kind: str, office: Office) -> tuple[str, ...] | None:
    """Return the values of a column in their order; None where the store compares them as they are kept."""
    about = column.about
    if issubclass(column.type, LabelledEnum):
        return tuple(column.type)
    if about.options:
        return office.policy.options(about.options)
    if not (about.refers or about.names or about.pinyin):
        return None
    groups = office.groups(Query(kind), column.name)
    if len(groups) > MOST_PLACES:
        return None
    values, translate = Values(office, language().translate), spelling
    return tuple(
        sorted((each[0] for each in groups if each[0]), key=lambda each: translate(values.short(column, each)))
    )


def sortable(kind: str, office: Office) -> Iterator[Column]:
    """Yield the columns by which a list can be sorted: those that hold one value and that the officer sees."""
    for name, column in columns(RECORDS[kind]).items():
        if column.about.unsought:
            continue
        if column.type is not tuple and column.about.column and column.about.refers != ANY and office.sees(kind, name):
            yield column


class _OfRecords(ScreenCommand):
    """A command of lists whose rows are records of one kind."""

    label = help = ""

    def is_offered(self, screen: Any) -> bool:
        """Whether the rows of the list are such."""
        return isinstance(screen.listed, ArrangedSource) and super().is_offered(screen)


class SortBy(_OfRecords):
    """Put the list in the order of a column, within each heading if there are any; the same column turns it round."""

    label = N_("Sort")
    key = "S"
    words = "sort order column"
    in_bar = False
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Ask for the column; the present one stands first, so that Enter turns it round."""
        now, kind = screen.list_view.sort, screen.kind
        known = sorted(sortable(kind, screen.office), key=lambda column: column.name != now.lstrip("-"))
        choices = [Choice(each.name, _(each.about.label), beside=_sign(each.name, now)) for each in known]
        choices.append(Choice("", _("The usual order")))
        chosen = await choose(screen.app, say(N_("Sort by which column?")), choices)
        if chosen is not None:
            screen.look(replace(screen.list_view, sort=f"-{chosen}" if chosen and chosen == now else chosen))


def _sign(name: str, sort: str) -> str:
    if name != sort.lstrip("-"):
        return ""
    return glyphs().down if sort.startswith("-") else glyphs().up


class ChooseColumns(_OfRecords):
    """Choose which columns the list shows; one that is taken out and in again stands last."""

    key = "C"
    words = "columns fields show hide"
    in_bar = False
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Turn columns on and off, each seen at once, until Esc."""
        kind = screen.kind
        known = {name: each for name, each in columns(RECORDS[kind]).items() if _may_stand(each, kind, screen.office)}
        shown = list(screen.list_view.shown or (name for name in _present(screen.listed) if name in known))
        place = ""
        while True:
            order = [*shown, *(name for name in known if name not in shown)]
            choices = [Choice(name, f"{_box(name in shown)} {_(known[name].about.label)}") for name in order]
            choices.sort(key=lambda choice: choice.value != place)
            chosen = await choose(screen.app, say(N_("Which columns? Enter turns one on or off, Esc ends.")), choices)
            if chosen is None:
                return
            shown = [name for name in shown if name != chosen] if chosen in shown else [*shown, chosen]
            place = chosen
            screen.look(replace(screen.list_view, shown=tuple(shown)))


class FreezeColumns(ScreenCommand):
    """Choose up to which column the list stays at the left, while Left and Right move the others."""

    key = "F"
    words = "freeze frozen columns stay fix sideways"
    in_bar = False
    reads_again = False

    def is_offered(self, screen: Any) -> bool:
        """Whether Left and Right move the columns of the list."""
        return screen.is_mounted and not screen.query_one(WindowedList).folding and super().is_offered(screen)

    async def run(self, screen: Any) -> None:
        """Ask for the last column that stays; the present one stands first."""
        columns, now = screen.query_one(WindowedList).columns, screen.list_view.frozen
        choices = [Choice(each.name, each.label, beside=glyphs().marked * (each.name == now)) for each in columns]
        choices.sort(key=lambda choice: choice.value != now)
        choices.append(Choice("", _("None stays")))
        chosen = await choose(screen.app, say(N_("Up to which column do they stay?")), choices)
        if chosen is not None:
            screen.look(replace(screen.list_view, frozen=chosen))


def _box(is_on: bool) -> str:
    return "[x]" if is_on else "[ ]"


def _may_stand(column: Column, kind: str, office: Office) -> bool:
    about = column.about
    return not about.kept and about.lines == 1 and office.sees(kind, column.name)


def _present(source: Source | None) -> list[str]:
    return [column.name for column in source.columns] if source else []


class Views(ScreenCommand):
    """Open a view of this list that was saved, or save the present one: what is searched for, order and columns."""

    label = N_("Saved views")
    key = "V"
    words = "views saved filter mine"
    in_bar = False
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Ask for a view, or for the name under which the present one is kept."""
        saved: list[SavedView] = screen.office.find(Query("view", Is("of", (screen.kind,))))
        doing: list[Choice[Callable[[], Any]]] = [
            Choice(lambda view=view: _open(screen, view), view.name, beside=view.line)  # type: ignore[misc]
            for view in saved
        ]
        doing.append(Choice(lambda: _save(screen), _("Save the present view …")))
        doing += [
            Choice(lambda view=view: _remove(screen, view), _("Take away: {name}").format(name=view.name))  # type: ignore[misc]
            for view in saved
        ]
        chosen = await choose(screen.app, say(N_("Saved views")), doing)
        if chosen is not None:
            await chosen()


async def _open(screen: Any, view: SavedView) -> None:
    open_view(screen, view)


def open_view(screen: Any, view: SavedView) -> None:
    """Look at a list of that kind as it was saved; raises a `Refusal` if its line cannot be asked any more."""
    where = parse(view.line, RECORDS[screen.kind], screen.office.context(), _)
    known = columns(RECORDS[screen.kind])
    sort = view.sort if view.sort.lstrip("-") in known else ""
    shown = tuple(name for name in view.shown.split() if name in known)
    screen.list_views[screen.kind] = ListView(sort, shown, view.frozen)
    screen.search(view.line, where)


async def _save(screen: Any) -> None:
    name = await ask(screen.app, say(N_("Name of the view")), start=screen.line)
    if name and name.strip():
        view = screen.list_view
        kept = {"line": screen.line, "sort": view.sort, "shown": " ".join(view.shown), "frozen": view.frozen}
        screen.office.do(SaveView.model_validate({"of": screen.kind, "name": name.strip(), **kept}))


async def _remove(screen: Any, view: SavedView) -> None:
    screen.office.do(RemoveView(target=view.id))
