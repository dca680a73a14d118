"""What a model server is sent, and what becomes of everything that it may answer."""

import gzip
import json
import logging
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import web

from gateway.config import LimitSettings, LlmSettings
from gateway.core.errors import ModelUnavailable
from gateway.llm import Completion, Model, PromptMessage, Usage, open_model
from gateway.net import make_tls
from tests.conftest import Logged
from tests.model_server import ModelServer, Request, completion, refusal

KEY = "sk-canary-key"
ASKED = (PromptMessage("system", "Be brief."), PromptMessage("user", "Hi"))
SCHEMA = {"type": "object", "properties": {"pages": {"type": "number"}}}


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[Model]:
    opened = make_model(server.base_url)
    yield opened
    await opened.close()


def make_model(
    base_url: str, *, seconds: float = 60, api_key: str = KEY, ca_file: Path | None = None
) -> Model:
    settings = LlmSettings(base_url=base_url, model="small-1", timeout_seconds=seconds)
    limits = LimitSettings(reply_bytes=100_000, connect_seconds=60)
    return open_model(settings, api_key, limits, make_tls(ca_file))


async def ask(model: Model, schema: Any = None) -> Completion:
    return await model.complete(ASKED, schema=schema, max_tokens=50)


async def test_the_model_gets_its_name_the_messages_and_the_bound(
    server: ModelServer, model: Model
) -> None:
    assert await ask(model) == Completion("Hello.", Usage(7, 3))
    assert server.requests == [
        {
            "model": "small-1",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Hi"},
            ],
            "max_tokens": 50,
        }
    ]


