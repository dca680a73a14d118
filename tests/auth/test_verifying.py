"""Signatures of others hold under a key that is known, and over what was signed."""

import json
from base64 import urlsafe_b64encode
from contextlib import nullcontext
from copy import deepcopy
from typing import Any

import joserfc.jws
import pytest
import rfc8785
from joserfc.jwk import ECKey, OKPKey

from gateway.auth.signing import Algorithm, Signer
from gateway.auth.verifying import KeyNotUsable, PublicKey, is_signed_by
from gateway.dialects.card import write_canonical

PAYLOAD = b'{"name":"Acme"}'
CARD: dict[str, Any] = {
    "name": "Acme",
    "description": "",
    "skills": [{"id": "q", "tags": []}],
    "securityRequirements": [{"schemes": {"bearer": {"list": []}}}],
}
ALGORITHMS = list(Algorithm)


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def header(**members: Any) -> str:
    return base64url(json.dumps(members).encode())


@pytest.fixture(params=ALGORITHMS)
def signer(request: pytest.FixtureRequest) -> Signer:
    return Signer.new(request.param)


@pytest.fixture
def key(signer: Signer) -> PublicKey:
    return PublicKey.of(signer.public)


def signed(signer: Signer, card: dict[str, Any]) -> dict[str, Any]:
    return {**card, "signatures": [signer.sign(form) for form in write_canonical(card)]}


def test_a_key_is_called_by_its_thumbprint_whatever_it_says(signer: Signer, key: PublicKey) -> None:
    assert key.kid == signer.kid
    assert PublicKey.of({**signer.public, "kid": "another", "d": "x"}).kid == signer.kid


def test_a_signature_holds_for_its_payload_and_key_alone(signer: Signer, key: PublicKey) -> None:
    made = signer.sign(PAYLOAD)
    assert key.verifies(made["protected"], made["signature"], PAYLOAD)
    assert not key.verifies(made["protected"], made["signature"], PAYLOAD + b" ")
    assert not key.verifies(header(alg=signer.algorithm), made["signature"], PAYLOAD)
    stranger = PublicKey.of(Signer.new(signer.algorithm).public)
    assert not stranger.verifies(made["protected"], made["signature"], PAYLOAD)


@pytest.mark.parametrize("owned", [ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")])
def test_what_another_library_signs_holds(owned: Any) -> None:
    name = "ES256" if isinstance(owned, ECKey) else "EdDSA"
    with pytest.warns() if name == "EdDSA" else nullcontext():
        compact = joserfc.jws.serialize_compact({"alg": name}, PAYLOAD, owned, algorithms=[name])
    protected, _, signature = compact.split(".")
    assert PublicKey.of(owned.as_dict()).verifies(protected, signature, PAYLOAD)


@pytest.mark.parametrize(
    "members",
    [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS256"}, {}, {"crit": ["b64"], "b64": False}],
)
def test_another_algorithm_or_what_is_critical_holds_nothing(
    key: PublicKey, members: dict[str, Any]
) -> None:
    class Yes:
        def verifies(self, *_: object) -> bool:
            return True

    object.__setattr__(key, "_key", Yes())
    given = {"alg": key.algorithm.value, **members} if "crit" in members else members
    assert not key.verifies(header(**given), base64url(bytes(64)), PAYLOAD)


@pytest.mark.parametrize("protected", ["", "e30", "W10", "!", "ö", "x" * 5000, "bnVsbA"])
@pytest.mark.parametrize("signature", ["", "AAAA", "!", "ö", "A" * 5000])
def test_garbage_holds_nothing(key: PublicKey, protected: str, signature: str) -> None:
    assert not key.verifies(protected, signature, PAYLOAD)
    right = header(alg=key.algorithm.value)
    assert not key.verifies(right, signature, PAYLOAD)


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        [],
        {},
        "x",
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": base64url(bytes(32)), "y": base64url(bytes(32))},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 5},
        {"kty": "OKP", "crv": "X25519", "x": base64url(bytes(32))},
    ],
)
def test_what_is_no_key_of_the_two_kinds_is_refused(jwk: Any) -> None:
    with pytest.raises(KeyNotUsable):
        PublicKey.of(jwk)


def test_a_card_is_known_by_its_signature(signer: Signer, key: PublicKey) -> None:
    card = signed(signer, CARD)
    assert is_signed_by(card, key)
    for change in ({"name": "Acme2"}, {"skills": []}, {"more": 1}):
        assert not is_signed_by({**card, **change}, key)


def test_one_signature_that_holds_is_enough(signer: Signer, key: PublicKey) -> None:
    card = signed(signer, CARD)
    for kept in card["signatures"]:
        assert is_signed_by({**CARD, "signatures": [{}, "x", kept]}, key)
    assert not is_signed_by(CARD, key)
    assert not is_signed_by({**CARD, "signatures": "x"}, key)
    # So many are looked at, and no more.
    assert not is_signed_by({**CARD, "signatures": [{}] * 16 + card["signatures"]}, key)


def test_a_card_in_a_form_that_is_not_ours_holds_as_it_came(signer: Signer, key: PublicKey) -> None:
    odd = {"name": "A", "securityRequirements": ["bearer"], "defaults": {"x": [], "y": ""}}
    card = {**odd, "signatures": [signer.sign(rfc8785.dumps(odd))]}
    assert is_signed_by(card, key)
    assert not is_signed_by(deepcopy(card) | {"name": "B"}, key)
