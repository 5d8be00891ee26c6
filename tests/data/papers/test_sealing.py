"""The content of a paper under a key of its own (vault §11.2)."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.papers.sealing import MAGIC, PIECE, SealError, new_key, seal, unseal

KEY = bytes(range(32))
SIZES = (1, 2, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7)


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_unsealed_with_its_key_alone(size: int) -> None:
    content = bytes(at % 251 for at in range(size))
    sealed = seal(content, KEY)
    assert unseal(sealed, KEY, sum_of(content)) == content
    with pytest.raises(SealError):
        unseal(sealed, new_key(), sum_of(content))


def test_it_is_as_the_page_says() -> None:
    sealed = seal(b"a" * PIECE + b"b", KEY)
    pieces = sealed[17 : 17 + PIECE + 16], sealed[17 + PIECE + 16 :]
    assert sealed[:17] == MAGIC == b"sealdesk paper 1\n"
    assert AESGCM(KEY).decrypt(bytes(12), pieces[0], MAGIC) == b"a" * PIECE
    assert AESGCM(KEY).decrypt(bytes(10) + b"\1\1", pieces[1], MAGIC) == b"b"


def test_the_same_content_under_the_same_key_is_the_same_file() -> None:
    assert seal(b"one", KEY) == seal(b"one", KEY)


@pytest.mark.parametrize("at", [0, 16, 17, 500, PIECE + 17, PIECE + 40, -1])
def test_a_changed_bit_anywhere_is_found(at: int) -> None:
    content = b"x" * (PIECE + 100)
    sealed = bytearray(seal(content, KEY))
    sealed[at] ^= 1
    with pytest.raises(SealError):
        unseal(bytes(sealed), KEY, sum_of(content))


@pytest.mark.parametrize("cut", [0, 10, 17, 17 + PIECE + 16, 17 + PIECE + 20])
def test_a_piece_that_is_missing_is_found(cut: int) -> None:
    content = b"x" * (PIECE + 100)
    with pytest.raises(SealError):
        unseal(seal(content, KEY)[:cut], KEY, sum_of(content))


def test_pieces_that_changed_places_are_found() -> None:
    content = b"x" * PIECE + b"y" * PIECE
    sealed, length = seal(content, KEY), PIECE + 16
    swapped = sealed[:17] + sealed[17 + length :] + sealed[17 : 17 + length]
    with pytest.raises(SealError):
        unseal(swapped, KEY, sum_of(content))


def test_what_the_record_says_of_the_content_must_be_so() -> None:
    with pytest.raises(SealError):
        unseal(seal(b"one", KEY), KEY, sum_of(b"another"))
