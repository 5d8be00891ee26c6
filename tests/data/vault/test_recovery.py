"""Recovery papers: any that are enough open the vault, fewer or others do not (docs/formats/vault.md, section 7)."""

import os
from itertools import combinations
from random import Random

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from core.values.refusal import Refusal
from data.formats.check_digits import MistypedGroup, StrayCharacter, WrongCount, in_groups
from data.vault import recovery, shamir
from data.vault.recovery import RecoveryPaper, draw_papers, open_recovery, seal_recovery
from tests.support.every_case import every

VAULT, MASTER = bytes(16), bytes(range(32))
NUMBERS = st.integers(2, 16).flatmap(lambda of: st.tuples(st.integers(2, of), st.just(of)))
BYTE = st.integers(0, 255)


# The field, and sharing in it


def test_the_field_is_that_of_aes() -> None:
    assert shamir.multiply(0x57, 0x83) == 0xC1  # FIPS 197, 4.2
    assert shamir.multiply(0x57, 0x13) == 0xFE  # FIPS 197, 4.2.1


@given(BYTE, BYTE, BYTE)
def test_multiplying_is_a_field_operation(one: int, two: int, three: int) -> None:
    multiply = shamir.multiply
    assert multiply(one, two) == multiply(two, one) < 256
    assert multiply(one, multiply(two, three)) == multiply(multiply(one, two), three)
    assert multiply(one, two ^ three) == multiply(one, two) ^ multiply(one, three)
    assert multiply(one, 1) == one


@every("number", range(1, 256))
def test_every_number_but_nought_has_an_inverse(number: int) -> None:
    assert shamir.multiply(number, shamir.inverse(number)) == 1


def test_nought_has_none() -> None:
    with pytest.raises(ZeroDivisionError):
        shamir.inverse(0)


@given(st.binary(min_size=1, max_size=32), NUMBERS, st.randoms())
def test_any_shares_that_are_enough_give_the_secret_back(secret: bytes, numbers: tuple[int, int], rng: Random) -> None:
    need, of = numbers
    shares = shamir.split(secret, need, of)
    chosen = rng.sample(sorted(shares), need)
    assert shamir.join({place: shares[place] for place in chosen}) == secret


def test_one_share_too_few_fits_every_secret_equally() -> None:
    """For each secret there is one share that completes the others: so they tell nothing of it."""
    shares = shamir.split(b"\x2a", 3, 3)
    two = {place: shares[place] for place in (1, 2)}
    assert {shamir.join({**two, 3: bytes([third])}) for third in range(256)} == {bytes([byte]) for byte in range(256)}


@pytest.mark.parametrize(("need", "of"), [(0, 1), (3, 2), (2, 256)])
def test_impossible_numbers_are_a_mistake_in_the_program(need: int, of: int) -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        shamir.split(b"secret", need, of)


# Papers


@given(st.binary(min_size=2, max_size=2), st.integers(1, 16), st.integers(1, 16), st.binary(min_size=20, max_size=20))
def test_a_paper_is_read_as_it_was_written(name: bytes, need: int, place: int, share: bytes) -> None:
    paper = RecoveryPaper(name, need, place, share)
    written = paper.digits()
    assert len(written.split()) == 12
    assert RecoveryPaper.read(written) == RecoveryPaper.read(written.replace(" ", "—")) == paper


@given(st.integers(0, 71), st.integers(1, 9))
def test_any_one_wrong_digit_names_its_group(place: int, by: int) -> None:
    digits = draw_papers(1, 1)[0].digits().replace(" ", "")
    typed = f"{digits[:place]}{(int(digits[place]) + by) % 10}{digits[place + 1 :]}"
    with pytest.raises(MistypedGroup) as caught:
        RecoveryPaper.read(typed)
    assert caught.value.facts["group"] == place // 6 + 1


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", WrongCount),
        (in_groups(0, 11), WrongCount),
        (in_groups(0, 12).replace("0", "O", 1), StrayCharacter),
        (in_groups(0, 12), recovery.NotAPaper),  # needs no paper, is none
        (in_groups(10**60 - 1, 12), recovery.NotAPaper),  # more than 24 bytes
        (RecoveryPaper(b"ab", 17, 1, bytes(20)).digits(), recovery.NotAPaper),
        (RecoveryPaper(b"ab", 1, 17, bytes(20)).digits(), recovery.NotAPaper),
    ],
)
def test_what_is_no_paper_is_refused(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        RecoveryPaper.read(typed)


# Sets


@pytest.mark.parametrize(("need", "of"), [(1, 1), (2, 2), (2, 3), (3, 5), (16, 16)])
def test_as_many_papers_as_are_needed_open_whichever_they_are(need: int, of: int) -> None:
    papers = draw_papers(need, of)
    made = seal_recovery(MASTER, VAULT, papers)
    assert (made.need, made.of, made.sort) == (need, of, "code" if of == 1 else "shares")
    for chosen in list(combinations(papers, need))[:20]:
        assert open_recovery((made,), VAULT, chosen) == MASTER
    assert open_recovery((made,), VAULT, papers) == MASTER  # more than needed do no harm


@pytest.mark.parametrize(("need", "of"), [(0, 1), (1, 2), (3, 2), (2, 17), (1, 0)])
def test_sets_of_impossible_numbers_are_not_made(need: int, of: int) -> None:
    with pytest.raises(recovery.CannotShare):
        draw_papers(need, of)


def test_too_few_papers_or_the_same_twice_say_how_many_are_needed() -> None:
    papers = draw_papers(2, 3)
    made = seal_recovery(MASTER, VAULT, papers)
    for few in (papers[:1], (papers[1], papers[1])):
        with pytest.raises(recovery.SharesMissing, match="2 different shares are needed together, and these are 1"):
            open_recovery((made,), VAULT, few)


def test_papers_of_other_sets_are_not_in_force() -> None:
    ours, others, code = draw_papers(2, 3), draw_papers(2, 3), draw_papers(1, 1)
    sets = tuple(seal_recovery(MASTER, VAULT, papers) for papers in (code, ours))
    beyond = ours[0]._replace(place=4)
    for wrong in (others[:2], (ours[0], others[1]), (ours[0], code[0]), (ours[0]._replace(need=3), ours[1]), (beyond,)):
        with pytest.raises(recovery.PaperNotInForce):
            open_recovery(sets, VAULT, wrong)
    with pytest.raises(recovery.PaperNotInForce):
        open_recovery((), VAULT, ours)


def test_a_wrong_share_under_the_right_name_does_not_open() -> None:
    papers = draw_papers(2, 3)
    made = seal_recovery(MASTER, VAULT, papers)
    with pytest.raises(recovery.PapersDoNotOpen):
        open_recovery((made,), VAULT, (papers[0], papers[1]._replace(share=os.urandom(20))))


@pytest.mark.parametrize("change", [{"of": 4}, {"nonce": bytes(12)}, {"wrap": bytes(48)}])
def test_a_set_that_was_changed_does_not_open(change: dict[str, object]) -> None:
    papers = draw_papers(2, 3)
    made = seal_recovery(MASTER, VAULT, papers).model_copy(update=change)
    with pytest.raises(InvalidTag):
        open_recovery((made,), VAULT, papers)


def test_a_set_carried_to_another_vault_does_not_open() -> None:
    papers = draw_papers(1, 1)
    made = seal_recovery(MASTER, VAULT, papers)
    with pytest.raises(InvalidTag):
        open_recovery((made,), b"another vault id", papers)
