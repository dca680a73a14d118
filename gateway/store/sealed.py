"""All that is stored sealed, whatever it is of: so that it can be sealed anew with another key."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Protocol

from gateway.core.guarded import Guarded

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "signing_keys": ("kid",),
    "push_configs": ("task_id", "id"),
    "peer_secrets": ("peer", "purpose", "about"),
    "invitations": ("code_hash",),
}
"""Each table that has a sealed column, and what names a row of it. What is sealed is bound to its
place: the tenant, the table and these, in this order, with slashes between."""


class SealedValue(Guarded, frozen=True):
    """One value and where it is: the table, and what names the row there."""

    hidden: ClassVar = ("sealed",)

    place: tuple[str, ...]
    sealed: bytes


class Resealed(Guarded, frozen=True):
    """The same secret as in ``old``, sealed anew."""

    hidden: ClassVar = ("sealed",)

    old: SealedValue
    sealed: bytes


class SealedStore(Protocol):
    """One tenant's sealed values; what holds none, and so no secret, is left out."""

    async def list_seals(self) -> list[bytes]:
        """The seals (``core.seal``) of all that is stored sealed, each once."""

    async def list_others(self, seal: bytes, limit: int) -> list[SealedValue]:
        """So many at most of the values that have another seal than this one."""

    async def replace(self, values: Sequence[Resealed]) -> None:
        """Put each in place of the old one, unless that has changed meanwhile."""
