"""What we ask of a peer at ``/v1/responses``, as the openai package's own types have it."""

import warnings
from typing import Any

import pytest
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)
from pydantic import TypeAdapter

from gateway.core.call import (
    CancelTask,
    GetTask,
    ListTasks,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
)
from gateway.core.chain import CHAIN_EXTENSION, Chain, read_chain
from gateway.core.errors import UnsupportedOperation
from gateway.core.json import Json, decode, encode
from gateway.core.message import DataPart, Message, Part, RawPart, Role, TextPart, UrlPart
from gateway.dialects import by_name

RESPONSES = by_name("responses")
PLAIN: TypeAdapter[Any] = TypeAdapter(ResponseCreateParamsNonStreaming)
STREAMED: TypeAdapter[Any] = TypeAdapter(ResponseCreateParamsStreaming)
ARGUMENTS = {"qty": 5, "weight": 5.0, "big": 2**63 - 1, "name": "Ångström"}


def send(*parts: Part, message: dict[str, Any] | None = None, **members: Any) -> SendMessage:
    return SendMessage(Message("m1", Role.USER, parts, **(message or {})), **members)


def body_of(call: SendMessage) -> Any:
    """The body, which the types of the package know."""
    body = decode(encode(RESPONSES.write_call(call).body))
    with warnings.catch_warnings():
        # An iterator of items is checked when it is walked, which nothing here does.
        warnings.simplefilter("ignore")
        PLAIN.validate_python(body)
    return body


def test_a_text_is_the_input() -> None:
    wire = RESPONSES.write_call(send(TextPart("hi"), idempotency_key="k1"))
    assert (wire.method, wire.path, wire.headers) == ("POST", "", {"Idempotency-Key": "k1"})
    assert body_of(send(TextPart("hi"))) == {"model": "openclaw", "input": "hi"}


def test_the_chain_goes_along_in_a_header_and_in_the_metadata() -> None:
    call = send(TextPart("hi"), chain=Chain("c1", 2))
    assert RESPONSES.write_call(call).headers == {"Peergate-Chain": "c1; hops=2"}
    assert body_of(call)["metadata"] == {CHAIN_EXTENSION: "c1; hops=2"}
    assert read_chain("c1; hops=2") == Chain("c1", 2)


def test_the_model_is_the_agent_that_is_spoken_to() -> None:
    assert body_of(send(TextPart("hi"), agent_id="gpt-x"))["model"] == "gpt-x"


def test_a_skill_is_called_by_text_with_its_arguments_unchanged() -> None:
    call = DataPart({"skill": "get_quote", "arguments": ARGUMENTS})
    asked = body_of(send(call))["input"]
    assert asked.startswith("skill:get_quote {")
    assert asked.endswith('{"qty":5,"weight":5.0,"big":9223372036854775807,"name":"Ångström"}')
    assert body_of(send(TextPart("please"), call))["input"].endswith("}\nplease")


def test_files_and_data_are_content_of_one_message() -> None:
    parts = (
        TextPart("look"),
        DataPart({"qty": 5.0}),
        RawPart(b"\x89PNG", "image/png"),
        RawPart(b"%PDF", "application/pdf", "a.pdf"),
        UrlPart("https://x/1.png", "image/png"),
        UrlPart("https://x/1.pdf"),
    )
    (item,) = body_of(send(*parts))["input"]
    assert (item["type"], item["role"]) == ("message", "user")
    assert item["content"] == [
        {"type": "input_text", "text": "look"},
        {"type": "input_text", "text": '{"qty":5.0}'},
        {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,iVBORw=="},
        {
            "type": "input_file",
            "filename": "a.pdf",
            "file_data": "data:application/pdf;base64,JVBERg==",
        },
        {"type": "input_image", "detail": "auto", "image_url": "https://x/1.png"},
        {"type": "input_file", "file_url": "https://x/1.pdf"},
    ]


@pytest.mark.parametrize("member", ["task_id", "context_id"])
def test_what_went_before_is_named(member: str) -> None:
    body = body_of(send(TextPart("three"), message={member: "resp_1"}))
    assert body["previous_response_id"] == "resp_1"


def test_who_does_not_wait_has_it_done_in_the_background() -> None:
    assert body_of(send(TextPart("hi"), return_immediately=True))["background"] is True


JSON_SCHEMA = {
    "type": "object",
    "properties": {"a": {"anyOf": [{"$ref": "#/$defs/N"}, {"type": "null"}]}},
    "$defs": {"N": {"type": "number"}},
}


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (JSON_SCHEMA, JSON_SCHEMA),
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
        ("number", {"type": "number"}),
        ("string[]", {"type": "array", "items": {"type": "string"}}),
        (["date"], {"type": "array", "items": {"type": "string", "format": "date"}}),
        (
            {"type": "a | b", "qty?": "number?", "items": "integer"},
            {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "enum": ["a", "b"]},
                    "qty?": {"type": "number"},
                    "items": {"type": "integer"},
                },
                "required": ["type", "items"],
                "additionalProperties": False,
            },
        ),
        (
            {"type": "string"},
            {
                "type": "object",
                "properties": {"type": {"type": "string"}},
                "required": ["type"],
                "additionalProperties": False,
            },
        ),
    ],
)
def test_the_shape_is_asked_for_as_json_schema(shape: Json, schema: Json) -> None:
    body = body_of(send(TextPart("hi"), response_schema=shape))
    assert body["text"]["format"]["schema"] == schema
    assert encode(schema).decode() in body["instructions"], "for those who read no format"
    called = body_of(send(DataPart({"skill": "s", "arguments": {}}), response_schema=shape))
    assert "instructions" not in called


def test_the_other_calls_are_below_the_path_of_the_responses() -> None:
    asked = [
        RESPONSES.write_call(call)
        for call in (
            GetTask("resp_1/2"),
            CancelTask("resp_1"),
            SubscribeToTask("resp_1", 4),
            SubscribeToTask("resp_1"),
        )
    ]
    assert [(wire.method, wire.path, wire.query, wire.body) for wire in asked] == [
        ("GET", "/resp_1%2F2", {}, None),
        ("POST", "/resp_1/cancel", {}, None),
        ("GET", "/resp_1", {"stream": "true", "starting_after": "3"}, None),
        ("GET", "/resp_1", {"stream": "true"}, None),
    ]
    streamed = RESPONSES.write_call(SendStreamingMessage(send(TextPart("hi")))).body
    assert STREAMED.validate_python(streamed)["stream"] is True


@pytest.mark.parametrize("call", [ListTasks(), GetTask(".."), CancelTask("")])
def test_what_has_no_path_is_refused(call: Any) -> None:
    with pytest.raises(UnsupportedOperation):
        RESPONSES.write_call(call)
