"""Any OpenAI-compatible server, through OpenAI's own library.

Servers differ in what they refuse: each refusal is answered with a plainer request, and what was
learnt of the server is kept for the life of the process. What goes wrong is logged by its kind
alone: a provider's error text may repeat a key or a prompt.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import httpx2
import openai

from gateway.config import LimitSettings, LlmSettings
from gateway.core.errors import ModelUnavailable, ParseError
from gateway.core.json import JsonObject, decode
from gateway.llm.api import FORMATS, Api, Format, is_thinking, without_thoughts
from gateway.llm.base import Completion, OnText, PromptMessage, Tool
from gateway.llm.chat_completions import CHAT_COMPLETIONS
from gateway.llm.responses import RESPONSES
from gateway.llm.transport import open_client
from gateway.observe.log import get_log

_APIS: Final[Mapping[str, Api]] = MappingProxyType(
    {"chat_completions": CHAT_COMPLETIONS, "responses": RESPONSES}
)
_REFUSED: Final = frozenset({400, 415, 422, 501})


class OpenAIModel:
    """One model of one server."""

    def __init__(
        self, settings: LlmSettings, api_key: str, limits: LimitSettings, tls: ssl.SSLContext
    ) -> None:
        self._name = settings.model
        self._seconds = settings.timeout_seconds
        self._log = get_log("llm")
        self._api = _APIS[settings.api]
        self._limits = self._api.limits
        self._formats: tuple[Format, ...] = FORMATS
        self._knows_tools = True
        self._streams = True
        self._client = openai.AsyncOpenAI(
            base_url=settings.base_url,
            # The client below sends the real one.
            api_key="unused",
            max_retries=0,
            http_client=open_client(
                api_key, tls, limits.connect_seconds, settings.timeout_seconds, limits.reply_bytes
            ),
        )
        self._resource = self._api.resource(self._client)

    async def complete(
        self,
        messages: Sequence[PromptMessage],
        *,
        schema: JsonObject | None,
        max_tokens: int,
        tools: Sequence[Tool] = (),
        on_text: OnText | None = None,
    ) -> Completion:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ask(messages, schema, max_tokens, tools, on_text)
        except TimeoutError:
            raise self._unavailable("it took too long") from None
        except openai.APIStatusError as error:
            raise self._unavailable(f"HTTP status {error.status_code}") from None
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            cause = error.__cause__ or error
            raise self._unavailable(f"no answer ({type(cause).__name__})") from None
        except ParseError:
            raise self._unavailable("its answer is no JSON") from None
        except (LookupError, TypeError, ValueError, AttributeError):
            raise self._unavailable("its answer is no completion") from None

    async def close(self) -> None:
        await self._client.close()

    async def _ask(
        self,
        messages: Sequence[PromptMessage],
        schema: JsonObject | None,
        max_tokens: int,
        tools: Sequence[Tool],
        on_text: OnText | None,
    ) -> Completion:
        if tools and self._knows_tools:
            request = self._api.write(self._name, messages, tools)
            try:
                return await self._ask_in_shape(request, schema, max_tokens, on_text)
            except openai.APIStatusError as error:
                if error.status_code not in _REFUSED:
                    raise
        request = self._api.write(self._name, messages, ())
        completion = await self._ask_in_shape(request, schema, max_tokens, on_text)
        if tools and self._knows_tools:
            self._log.warning("model_refuses_tools", model=self._name)
            self._knows_tools = False
        return completion

    async def _ask_in_shape(
        self,
        request: JsonObject,
        schema: JsonObject | None,
        max_tokens: int,
        on_text: OnText | None,
    ) -> Completion:
        if schema is None:
            return await self._post(request, max_tokens, on_text)
        for kind in self._formats[:-1]:
            shaped = {**request, **self._api.write_format(kind, schema)}
            try:
                completion = await self._post(shaped, max_tokens, on_text)
            except openai.APIStatusError as error:
                if error.status_code not in _REFUSED:
                    raise
            else:
                return self._learn(kind, completion)
        return self._learn(FORMATS[-1], await self._post(request, max_tokens, on_text))

    def _learn(self, kind: Format, completion: Completion) -> Completion:
        """Ask in this way from now on: the stricter ones were refused where it was taken."""
        if kind != self._formats[0]:
            self._log.warning("model_refuses_format", formats=self._formats, uses=kind)
            self._formats = FORMATS[FORMATS.index(kind) :]
        return completion

    async def _post(
        self, request: JsonObject, max_tokens: int, on_text: OnText | None
    ) -> Completion:
        try:
            return await self._post_once({**request, self._limits[0]: max_tokens}, on_text)
        except openai.BadRequestError as error:
            if error.param != self._limits[0] or len(self._limits) == 1:
                raise
        self._limits = self._limits[1:]
        return await self._post_once({**request, self._limits[0]: max_tokens}, on_text)

    async def _post_once(self, request: JsonObject, on_text: OnText | None) -> Completion:
        if on_text is None or not self._streams:
            return await self._post_whole(request)
        try:
            return await self._listen(request, on_text)
        except openai.APIStatusError as error:
            if error.status_code not in _REFUSED:
                raise
        completion = await self._post_whole(request)
        self._log.warning("model_refuses_streams", model=self._name)
        self._streams = False
        return completion

    async def _post_whole(self, request: JsonObject) -> Completion:
        create: Any = self._resource.with_raw_response.create
        body: bytes = (await create(**request)).content
        return self._api.read(decode(body))

    async def _listen(self, request: JsonObject, on_text: OnText) -> Completion:
        """What is thought aloud is not told."""
        listener, unsaid = self._api.listen(), ""
        stream: Any = await self._resource.create(**request, **self._api.stream_options)
        async with stream:
            async for event in stream:
                unsaid += listener.take(event.to_dict())
                if unsaid and not is_thinking(unsaid):
                    await on_text(without_thoughts(unsaid))
                    unsaid = ""
        return listener.completion()

    def _unavailable(self, problem: str) -> ModelUnavailable:
        self._log.error("model_failed", model=self._name, problem=problem)
        return ModelUnavailable()
