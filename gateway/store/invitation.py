"""Invitations that we gave: each is good for one peer, once, for a while."""

from typing import ClassVar, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.errors import StoreError
from gateway.core.guarded import Guarded


class Invitation(Guarded, frozen=True):
    """``row`` is what the row of the peer will be, as JSON text; times are in milliseconds.

    Once it is used, ``digest`` is over what came and ``sealed`` is what was answered, b"" when that
    is not said again any more.
    """

    hidden: ClassVar = ("sealed",)

    code_hash: str
    peer: str
    row: str
    created_at: int
    expires_at: int
    used_at: int | None = None
    digest: bytes = b""
    sealed: bytes = b""


class AddInvitation(Struct, frozen=True):
    invitation: Invitation


class TakeInvitation(Guarded, frozen=True):
    """Use an invitation up; the unit fails with InvitationGone unless it is there, unused, and
    not expired ``at`` that time.
    """

    hidden: ClassVar = ("sealed",)

    code_hash: str
    digest: bytes
    sealed: bytes
    at: int


InvitationWrite: TypeAlias = AddInvitation | TakeInvitation


class InvitationGone(StoreError):
    """This invitation is not good any more."""

    reason = "INVITATION_GONE"


class InvitationStore(Protocol):
    """One tenant's invitations, where they are not written by units."""

    async def find(self, code_hash: str) -> Invitation | None: ...

    async def list_all(self) -> list[Invitation]:
        """Newest first, used and expired ones too."""

    async def withdraw(self, peer: str) -> int:
        """Delete the unused ones for a peer of this name; return how many."""

    async def tidy(self, *, answers_before: int, before: int) -> None:
        """Delete the answers given before that time, and the invitations expired before this."""
