"""Which language a peer speaks whose card does not say: asked by calls that hold nothing.

Apart from the outbox, whose first call to such a peer finds it out as well: a discovery has nothing
to say. An empty call is no message, and nothing can be done about it: whoever knows its name finds
fault with it, and whoever does not says that. Languages that would take it for a message of no
words are left to the first call.
"""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import SendMessage
from gateway.core.errors import EgressDenied, GatewayError, PeerTimeout, PeerUnreachable
from gateway.core.message import Message, Role, TextPart
from gateway.core.peer import Peer
from gateway.dialects.base import WireRequest, WireResponse
from gateway.dialects.responses import NAME as RESPONSES
from gateway.outbox import Exchange
from gateway.outbox.card import FoundCard
from gateway.outbox.guess import probed
from gateway.outbox.route import Route, routes

_SECONDS: Final = 15
_RPC: Final = probed("jsonrpc")
_NOT_KNOWN: Final = frozenset({-32700, -32600, -32601, -32009})
_LOCKED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_FAULTY: Final = (HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, *_LOCKED)
_NOTHING: Final = Message("0", Role.USER, (TextPart(""),))


class Sounder(Struct, frozen=True):
    exchange: Exchange

    async def find_way(self, peer: Peer, found: FoundCard | None) -> Route | None:
        """The first way on which the peer knows what it is asked."""
        deadline = asyncio.get_running_loop().time() + _SECONDS
        heard = _Heard()
        for route in routes(peer, found):
            if not (_is_rpc(route) or route.dialect.name == RESPONSES):
                continue
            try:
                answer = await self.exchange.try_out(peer, route, _ask(route), deadline=deadline)
            except EgressDenied:
                continue
            except (PeerUnreachable, PeerTimeout):
                return None
            except GatewayError:
                # It is nothing that any of these languages answers.
                continue
            if _is_rpc(route) and answer.status in _LOCKED:
                return None
            if (way := heard.take(route, answer)) is not None:
                return way
        return None


@dataclass(slots=True)
class _Heard:
    """Who takes a call without a look stumbles over what is not there, as whoever is no agent does
    over anything: ``speak_rpc`` are the URLs that told one method from another.
    """

    speak_rpc: set[str] = field(default_factory=set)
    stumbled: dict[str, Route] = field(default_factory=dict)

    def take(self, route: Route, answer: WireResponse) -> Route | None:
        """The way that is known after this answer."""
        if not _is_rpc(route):
            return route if _is_model(answer) else None
        code = _find_code(answer)
        if code is not None and code not in _NOT_KNOWN:
            return route
        if code is not None:
            self.speak_rpc.add(route.url)
        elif answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.stumbled.setdefault(route.url, route)
        return self.stumbled.get(route.url) if route.url in self.speak_rpc else None


def _is_rpc(route: Route) -> bool:
    return route.dialect in _RPC


def _ask(route: Route) -> WireRequest:
    """The request that sends a message, without the message."""
    wire = route.dialect.write_call(SendMessage(_NOTHING))
    body = wire.body
    is_rpc = isinstance(body, dict) and "params" in body
    return replace(wire, body={**body, "params": {}} if is_rpc else {})


def _find_code(answer: WireResponse) -> int | None:
    """The code of a JSON-RPC answer, 0 for one without an error; None for no such answer."""
    if not isinstance(answer.body, dict) or "jsonrpc" not in answer.body:
        return None
    error = answer.body.get("error")
    code = error.get("code") if isinstance(error, dict) else 0
    return code if isinstance(code, int) else 0


def _is_model(answer: WireResponse) -> bool:
    """Whether it is a response, or finds fault with the request as a server of models does."""
    if (
        not isinstance(answer.body, dict)
        or answer.status not in _FAULTY
        or "jsonrpc" in answer.body
    ):
        return False
    if answer.status == HTTPStatus.OK:
        return answer.body.get("object") == "response"
    return isinstance(answer.body.get("error"), dict) or "detail" in answer.body
