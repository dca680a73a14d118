"""A peer's token: its form, its hash, and that it is never shown by accident."""

import hashlib
import re

import pytest
from argon2 import PasswordHasher

from gateway.auth.tokens import (
    hash_token,
    new_operator_token,
    new_person_token,
    new_token,
)


def test_a_token_is_one_word_that_names_its_id() -> None:
    new = new_token()
    assert re.fullmatch(rf"pg_{new.id}_[A-Za-z0-9]{{43}}", new.token)
    assert re.fullmatch(r"[a-z0-9]{12}", new.id)


def test_43_letters_of_62_carry_256_bits() -> None:
    assert 62**43 >= 2**256


def test_a_token_is_kept_as_its_sha256() -> None:
    new = new_token()
    assert new.hash == hashlib.sha256(new.token.encode()).hexdigest() == hash_token(new.token)


def test_no_two_tokens_are_alike() -> None:
    tokens = [new_token() for _ in range(100)]
    assert len({new.token for new in tokens}) == len({new.id for new in tokens}) == 100


@pytest.mark.parametrize("token", ["", "å", "\ud800", "a\0b", "x" * 4096])
def test_any_string_has_a_hash(token: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", hash_token(token))


def test_bytes_and_text_have_the_same_hash() -> None:
    assert hash_token(b"pg_a_b") == hash_token("pg_a_b")


def test_a_repr_shows_neither_token_nor_hash() -> None:
    for new in (new_token(), new_operator_token(), new_person_token("anna")):
        assert new.token not in repr(new)
        assert new.hash not in repr(new)


def test_the_operators_token_is_kept_as_argon2id() -> None:
    new = new_operator_token()
    assert new.token.startswith("pgop_")
    assert PasswordHasher().verify(new.hash, new.token)


def test_a_persons_token_says_whose_it_is() -> None:
    new = new_person_token("anna-lisa_b")
    assert re.fullmatch("pgop_anna-lisa_b_[A-Za-z0-9]{43}", new.token)
    assert PasswordHasher().verify(new.hash, new.token)
