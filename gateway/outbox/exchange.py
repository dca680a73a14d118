"""One request to a peer and its answer: the dialect's words over the HTTP client.

Apart because here, and only here, our credential for a peer is in hand: it goes to the origin that
the operator wrote into the row and nowhere else, and where a peer sends it back it is taken out
before anything can be logged, stored or answered (SECURITY: A6, D5).
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar, Final
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import (
    Call,
    GetTask,
    Reply,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
)
from gateway.core.errors import (
    RETRY_AFTER,
    ConfigError,
    EgressDenied,
    GatewayError,
    InvalidAgentResponse,
    ParseError,
)
from gateway.core.event import Event
from gateway.core.guarded import Guarded
from gateway.core.json import Json, decode, encode
from gateway.core.peer import Peer
from gateway.dialects.base import WireRequest, WireResponse
from gateway.dialects.headers import read_event_id
from gateway.dialects.jsonrpc import find_id
from gateway.net import Reach
from gateway.net.client import HttpAnswer, HttpClient, HttpRequest
from gateway.net.incoming import Incoming
from gateway.outbox.card import CARD_SECONDS
from gateway.outbox.heard import event_of
from gateway.outbox.redact import redacted, redacted_headers
from gateway.outbox.route import Route, is_own_origin

_JSON: Final = "application/json"
_ACCEPT: Final = {"Accept": _JSON}
# The form that is signed; whoever knows one form alone serves that.
_ACCEPT_CARD: Final = {**_ACCEPT, "A2A-Version": "1.0"}
_LISTEN: Final = {"Accept": f"text/event-stream, {_JSON}"}
# The second is how many a model's server says that it has said all.
_NO_EVENT: Final = frozenset({b"", b"[DONE]"})


class _Sent(Guarded, frozen=True):
    """``request_id`` is that of the JSON-RPC request, None where there is none."""

    hidden: ClassVar = ("token",)

    token: str
    request_id: str | int | None

    def check_answer(self, body: Json) -> None:
        """Raise InvalidAgentResponse for what says that it answers another request."""
        if not isinstance(body, dict) or "jsonrpc" not in body or self.request_id is None:
            return
        found = find_id(body)
        # Some servers write a number where they read a text of one.
        if found is not None and str(found) != str(self.request_id):
            raise InvalidAgentResponse("an answer to another request")


class Exchange(Struct, frozen=True):
    """``resolve`` gives the token that a peer is called with; it raises ConfigError or SecretError,
    and EgressDenied for one that was given for another origin.

    ``reach`` says where a peer may be called: its row's networks and the config's. ``may_send``
    says of a URL whether the peer's token goes there. ``stream_bytes`` is for all the events of a
    stream together, each of which is no longer than a reply.
    """

    client: HttpClient
    resolve: Callable[[Peer], str]
    reach: Callable[[Peer], Reach]
    reply_bytes: int
    stream_bytes: int
    card_bytes: int
    may_send: Callable[[Peer, str], bool] = is_own_origin

    async def ask(self, peer: Peer, route: Route, call: Call, *, deadline: float) -> Reply:
        """The peer's reply; raise the GatewayError that it answered or that kept it from that.

        ``deadline`` is the loop's time.
        """
        wire = route.dialect.write_call(call)
        async with self._open(peer, route, wire, _ACCEPT, deadline) as (incoming, sent):
            return await self._read_reply(route, call, incoming, sent)

    async def try_out(
        self, peer: Peer, route: Route, wire: WireRequest, *, deadline: float
    ) -> WireResponse:
        """What the peer answers to a request, whatever that is; raise what kept it from that."""
        async with self._open(peer, route, wire, _ACCEPT, deadline) as (incoming, sent):
            return await self._read_answer(incoming, sent)

    @asynccontextmanager
    async def stream(
        self, peer: Peer, route: Route, call: StreamCall, *, deadline: float
    ) -> AsyncIterator[AsyncIterator[Event]]:
        """The events that answer the call, as they come; raise as ``ask`` does, at any of them.

        A peer that answers in one piece has said one event.
        """
        wire = route.dialect.write_call(call)
        async with self._open(peer, route, wire, _LISTEN, deadline) as (incoming, sent):
            if incoming.is_event_stream and incoming.status == HTTPStatus.OK:
                yield self._read_events(route, call, incoming, sent)
            else:
                asked = call.send if isinstance(call, SendStreamingMessage) else _get_task(call)
                reply = await self._read_reply(route, asked, incoming, sent)
                yield _only(event_of(reply))

    @asynccontextmanager
    async def _open(
        self,
        peer: Peer,
        route: Route,
        wire: WireRequest,
        accept: Mapping[str, str],
        deadline: float,
    ) -> AsyncIterator[tuple[Incoming, _Sent]]:
        """The answer, and what it is the answer to."""
        if (peer.outbound_token or peer.client_cert) and not self.may_send(peer, route.url):
            raise EgressDenied(
                "it is of another origin than the peer's url, and our token is not sent there; "
                "if it moved, set url in the peer's row, or confirm the card that says so: "
                f"peergate peers confirm {peer.name}"
            )
        wire = _with_tenant(wire, route.tenant)
        token = self._token(peer)
        content = {} if wire.body is None else {"Content-Type": _JSON}
        headers = {**accept, **content, **wire.headers}
        if token:
            headers.update(route.dialect.write_credential(token))
        body = b"" if wire.body is None else encode(wire.body)
        request = HttpRequest(wire.method, _url(route, wire), body, headers)
        async with self.client.open(request, self.reach(peer), deadline=deadline) as incoming:
            yield incoming, _Sent(token, find_id(wire.body))

    async def _read_reply(self, route: Route, call: Call, incoming: Incoming, sent: _Sent) -> Reply:
        answer = await self._read_answer(incoming, sent)
        try:
            return route.dialect.read_reply(call, answer)
        except GatewayError as error:
            if "Retry-After" in answer.headers:
                error.metadata.setdefault(RETRY_AFTER, answer.headers["Retry-After"])
            raise

    async def _read_answer(self, incoming: Incoming, sent: _Sent) -> WireResponse:
        body = await incoming.read(self.reply_bytes)
        answer = _read(HttpAnswer(incoming.status, body, incoming.headers), sent.token)
        sent.check_answer(answer.body)
        return answer

    async def _read_events(
        self, route: Route, call: StreamCall, incoming: Incoming, sent: _Sent
    ) -> AsyncIterator[Event]:
        read = route.dialect.reader(call)
        async for frame in incoming.events(self.stream_bytes, self.reply_bytes):
            if frame.data.strip() in _NO_EVENT:
                continue
            try:
                wire = redacted(decode(frame.data), sent.token)
            except ParseError:
                raise InvalidAgentResponse("an event that is not JSON") from None
            sent.check_answer(wire)
            if (event := read(wire)) is not None:
                yield replace(event, seq=read_event_id(frame.id) or event.seq)

    def redact(self, peer: Peer, wire: Json) -> Json:
        """What the peer sent by itself, without the token that it is called with; raise as
        ``resolve`` does.
        """
        return redacted(wire, self._token(peer))

    async def fetch_card(
        self, url: str, reach: Reach, known: Mapping[str, str] = MappingProxyType({})
    ) -> HttpAnswer:
        """What lies at a card's URL, asked for without a credential.

        ``known`` are the headers by which an answer can say that nothing is new (RFC 9110, 13).
        """
        request = HttpRequest("GET", url, headers={**_ACCEPT_CARD, **known})
        return await self.client.send(
            request, reach, seconds=CARD_SECONDS, max_bytes=self.card_bytes
        )

    def _token(self, peer: Peer) -> str:
        if not peer.outbound_token:
            return ""
        token = self.resolve(peer)
        if not token.isascii() or not token.isprintable() or " " in token:
            raise ConfigError(f"the outbound token of {peer.name} holds what no header can carry")
        return token


def _with_tenant(wire: WireRequest, tenant: str) -> WireRequest:
    """The interface's tenant goes into every request: into the path where there is one, else into
    the params.
    """
    if not tenant:
        return wire
    if wire.path:
        return replace(wire, path=f"/{quote(tenant, safe='')}{wire.path}")
    if isinstance(wire.body, dict) and isinstance(params := wire.body.get("params"), dict):
        return replace(wire, body={**wire.body, "params": {**params, "tenant": tenant}})
    return wire


def _url(route: Route, wire: WireRequest) -> str:
    url = route.url.rstrip("/") + wire.path if wire.path else route.url
    return f"{url}?{urlencode(wire.query)}" if wire.query else url


def _get_task(call: SubscribeToTask) -> GetTask:
    """What a peer answers who shows the task to whom would follow it."""
    return GetTask(call.task_id)


async def _only(event: Event) -> AsyncIterator[Event]:
    yield event


def _read(answer: HttpAnswer, token: str) -> WireResponse:
    try:
        body: Json = decode(answer.body) if answer.body else None
    except ParseError:
        if answer.status < 400:
            raise InvalidAgentResponse("not JSON") from None
        body = None
    headers = redacted_headers(answer.headers, token)
    return WireResponse(answer.status, redacted(body, token), headers)
