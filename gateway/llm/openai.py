"""Any OpenAI-compatible server, through OpenAI's own library (Chat Completions).

Servers differ in what they refuse: each refusal is answered with a plainer request, and what was
learnt of the server is kept for the life of the process. What goes wrong is logged by its kind
alone: a provider's error text may repeat a key or a prompt.
"""

import asyncio
import re
import ssl
from collections.abc import Sequence
from typing import Any, Final

import httpx2
import openai

from gateway.config import LimitSettings, LlmSettings
from gateway.core.errors import ModelUnavailable, ParseError
from gateway.core.json import JsonObject, decode
from gateway.llm.base import Completion, PromptMessage, Usage
from gateway.llm.transport import open_client
from gateway.observe.log import get_log

# From the strictest way of asking for JSON to none; the prompt says the shape in any case.
_FORMATS: Final = ("json_schema", "json_object", "text")
_REFUSED: Final = frozenset({400, 415, 422, 501})
# Models that reason aloud begin with it, in servers that do not take it out.
_THOUGHTS: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class OpenAIModel:
    """One model of one server."""

    def __init__(
        self, settings: LlmSettings, api_key: str, limits: LimitSettings, tls: ssl.SSLContext
    ) -> None:
        self._name = settings.model
        self._seconds = settings.timeout_seconds
        self._log = get_log("llm")
        self._limit_name = "max_tokens"
        self._formats: tuple[str, ...] = _FORMATS
        self._client = openai.AsyncOpenAI(
            base_url=settings.base_url,
            # The client below sends the real one.
            api_key="unused",
            max_retries=0,
            http_client=open_client(
                api_key, tls, limits.connect_seconds, settings.timeout_seconds, limits.reply_bytes
            ),
        )

    async def complete(
        self, messages: Sequence[PromptMessage], *, schema: JsonObject | None, max_tokens: int
    ) -> Completion:
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._ask(messages, schema, max_tokens)
        except TimeoutError:
            raise self._unavailable("it took too long") from None
        except openai.APIStatusError as error:
            raise self._unavailable(f"HTTP status {error.status_code}") from None
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            cause = error.__cause__ or error
            raise self._unavailable(f"no answer ({type(cause).__name__})") from None
        try:
            return _read_completion(body)
        except ParseError:
            raise self._unavailable("its answer is no JSON") from None
        except (LookupError, TypeError, ValueError, AttributeError):
            raise self._unavailable("its answer is no chat completion") from None

    async def close(self) -> None:
        await self._client.close()

    async def _ask(
        self, messages: Sequence[PromptMessage], schema: JsonObject | None, max_tokens: int
    ) -> bytes:
        request: dict[str, Any] = {
            "model": self._name,
            "messages": [{"role": said.role, "content": said.text} for said in messages],
        }
        if schema is None:
            return await self._post(request, max_tokens)
        for kind in self._formats[:-1]:
            try:
                body = await self._post(
                    {**request, "response_format": _write_format(kind, schema)}, max_tokens
                )
            except openai.APIStatusError as error:
                if error.status_code not in _REFUSED:
                    raise
            else:
                return self._learn(kind, body)
        return self._learn(_FORMATS[-1], await self._post(request, max_tokens))

    def _learn(self, kind: str, body: bytes) -> bytes:
        """Ask in this way from now on: the stricter ones were refused where it was taken."""
        if kind != self._formats[0]:
            self._log.warning("model_refuses_format", formats=self._formats, uses=kind)
            self._formats = _FORMATS[_FORMATS.index(kind) :]
        return body

    async def _post(self, request: JsonObject, max_tokens: int) -> bytes:
        try:
            return await self._post_once({**request, self._limit_name: max_tokens})
        except openai.BadRequestError as error:
            # OpenAI's newer models know the limit by its newer name alone.
            if error.param != self._limit_name or self._limit_name != "max_tokens":
                raise
        self._limit_name = "max_completion_tokens"
        return await self._post_once({**request, self._limit_name: max_tokens})

    async def _post_once(self, request: JsonObject) -> bytes:
        create: Any = self._client.chat.completions.with_raw_response.create
        body: bytes = (await create(**request)).content
        return body

    def _unavailable(self, problem: str) -> ModelUnavailable:
        self._log.error("model_failed", model=self._name, problem=problem)
        return ModelUnavailable()


def _write_format(kind: str, schema: JsonObject) -> JsonObject:
    if kind == "json_schema":
        return {"type": kind, "json_schema": {"name": "answer", "schema": schema}}
    return {"type": kind}


def _read_completion(body: bytes) -> Completion:
    """Raise ParseError, LookupError, TypeError, ValueError or AttributeError for what is none."""
    reply = decode(body)
    said = reply["choices"][0]["message"]
    text = _THOUGHTS.sub("", said.get("content") or said.get("refusal") or "").strip()
    if not text:
        raise ValueError("it says nothing")
    usage = reply.get("usage") or {}
    return Completion(
        text, Usage(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
    )


def _count(usage: JsonObject, member: str) -> int:
    value = usage.get(member)
    return value if type(value) is int else 0
