"""Another company's agent, and the proof that one is calling."""

from enum import StrEnum
from typing import Final, Literal, TypeAlias

from msgspec import Struct

ALL_SKILLS: Final = "*"

OWN_NAME: Final = "@self"
"""In whose name we do what no peer asked for: no row can have it."""

Dedupe: TypeAlias = Literal["auto", "always", "never"]


class PeerStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    REVOKED = "revoked"


class Peer(Struct, frozen=True):
    """One row of the peers config, without its secrets.

    ``dialect`` is how we call it and the flavour in which it is answered; ``skills`` are the
    names it may call, ``"*"`` for all external ones. ``outbound_token`` is a reference
    (``env:NAME``, ``file:PATH`` or ``stored``), never the token. ``timeout`` is how long a call to
    it may take, in seconds, None for the configured time. ``model`` is which of its models or
    agents is asked in ``responses``, "" for the usual one. ``client_cert`` and ``client_key`` are
    the files of the certificate that we show it, "" for none.
    """

    name: str
    url: str = ""
    status: PeerStatus = PeerStatus.ACTIVE
    dialect: str = "auto"
    binding: str = ""
    endpoint: str = ""
    skills: tuple[str, ...] = (ALL_SKILLS,)
    dedupe: Dedupe = "auto"
    compat_envelope: bool = False
    compat_contract: bool = False
    networks: tuple[str, ...] = ()
    plain_http: bool = False
    tags: tuple[str, ...] = ()
    outbound_token: str = ""
    timeout: float | None = None
    model: str = ""
    client_cert: str = ""
    client_key: str = ""

    def may_call(self, skill: str) -> bool:
        """Whether the row allows this external skill."""
        return ALL_SKILLS in self.skills or skill in self.skills


class AuthenticatedPeer(Struct, frozen=True):
    """A caller whose token was verified. Only ``gateway.auth`` makes one (a test keeps it so)."""

    peer: Peer
    tenant: str
    token_id: str

    @property
    def name(self) -> str:
        return self.peer.name
