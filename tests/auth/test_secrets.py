"""What is sealed opens with its key, in its row, unchanged, and in no other case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth.secrets import LEAST_KEY, Safe
from gateway.core.errors import ConfigError, SecretError
from gateway.core.seal import SEAL_BYTES, seal_of

OLD, NEW = "old-" * 8, "new-" * 8
ROW = "default/push/t1/c1/token"
CANARY = "canary-5d1f"


@given(st.one_of(st.binary(), st.text(st.characters(codec="utf-8"))), st.text(max_size=9))
def test_what_is_sealed_opens(plain: bytes | str, row: str) -> None:
    safe = Safe(OLD)
    opened = safe.open(safe.seal(plain, row), row)
    assert opened == (plain.encode() if isinstance(plain, str) else plain)


def test_sealed_twice_it_looks_different_and_shows_nothing() -> None:
    safe = Safe(OLD)
    first, second = safe.seal(CANARY, ROW), safe.seal(CANARY, ROW)
    assert first != second
    assert seal_of(first) == seal_of(second)
    assert CANARY.encode() not in first


def test_it_opens_in_its_own_row_alone() -> None:
    safe = Safe(OLD)
    with pytest.raises(SecretError, match="another row"):
        safe.open(safe.seal(CANARY, ROW), ROW + "2")


def test_no_other_key_opens_it() -> None:
    with pytest.raises(SecretError, match="a key that this gateway does not have"):
        Safe(NEW).open(Safe(OLD).seal(CANARY, ROW), ROW)


def test_every_byte_of_it_is_authenticated() -> None:
    safe = Safe(OLD)
    sealed = safe.seal(CANARY, ROW)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SecretError):
            safe.open(bytes(changed), ROW)


@pytest.mark.parametrize("length", range(SEAL_BYTES + 12 + 16))
def test_what_is_cut_off_does_not_open(length: int) -> None:
    safe = Safe(OLD)
    with pytest.raises(SecretError):
        safe.open(safe.seal("", ROW)[:length], ROW)


def test_with_two_keys_the_first_seals_and_both_open() -> None:
    rotated = Safe.of(f" {NEW}\n{OLD} ")
    before, after = Safe(OLD).seal(CANARY, ROW), rotated.seal(CANARY, ROW)
    assert rotated.open(before, ROW) == rotated.open(after, ROW) == CANARY.encode()
    assert Safe(NEW).open(after, ROW) == CANARY.encode()
    assert rotated.opens([seal_of(before), seal_of(after)])
    assert not Safe(NEW).opens([seal_of(before), seal_of(after)])


@pytest.mark.parametrize("text", ["", "  \n", "k" * (LEAST_KEY - 1), f"{OLD} short"])
def test_a_key_that_can_be_guessed_is_refused_and_not_told(text: str) -> None:
    with pytest.raises(ConfigError, match="openssl rand") as refusal:
        Safe.of(text)
    assert "kkk" not in refusal.value.message


def test_a_safe_shows_no_key() -> None:
    assert OLD not in repr(Safe(OLD))
    assert OLD not in str(Safe(OLD))
