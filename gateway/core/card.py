"""How an agent presents itself: card, interfaces, skills (A2A 1.0 section "Agent Card")."""

from typing import Final

from msgspec import Struct, field

from gateway.core.json import JsonObject

SKILLS_EXTENSION: Final = "urn:peergate:extension:skills:1"
"""On a card: this agent reads ``skill:NAME {json}``; its params hold each skill's JSON Schemas."""

CONTRACT_EXTENSION: Final = "urn:peergate:extension:contract:1"
"""On a card: this agent gives the structure that a ``responseSchema`` asks for, or declines; it may
be in the metadata of a message under this name."""

DEFAULT_MODES: Final = ("text/plain", "application/json")


class Interface(Struct, frozen=True):
    """One address under which the agent speaks one binding of one protocol version.

    ``binding`` is ``JSONRPC``, ``HTTP+JSON`` or ``GRPC``; ``version`` is ``Major.Minor``.
    """

    url: str
    binding: str
    version: str
    tenant: str = ""


class Provider(Struct, frozen=True):
    organization: str
    url: str = ""


class Extension(Struct, frozen=True):
    uri: str
    description: str = ""
    required: bool = False
    params: JsonObject | None = None


class Capabilities(Struct, frozen=True):
    streaming: bool = False
    push_notifications: bool = False
    extended_card: bool = False
    extensions: tuple[Extension, ...] = ()


class CardSkill(Struct, frozen=True):
    id: str
    name: str
    description: str
    tags: tuple[str, ...]
    examples: tuple[str, ...] = ()
    input_modes: tuple[str, ...] = ()
    output_modes: tuple[str, ...] = ()


class AgentCard(Struct, frozen=True):
    """``signatures`` are JWS objects over the pure 1.0 form."""

    name: str
    description: str
    version: str
    interfaces: tuple[Interface, ...]
    capabilities: Capabilities = field(default_factory=Capabilities)
    skills: tuple[CardSkill, ...] = ()
    default_input_modes: tuple[str, ...] = DEFAULT_MODES
    default_output_modes: tuple[str, ...] = DEFAULT_MODES
    provider: Provider | None = None
    documentation_url: str = ""
    icon_url: str = ""
    signatures: tuple[JsonObject, ...] = ()
