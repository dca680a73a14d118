"""How Flowwink called a peer, as the row says it, and by what it is called here."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

from gateway.cli.flowwink.values import Values, shown, text, token
from gateway.core.guarded import Guarded

_RESPONSES: Final = "responses"
# Whatever was none of these, Flowwink called as negotiate.
_DIALECTS: Final[Mapping[str, str]] = {
    "": "flowwink",
    "jsonrpc": "flowwink",
    "a2a": "flowwink",
    "native": "native",
    "responses": _RESPONSES,
    "openresponses": _RESPONSES,
    "negotiate": "negotiate",
    "legacy": "negotiate",
}


class Way(Guarded, frozen=True):
    """``token`` is the one to call the peer with; "" stands for none, as for endpoint and model."""

    hidden: ClassVar = ("token",)

    dialect: str
    endpoint: str
    model: str
    token: str
    attention: tuple[str, ...]


def read_way(values: Values, capabilities: Values) -> Way:
    """The way of a row; raise Refused for a cell that cannot be read."""
    protocol = _protocol(values, capabilities)
    dialect = _DIALECTS.get(protocol, "negotiate")
    used, other = "outbound_token", "gateway_token"
    if dialect == _RESPONSES and token(values, other):
        used, other = other, used
    attention = (
        *_unknown(protocol, dialect),
        *([f"it is called as {dialect}: {other} was left out"] if token(values, other) else ()),
    )
    model = text(capabilities, "model")
    return Way(dialect, _endpoint(capabilities), model, token(values, used), attention)


def _protocol(values: Values, capabilities: Values) -> str:
    if text(values, "transport").lower() == "openresponses":
        return _RESPONSES
    if token(values, "gateway_token") and not token(values, "outbound_token"):
        # With this token Flowwink called no other way, and it is the only one there is.
        return _RESPONSES
    return text(capabilities, "protocol").lower()


def _endpoint(capabilities: Values) -> str:
    endpoint = text(capabilities, "endpoint")
    if not endpoint or "://" in endpoint or endpoint.startswith("/"):
        return endpoint
    return f"/{endpoint}"


def _unknown(protocol: str, dialect: str) -> Iterator[str]:
    if protocol not in _DIALECTS:
        yield f"its protocol {shown(protocol)} is taken for {dialect}, as Flowwink took it"
