"""Cards, fingerprints compared aloud, and names that show as what they are (transfer §3)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats.check_digits import MistypedGroup, StrayCharacter, WrongCount
from data.formats.strict_json import BadName, check_name
from data.identity.fingerprint import same_fingerprint, spoken
from data.identity.site_card import check_places, padded
from data.identity.site_keys import BadKeys, ForgedCard, MalformedCard, NewerCard, SiteCard, SiteKeys, TrustedSite

KEYS = SiteKeys.generate("0" * 31 + "1")
CARD = KEYS.card("北京 总站")
NEXT = SiteKeys.generate(KEYS.site)
SUMS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def changed(**fields: Any) -> bytes:
    return canonical_json.dump({**json.loads(CARD.dump()), **fields})


def test_a_card_reads_back_as_written() -> None:
    assert SiteCard.parse(CARD.dump()) == CARD


def test_secret_keys_read_back_as_kept() -> None:
    kept = json.loads(json.dumps(KEYS.to_json()))
    assert SiteKeys.from_json(kept).card("北京 总站").fingerprint == CARD.fingerprint
    for name in kept:
        with pytest.raises(BadKeys):
            SiteKeys.from_json({**kept, name: "x"})


def test_secret_keys_do_not_show_themselves() -> None:
    shown = f"{KEYS}{KEYS!r}"
    assert not [secret for name, secret in KEYS.to_json().items() if name != "site" and secret in shown]


@pytest.mark.parametrize(
    ("raw", "refused_as"),
    [
        (b"", MalformedCard),
        (b"[]", MalformedCard),
        (CARD.dump() + b"\n", MalformedCard),
        (CARD.dump()[:-1], MalformedCard),
        (b'{"a":1,"a":2}', MalformedCard),
        (changed(format="card"), MalformedCard),
        (changed(version=True), MalformedCard),
        (changed(version="1"), MalformedCard),
        (changed(extra=1), MalformedCard),
        (changed(site="A" * 32), MalformedCard),
        (changed(name="a\u202eb"), MalformedCard),
        (changed(keys={}), MalformedCard),
        (changed(version=2), MalformedCard),
        (changed(succeeds=None), MalformedCard),
        (changed(version=3), NewerCard),
        (changed(version=3, extra=1), NewerCard),
        (changed(name="Other"), ForgedCard),
        (changed(site="f" * 32), ForgedCard),
        (changed(keys=SiteKeys.generate("1" * 32).public.model_dump()), ForgedCard),
        (changed(signatures={"ed25519": "", "mldsa65": ""}), ForgedCard),
    ],
)
def test_a_card_that_is_not_right_is_refused(raw: bytes, refused_as: type[Refusal]) -> None:
    with pytest.raises(refused_as):
        SiteCard.parse(raw)


@pytest.mark.parametrize("signature", ["ed25519", "mldsa65"])
def test_each_of_the_two_signatures_is_demanded(signature: str) -> None:
    other = SiteKeys.generate(KEYS.site).card(CARD.name).signatures
    mixed = {**CARD.signatures.model_dump(), signature: getattr(other, signature)}
    with pytest.raises(ForgedCard):
        SiteCard.parse(changed(signatures=mixed))


@pytest.mark.parametrize("key", ["age", "age_pq", "ed25519", "mldsa65"])
def test_each_key_is_under_the_fingerprint(key: str) -> None:
    other = SiteKeys.generate(KEYS.site).public
    mixed = KEYS.public.model_copy(update={key: getattr(other, key)})
    assert mixed.fingerprint(KEYS.site) != CARD.fingerprint


def test_a_renamed_site_keeps_its_fingerprint_and_another_site_has_another() -> None:
    assert KEYS.card("Renamed").fingerprint == CARD.fingerprint
    assert KEYS.public.fingerprint("f" * 32) != CARD.fingerprint


def test_a_trusted_site_must_present_a_signature() -> None:
    with pytest.raises(ValueError, match="signature"):
        TrustedSite(CARD, frozenset())


def test_a_fingerprint_is_shown_as_eight_groups_ended_by_their_check_digits() -> None:
    # ISO/IEC 7064 MOD 11,10 of 100000 by hand: 10+1→2, 4, 8, 16→5, 10, 0→20→9; 11−9 = 2.
    groups = spoken("00" * 32).split()
    assert groups[0] == "000002"
    assert [group[:5] for group in groups] == ["00000"] * 8
    assert len({group[5] for group in groups}) == 8


@given(st.sets(SUMS, max_size=80))
def test_places_are_shown_among_random_ones_in_round_numbers(places: set[str]) -> None:
    shown = padded(places)
    assert places <= set(shown)
    assert shown == check_places(shown)
    assert len(shown) == max(16, 1 << (len(places) - 1).bit_length())


@given(st.sets(SUMS, max_size=20), st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))
def test_a_card_of_renewed_keys_reads_back_as_written(places: set[str], made: datetime) -> None:
    card = NEXT.succeed(KEYS, CARD, places, made)
    assert SiteCard.parse(card.dump()) == card
    assert card.is_signed_by(CARD.keys)
    assert not card.is_signed_by(NEXT.public)
    assert (card.generation, set(card.places) >= places) == (2, True)


@given(SUMS)
def test_a_fingerprint_is_compared_however_it_was_typed(fingerprint: str) -> None:
    shown = spoken(fingerprint)
    wide = shown.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    parted = [shown.replace(" ", separator) for separator in ("", "-", " — ", "\u3000")]
    for typed in (shown, *parted, wide, f"\t{shown}\n"):
        assert same_fingerprint(shown, typed)


@given(SUMS, SUMS)
def test_other_fingerprints_are_others(one: str, other: str) -> None:
    assert same_fingerprint(spoken(one), spoken(other)) == (spoken(one) == spoken(other))


@given(SUMS, st.integers(0, 47), st.integers(1, 9))
def test_any_one_wrong_digit_names_its_group(fingerprint: str, place: int, by: int) -> None:
    digits = spoken(fingerprint).replace(" ", "")
    typed = f"{digits[:place]}{(int(digits[place]) + by) % 10}{digits[place + 1 :]}"
    with pytest.raises(MistypedGroup) as caught:
        same_fingerprint(digits, typed)
    assert caught.value.facts["group"] == place // 6 + 1


@given(SUMS, st.integers(0, 6))
def test_exchanged_groups_are_found(fingerprint: str, first: int) -> None:
    groups = spoken(fingerprint).split()
    groups[first : first + 2] = reversed(groups[first : first + 2])
    with pytest.raises(MistypedGroup):
        same_fingerprint(spoken(fingerprint), " ".join(groups))


def test_what_is_no_fingerprint_is_refused() -> None:
    with pytest.raises(WrongCount):
        same_fingerprint(CARD.spoken, CARD.spoken[:-1])
    with pytest.raises(StrayCharacter):
        same_fingerprint(CARD.spoken, CARD.spoken[:-1] + "O")
    with pytest.raises(StrayCharacter):
        same_fingerprint(CARD.spoken, CARD.spoken[:-1] + "٣")


@pytest.mark.parametrize("name", ["北京总站", "Site 7 (north)", "é", "a" * 60])
def test_names_that_show_as_what_they_are(name: str) -> None:
    assert check_name(name) == name


UNFIT = ("", " ", " a", "a ", "\u3000a", "a" * 61, "a\nb", "a\x00", "a\x1b[2J", "a\u2028b", "e\u0301")
HIDDEN = ("a\u202eb", "a\u2066b", "a\u200bb", "\ufeffa", "a\ue000", "\ud800", "a\U000e0041")


@pytest.mark.parametrize("name", [*UNFIT, *HIDDEN], ids=ascii)
def test_names_that_do_not(name: str) -> None:
    with pytest.raises(BadName):
        check_name(name)
