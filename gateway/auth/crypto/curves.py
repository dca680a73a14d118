"""Keys of Ed25519 and P-256, private and public; both sign deterministically."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from gateway.auth.crypto.base import Algorithm, Point, PrivateKey, PublicKey
from gateway.core.errors import SecretError

_P256_BYTES: Final = 32


class _Ed25519Private:
    algorithm: Final = Algorithm.EDDSA

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def point(self) -> Point:
        return (self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),)

    @property
    def der(self) -> bytes:
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


class _P256Private:
    algorithm: Final = Algorithm.ES256

    def __init__(self, key: EllipticCurvePrivateKey) -> None:
        self._key = key

    @property
    def point(self) -> Point:
        point = self._key.public_key().public_numbers()
        return point.x.to_bytes(_P256_BYTES), point.y.to_bytes(_P256_BYTES)

    @property
    def der(self) -> bytes:
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, data: bytes) -> bytes:
        # JWS writes the two numbers at their full length, one after the other (RFC 7518, 3.4).
        r, s = decode_dss_signature(
            self._key.sign(data, ECDSA(SHA256(), deterministic_signing=True))
        )
        return r.to_bytes(_P256_BYTES) + s.to_bytes(_P256_BYTES)


class _Ed25519Public:
    def __init__(self, x: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(x)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class _P256Public:
    def __init__(self, x: bytes, y: bytes) -> None:
        point = EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), SECP256R1())
        self._key = point.public_key()

    def verifies(self, signature: bytes, data: bytes) -> bool:
        if len(signature) != 2 * _P256_BYTES:
            return False
        halves = (signature[:_P256_BYTES], signature[_P256_BYTES:])
        r, s = (int.from_bytes(half) for half in halves)
        try:
            self._key.verify(encode_dss_signature(r, s), data, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


def generate(algorithm: Algorithm) -> PrivateKey:
    if algorithm is Algorithm.EDDSA:
        return _Ed25519Private(Ed25519PrivateKey.generate())
    return _P256Private(generate_private_key(SECP256R1()))


def load(der: bytes) -> PrivateKey:
    try:
        key = load_der_private_key(der, None)
    except ValueError:
        raise SecretError("it is no private key") from None
    if isinstance(key, Ed25519PrivateKey):
        return _Ed25519Private(key)
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return _P256Private(key)
    raise SecretError("it is a key of an algorithm that does not sign here")


def public(algorithm: Algorithm, point: Point) -> PublicKey:
    if algorithm is Algorithm.EDDSA:
        return _Ed25519Public(*point)
    return _P256Public(*point)
