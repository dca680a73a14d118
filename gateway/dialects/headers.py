"""What a call says in HTTP headers, on every binding: its version, its key, its chain, where it
goes on, and which extensions its message makes use of.
"""

from collections.abc import Mapping
from typing import Final, overload

from msgspec.structs import replace

from gateway.core.call import Call, SendMessage, SendStreamingMessage, StreamCall, SubscribeToTask
from gateway.core.chain import find_chain, write_chain_header
from gateway.core.errors import VersionNotSupported
from gateway.dialects.base import WireRequest
from gateway.dialects.lenient.fields import MAX_NAME, wrong

VERSION: Final = "A2A-Version"
IDEMPOTENCY_KEY: Final = "Idempotency-Key"
LAST_EVENT_ID: Final = "Last-Event-ID"
EXTENSIONS: Final = "A2A-Extensions"
OLD_EXTENSIONS: Final = "X-A2A-Extensions"
CHAIN: Final = "Peergate-Chain"
_OLD: Final = "0"
_MAX_DIGITS: Final = 18


def check_version(request: WireRequest, version: str, operation: str) -> None:
    """Raise VersionNotSupported when the header, or the query, names another ``Major.Minor``.

    A patch number is ignored, and every 0.x is one version.
    """
    asked = request.headers.get(VERSION) or request.query.get(VERSION)
    if asked and asked != version and _family(asked) != _family(version):
        # A header can hold bytes that are no text, and no answer could repeat them.
        said = asked[:20].encode("ascii", "replace").decode()
        raise VersionNotSupported(f"{said} for {operation}")


@overload
def with_headers(call: SendMessage, request: WireRequest) -> SendMessage: ...
@overload
def with_headers(call: Call | StreamCall, request: WireRequest) -> Call | StreamCall: ...
def with_headers(call: Call | StreamCall, request: WireRequest) -> Call | StreamCall:
    """The call with what its headers say of it; raise InvalidParams."""
    if isinstance(call, SendMessage):
        return _with_key_and_chain(call, request.headers)
    if isinstance(call, SendStreamingMessage):
        return replace(call, send=_with_key_and_chain(call.send, request.headers))
    if isinstance(call, SubscribeToTask):
        return replace(call, after=read_event_id(request.headers.get(LAST_EVENT_ID, "")))
    return call


def write_headers(call: Call | StreamCall, version: str = "") -> dict[str, str]:
    """A missing version means 0.3, and the peers of that time do not know the header."""
    headers: dict[str, str] = {}
    if version and _family(version) != _OLD:
        headers[VERSION] = version
    send = call.send if isinstance(call, SendStreamingMessage) else call
    if isinstance(send, SendMessage):
        if send.idempotency_key:
            headers[IDEMPOTENCY_KEY] = send.idempotency_key
        if send.chain is not None:
            headers[CHAIN] = write_chain_header(send.chain)
        if named := [uri for uri in send.message.extensions if _is_uri(uri)]:
            name = OLD_EXTENSIONS if _family(version) == _OLD else EXTENSIONS
            headers[name] = ", ".join(named)
    if isinstance(call, SubscribeToTask) and call.after is not None:
        headers[LAST_EVENT_ID] = str(call.after)
    return headers


def read_key(headers: Mapping[str, str]) -> str:
    """What makes a request the same one when it comes again, "" for nothing; raise InvalidParams.

    A header can hold bytes that are no text, which nothing after this could store or answer.
    """
    key = headers.get(IDEMPOTENCY_KEY, "")
    if len(key) > MAX_NAME or not key.isascii():
        raise wrong(IDEMPOTENCY_KEY, f"must have at most {MAX_NAME} ASCII characters")
    return key


def _with_key_and_chain(call: SendMessage, headers: Mapping[str, str]) -> SendMessage:
    key = read_key(headers)
    chain = find_chain(headers.get(CHAIN, ""), call.message.metadata, call.metadata)
    if not key and chain is None:
        return call
    return replace(call, idempotency_key=key or call.idempotency_key, chain=chain or call.chain)


def read_event_id(text: str) -> int | None:
    """The number of an event by its id in a stream; None for an id that is not ours."""
    if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS:
        return int(text)
    return None


def _is_uri(text: str) -> bool:
    """Whether a list in a header can hold it."""
    return text.isascii() and text.isprintable() and "," not in text


def _family(version: str) -> str:
    major, _, rest = version.strip().partition(".")
    return _OLD if major == _OLD else f"{major}.{rest.partition('.')[0]}"
