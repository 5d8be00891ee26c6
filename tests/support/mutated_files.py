"""Files that were damaged or made up: headers, backups, policy packs and spreadsheets."""

import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

from core.importing.plan import plan
from core.policy.pack import Policy
from core.results.secrets import Secret
from core.spreadsheets.declaration import IMPORTS
from data.backups.backup import make_backup, rehearse
from data.documents.xlsx import open_table, write_rows
from data.site.open_site import PACKS, pack_text
from data.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.support.mutated_transfers import Mutate, Scene
from tests.support.mutations import BYTES, hit, hit_or_changed


def a_header(scene: Scene) -> Mutate:
    """The header of a vault."""
    store = scene.folder / "vault"
    good = (scene.here.site.vault.folder / "vault.json").read_bytes()
    store.mkdir(exist_ok=True)
    (store / "store.db").write_bytes(b"something encrypted")

    def mutate(rng: random.Random) -> Callable[[], None]:
        raw = hit_or_changed(good, rng, _indented)
        (store / "vault.json").write_bytes(raw)

        def unlock() -> None:
            with Vault.open(store) as vault:
                vault.unlock(PASSPHRASE)

        return unlock

    return mutate


def _indented(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def a_backup(scene: Scene) -> Mutate:
    """A backup: its label, its header or its database."""
    (scene.folder / "backups").mkdir(exist_ok=True)
    made = make_backup(scene.here.site, scene.folder / "backups", keep=1).path
    good = {path.name: path.read_bytes() for path in made.iterdir()}

    def mutate(rng: random.Random) -> Callable[[], None]:
        for name, raw in good.items():
            (made / name).write_bytes(raw)
        name = rng.choice(sorted(good))
        as_text = name.endswith(".json")
        odd = hit_or_changed(good[name], rng, _indented) if as_text else hit(good[name], rng)
        (made / name).write_bytes(odd)
        return lambda: (rehearse(made, Secret(PASSPHRASE)), None)[1]

    return mutate


FIGURES = (
    "1e999", "[[[[]]]]", "-1", "9" * 400, "nan", f'"{"x" * 9999}"', "{a=1,a=2}", "9999-12-31", "true",
)  # fmt: skip


def a_policy_pack(scene: Scene) -> Mutate:
    """A policy pack, its days off and its working days among it."""
    holidays = '\n[workdays]\nknown_until = 2027-12-31\nwork = [2027-02-06]\n[workdays.off]\n2027-01-01 = "元旦"\n'

    def mutate(rng: random.Random) -> Callable[[], None]:
        good = pack_text(rng.choice(PACKS))
        raw = good if "[workdays]" in good else good + holidays
        text = rng.choice(BYTES)(raw.encode(), rng).decode("utf-8", "replace")
        if rng.random() < 0.5:
            rows = raw.split("\n")
            at = rng.choice([place for place, row in enumerate(rows) if "=" in row])
            name = rows[at].partition("=")[0]
            rows[at : at + 1] = rng.choice(([f"{name}= {rng.choice(FIGURES)}"], [rows[at]] * 2, [f"[{'a.' * 3000}a]"]))
            text = "\n".join(rows)
        return lambda: (Policy(text), None)[1]

    return mutate


def a_workbook(scene: Scene) -> Mutate:
    """A workbook, hit from outside, or one of its parts hit and packed again."""
    path = scene.folder / "list.xlsx"
    importer = IMPORTS["staff_list"]
    headings = [column.headers[0] for column in importer.columns]
    write_rows(path, headings, [[f"样本{number}" for _ in headings] for number in range(4)])
    good = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}

    def mutate(rng: random.Random) -> Callable[[], None]:
        if rng.random() < 0.4:
            path.write_bytes(hit(good, rng))
        else:
            name = rng.choice(sorted(parts))
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                for each, raw in parts.items():
                    package.writestr(each, hit(raw, rng) if each == name else raw)

        def read() -> None:
            table = open_table(path, importer.columns)
            plan(scene.here.office, importer, table.rows, table.mapping)

        return read

    return mutate
