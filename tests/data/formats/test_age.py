"""Files in the age format: round trips, and agreement with two other programs that read and write it."""

import io
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.formats import age, bech32
from data.formats.age_keys import (
    AgeRefusal,
    BadKey,
    HeaderFailure,
    HybridIdentity,
    HybridRecipient,
    Identity,
    Recipient,
    Stanza,
    X25519Identity,
    X25519Recipient,
)

SECOND_AGE = Path(__file__).parents[2] / "vectors" / "node_modules" / "age-encryption" / "dist" / "index.js"
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
needs_second_age = pytest.mark.skipif(
    shutil.which("node") is None or not SECOND_AGE.exists(),
    reason="node or package age-encryption is missing: python tests/support/fetch_vectors.py",
)
KEYS = (X25519Identity(b"\1" * 32), HybridIdentity(b"\2" * 32))
SIZES = [0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 2 * age.CHUNK, 3 * age.CHUNK + 7]


def seal(plain: bytes, *recipients: Recipient) -> bytes:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(plain), out, recipients)
    return out.getvalue()


def unseal(sealed: bytes, *identities: Identity) -> bytes:
    return b"".join(age.decrypt(io.BytesIO(sealed), identities))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.recipient.kind)
def test_what_is_sealed_can_be_opened(key: Identity, size: int) -> None:
    plain = os.urandom(size)
    sealed = seal(plain, key.recipient)
    assert unseal(sealed, *KEYS) == plain
    header = io.BytesIO(sealed)
    age.read_header(header)
    assert len(sealed) - header.tell() == age.sealed_length(size)


@pytest.mark.parametrize("kind", [X25519Identity, HybridIdentity])
def test_each_of_several_recipients_opens_it_and_nobody_else(kind: type[X25519Identity | HybridIdentity]) -> None:
    keys = [kind.generate() for _ in range(3)]
    sealed = seal(b"for all", *(key.recipient for key in keys))
    assert [unseal(sealed, key) for key in keys] == [b"for all"] * 3
    with pytest.raises(age.NoMatch):
        unseal(sealed, kind.generate())


@given(st.data())
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(seal(b"a sealed text", KEYS[0].recipient))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(AgeRefusal):
        unseal(bytes(sealed), *KEYS)


@given(st.binary(max_size=400))
def test_garbage_is_refused(garbage: bytes) -> None:
    for prefix in (b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 "):
        with pytest.raises(AgeRefusal):
            unseal(prefix + garbage, *KEYS)


@pytest.mark.parametrize("body", [0, 1, 47, 48, 49, 96])
def test_a_stanza_of_any_length_is_read_as_it_was_written(body: int) -> None:
    out = io.BytesIO()
    note = Stanza(("example/note", "argument"), b"b" * body)
    with age.Sealer(out, [KEYS[0].recipient], [note]) as sealer:
        sealer.write(b"text")
    assert age.read_header(io.BytesIO(out.getvalue())).stanzas[1] == note
    assert unseal(out.getvalue(), *KEYS) == b"text"


def test_recipients_are_never_mixed_and_never_none() -> None:
    for recipients in ([key.recipient for key in KEYS], []):
        with pytest.raises(age.MixedRecipients):
            seal(b"", *recipients)


def test_a_header_without_end_is_not_read_without_end() -> None:
    endless = io.BytesIO(b"age-encryption.org/v1\n" + b"-> grease\n\n" * 100_000)
    with pytest.raises(HeaderFailure):
        age.read_header(endless)
    assert endless.tell() <= age.MAX_HEADER


def test_an_abandoned_file_cannot_be_opened() -> None:
    out = io.BytesIO()
    with suppress(KeyboardInterrupt), age.Sealer(out, [KEYS[0].recipient]) as sealer:
        sealer.write(b"text")
        raise KeyboardInterrupt
    with pytest.raises(age.PayloadFailure):
        unseal(out.getvalue(), *KEYS)


def test_keys_read_back_as_written() -> None:
    x25519, hybrid = KEYS
    assert X25519Identity.parse(x25519.reveal()) == x25519
    assert HybridIdentity.parse(hybrid.reveal()) == hybrid
    assert X25519Recipient.parse(str(x25519.recipient)) == x25519.recipient
    assert HybridRecipient.parse(str(hybrid.recipient)) == hybrid.recipient


def test_a_secret_key_does_not_show_itself() -> None:
    for key in KEYS:
        assert key.reveal() not in f"{key}{key!r}"
        assert repr(key.seed) not in f"{key}{key!r}"


def test_the_keys_of_the_specification() -> None:
    secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    public = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    assert str(X25519Identity.parse(secret).recipient) == public


def test_one_kind_of_key_is_not_taken_for_another() -> None:
    x25519, hybrid = KEYS
    with pytest.raises(BadKey):
        X25519Recipient.parse(str(hybrid.recipient))
    with pytest.raises(BadKey):
        HybridIdentity.parse(x25519.reveal())
    with pytest.raises(BadKey):
        X25519Recipient.parse(x25519.reveal())


@given(st.integers(0, 61), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7lb1o"))
def test_a_mistyped_key_is_refused(place: int, letter: str) -> None:
    text = str(KEYS[0].recipient)
    mistyped = text[:place] + letter + text[place + 1 :]
    if mistyped != text:
        with pytest.raises((bech32.BadBech32, BadKey)):
            X25519Recipient.parse(mistyped)


@given(st.binary(max_size=80))
def test_bech32_round_trip(data: bytes) -> None:
    assert bech32.decode(bech32.encode("age", data)) == ("age", data)
    assert bech32.decode(bech32.encode("age", data).upper()) == ("age", data)


@needs_age
@pytest.mark.parametrize("size", SIZES)
def test_age_opens_what_is_sealed_here(tmp_path: Path, size: int) -> None:
    key, plain = X25519Identity.generate(), os.urandom(size)
    (tmp_path / "key").write_text(key.reveal() + "\n")
    command = ["age", "-d", "-i", str(tmp_path / "key")]
    assert subprocess.run(command, input=seal(plain, key.recipient), capture_output=True, check=True).stdout == plain


@needs_age
@pytest.mark.parametrize("size", SIZES)
def test_what_age_seals_is_opened_here(size: int) -> None:
    key, plain = X25519Identity.generate(), os.urandom(size)
    command = ["age", "-r", str(key.recipient)]
    assert unseal(subprocess.run(command, input=plain, capture_output=True, check=True).stdout, key) == plain


@needs_second_age
def test_a_second_post_quantum_age_agrees(tmp_path: Path) -> None:
    key = HybridIdentity.generate()
    (tmp_path / "ours").write_bytes(seal(b"from here", key.recipient))
    script = """
        const { readFileSync, writeFileSync } = await import('node:fs');
        const [library, identity, folder] = process.argv.slice(1);
        const { Decrypter, Encrypter, identityToRecipient } = await import(library);
        const opener = new Decrypter(); opener.addIdentity(identity);
        console.log(await opener.decrypt(readFileSync(folder + '/ours'), 'text'));
        const recipient = await identityToRecipient(identity); console.log(recipient);
        const sealer = new Encrypter(); sealer.addRecipient(recipient);
        writeFileSync(folder + '/theirs', await sealer.encrypt('from there'));
    """
    command = ["node", "--input-type=module", "-e", script, SECOND_AGE.as_uri(), key.reveal(), str(tmp_path)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert said.split("\n")[:2] == ["from here", str(key.recipient)]
    assert unseal((tmp_path / "theirs").read_bytes(), key) == b"from there"
