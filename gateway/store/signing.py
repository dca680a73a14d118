"""The keys that sign this agent's card, as they are kept."""

from typing import ClassVar

from msgspec import Struct

from gateway.core.guarded import Guarded


class SigningKey(Guarded, frozen=True):
    """``kid`` names it; ``public`` is its public half as a JWK in JSON, ``sealed`` the private one.

    A key with a ``retired_at`` signs no more, and its ``sealed`` is b"". Times are in milliseconds.
    """

    hidden: ClassVar = ("sealed",)

    kid: str
    algorithm: str
    public: str
    sealed: bytes
    created_at: int
    retired_at: int | None = None


class SaveSigningKey(Struct, frozen=True):
    """Keep a key; one of the same ``kid`` is replaced."""

    key: SigningKey
