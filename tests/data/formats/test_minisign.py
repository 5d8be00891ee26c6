"""Signatures in minisign's format, and agreement with minisign."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from core.values.refusal import Refusal
from data.formats import minisign
from data.formats.minisign import PublicKey

KEY = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
PUBLIC = PublicKey.of(KEY.public_key())
needs_minisign = pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")


@given(st.binary(), st.text(st.characters(exclude_categories=["C"]), max_size=50))
def test_what_is_signed_verifies(data: bytes, comment: str) -> None:
    assert minisign.verify(data, minisign.sign(data, KEY, comment), PUBLIC) == comment


@given(st.data())
def test_any_flipped_bit_is_refused_but_in_the_untrusted_comment(data: st.DataObject) -> None:
    signature = bytearray(minisign.sign(b"text", KEY, "about it"))
    first = signature.index(b"\n")
    signature[data.draw(st.integers(first, len(signature) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Refusal):
        minisign.verify(b"text", bytes(signature), PUBLIC)


def test_each_failure_has_its_refusal() -> None:
    signature = minisign.sign(b"text", KEY, "about it")
    other = PublicKey.of(Ed25519PrivateKey.generate().public_key())
    with pytest.raises(minisign.WrongSignature):
        minisign.verify(b"another text", signature, PUBLIC)
    with pytest.raises(minisign.WrongSignature):
        minisign.verify(b"text", signature.replace(b"about", b"above"), PUBLIC)
    with pytest.raises(minisign.OtherKey):
        minisign.verify(b"text", signature, other)
    with pytest.raises(minisign.WrongSignature):  # the right name on the wrong key
        minisign.verify(b"text", signature, PublicKey(PUBLIC.key_id, other.raw))
    with pytest.raises(minisign.BadSignatureFile):
        minisign.verify(b"text", signature + b"\n", PUBLIC)
    with pytest.raises(minisign.BadSignatureFile):
        minisign.verify(b"text", b"x" * (minisign.MAX_SIGNATURE + 1), PUBLIC)


def test_public_keys_read_back_as_written() -> None:
    assert str(PUBLIC).startswith("RW")
    assert PublicKey.parse(str(PUBLIC)) == PUBLIC
    for wrong in ("", "RW", str(PUBLIC)[:-4], "QQ" + str(PUBLIC)[2:]):
        with pytest.raises(minisign.BadPublicKey):
            PublicKey.parse(wrong)


@needs_minisign
def test_minisign_verifies_what_is_signed_here(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"text")
    (tmp_path / "file.minisig").write_bytes(minisign.sign(b"text", KEY, "about it"))
    command = ["minisign", "-V", "-P", str(PUBLIC), "-m", str(file)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "Trusted comment: about it" in said
    file.write_bytes(b"Text")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


@needs_minisign
@pytest.mark.parametrize(("options", "accepted"), [([], True), (["-l"], False)], ids=["prehashed", "legacy"])
def test_what_minisign_signs_verifies_here(tmp_path: Path, options: list[str], accepted: bool) -> None:
    public, secret, file = tmp_path / "public", tmp_path / "secret", tmp_path / "file"
    file.write_bytes(b"text")
    for arguments in (["-G", "-W", "-p", str(public)], ["-S", *options, "-m", str(file), "-t", "about it"]):
        subprocess.run(["minisign", *arguments, "-s", str(secret)], capture_output=True, check=True, input=b"")
    key = PublicKey.parse(public.read_text().splitlines()[1])
    signature = (tmp_path / "file.minisig").read_bytes()
    if accepted:
        assert minisign.verify(b"text", signature, key) == "about it"
    else:
        with pytest.raises(minisign.LegacySignature):
            minisign.verify(b"text", signature, key)
