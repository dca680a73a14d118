"""What the gateway asks of a language model, whoever serves it.

There is no tool role on purpose: what a peer said, and what a skill made of it, can only ever be
in the mouth of the user.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.json import JsonObject


class PromptMessage(Struct, frozen=True):
    """One message of a prompt; ``system`` is for the operator's words and ours."""

    role: Literal["system", "user", "assistant"]
    text: str


class Tool(Struct, frozen=True):
    """What the model may ask to have run; ``schema`` is the JSON Schema of its arguments."""

    name: str
    description: str
    schema: JsonObject


class ToolCall(Struct, frozen=True):
    """What the model wants to have run; ``arguments`` is JSON as the model wrote it, or not."""

    name: str
    arguments: str


class Usage(Struct, frozen=True):
    """What an answer cost in tokens, 0 where the server does not say."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Completion(Struct, frozen=True):
    """A model's answer: a text, or ``calls`` of tools, or both; never neither."""

    text: str
    usage: Usage
    calls: tuple[ToolCall, ...] = ()


OnText: TypeAlias = Callable[[str], Awaitable[None]]


class Model(Protocol):
    async def complete(
        self,
        messages: Sequence[PromptMessage],
        *,
        schema: JsonObject | None,
        max_tokens: int,
        tools: Sequence[Tool] = (),
        on_text: OnText | None = None,
    ) -> Completion:
        """The model's next message, within the configured time.

        With a ``schema`` (JSON Schema) the server is asked to write JSON of that shape, as
        strictly as it can; the caller still has to check. A server that knows no ``tools`` is not
        told of them. ``on_text`` is told the text piece by piece, as the model writes it. Raise
        ModelUnavailable.
        """

    async def close(self) -> None: ...
