"""Places in the streams of a site by their names (changes §4.5): where they end, and what stands after them."""

from collections.abc import Collection, Iterator

from core.model.change import HOME, Stream, position_digest
from data.database.sqlcipher import Database

_BRANCHES = "SELECT n, incarnation, compartment FROM stream WHERE site = ? AND compartment NOT IN (?, ?) ORDER BY n"


def last_places(db: Database, site: str, before: str = "") -> tuple[str, ...]:
    """Return the names of the last places that are here of a site's streams, or were before a record was made.

    Those of the longest streams come first.
    """
    made = db.execute("SELECT min(n) FROM change WHERE record = ?", [bytes.fromhex(before)]).fetchone()[0]
    bound = "n < ?" if made else "? IS NULL"
    found = []
    for number, *stream in db.execute(_BRANCHES, [site, *sorted(HOME)]).fetchall():
        newest = f"SELECT seq, id FROM change WHERE stream = ? AND {bound} ORDER BY seq DESC LIMIT 1"
        last = db.execute(newest, [number, made]).fetchone()
        if last:
            found.append((-last[0], position_digest(Stream(site, *stream), *last)))
    return tuple(name for _, name in sorted(found))


def last_named(db: Database, number: int, stream: Stream, places: Collection[str]) -> tuple[int, bytes] | None:
    """Return the last named place of a branch; None if none is."""
    rows = db.execute("SELECT seq, id FROM change WHERE stream = ? ORDER BY seq DESC", [number])
    return next(((seq, each) for seq, each in rows if position_digest(stream, seq, each) in places), None)


def changed_after(db: Database, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
    """Return kind and identifier of each record that a site changed after these places of its streams."""
    found = dict[tuple[str, str], None]()
    for number, *stream in db.execute(_BRANCHES, [site, *sorted(HOME)]).fetchall():
        rows = db.execute("SELECT seq, id, kind, record FROM change WHERE stream = ? ORDER BY seq DESC", [number])
        touched, named = _until_named(Stream(site, *stream), rows, places)
        if named or complete:
            found |= touched
    return list(found)


def _until_named(
    stream: Stream, rows: Iterator[tuple[int, bytes, str, bytes]], places: Collection[str]
) -> tuple[dict[tuple[str, str], None], bool]:
    """Return the records changed in rows, which come newest first, and whether a named place ended them."""
    touched = dict[tuple[str, str], None]()
    for seq, identifier, kind, record in rows:
        if position_digest(stream, seq, identifier) in places:
            return touched, True
        if record:  # an erased change has none
            touched[kind, record.hex()] = None
    return touched, False