async def test_nothing_of_the_environment_or_of_this_machine_is_sent(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Canary: 1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    model = make_model(server.base_url)
    server.answer = lambda _: with_cookie()
    await ask(model)
    await ask(model)
    await model.close()
    names = {name for headers in server.headers for name in headers}
    assert names == {
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    }
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"


def with_cookie() -> web.Response:
    response = completion("Hello.")
    response.set_cookie("session", "canary")
    return response


async def test_only_a_trusted_certificate_is_sent_the_key(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    server = ModelServer()
    running = await server.serve(tls)
    stranger = make_model(server.base_url)
    with pytest.raises(ModelUnavailable):
        await ask(stranger)
    assert server.requests == []
    friend = make_model(server.base_url, ca_file=tmp_path / "ca.pem")
    assert (await ask(friend)).text == "Hello."
    for opened in (stranger, friend):
        await opened.close()
    await running.close()


async def test_a_server_that_wants_no_key_gets_none(server: ModelServer) -> None:
    model = make_model(server.base_url, api_key="")
    await ask(model)
    await model.close()
    assert "authorization" not in server.headers[0]


async def test_thoughts_are_no_part_of_the_answer(server: ModelServer, model: Model) -> None:
    server.answer = lambda _: "<think>\nthe secret plan\n</think>\n\nFine."
    assert (await ask(model)).text == "Fine."


GARBAGE: dict[str, tuple[int, str, bytes]] = {
    "no JSON": (200, "application/json", b"{no"),
    "a page": (200, "text/html", b"<html>"),
    "nothing": (200, "application/json", b""),
    "null": (200, "application/json", b"null"),
    "a list": (200, "application/json", b"[]"),
    "no choice": (200, "application/json", b'{"choices":[]}'),
    "a choice that is none": (200, "application/json", b'{"choices":[5]}'),
    "a message that is none": (200, "application/json", b'{"choices":[{"message":"hi"}]}'),
    "no content": (200, "application/json", b'{"choices":[{"message":{"content":null}}]}'),
    "content that is no text": (
        200,
        "application/json",
        b'{"choices":[{"message":{"content":[{"text":"hi"}]}}]}',
    ),
    "usage that is none": (
        200,
        "application/json",
        b'{"choices":[{"message":{"content":"hi"}}],"usage":[1]}',
    ),
    "blanks": (200, "application/json", b'{"choices":[{"message":{"content":" \\n"}}]}'),
    "a wrong key": (401, "application/json", b'{"error":{"message":"wrong key sk-canary-key"}}'),
    "too many requests": (429, "application/json", b'{"error":{"message":"slow down"}}'),
    "a failure": (500, "application/json", b'{"error":{"message":"sk-canary-key"}}'),
    "a failure in words": (502, "text/plain", b"bad gateway"),
    "an unknown model": (404, "application/json", b'{"error":{"message":"no such model"}}'),
    "a bad request": (400, "application/json", b'{"error":"too long: sk-canary-key"}'),
    "more than is read": (200, "application/json", b'"' + b"x" * 200_000 + b'"'),
}


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE.keys())
async def test_every_trouble_is_one_error_without_the_providers_words(
    server: ModelServer, model: Model, answer: tuple[int, str, bytes], logged: Logged
) -> None:
    status, media_type, body = answer
    server.answer = lambda _: web.Response(status=status, body=body, content_type=media_type)
    with pytest.raises(ModelUnavailable) as caught:
        await ask(model)
    logs = logged()
    assert caught.value.detail == ""
    assert KEY not in json.dumps(logs)
    assert [log["event"] for log in logs] == ["model_failed"]
    assert len(server.requests) == 1, "asked again"


async def test_a_redirect_is_not_followed(server: ModelServer, model: Model) -> None:
    server.answer = lambda _: web.Response(
        status=307, headers={"Location": server.base_url + "/chat/completions"}
    )
    with pytest.raises(ModelUnavailable):
        await ask(model)
    assert len(server.requests) == 1


async def test_a_compressed_answer_is_not_unpacked(
    server: ModelServer, model: Model, logged: Logged
) -> None:
    server.answer = lambda _: web.Response(
        body=gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"}
    )
    with pytest.raises(ModelUnavailable):
        await ask(model)
    assert "RemoteProtocolError" in logged()[0]["problem"]


async def test_a_model_that_never_ends_is_cut_off(server: ModelServer) -> None:
    server.hangs = True
    model = make_model(server.base_url, seconds=0.05)
    with pytest.raises(ModelUnavailable):
        await ask(model)
    await model.close()


async def test_a_server_that_is_not_there_is_unavailable(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    model = make_model("http://127.0.0.1:9/v1")
    with pytest.raises(ModelUnavailable):
        await ask(model)
    await model.close()
    assert KEY not in caplog.text


async def test_a_schema_is_asked_for_as_strictly_as_there_is(
    server: ModelServer, model: Model
) -> None:
    await ask(model, SCHEMA)
    assert server.requests[0]["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": SCHEMA},
    }


@pytest.mark.parametrize(
    ("refused", "kinds"),
    [
        ({"json_schema"}, ["json_schema", "json_object", "json_object"]),
        ({"json_schema", "json_object"}, ["json_schema", "json_object", None, None]),
    ],
)
async def test_a_format_that_is_refused_is_not_asked_for_again(
    server: ModelServer, model: Model, refused: set[str], kinds: list[str | None]
) -> None:
    server.answer = lambda request: refusal(400) if kind_of(request) in refused else "{}"
    await ask(model, SCHEMA)
    await ask(model, SCHEMA)
    assert [kind_of(request) for request in server.requests] == kinds


async def test_a_refusal_for_another_reason_teaches_nothing(
    server: ModelServer, model: Model
) -> None:
    server.answer = lambda _: refusal(400)
    with pytest.raises(ModelUnavailable):
        await ask(model, SCHEMA)
    server.answer = lambda _: "{}"
    await ask(model, SCHEMA)
    assert kind_of(server.requests[-1]) == "json_schema"


async def test_a_newer_name_of_the_bound_is_learnt(server: ModelServer, model: Model) -> None:
    def answer(request: Request) -> str | web.StreamResponse:
        if "max_tokens" in request:
            return refusal(400, param="max_tokens", code="unsupported_parameter")
        return "Hello."

    server.answer = answer
    await ask(model)
    await ask(model)
    assert [request.get("max_completion_tokens") for request in server.requests] == [None, 50, 50]


def kind_of(request: Request) -> str | None:
    form = request.get("response_format")
    return None if form is None else form["type"]
