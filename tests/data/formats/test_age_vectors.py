"""The CCTV test vectors of the age format: each file must end as it says, with exactly the plaintext it says."""

import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.formats import age
from data.formats.age_keys import AgeRefusal, HeaderFailure, HybridIdentity, X25519Identity

FOLDER = Path(__file__).parents[2] / "vectors" / "cctv"
NAMES = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else []
MISSING = pytest.mark.skipif(not NAMES, reason="package cctv-age is not fetched: python tests/support/fetch_vectors.py")

FAILURES: dict[str, type[AgeRefusal]] = {
    "header failure": HeaderFailure,
    "HMAC failure": age.HmacFailure,
    "no match": age.NoMatch,
    "payload failure": age.PayloadFailure,
}
# What Sealdesk does not read, by decision, and how such a file is refused all the same.
OUT_OF_SCOPE: dict[str, tuple[type[AgeRefusal], ...]] = {
    "armored": (HeaderFailure,),  # ASCII armor: transfers are carried, not pasted
    "passphrase": (age.NoMatch, HeaderFailure),  # scrypt recipients: sites have keys
}


@dataclass(frozen=True)
class Vector:
    facts: dict[str, str]
    identities: list[X25519Identity | HybridIdentity]
    sealed: bytes

    @classmethod
    def read(cls, name: str) -> "Vector":
        head, _, sealed = (FOLDER / name).read_bytes().partition(b"\n\n")
        pairs = [line.split(": ", 1) for line in head.decode().splitlines()]
        facts = dict(pairs)
        identities = [parse_identity(value) for key, value in pairs if key == "identity"]
        return cls(facts, identities, zlib.decompress(sealed) if facts.get("compressed") == "zlib" else sealed)

    def decrypt(self) -> tuple[str, str]:
        """Return how it ended and the sum of the plaintext that was released."""
        released = hashlib.sha256()
        try:
            for chunk in age.decrypt(io.BytesIO(self.sealed), self.identities):
                released.update(chunk)
        except AgeRefusal as refusal:
            return name_of(type(refusal)), released.hexdigest()
        return "success", released.hexdigest()


def name_of(refusal: type[AgeRefusal]) -> str:
    return next(name for name, kind in FAILURES.items() if kind is refusal)


def parse_identity(text: str) -> X25519Identity | HybridIdentity:
    parse: Callable[[str], X25519Identity | HybridIdentity]
    parse = HybridIdentity.parse if text.startswith("AGE-SECRET-KEY-PQ-") else X25519Identity.parse
    return parse(text)


@pytest.mark.parametrize("name", NAMES or [pytest.param("", marks=MISSING)])
def test_vector(name: str) -> None:
    vector = Vector.read(name)
    for feature, refused_as in OUT_OF_SCOPE.items():
        if feature in vector.facts:
            with pytest.raises(refused_as):
                list(age.decrypt(io.BytesIO(vector.sealed), vector.identities))
            return
    ending, released = vector.decrypt()
    assert ending == vector.facts["expect"]
    assert released == vector.facts.get("payload", hashlib.sha256().hexdigest())


@MISSING
def test_the_vectors_cover_every_ending_and_both_kinds_of_key() -> None:
    vectors = [Vector.read(name) for name in NAMES]
    in_scope = [vector for vector in vectors if not OUT_OF_SCOPE.keys() & vector.facts.keys()]
    assert {vector.facts["expect"] for vector in in_scope} == {"success", *FAILURES}
    assert {type(key) for vector in in_scope for key in vector.identities} == {X25519Identity, HybridIdentity}
    assert len(in_scope) > 75
