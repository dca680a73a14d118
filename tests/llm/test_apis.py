"""Both of OpenAI's interfaces carry the same: the prompt, the shape, the tools, and the answer."""

from collections.abc import AsyncIterator
from typing import Any, Literal, get_args

import pytest
from aiohttp import web

from gateway.config import LimitSettings, LlmSettings
from gateway.llm import Completion, Model, PromptMessage, Tool, ToolCall, Usage, open_model
from gateway.llm.api import FORMATS
from gateway.net import make_tls
from tests.model_server import ModelServer, Request, Wants, refusal

APIS = get_args(LlmSettings.model_fields["api"].annotation)
ASKED = (PromptMessage("system", "Be brief."), PromptMessage("user", "Hi"))
SCHEMA = {"type": "object", "properties": {"pages": {"type": "number"}}}
TOOL = Tool("get_quote", "Quote a price.", {"type": "object"})


@pytest.fixture(params=APIS)
async def model(server: ModelServer, request: pytest.FixtureRequest) -> AsyncIterator[Model]:
    settings = LlmSettings(
        base_url=server.base_url, model="small-1", api=request.param, timeout_seconds=60
    )
    opened = open_model(settings, "", LimitSettings(), make_tls())
    yield opened
    await opened.close()


async def test_a_text_is_answered_with_what_it_cost(model: Model) -> None:
    answer = await model.complete(ASKED, schema=None, max_tokens=50)
    assert answer == Completion("Hello.", Usage(7, 3))


async def test_the_operators_words_and_the_peers_are_told_apart(
    server: ModelServer, model: Model
) -> None:
    await model.complete(ASKED, schema=None, max_tokens=50)
    asked = server.requests[0]
    if "messages" in asked:
        assert asked["messages"][0] == {"role": "system", "content": "Be brief."}
        assert asked["max_tokens"] == 50
    else:
        assert asked["instructions"] == "Be brief."
        assert asked["input"] == [{"role": "user", "content": "Hi"}]
        assert asked["store"] is False
        assert asked["max_output_tokens"] == 50


async def test_what_the_model_wants_run_is_read(server: ModelServer, model: Model) -> None:
    server.answer = lambda _: Wants((("get_quote", '{"qty": 5}'),), "Let me see.")
    answer = await model.complete(ASKED, schema=None, max_tokens=50, tools=[TOOL])
    assert answer.calls == (ToolCall("get_quote", '{"qty": 5}'),)
    assert answer.text == "Let me see."
    tool = server.requests[0]["tools"][0]
    assert {**tool, **tool.get("function", {})}["name"] == "get_quote"


async def test_a_text_is_told_piece_by_piece(server: ModelServer, model: Model) -> None:
    told: list[str] = []

    async def listen(text: str) -> None:
        told.append(text)

    server.answer = lambda _: Wants((("get_quote", '{"qty": 5}'),), "<think>Hm.</think>Let me see.")
    answer = await model.complete(ASKED, schema=None, max_tokens=50, tools=[TOOL], on_text=listen)
    assert "".join(told) == "Let me see."
    assert len(told) > 1
    assert (answer.text, answer.usage) == ("Let me see.", Usage(7, 3))
    assert answer.calls == (ToolCall("get_quote", '{"qty": 5}'),)


async def test_a_call_alone_is_an_answer(server: ModelServer, model: Model) -> None:
    server.answer = lambda _: Wants((("get_quote", "{}"),))
    answer = await model.complete(ASKED, schema=None, max_tokens=50, tools=[TOOL])
    assert (answer.text, len(answer.calls)) == ("", 1)


async def test_a_server_without_tools_is_not_told_of_them_again(
    server: ModelServer, model: Model
) -> None:
    server.answer = lambda asked: refusal(400) if "tools" in asked else "Hello."
    for _ in range(2):
        answer = await model.complete(ASKED, schema=None, max_tokens=50, tools=[TOOL])
        assert answer.text == "Hello."
    assert ["tools" in asked for asked in server.requests] == [True, False, False]


async def test_a_server_that_does_not_stream_is_heard_at_its_end(
    server: ModelServer, model: Model
) -> None:
    async def listen(_: str) -> None: ...

    server.answer = lambda asked: refusal(422) if "stream" in asked else "Hello."
    for _ in range(2):
        answer = await model.complete(ASKED, schema=None, max_tokens=50, on_text=listen)
        assert answer.text == "Hello."
    assert ["stream" in asked for asked in server.requests] == [True, False, False]


def _format_of(asked: Request) -> str:
    wanted: Any = asked.get("response_format") or asked.get("text", {}).get("format") or {}
    return str(wanted.get("type", "text"))


@pytest.mark.parametrize("known", ["json_schema", "json_object", "text"])
async def test_the_strictest_form_that_the_server_knows_is_kept(
    server: ModelServer, model: Model, known: Literal["json_schema", "json_object", "text"]
) -> None:
    def answer(asked: Request) -> str | web.StreamResponse:
        return "{}" if _format_of(asked) == known else refusal(400)

    server.answer = answer
    for _ in range(2):
        assert (await model.complete(ASKED, schema=SCHEMA, max_tokens=50)).text == "{}"
    forms = [_format_of(asked) for asked in server.requests]
    assert forms == [*FORMATS[: FORMATS.index(known) + 1], known]
