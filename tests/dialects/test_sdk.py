"""The official SDK reads what is written here: 1.0 by its protobuf types, 0.3 by its models."""

from typing import Any, Final

import pytest
from a2a.compat.v0_3 import types as v03
from a2a.compat.v0_3.conversions import to_core_message
from a2a.types import a2a_pb2
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict, ParseDict
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.call import (
    CancelTask,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskPageReply,
    TaskReply,
)
from gateway.core.event import Event
from gateway.core.json import decode, encode
from gateway.core.message import DataPart, Message, Role
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus
from gateway.dialects import by_name
from gateway.dialects.base import Dialect, Flavour, WireRequest
from gateway.dialects.card import CardForm, write_card
from tests.dialects.spoken import ANSWERED, CALLS, LISTS, STREAMED
from tests.dialects.strategies import STATES, examples, tasks
from tests.dialects.test_card import CARD

V1, V03 = by_name("a2a-1.0", "jsonrpc"), by_name("a2a-0.3", "jsonrpc")
REQUEST = WireRequest("POST", "", {"id": 1})
few = examples(60)

V1_REQUESTS: Final = {
    SendMessage: a2a_pb2.SendMessageRequest,
    SendStreamingMessage: a2a_pb2.SendMessageRequest,
    GetTask: a2a_pb2.GetTaskRequest,
    ListTasks: a2a_pb2.ListTasksRequest,
    CancelTask: a2a_pb2.CancelTaskRequest,
    SubscribeToTask: a2a_pb2.SubscribeToTaskRequest,
    CreatePushConfig: a2a_pb2.TaskPushNotificationConfig,
    GetPushConfig: a2a_pb2.GetTaskPushNotificationConfigRequest,
    ListPushConfigs: a2a_pb2.ListTaskPushNotificationConfigsRequest,
    DeletePushConfig: a2a_pb2.DeleteTaskPushNotificationConfigRequest,
    GetExtendedCard: a2a_pb2.GetExtendedAgentCardRequest,
}
V1_RESULTS: Final = {
    SendMessage: a2a_pb2.SendMessageResponse,
    GetTask: a2a_pb2.Task,
    ListTasks: a2a_pb2.ListTasksResponse,
    CancelTask: a2a_pb2.Task,
    CreatePushConfig: a2a_pb2.TaskPushNotificationConfig,
    GetPushConfig: a2a_pb2.TaskPushNotificationConfig,
    ListPushConfigs: a2a_pb2.ListTaskPushNotificationConfigsResponse,
    DeletePushConfig: empty_pb2.Empty,
}
V1_EVENTS: Final = {
    Task: "task",
    Message: "message",
    StatusUpdate: "status_update",
    ArtifactUpdate: "artifact_update",
}
V03_RESPONSES: Final = {
    SendMessage: v03.SendMessageSuccessResponse,
    GetTask: v03.GetTaskSuccessResponse,
    CancelTask: v03.CancelTaskSuccessResponse,
    CreatePushConfig: v03.SetTaskPushNotificationConfigSuccessResponse,
    GetPushConfig: v03.GetTaskPushNotificationConfigSuccessResponse,
    ListPushConfigs: v03.ListTaskPushNotificationConfigSuccessResponse,
    DeletePushConfig: v03.DeleteTaskPushNotificationConfigSuccessResponse,
}
V03_EVENTS: Final = {
    Task: v03.Task,
    Message: v03.Message,
    StatusUpdate: v03.TaskStatusUpdateEvent,
    ArtifactUpdate: v03.TaskArtifactUpdateEvent,
}


def result(dialect: Dialect, call: Any, reply: Any) -> Any:
    return decode(encode(dialect.write_reply(REQUEST, call, reply).body))["result"]


@few
@given(CALLS["a2a-1.0 jsonrpc"])
def test_a_1_0_call_has_the_parameters_of_its_operation(call: Any) -> None:
    params = decode(encode(V1.write_call(call).body))["params"]
    ParseDict(params, V1_REQUESTS[type(call)]())


@few
@given(ANSWERED["a2a-1.0 jsonrpc"])
def test_a_1_0_answer_is_the_result_of_its_operation(answered: tuple[Any, Any]) -> None:
    call, reply = answered
    ParseDict(result(V1, call, reply), V1_RESULTS[type(call)]())


