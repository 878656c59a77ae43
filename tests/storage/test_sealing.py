"""Sealing: what was sealed opens only in its place, under its key, unaltered."""

from __future__ import annotations

import base64
import pickle
from typing import TYPE_CHECKING

import pytest

from storage import Keyring, SealBroken, generate_key, skeleton
from storage.sealing import Domain, Vault

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE = ("people", "sealed", "row-1")


def test_what_is_sealed_opens_in_its_place_and_differs_each_time(keyring: Keyring) -> None:
    first, second = keyring.seal(*PLACE, b"Stella"), keyring.seal(*PLACE, b"Stella")
    assert keyring.open(*PLACE, first) == keyring.open(*PLACE, second) == b"Stella"
    assert first != second


@pytest.mark.parametrize(
    "elsewhere", [("teams", "sealed", "row-1"), ("people", "resume", "row-1"), ("people", "sealed", "row-2")]
)
def test_a_blob_moved_to_another_place_does_not_open(
    keyring: Keyring, elsewhere: tuple[str, str, str]
) -> None:
    blob = keyring.seal(*PLACE, b"Stella")
    with pytest.raises(SealBroken):
        keyring.open(*elsewhere, blob)


def test_parts_of_the_place_cannot_be_shifted_into_each_other(keyring: Keyring) -> None:
    blob = keyring.seal("a", "bc", "d", b"Stella")
    with pytest.raises(SealBroken):
        keyring.open("ab", "c", "d", blob)


def test_a_blob_with_any_byte_altered_or_cut_does_not_open(keyring: Keyring) -> None:
    blob = keyring.seal(*PLACE, b"Stella")
    altered = [blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :] for at in range(len(blob))]
    for broken in [*altered, *(blob[:end] for end in range(len(blob)))]:
        with pytest.raises(SealBroken) as caught:
            keyring.open(*PLACE, broken)
        assert caught.value.__context__ is None


def test_a_later_key_seals_and_earlier_ones_still_open(key: str) -> None:
    old = Keyring.parse(key)
    both = Keyring.parse(f"{generate_key()}, {key}")
    blob = old.seal(*PLACE, b"Stella")
    assert both.open(*PLACE, blob) == b"Stella"
    assert old.is_current(blob)
    assert not both.is_current(blob)
    with pytest.raises(SealBroken):
        old.open(*PLACE, both.seal(*PLACE, b"Stella"))


@pytest.mark.parametrize(
    "text", ["", " , ", "short", "!" * 43, "A" * 44, "é" * 43, "g" * 64, "0" * 62, "00 " * 20 + "0000"]
)
def test_bad_keys_are_refused_with_what_was_expected_and_without_the_key(text: str) -> None:
    good = generate_key()
    with pytest.raises(ValueError, match="ENCRYPTION_KEYS") as caught:
        Keyring.parse(text if not text.strip(" ,") else f"{good},{text}")
    assert good not in str(caught.value)
    assert text.strip(" ,") == "" or text not in str(caught.value)
    assert "32 bytes" in str(caught.value)


def test_padded_keys_are_understood(key: str) -> None:
    assert Keyring.parse(key + "=").is_current(Keyring.parse(key).seal(*PLACE, b""))


@pytest.mark.parametrize("write", [bytes.hex, lambda raw: raw.hex().upper()])
def test_a_key_in_hexadecimal_is_the_same_key(key: str, write: Callable[[bytes], str]) -> None:
    hexadecimal = write(base64.urlsafe_b64decode(key + "="))
    blob = Keyring.parse(key).seal(*PLACE, b"Stella")
    assert len(hexadecimal) == 64
    assert Keyring.parse(hexadecimal).open(*PLACE, blob) == b"Stella"
    assert Keyring.parse(f"{generate_key()},{hexadecimal}").open(*PLACE, blob) == b"Stella"


def test_keyrings_and_vaults_show_nothing_and_are_not_pickled(key: str) -> None:
    keyring = Keyring.parse(key)
    vault = Vault(keyring, b"hash key of exactly thirty-two b")
    raw = base64.urlsafe_b64decode(key + "=")
    for holder in (keyring, vault):
        assert key not in f"{holder!r}{holder}"
        assert raw.hex() not in repr(holder)
        with pytest.raises(TypeError):
            pickle.dumps(holder)


def test_equal_values_have_unlike_hashes_in_two_domains_and_under_two_keys(keyring: Keyring) -> None:
    one, two = Vault(keyring, b"1" * 32), Vault(keyring, b"2" * 32)
    digests = {vault.digest(domain, "4711") for vault in (one, two) for domain in Domain}
    assert len(digests) == 2 * len(Domain)
    assert one.digest(Domain.ACCOUNT, "ab", "c") != one.digest(Domain.ACCOUNT, "a", "bc")


@pytest.mark.parametrize(
    "name", ["stella", "STELLA", "  Stella ", "\uff33\uff54\uff45\uff4c\uff4c\uff41", "Stella\u00a0"]
)
def test_names_that_differ_in_case_width_or_space_have_one_skeleton(name: str) -> None:
    assert skeleton(name) == "stella"
    assert skeleton("Stella  Maris") == skeleton("stella maris") != skeleton("stellamaris")
