"""Identity numbers. The valid one is the worked example of GB 11643-1999."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rights.visibility import covered
from core.values.id_number import (
    IdNumberCharacters,
    IdNumberChecksum,
    IdNumberDate,
    IdNumberLength,
    check_character,
    check_id_number,
)
from core.values.mask import MASK
from core.values.refusal import Refusal

TODAY = date(2026, 11, 20)
VALID = "11010519491231002X"


@pytest.mark.parametrize(
    "written", [VALID, VALID.lower(), "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_a_valid_number_is_returned_plain(written: str) -> None:
    assert check_id_number(written, TODAY) == VALID


def test_the_old_form_is_accepted_as_it_is() -> None:
    assert check_id_number("110105491231002", TODAY) == "110105491231002"


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("", IdNumberLength),
        (VALID[:-1], IdNumberLength),
        (VALID + "1", IdNumberLength),
        ("1101051949123100XX", IdNumberCharacters),
        ("11010549123100X", IdNumberCharacters),
        ("11010519490230002X", IdNumberDate),
        ("110105203001010028", IdNumberDate),
        ("110105490230002", IdNumberDate),
        ("110105194912310021", IdNumberChecksum),
    ],
)
def test_each_fault_has_its_own_sentence(written: str | float, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_id_number(written, TODAY)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, shift: int) -> None:
    digits = list(VALID[:17])
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert check_character("".join(digits)) != VALID[-1]


@pytest.mark.parametrize("number", [VALID, "110105491231002"])
def test_nothing_of_a_number_is_shown_to_who_need_not_know_it(number: str) -> None:
    assert covered(number) == MASK
