"""Cards to find at a peer, signed or not, and pins on the memory store."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from gateway.auth.signing import Signer
from gateway.core.clock import Clock
from gateway.core.json import decode, encode
from gateway.core.peer import Peer
from gateway.dialects.card import read_card, write_canonical
from gateway.observe.log import get_log
from gateway.outbox.card import FoundCard
from gateway.outbox.pins import Pins
from gateway.store.base import TenantStore

URL = "https://acme.example"
FOUND_AT = f"{URL}/.well-known/agent-card.json"
PEER = Peer("acme", URL, outbound_token="env:ACME")

CARD: dict[str, Any] = {
    "name": "Acme",
    "description": "Sells torches.",
    "version": "1.0.0",
    "supportedInterfaces": [
        {"url": f"{URL}/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
    ],
    "capabilities": {"streaming": True},
    "defaultInputModes": ["text/plain"],
    "defaultOutputModes": ["text/plain"],
    "skills": [
        {"id": "get_quote", "name": "Quote", "description": "A price.", "tags": ["sales"]},
        {"id": "chat", "name": "Chat", "description": "Free text.", "tags": []},
    ],
    "securitySchemes": {"bearer": {"httpAuthSecurityScheme": {"scheme": "Bearer"}}},
    "securityRequirements": [{"schemes": {"bearer": {"list": []}}}],
}


def card(**members: Any) -> dict[str, Any]:
    return {**deepcopy(CARD), **members}


def at_another_origin(url: str = "https://evil.example/a2a") -> dict[str, Any]:
    interface = {"url": url, "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
    return card(supportedInterfaces=[interface])


def signed(wire: Mapping[str, Any], *signers: Signer) -> dict[str, Any]:
    unsigned = {name: value for name, value in wire.items() if name != "signatures"}
    forms = write_canonical(unsigned)
    return {**unsigned, "signatures": [s.sign(form) for s in signers for form in forms]}


def public(signer: Signer) -> str:
    """The key as JWK in JSON."""
    return encode(dict(signer.public)).decode()


def found(wire: Mapping[str, Any], url: str = FOUND_AT) -> FoundCard:
    text = encode(dict(wire)).decode()
    return FoundCard(url, read_card(decode(text.encode())), text)


def make_pins(tenant: TenantStore, invited: str = "") -> Pins:
    """Further ones on the same store, as after a restart, have to be loaded."""
    return Pins(tenant, lambda _: invited, Clock(), get_log("test"))
