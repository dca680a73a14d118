"""The operator calls a peer and waits, follows what it does, or comes back to its task."""

from contextlib import aclosing, suppress
from typing import Final

from aiohttp import web

from gateway.core.document import write_event
from gateway.core.errors import GatewayError
from gateway.core.peer import Peer
from gateway.dialects.lenient.fields import read_flag
from gateway.http.endpoint import SERVICES
from gateway.http.operator_call import get_peer, read_ask, read_body_object
from gateway.http.respond import json_response
from gateway.http.stream import EventStream, write_frame
from gateway.outbox import write_outcome

_TEXT: Final = "text"


async def call_peer(request: web.Request) -> web.Response:
    """``{skill?, arguments?, text?, wait?, queue?, response_schema?, context_id?, task_id?}`` →
    Outcome, or with ``queue`` 202 ``{kind: "queued", activity_id}``: it is made when it can be.

    The answer is 200 whatever came of the call: ``kind`` says it. Without ``wait`` a peer that
    takes its time answers with a task at work.
    """
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    peer = get_peer(services, request.match_info["name"])
    ask = read_ask(wire, _TEXT)
    if read_flag(wire, "queue"):
        activity_id = await services.outbox.queue(peer, ask)
        return json_response({"kind": "queued", "activity_id": activity_id}, 202)
    outcome = await services.outbox.ask(
        peer,
        ask,
        seconds=services.outbox.seconds_of(peer),
        wait=read_flag(wire, "wait") is not False,
        insists=True,
    )
    return json_response(write_outcome(outcome))


async def follow_call(request: web.Request) -> web.StreamResponse:
    """The same call as server-sent events: ``said`` is an A2A 1.0 StreamResponse, as it comes from
    the peer; the ``outcome`` is the last.
    """
    services = request.app[SERVICES]
    ask = read_ask(await read_body_object(request), _TEXT)
    peer = get_peer(services, request.match_info["name"])
    seconds = services.outbox.seconds_of(peer)
    async with (
        aclosing(
            services.outbox.stream(peer, ask, seconds=seconds, insists=True, is_kept_up=True)
        ) as following,
        EventStream(request) as stream,
    ):
        with suppress(GatewayError):  # it is in the outcome
            async for event in following:
                await stream.write(write_frame(write_event(event), event="said"))
        if following.outcome is not None:
            await stream.write(write_frame(write_outcome(following.outcome), event="outcome"))
    return stream.response


async def show_peers_task(request: web.Request) -> web.Response:
    """A task at a peer as it is now → Outcome."""
    services = request.app[SERVICES]
    peer, task_id = _read_task(request)
    seconds = services.outbox.seconds_of(peer)
    return json_response(write_outcome(await services.outbox.get(peer, task_id, seconds=seconds)))


async def cancel_peers_task(request: web.Request) -> web.Response:
    """Have a peer end its task → Outcome, ``refused`` when it has ended."""
    services = request.app[SERVICES]
    peer, task_id = _read_task(request)
    seconds = services.outbox.seconds_of(peer)
    outcome = await services.outbox.cancel(peer, task_id, seconds=seconds)
    return json_response(write_outcome(outcome))


def _read_task(request: web.Request) -> tuple[Peer, str]:
    peer = get_peer(request.app[SERVICES], request.match_info["name"])
    return peer, request.match_info["id"]
