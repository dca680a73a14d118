"""The official SDK reads what is written here: 1.0 by its protobuf types, 0.3 by its models."""

from typing import Any

import pytest
from a2a.compat.v0_3 import types as v03
from a2a.compat.v0_3.conversions import to_core_message
from a2a.types import a2a_pb2
from google.protobuf.json_format import MessageToDict, ParseDict
from hypothesis import given, settings

from gateway.core.call import GetTask, MessageReply, SendMessage, TaskReply
from gateway.core.json import decode, encode
from gateway.core.message import DataPart, Message, Role
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects import by_name
from gateway.dialects.base import Dialect, WireRequest
from gateway.dialects.card import CardForm, write_card
from tests.dialects.spoken import SENDS
from tests.dialects.strategies import MESSAGES, STATES, tasks
from tests.dialects.test_card import CARD

V1, V03 = by_name("a2a-1.0"), by_name("a2a-0.3")
REQUEST = WireRequest("POST", "", {"id": 1})
few = settings(max_examples=40, deadline=None)


def result(dialect: Dialect, call: Any, reply: Any) -> Any:
    return decode(encode(dialect.write_reply(REQUEST, call, reply).body))["result"]


@few
@given(SENDS)
def test_a_1_0_send_is_a_send_message_request(call: SendMessage) -> None:
    params = decode(encode(V1.write_call(call).body))["params"]
    assert ParseDict(params, a2a_pb2.SendMessageRequest()).message.message_id == call.message.id


@few
@given(SENDS, tasks(STATES))
def test_a_1_0_answer_is_a_send_message_response(call: SendMessage, task: Task) -> None:
    answer = ParseDict(result(V1, call, TaskReply(task)), a2a_pb2.SendMessageResponse())
    assert answer.task.id == task.id
    assert a2a_pb2.TaskState.Name(answer.task.status.state) == f"TASK_STATE_{task.state.name}"


@few
@given(SENDS, MESSAGES)
def test_a_1_0_direct_answer_is_a_message(call: SendMessage, message: Message) -> None:
    answer = ParseDict(result(V1, call, MessageReply(message)), a2a_pb2.SendMessageResponse())
    assert answer.message.message_id == message.id


@few
@given(tasks(STATES))
def test_a_1_0_task_is_a_task(task: Task) -> None:
    assert ParseDict(result(V1, GetTask("t1"), TaskReply(task)), a2a_pb2.Task()).id == task.id


@pytest.mark.parametrize("form", ["1.0", "both"])
def test_a_1_0_card_is_an_agent_card(form: CardForm) -> None:
    # A card for both has members of 0.3, which only the lenient reader of the SDK passes over.
    card = ParseDict(
        write_card(CARD, form), a2a_pb2.AgentCard(), ignore_unknown_fields=form != "1.0"
    )
    assert card.supported_interfaces[0].protocol_version == "1.0"
    assert card.security_schemes["bearer"].http_auth_security_scheme.scheme == "Bearer"


@few
@given(SENDS)
def test_a_0_3_send_is_message_send_params(call: SendMessage) -> None:
    params = decode(encode(V03.write_call(call).body))["params"]
    assert v03.MessageSendParams.model_validate(params).message.message_id == call.message.id


@few
@given(SENDS, tasks(STATES))
def test_a_0_3_answer_is_a_task(call: SendMessage, task: Task) -> None:
    answer = v03.Task.model_validate(result(V03, call, TaskReply(task)))
    assert (answer.id, answer.status.state.value) == (task.id, task.state.value)


@few
@given(SENDS, MESSAGES)
def test_a_0_3_direct_answer_is_a_message(call: SendMessage, message: Message) -> None:
    answer = v03.Message.model_validate(result(V03, call, MessageReply(message)))
    assert answer.message_id == message.id


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
