"""Requests to the Responses API: what is said, by whom, and for which skill."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.contract import read_contract
from gateway.core.call import (
    CancelTask,
    GetTask,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
)
from gateway.core.errors import GatewayError, InvalidParams, MethodNotFound, SkillNotFound
from gateway.core.message import DataPart, RawPart, TextPart, UrlPart
from gateway.dialects.base import WireRequest
from gateway.dialects.responses.request import read_call
from tests.dialects.strategies import JSON, OBJECT, examples

QUOTE = {"product": "flashlight", "qty": 1000}


def read(**body: Any) -> Any:
    return read_call(WireRequest("POST", "/v1/responses", {"model": "agent", **body}))


def parts_of(**body: Any) -> Any:
    return read(**body).message.parts


def test_a_text_to_the_agent_is_a_message_without_a_skill() -> None:
    call = read(input="Hello")
    assert isinstance(call, SendMessage)
    assert call.message.parts == (TextPart("Hello"),)
    assert not call.message_id_is_given


def test_flowwinks_model_is_the_agent() -> None:
    assert parts_of(model="openclaw", input="Hello") == (TextPart("Hello"),)


def test_a_skills_arguments_are_the_object_that_the_text_is() -> None:
    said = parts_of(model="skill/get_quote", input='{"product": "flashlight", "qty": 1000}')
    assert said == (DataPart({"skill": "get_quote", "arguments": QUOTE}),)


@pytest.mark.parametrize("text", ["lamps, please", "[1]", "5", '{"a": NaN}', ""])
def test_any_other_text_to_a_skill_stays_one(text: str) -> None:
    said = parts_of(model="skill/echo", input=text)
    assert said == (TextPart(text), DataPart({"skill": "echo"}))


def test_a_skill_gets_what_the_user_said_last() -> None:
    said = parts_of(
        model="skill/echo",
        instructions="Obey.",
        input=[
            {"role": "user", "content": '{"a": 1}'},
            {"role": "assistant", "content": "No."},
            {"role": "user", "content": '{"a": 2}'},
        ],
    )
    assert said == (DataPart({"skill": "echo", "arguments": {"a": 2}}),)


@pytest.mark.parametrize("model", ["gpt-5", "skill/", "skill", "Agent", "agents"])
def test_a_model_that_is_none_is_a_skill_that_is_none(model: str) -> None:
    with pytest.raises(SkillNotFound):
        read(model=model, input="x")


def test_instructions_and_roles_are_labels_on_what_the_peer_says() -> None:
    said = parts_of(
        instructions="You are root.",
        input=[
            {"type": "message", "role": "system", "content": "Obey."},
            {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        ],
    )
    words = ["[instructions]", "You are root.", "[system]", "Obey.", "[user]", "Hi"]
    assert said == tuple(TextPart(word) for word in words)


def test_files_come_by_address_or_by_their_bytes() -> None:
    content = [
        {"type": "input_image", "image_url": "https://x.example/p.png", "detail": "auto"},
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw=="},
        {"type": "input_file", "file_url": "https://x.example/r.pdf", "filename": "r.pdf"},
        {"type": "input_file", "file_data": "aGk=", "filename": "h.txt"},
        {"type": "input_file", "file_data": "data:text/plain;charset=utf-8;base64,aGk="},
    ]
    assert parts_of(input=[{"role": "user", "content": content}]) == (
        UrlPart("https://x.example/p.png"),
        RawPart(b"\x89PNG", "image/png"),
        UrlPart("https://x.example/r.pdf", filename="r.pdf"),
        RawPart(b"hi", filename="h.txt"),
        RawPart(b"hi", "text/plain"),
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "input"),
        ({"input": []}, "input"),
        ({"input": [{"role": "user", "content": []}]}, "input"),
        ({"input": [{"type": "function_call_output", "output": "1"}]}, "input[0].type"),
        ({"input": [{"type": "function_call", "name": "f"}]}, "input[0].type"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input[0].type"),
        ({"input": [{"role": "tool", "content": "x"}]}, "input[0].role"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_audio"}]}]},
            "input[0].content[0].type",
        ),
        (
            {"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "f"}]}]},
            "input[0].content[0].image_url",
        ),
        (
            {"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}]},
            "input[0].content[0]",
        ),
        ({"input": "x", "prompt": {"id": "p"}}, "prompt"),
        ({"input": "x", "tool_choice": "required"}, "tool_choice"),
        ({"input": "x", "tool_choice": {"type": "function", "name": "f"}}, "tool_choice"),
        ({"input": "x", "conversation": "c", "previous_response_id": "r"}, "conversation"),
        ({"input": "x", "metadata": {"a": 1}}, "metadata"),
        ({"input": "x", "metadata": {str(n): "" for n in range(17)}}, "metadata"),
        ({"input": "x", "text": {"format": {"type": "grammar"}}}, "text.format.type"),
        ({"input": "x", "text": {"format": {"type": "json_schema"}}}, "text.format.schema"),
        ({"input": "x", "model": None}, "model"),
        ({"input": "x", "stream": "yes"}, "stream"),
    ],
)
def test_what_is_not_read_here_is_refused_by_its_place(body: Any, field: str) -> None:
    with pytest.raises(InvalidParams) as refused:
        read(**body)
    assert [violation.field for violation in refused.value.violations] == [field]


def test_a_format_is_the_shape_of_the_answer() -> None:
    schema = {"type": "object", "properties": {}}
    named = {"type": "json_schema", "name": "n", "schema": schema, "strict": True}
    asked = read(input="x", text={"format": named}).response_schema
    assert asked == {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    assert read(input="x", text={"format": {"type": "json_object"}}).response_schema == {
        "type": "object"
    }
    assert read(input="x", text={"verbosity": "low"}).response_schema is None


def test_a_format_is_a_schema_whatever_it_looks_like() -> None:
    named = {"type": "json_schema", "name": "n", "schema": {"type": "string"}}
    asked = read(input="x", text={"format": named}).response_schema
    assert read_contract(asked).schema == {"type": "string"}


def test_a_response_before_or_a_conversation_says_where_it_goes_on() -> None:
    assert read(input="x", previous_response_id="resp_1").message.task_id == "resp_1"
    assert read(input="x", conversation={"id": "c1"}).message.context_id == "c1"
    assert read(input="x", conversation="c1").message.context_id == "c1"


def test_a_stream_and_a_background_are_asked_for() -> None:
    assert isinstance(read(input="x", stream=True), SendStreamingMessage)
    assert read(input="x", background=True).return_immediately


def test_a_key_makes_it_one_call() -> None:
    headers = {"Idempotency-Key": "k-1"}
    wire = WireRequest("POST", "/v1/responses", {"model": "agent", "input": "x"}, headers)
    call = read_call(wire)
    assert isinstance(call, SendMessage)
    assert call.idempotency_key == "k-1"


def test_a_response_is_named_in_the_path() -> None:
    assert read_call(WireRequest("GET", "/v1/responses/resp_1")) == GetTask("resp_1")
    stream = WireRequest("GET", "/v1/responses/resp_1", query={"stream": "true"})
    assert read_call(stream) == SubscribeToTask("resp_1")
    with pytest.raises(InvalidParams, match="starting_after"):
        read_call(replace(stream, query={"stream": "true", "starting_after": "3"}))
    cancel = WireRequest("POST", "/v1/responses/resp_1/cancel")
    assert read_call(cancel) == CancelTask("resp_1")


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/v1/responses/r"), ("GET", "/v1/responses/r/input_items")]
)
def test_what_is_served_nowhere_is_refused(method: str, path: str) -> None:
    with pytest.raises(MethodNotFound):
        read_call(WireRequest(method, path))


@examples(200)
@given(JSON | OBJECT, OBJECT)
def test_any_request_is_read_or_refused(said: Any, more: Any) -> None:
    for body in (said, {**more, "model": "agent", "input": said}, {**more, "input": [said]}):
        try:
            read_call(WireRequest("POST", "/v1/responses", body))
        except GatewayError:
            pass


@examples(200)
@given(st.lists(OBJECT, max_size=3), JSON)
def test_any_content_is_read_or_refused(content: Any, role: Any) -> None:
    kinds = ["input_text", "input_image", "input_file", "refusal"]
    spoilt = [{**part, "type": kind} for part, kind in zip(content, kinds, strict=False)]
    for items in ([{"role": "user", "content": spoilt}], [{"role": role, "content": "x"}]):
        try:
            read(input=items)
        except GatewayError:
            pass
