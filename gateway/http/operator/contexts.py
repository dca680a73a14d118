"""The conversations with peers: which there are, what is remembered of one, going on with it."""

from typing import Any

from aiohttp import web

from gateway.core.clock import iso_from_ms
from gateway.dialects.lenient.fields import read_flag, read_text, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_query
from gateway.http.operator.refuse import absent
from gateway.http.operator_call import get_peer, read_body_object
from gateway.http.respond import json_response
from gateway.outbox import Ask, write_outcome
from gateway.store.conversation import Conversation, MemoryEntry

_NOTHING = "nothing is remembered of this context"


async def list_contexts(request: web.Request) -> web.Response:
    """The conversations, newest first; ``peer`` asks for one peer's."""
    peer = read_query(request, "peer")["peer"]
    found = await request.app[SERVICES].tenant.conversations.list_all(peer)
    return json_response({"contexts": [_write(conversation) for conversation in found]})


async def show_context(request: web.Request) -> web.Response:
    """What was said, oldest first."""
    peer, context_id = _read_place(request)
    entries = await request.app[SERVICES].tenant.conversations.read(peer, context_id)
    if not entries:
        return absent(_NOTHING)
    said = [_write_entry(entry) for entry in entries]
    return json_response({"peer": peer, "context_id": context_id, "entries": said})


async def send_into_context(request: web.Request) -> web.Response:
    """``{text, wait?}`` → Outcome: say something to the peer in this context, and go on with it.

    What we said and what the peer answers are remembered, so that chat and whoever comes back
    knows of both.
    """
    services = request.app[SERVICES]
    name, context_id = _read_place(request)
    wire = await read_body_object(request)
    peer = get_peer(services, name)
    text = read_text(wire, "text")
    if not text.strip():
        raise wrong("text", "is required: what to say")
    outcome = await services.outbox.ask(
        peer,
        Ask(text=text, context_id=context_id),
        seconds=services.outbox.seconds_of(peer),
        wait=read_flag(wire, "wait") is not False,
        insists=True,
    )
    await services.memory.note_sent(name, context_id, outcome.activity_id, text, outcome.text)
    return json_response(write_outcome(outcome))


async def forget_context(request: web.Request) -> web.Response:
    """Forget it; the tasks stay."""
    forgotten = await request.app[SERVICES].tenant.conversations.forget(*_read_place(request))
    return json_response({"forgotten": forgotten}) if forgotten else absent(_NOTHING)


def _read_place(request: web.Request) -> tuple[str, str]:
    return request.match_info["peer"], request.match_info["context"]


def _write(conversation: Conversation) -> dict[str, Any]:
    return {
        "peer": conversation.peer,
        "context_id": conversation.context_id,
        "entries": conversation.entries,
        "last_at": iso_from_ms(conversation.last_at),
    }


def _write_entry(entry: MemoryEntry) -> dict[str, Any]:
    return {
        "task_id": entry.turn,
        "role": entry.role.value,
        "text": entry.text,
        "at": iso_from_ms(entry.at),
    }
