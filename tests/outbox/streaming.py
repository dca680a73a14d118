"""Peers that stream, as a test scripts them: events in the words of 1.0 or 0.3, cut where it says.

What they say of their one task is written down twice, as events and as the task that they leave.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from gateway.core.json import Json, encode
from tests.outbox.scripted import Asked
from tests.until import until

CARD = "/.well-known/agent-card.json"
IDS = {"taskId": "task-1", "contextId": "context-1"}
METHODS = {
    "1.0": ("SendMessage", "SendStreamingMessage", "SubscribeToTask", "GetTask", "CancelTask"),
    "0.3": ("message/send", "message/stream", "tasks/resubscribe", "tasks/get", "tasks/cancel"),
}


def card(version: str = "1.0", *, streaming: bool = True) -> Json:
    """A card that leads to ``/rpc``."""
    common = {"name": "Vendor", "capabilities": {"streaming": streaming}}
    if version == "0.3":
        return {**common, "url": "/rpc", "protocolVersion": "0.3.0"}
    interface = {"url": "/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
    return {**common, "supportedInterfaces": [interface]}


def part(text: str) -> Json:
    return {"kind": "text", "text": text}


def message(text: str) -> Json:
    return {"kind": "message", "messageId": text, "role": "agent", "parts": [part(text)]}


def task(state: str, said: str = "", **members: Json) -> Json:
    status = {"state": state, **({"message": message(said)} if said else {})}
    return {"kind": "task", "id": "task-1", "contextId": "context-1", "status": status, **members}


def status(state: str, said: str = "") -> Json:
    told = {"state": state, **({"message": message(said)} if said else {})}
    return {"kind": "status-update", **IDS, "status": told}


def chunk(artifact_id: str, *parts: Json, **flags: bool) -> Json:
    artifact = {"artifactId": artifact_id, "parts": list(parts)}
    return {"kind": "artifact-update", **IDS, "artifact": artifact, **flags}


LIFE: tuple[Json, ...] = (
    task("submitted"),
    status("working", "looking"),
    chunk("a", part("one")),
    chunk("b", {"kind": "data", "data": {"draft": True}}),
    chunk("a", part("two"), append=True),
    status("working", "writing"),
    chunk("b", {"kind": "data", "data": {"price_cents": 4500}}, lastChunk=True),
    chunk("a", part("three"), append=True, lastChunk=True),
    status("completed"),
)
"""A task as its stream tells it."""

LEFT: Json = task(
    "completed",
    artifacts=[
        {"artifactId": "a", "parts": [part("one"), part("two"), part("three")]},
        {"artifactId": "b", "parts": [{"kind": "data", "data": {"price_cents": 4500}}]},
    ],
    history=[message("looking"), message("writing")],
)
"""The same task as it is left."""

_MEMBERS = {
    "task": "task",
    "message": "message",
    "status-update": "statusUpdate",
    "artifact-update": "artifactUpdate",
}


def as_v1(said: Json) -> Json:
    """The same in the words of 1.0, without the member that wraps an event."""
    if isinstance(said, list):
        return [as_v1(item) for item in said]
    if not isinstance(said, dict):
        return said
    wire = {name: as_v1(value) for name, value in said.items() if name != "kind"}
    if "role" in wire:
        wire["role"] = "ROLE_AGENT"
    if "state" in wire:
        wire["state"] = "TASK_STATE_" + wire["state"].upper().replace("-", "_")
    return wire


@dataclass
class Vendor:
    """A JSON-RPC server with one task.

    ``streams`` are its answers to what asks for a stream, one after the other; ``sent`` is what a
    message is answered, ``found`` what a look finds and ``canceled`` what is left of the task; an
    error is a code and words. A method without an answer is unknown.
    """

    version: str = "1.0"
    streams: list[Any] = field(default_factory=list)
    found: Json = None
    sent: Json = None
    canceled: Json = None
    asked: list[str] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)

    @property
    def answers(self) -> dict[str, Any]:
        return {CARD: card(self.version), "/rpc": self.answer}

    async def answer(self, asked: Asked) -> Any:
        method = asked.body["method"]
        known = METHODS[self.version]
        self.asked.append(method)
        if "message" in asked.body.get("params", {}):
            self.message_ids.append(asked.body["params"]["message"]["messageId"])
        if method in known[1:3] and self.streams:
            say = self.streams.pop(0)
            return await say(self, asked) if callable(say) else say
        if method == known[0] and self.sent is not None:
            return self.envelope(asked, result=self.write(self.sent, wrapped=True))
        for name, task_there in zip(known[3:], (self.found, self.canceled), strict=True):
            if method == name and isinstance(task_there, tuple):
                code, words = task_there
                return self.envelope(asked, error={"code": code, "message": words})
            if method == name and task_there is not None:
                return self.envelope(asked, result=self.write(task_there))
        return self.envelope(asked, error={"code": -32601, "message": "Method not found"})

    def write(self, said: Json, *, wrapped: bool = False) -> Json:
        if self.version == "0.3":
            return said
        return {_MEMBERS[said["kind"]]: as_v1(said)} if wrapped else as_v1(said)

    def envelope(self, asked: Asked, **members: Json) -> Json:
        return {"jsonrpc": "2.0", "id": asked.body["id"], **members}

    def frame(self, asked: Asked, said: Json, event_id: int = 0) -> bytes:
        data = encode(self.envelope(asked, result=self.write(said, wrapped=True)))
        return (b"id: %d\n" % event_id if event_id else b"") + b"data: " + data + b"\n\n"


Say = Callable[[Vendor, Asked], Any]


def says(*events: Json, numbered_from: int = 0) -> Say:
    """Stream these and end; with a number, each has an id from there on."""
    return stream(events, numbered_from=numbered_from)


def cuts(*events: Json, **more: Any) -> Say:
    """Stream these and break off, the connection with it."""
    return stream(events, then=_cut, **more)


def holds(*events: Json) -> Say:
    """Stream these and say nothing more, until the client hangs up."""
    return stream(events, then=_hold)


def stream(
    events: Sequence[Json | bytes],
    *,
    then: Callable[[web.StreamResponse, web.Request], Any] | None = None,
    numbered_from: int = 0,
) -> Say:
    """Bytes are written as they are; ``then`` is what happens in place of an end."""

    async def say(vendor: Vendor, asked: Asked) -> web.StreamResponse:
        assert asked.request is not None
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(asked.request)
        for number, event in enumerate(events, numbered_from):
            raw = isinstance(event, bytes)
            event_id = number if numbered_from else 0
            await response.write(event if raw else vendor.frame(asked, event, event_id))
        if then is not None:
            await then(response, asked.request)
        return response

    return say


def fails(code: int, message: str) -> Say:
    """An error in place of a stream."""

    async def say(vendor: Vendor, asked: Asked) -> Json:
        return vendor.envelope(asked, error={"code": code, "message": message})

    return say


def error_frame(code: int) -> bytes:
    """An error in the midst of a stream."""
    wire = {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": "no"}}
    return b"event: error\ndata: " + encode(wire) + b"\n\n"


def state_after(events: Iterable[Json]) -> Json:
    """The task after some of the events of ``LIFE``, as a server would keep it."""
    kept: Json = None
    for event in events:
        if event["kind"] == "task":
            kept = {**event, "artifacts": [], "history": []}
        elif event["kind"] == "status-update":
            if "message" in kept["status"]:
                kept["history"].append(kept["status"]["message"])
            kept["status"] = event["status"]
        else:
            new = event["artifact"]
            old = next((a for a in kept["artifacts"] if a["artifactId"] == new["artifactId"]), None)
            if old is None:
                kept["artifacts"].append(dict(new))
            else:
                old["parts"] = (old["parts"] if event.get("append") else []) + new["parts"]
    return kept


async def _cut(_: web.StreamResponse, request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()


async def _hold(_: web.StreamResponse, request: web.Request) -> None:
    await until(lambda: request.transport is None or request.transport.is_closing())
