"""The keys that sign this agent's card, as they are kept."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SigningKey:
    """``kid`` names it; ``public`` is its public half as a JWK in JSON, ``sealed`` the private one.

    A key with a ``retired_at`` signs no more, and its ``sealed`` is b"". Times are in milliseconds.
    """

    kid: str
    algorithm: str
    public: str
    sealed: bytes = field(repr=False)
    created_at: int
    retired_at: int | None = None


@dataclass(frozen=True, slots=True)
class SaveSigningKey:
    """Keep a key; one of the same ``kid`` is replaced."""

    key: SigningKey
