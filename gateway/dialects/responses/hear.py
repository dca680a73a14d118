"""The events of a peer's response while it is made, read into those of a task.

Apart from other languages' events because these cannot be read alone: the first says which response
all the others are of. What is not of its text, or comes again whole at the end, is passed over.
"""

from typing import Final

from gateway.core.call import SendStreamingMessage, StreamCall
from gateway.core.errors import GatewayError, InvalidAgentResponse
from gateway.core.event import Event
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, TextPart
from gateway.core.task import ArtifactUpdate
from gateway.dialects.base import WireResponse
from gateway.dialects.errorinfo import in_answer, read_failure
from gateway.dialects.lenient.fields import read_name, read_text
from gateway.dialects.responses.read import read_response
from gateway.dialects.responses.refused import read_error

_BEGINS: Final = frozenset({"response.created", "response.queued", "response.in_progress"})
_ENDS: Final = frozenset(
    {"response.completed", "response.failed", "response.incomplete", "response.cancelled"}
)
_DELTA: Final = "response.output_text.delta"
_ERROR: Final = "error"


class Hearing:
    """Reads one stream; call it with the data of each event. None is for what tells us nothing."""

    __slots__ = ("_asks_for_json", "_response_id")

    def __init__(self, call: StreamCall) -> None:
        if isinstance(call, SendStreamingMessage):
            self._response_id = ""
            self._asks_for_json = call.send.response_schema is not None
        else:
            self._response_id = call.task_id
            self._asks_for_json = False

    def __call__(self, data: Json) -> Event | None:
        """Raise the GatewayError that the peer says, or InvalidAgentResponse."""
        if not isinstance(data, dict):
            raise InvalidAgentResponse("not an event of a response")
        if data.get("type") == _ERROR:
            raise _read_error(data)
        with in_answer():
            kind = read_name(data, "type", "event.")
            if kind in _ENDS or (kind in _BEGINS and not self._response_id):
                return self._read_whole(data)
            if kind == _DELTA and self._response_id:
                return self._read_delta(data)
        return None

    def _read_whole(self, data: JsonObject) -> Event:
        wire = data.get("response")
        if not isinstance(wire, dict):
            raise InvalidAgentResponse("an event without its response")
        task = read_response(wire, asks_for_json=self._asks_for_json)
        self._response_id = task.id
        return Event(_read_number(data), task.id, task.context_id, task)

    def _read_delta(self, data: JsonObject) -> Event:
        item = read_name(data, "item_id", "event.") or str(data.get("output_index", 0))
        text = read_text(data, "delta", "event.")
        news = ArtifactUpdate(Artifact(item, (TextPart(text),)), append=True)
        return Event(_read_number(data), self._response_id, self._response_id, news)


def _read_number(data: JsonObject) -> int:
    """Theirs begin with 0, which is none here."""
    number = data.get("sequence_number")
    return number + 1 if type(number) is int and number >= 0 else 0


def _read_error(data: JsonObject) -> GatewayError:
    """The members of an error are in the event, or in an ``error`` of it."""
    inner = data.get("error")
    error: JsonObject = inner if isinstance(inner, dict) else data
    named = read_error(error)
    if named is not None:
        return named
    status = 429 if error.get("code") == "rate_limit_exceeded" else 500
    return read_failure(WireResponse(status, {"error": dict(error)}))