@few
@given(STREAMED["a2a-1.0 jsonrpc"], tasks(STATES))
def test_a_1_0_event_and_notification_are_stream_responses(
    streamed: tuple[Any, Event], task: Task
) -> None:
    call, event = streamed
    said = decode(encode(V1.write_event(REQUEST, call, event)))["result"]
    read = ParseDict(said, a2a_pb2.StreamResponse())
    assert [read.WhichOneof("payload")] == [V1_EVENTS[type(event.said)]]
    pushed = V1.write_notification(event, task, Flavour())
    assert pushed is not None
    assert ParseDict(decode(encode(pushed.body)), a2a_pb2.StreamResponse()) == read


@pytest.mark.parametrize("form", ["1.0", "both"])
def test_a_1_0_card_is_an_agent_card(form: CardForm) -> None:
    # A card for both has members of 0.3, which only the lenient reader of the SDK passes over.
    card = ParseDict(
        write_card(CARD, form), a2a_pb2.AgentCard(), ignore_unknown_fields=form != "1.0"
    )
    assert card.supported_interfaces[0].protocol_version == "1.0"
    assert card.security_schemes["bearer"].http_auth_security_scheme.scheme == "Bearer"


@few
@given(CALLS["a2a-0.3 jsonrpc"].filter(lambda call: not isinstance(call, ListTasks)))
def test_a_0_3_call_is_a_request_of_its_method(call: Any) -> None:
    body = decode(encode(V03.write_call(call).body))
    request = v03.A2ARequest.model_validate(body).root
    assert request.method == body["method"]


@few
@given(ANSWERED["a2a-0.3 jsonrpc"].filter(lambda answered: not isinstance(answered[0], ListTasks)))
def test_a_0_3_answer_is_a_response_of_its_method(answered: tuple[Any, Any]) -> None:
    call, reply = answered
    body = decode(encode(V03.write_reply(REQUEST, call, reply).body))
    V03_RESPONSES[type(call)].model_validate(body)


@few
@given(STREAMED["a2a-0.3 jsonrpc"], tasks(STATES))
def test_a_0_3_event_is_a_streaming_response_and_a_notification_a_task(
    streamed: tuple[Any, Event], task: Task
) -> None:
    call, event = streamed
    body = decode(encode(V03.write_event(REQUEST, call, event)))
    read = v03.SendStreamingMessageSuccessResponse.model_validate(body).result
    assert isinstance(read, V03_EVENTS[type(event.said)])
    if (pushed := V03.write_notification(event, task, Flavour())) is not None:
        assert v03.Task.model_validate(decode(encode(pushed.body))).id == task.id


@few
@given(LISTS, st.lists(tasks(STATES), max_size=2))
def test_a_0_3_page_holds_tasks(call: ListTasks, found: list[Task]) -> None:
    page = TaskPageReply(tuple(TaskReply(task) for task in found), "", 50, len(found))
    for task in result(V03, call, page)["tasks"]:
        v03.Task.model_validate(task)


@pytest.mark.parametrize("form", ["0.3", "both"])
def test_a_0_3_card_is_an_agent_card(form: CardForm) -> None:
    card = v03.AgentCard.model_validate(write_card(CARD, form))
    assert card.url == "https://a/a2a"
    assert isinstance(card.security_schemes["bearer"].root, v03.HTTPAuthSecurityScheme)


@pytest.mark.parametrize("data", [[1, 2.5], "x", 5, None, True])
def test_the_sdk_unwraps_a_0_3_value_that_is_no_object(data: Any) -> None:
    message = Message("m1", Role.USER, (DataPart(data),))
    params = V03.write_call(SendMessage(message)).body["params"]
    read = to_core_message(v03.Message.model_validate(params["message"]))
    assert MessageToDict(read.parts[0])["data"] == data


def test_every_state_is_one_of_the_sdk() -> None:
    for state in TaskState:
        task = Task("t1", "c1", TaskStatus(state, 0))
        ParseDict(result(V1, GetTask("t1"), TaskReply(task)), a2a_pb2.Task())
        v03.Task.model_validate(result(V03, GetTask("t1"), TaskReply(task)))
