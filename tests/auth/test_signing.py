"""What a key signs verifies with its public half, by a library that is not ours."""

from base64 import urlsafe_b64decode

import joserfc.jws
import pytest
from joserfc.errors import BadSignatureError
from joserfc.jwk import JWKRegistry, KeySet

from gateway.auth.signing import Algorithm, Signer
from gateway.core.errors import SecretError
from gateway.core.json import decode

# joserfc warns of the name EdDSA, which RFC 9864 replaces and today's verifiers know.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

PAYLOAD = b'{"name":"Acme"}'


@pytest.fixture(params=Algorithm)
def signer(request: pytest.FixtureRequest) -> Signer:
    return Signer.new(request.param)


def verify(signature: dict[str, str], payload: bytes, public: object) -> None:
    value = f"{signature['protected']}..{signature['signature']}"
    keys = KeySet.import_key_set({"keys": [public]})
    joserfc.jws.deserialize_compact(value, keys, payload=payload, algorithms=list(Algorithm))


def test_a_signature_verifies(signer: Signer) -> None:
    verify(dict(signer.sign(PAYLOAD)), PAYLOAD, signer.public)


def test_it_verifies_for_nothing_else(signer: Signer) -> None:
    signature = dict(signer.sign(PAYLOAD))
    with pytest.raises(BadSignatureError):
        verify(signature, PAYLOAD + b" ", signer.public)
    other = {**Signer.new(signer.algorithm).public, "kid": signer.kid}
    with pytest.raises(BadSignatureError):
        verify(signature, PAYLOAD, other)


def test_the_same_text_is_signed_the_same(signer: Signer) -> None:
    again = Signer.of(signer.private)
    assert again.sign(PAYLOAD) == signer.sign(PAYLOAD) != signer.sign(b"other")


def test_a_key_that_was_kept_is_the_same_key(signer: Signer) -> None:
    again = Signer.of(signer.private)
    assert (again.kid, again.algorithm, again.public) == (
        signer.kid,
        signer.algorithm,
        signer.public,
    )


def test_the_header_names_the_key_and_no_place_to_fetch_it(signer: Signer) -> None:
    protected = signer.sign(PAYLOAD)["protected"]
    header = decode(urlsafe_b64decode(protected + "=="))
    assert header == {"alg": signer.algorithm, "kid": signer.kid, "typ": "JOSE"}


def test_the_name_is_the_thumbprint_that_others_compute(signer: Signer) -> None:
    key = JWKRegistry.import_key(dict(signer.public))
    assert key.thumbprint() == signer.kid


def test_the_public_half_holds_nothing_private(signer: Signer) -> None:
    assert "d" not in signer.public
    assert {"kid", "kty", "crv", "x", "alg", "use"} <= signer.public.keys()


def test_a_signer_shows_no_key(signer: Signer) -> None:
    assert "key" not in repr(signer).replace("PublicKey", "").lower()


@pytest.mark.parametrize("private", [b"", b"not a key"])
def test_what_is_no_key_is_refused(private: bytes) -> None:
    with pytest.raises(SecretError):
        Signer.of(private)
