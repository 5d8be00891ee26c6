"""Collects every translatable text of the program into the Chinese catalogue; new ones wait there for their Chinese.

Run by `make catalogue`. Texts are what `N_`, `_` and `say` mark, the sentences of refusals, what actions are called and
how they are explained, and Textual's descriptions of the keys of its widgets.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from textual.binding import Binding
from textual.dom import DOMNode

ROOT = Path(__file__).parent.parent
PO = ROOT / "tui/locale/zh_CN/LC_MESSAGES/sealdesk.po"
T = TypeVar("T")
PACKAGES = ("core", "data", "tui")
KEYWORDS = {"N_": None, "_": None, "say": (1,)}
HEADER = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def texts() -> dict[str, set[str]]:
    """Return every text with the files or modules it comes from."""
    found: dict[str, set[str]] = {}
    for text, place in (*_marked(), *_declared(list(_modules()))):
        if text.strip():
            found.setdefault(text, set()).add(place)
    return found


def _marked() -> Iterator[tuple[str, str]]:
    """Yield what the sources mark."""
    for package in PACKAGES:
        folder = ROOT / package
        for name, _line, text, _comments, _context in extract_from_dir(
            folder, [("**.py", "python")], keywords=KEYWORDS
        ):
            yield text[0] if isinstance(text, tuple) else text, f"{package}/{name}"


def _modules() -> Iterator[ModuleType]:
    """Yield every module of the program, imported, so that whatever it declares is there."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            yield importlib.import_module(module.name)


def _declared(modules: Iterable[ModuleType]) -> Iterator[tuple[str, str]]:
    """Yield the texts that follow from declarations."""
    from core.model.action import ACTIONS
    from core.values.refusal import Refusal
    from tui.cli.parser import parser
    from tui.cli.usage import parsers
    from tui.frame.screen_command import ScreenCommand

    for refusal in _subclasses(Refusal):
        if refusal.__module__.split(".")[0] in PACKAGES:
            yield refusal.template(), refusal.__module__
    for action in ACTIONS.values():
        if action.__module__.split(".")[0] in PACKAGES:
            yield action.label(), action.__module__
            yield action.help(), action.__module__
    for command_class in _subclasses(ScreenCommand):
        if command_class.__module__.split(".")[0] in PACKAGES:
            yield command_class.label, command_class.__module__
            yield command_class.help, command_class.__module__
    for command in parsers(parser()):
        if "command" in command._defaults:
            yield " ".join(command._defaults["command"].__doc__.split()), "tui.cli.parser"
    for module in modules:
        yield from ((text, "textual") for text in _keys(module))


def _subclasses(parent: type[T]) -> Iterator[type[T]]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def _keys(module: ModuleType) -> Iterator[str]:
    """Yield how Textual describes the keys of the widgets that a module uses."""
    for part in vars(module).values():
        if isinstance(part, type) and issubclass(part, DOMNode):
            for base in part.__mro__:
                if base.__module__.startswith("textual."):
                    yield from (binding.description for binding in _bindings(base))


def _bindings(owner: type) -> Iterator[Binding]:
    return Binding.make_bindings(vars(owner).get("BINDINGS", ()))


def merged(catalogue: Catalog, wanted: dict[str, set[str]]) -> Catalog:
    """Return a catalogue of just the texts wanted, with the Chinese that is there already."""
    result = Catalog(locale="zh_CN", charset="utf-8")
    for text in sorted(wanted):
        known = catalogue.get(text)
        result.add(text, known.string if known else "", [(place, None) for place in sorted(wanted[text])])
        # Braces are places of str.format, which babel would note as a flag on every text.
        result[text].flags.clear()
    return result


def dump(catalogue: Catalog) -> str:
    """Return the catalogue as the file is kept: no dates and line numbers, which change without need."""
    written = BytesIO()
    write_po(written, catalogue, width=120, omit_header=True, include_lineno=False)
    return HEADER + written.getvalue().decode()


def load() -> Catalog:
    """Return the Chinese catalogue as it is."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", charset="utf-8")


def main() -> None:
    """Bring the catalogue up to date and say what still lacks Chinese."""
    catalogue = merged(load(), texts())
    PO.write_text(dump(catalogue), "utf-8")
    missing = [message.id for message in catalogue if message.id and not message.string]
    for text in missing:
        print(f"lacks Chinese: {text}")
    print(f"{len(catalogue)} texts, {len(missing)} without Chinese.")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
