"""The door to cryptography, which is loaded when something is first sealed, signed or verified.

The library takes seven megabytes, which a gateway that keeps no secret need not spend.
"""

from gateway.auth.crypto.base import Algorithm, Cipher, Point, PrivateKey, PublicKey

__all__ = [
    "Algorithm",
    "Cipher",
    "Point",
    "PrivateKey",
    "PublicKey",
    "derive_cipher",
    "load_private_key",
    "new_private_key",
    "public_key",
]


def derive_cipher(key: bytes, id_bytes: int) -> tuple[bytes, Cipher]:
    """The cipher of a key, and so many bytes that name the key and tell nothing of it."""
    from gateway.auth.crypto.ciphers import derive  # noqa: PLC0415

    return derive(key, id_bytes)


def new_private_key(algorithm: Algorithm) -> PrivateKey:
    from gateway.auth.crypto.curves import generate  # noqa: PLC0415

    return generate(algorithm)


def load_private_key(der: bytes) -> PrivateKey:
    """The key whose ``der`` this is; raise SecretError for anything else."""
    from gateway.auth.crypto.curves import load  # noqa: PLC0415

    return load(der)


def public_key(algorithm: Algorithm, point: Point) -> PublicKey:
    """Raise ValueError for what is no point of the algorithm's curve."""
    from gateway.auth.crypto.curves import public  # noqa: PLC0415

    return public(algorithm, point)
