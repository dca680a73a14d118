"""The official SDK reads what is written in the shapes of 0.3's proto file, and is read."""

from typing import Any, Final

import pytest
from a2a.compat.v0_3 import a2a_v0_3_pb2 as pb2
from a2a.compat.v0_3 import types as v03
from a2a.compat.v0_3.proto_utils import FromProto, ToProto
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict, ParseDict
from hypothesis import given

from gateway.core.call import (
    CancelTask,
    CardReply,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    SendMessage,
    SendStreamingMessage,
)
from gateway.core.event import Event
from gateway.core.json import decode, encode
from gateway.core.message import DataPart, Message, RawPart, Role, TextPart, UrlPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState
from gateway.dialects import by_name
from gateway.dialects.base import WireRequest, WireResponse
from tests.dialects.spoken import ANSWERED, CALLS, STREAMED
from tests.dialects.strategies import examples
from tests.dialects.test_card import CARD

REST = by_name("a2a-0.3", "rest")
few = examples(60)

REQUESTS: Final = {
    SendMessage: pb2.SendMessageRequest,
    SendStreamingMessage: pb2.SendMessageRequest,
    CancelTask: pb2.CancelTaskRequest,
    CreatePushConfig: pb2.CreateTaskPushNotificationConfigRequest,
}
RESULTS: Final = {
    SendMessage: pb2.SendMessageResponse,
    GetTask: pb2.Task,
    CancelTask: pb2.Task,
    CreatePushConfig: pb2.TaskPushNotificationConfig,
    GetPushConfig: pb2.TaskPushNotificationConfig,
    ListPushConfigs: pb2.ListTaskPushNotificationConfigResponse,
    DeletePushConfig: empty_pb2.Empty,
}
EVENTS: Final = {
    Task: "task",
    Message: "msg",
    StatusUpdate: "status_update",
    ArtifactUpdate: "artifact_update",
}


@few
@given(CALLS["a2a-0.3 rest"])
def test_a_body_is_the_message_of_its_operation(call: Any) -> None:
    body = decode(encode(REST.write_call(call).body))
    if body is not None:
        ParseDict(body, REQUESTS[type(call)]())


@few
@given(ANSWERED["a2a-0.3 rest"])
def test_an_answer_is_the_message_of_its_operation(answered: tuple[Any, Any]) -> None:
    call, reply = answered
    body = decode(encode(REST.write_reply(WireRequest("POST", "/v1"), call, reply).body))
    if isinstance(call, ListTasks):
        # The proto file has no message for a page.
        for task in body["tasks"]:
            ParseDict(task, pb2.Task())
    else:
        ParseDict(body, RESULTS[type(call)]())


@few
@given(STREAMED["a2a-0.3 rest"])
def test_an_event_is_a_stream_response(streamed: tuple[Any, Event]) -> None:
    call, event = streamed
    data = decode(encode(REST.write_event(WireRequest("POST", "/v1/tasks"), call, event)))
    read = ParseDict(data, pb2.StreamResponse())
    assert read.WhichOneof("payload") == EVENTS[type(event.said)]


def test_the_extended_card_is_read_in_either_json_of_0_3() -> None:
    response = REST.write_reply(WireRequest("GET", "/v1/card"), GetExtendedCard(), CardReply(CARD))
    body = decode(encode(response.body))
    schemes = v03.AgentCard.model_validate(body).security_schemes
    assert schemes is not None
    assert isinstance(schemes["bearer"].root, v03.HTTPAuthSecurityScheme)
    # The JSON of the two differs in what the card requires, which this reader passes over.
    card = ParseDict(body, pb2.AgentCard(), ignore_unknown_fields=True)
    assert card.security_schemes["bearer"].http_auth_security_scheme.scheme == "bearer"


PARTS = (
    TextPart("see"),
    DataPart({"a": "b"}),
    RawPart(b"plain", "text/plain"),
    UrlPart("https://x/1", "image/png"),
)
MESSAGE = Message("m1", Role.USER, PARTS, "c1", "t1", {"k": "v"}, ("urn:x",))


def test_the_sdk_takes_a_message_for_what_it_is() -> None:
    body = REST.write_call(SendMessage(MESSAGE, history_length=2)).body
    read = FromProto.message_send_params(ParseDict(body, pb2.SendMessageRequest()))
    assert read.message.message_id == "m1"
    assert [part.root.kind for part in read.message.parts] == ["text", "data", "file", "file"]
    assert read.configuration is not None
    assert (read.configuration.blocking, read.configuration.history_length) == (True, 2)


@pytest.mark.parametrize("blocking", [True, False])
def test_a_message_of_the_sdk_is_taken_for_what_it_is(blocking: bool) -> None:
    said = v03.Message(
        message_id="m1",
        role=v03.Role.user,
        parts=[
            v03.Part(root=v03.TextPart(text="see")),
            v03.Part(root=v03.DataPart(data={"a": "b"})),
            v03.Part(root=v03.FilePart(file=v03.FileWithUri(uri="https://x/1", name="y"))),
        ],
        context_id="c1",
    )
    wanted = v03.MessageSendConfiguration(blocking=blocking, accepted_output_modes=["text/plain"])
    request = pb2.SendMessageRequest(
        request=ToProto.message(said), configuration=ToProto.message_send_configuration(wanted)
    )
    call: Any = REST.read_call(WireRequest("POST", "/v1/message:send", MessageToDict(request)))
    assert call.message.parts == (
        TextPart("see"),
        DataPart({"a": "b"}),
        UrlPart("https://x/1", filename="y"),
    )
    assert call.return_immediately is not blocking
    assert call.accepted_output_modes == ("text/plain",)


@pytest.mark.parametrize("state", list(TaskState))
def test_a_task_of_the_sdk_is_taken_for_what_it_is(state: TaskState) -> None:
    said = v03.Task(
        id="t1",
        context_id="c1",
        status=v03.TaskStatus(state=v03.TaskState(state.value)),
        artifacts=[
            v03.Artifact(artifact_id="a", parts=[v03.Part(root=v03.DataPart(data={"a": "b"}))])
        ],
    )
    body = MessageToDict(ToProto.task_or_message(said))
    reply: Any = REST.read_reply(SendMessage(MESSAGE), WireResponse(200, body))
    assert (reply.task.id, reply.task.state) == ("t1", state)
    assert reply.task.artifacts[0].parts == (DataPart({"a": "b"}),)
