"""Recovery sets: a code on one paper, or shares on several, that open the vault (docs/formats/vault.md, section 7)."""

import hmac
import os
from collections.abc import Sequence
from typing import Annotated, Final, Literal, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from pydantic import Field

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats.check_digits import in_groups, read_groups
from data.vault import shamir
from data.vault.key_slots import HeaderPart, hkdf, sized

SHARES_AT_MOST: Final = 16
_GROUPS: Final = 12  # 60 digits hold the 24 bytes of a paper
_SECRET_BYTES: Final = 20


class NotAPaper(Refusal):
    """These digits are no recovery code or share of a Sealdesk store. Look whether it is the right paper."""


class PaperNotInForce(Refusal):
    """This paper belongs to no code or shares in force here. It was replaced by newer ones, or is another store's."""


class PaperTwice(Refusal):
    """This is paper {place} again, which was typed already. Take another holder's."""


class SharesMissing(Refusal):
    """{need} different shares are needed together, and these are {given}. Call the holders of further ones."""


class PapersDoNotOpen(Refusal):
    """These papers bear the right number but do not open this store. Compare every digit with what is written."""


class CannotShare(Refusal):
    """Shares are made for 2 to {most} people, and at least 2 of them must be needed."""


class RecoverySet(HeaderPart):
    """One recovery set as it stands in the header (7.1)."""

    set: Annotated[bytes, sized(2)]
    need: Annotated[int, Field(ge=1, le=SHARES_AT_MOST)]
    of: Annotated[int, Field(ge=1, le=SHARES_AT_MOST)]
    tag: Annotated[bytes, sized(32)]
    nonce: Annotated[bytes, sized(12)]
    wrap: Annotated[bytes, sized(48)]

    @property
    def sort(self) -> Literal["code", "shares"]:
        """Whether one paper opens it, or several together."""
        return "code" if self.of == 1 else "shares"

    @property
    def possible(self) -> bool:
        """Whether the numbers are those of a code or of shares."""
        return self.need == self.of == 1 or 2 <= self.need <= self.of


class RecoveryPaper(NamedTuple):
    """What stands on one paper (7.4)."""

    set: bytes
    need: int
    place: int
    share: bytes

    def digits(self) -> str:
        """Return it as it is written down."""
        return in_groups(int.from_bytes(self.set + bytes([self.need, self.place]) + self.share), _GROUPS)

    @classmethod
    def read(cls, text: str) -> "RecoveryPaper":
        """Read what was typed from a paper; raises `NotAPaper` and what `read_groups` refuses."""
        number = read_groups(text, _GROUPS)
        if number >= 1 << 8 * (4 + _SECRET_BYTES):
            raise NotAPaper
        contents = number.to_bytes(4 + _SECRET_BYTES)
        paper = cls(contents[:2], contents[2], contents[3], contents[4:])
        if not (1 <= paper.need <= SHARES_AT_MOST and 1 <= paper.place <= SHARES_AT_MOST):
            raise NotAPaper
        return paper


def draw_papers(need: int, of: int) -> tuple[RecoveryPaper, ...]:
    """Draw a secret and write it on papers; they open nothing before `seal_recovery` is in the header."""
    if not (need == of == 1 or 2 <= need <= of <= SHARES_AT_MOST):
        raise CannotShare(most=SHARES_AT_MOST)
    name = os.urandom(2)
    shares = shamir.split(os.urandom(_SECRET_BYTES), need, of)
    return tuple(RecoveryPaper(name, need, place, share) for place, share in shares.items())


def seal_recovery(master: bytes, vault: bytes, papers: Sequence[RecoveryPaper]) -> RecoverySet:
    """Return the set that all of these papers belong to."""
    name, need, of, nonce = papers[0].set, papers[0].need, len(papers), os.urandom(12)
    secret = shamir.join({paper.place: paper.share for paper in papers[:need]})
    wrap = _cipher(secret).encrypt(nonce, master, _described(vault, name, need, of))
    return RecoverySet(set=name, need=need, of=of, tag=hkdf(secret, "recovery tag"), nonce=nonce, wrap=wrap)


def set_of(sets: Sequence[RecoverySet], papers: Sequence[RecoveryPaper]) -> RecoverySet:
    """Return the set in force that all of these papers belong to; raises PaperNotInForce."""
    found = {each.set: each for each in sets}
    for paper in papers:
        in_force = found.get(paper.set)
        if in_force is None or paper.set != papers[0].set or paper.need != in_force.need or paper.place > in_force.of:
            raise PaperNotInForce
    return found[papers[0].set]


def open_recovery(sets: Sequence[RecoverySet], vault: bytes, papers: Sequence[RecoveryPaper]) -> bytes:
    """Return the master key that these papers open (7.5).

    Raises:
        Refusal: PaperNotInForce, SharesMissing or PapersDoNotOpen.
        cryptography.exceptions.InvalidTag: they are right, and yet the set does not open: it was altered.
    """
    asked = set_of(sets, papers)
    shares = {paper.place: paper.share for paper in papers}
    if len(shares) < asked.need:
        raise SharesMissing(need=asked.need, given=len(shares))
    secret = shamir.join(dict(list(shares.items())[: asked.need]))
    if not hmac.compare_digest(hkdf(secret, "recovery tag"), asked.tag):
        raise PapersDoNotOpen
    return _cipher(secret).decrypt(asked.nonce, asked.wrap, _described(vault, asked.set, asked.need, asked.of))


def _cipher(secret: bytes) -> AESGCMSIV:
    return AESGCMSIV(hkdf(secret, "recovery wrap"))


def _described(vault: bytes, name: bytes, need: int, of: int) -> bytes:
    """Return the associated data of a set (7.1)."""
    bound = {"format": "sealdesk-vault", "version": 1, "vault": vault.hex(), "set": name.hex(), "need": need, "of": of}
    return canonical_json.dump(bound)
