"""The ``[llm]`` table: the language model that answers free text; without it there is none."""

from typing import Literal

from pydantic import ValidationInfo, field_validator

from gateway.config.fields import (
    BaseUrl,
    Count,
    LocalPath,
    Price,
    Seconds,
    SecretRef,
    Text,
    check_https,
)
from gateway.config.section import Section


class LlmSettings(Section):
    """``base_url`` is any OpenAI-compatible server's, usually with ``/v1`` at its end.

    ``api`` is the interface that is spoken there. ``instructions`` is a text file with what the
    operator wants the model to know and to do.

    ``max_steps`` bounds in how many answers of a turn the model may have skills run. What a peer
    may use up in a day (UTC) is ``max_tokens_per_day``, and ``max_cost_per_day`` at the prices of
    a million tokens each, in one currency; 0 for no bound.
    """

    plain_http: bool = False
    base_url: BaseUrl
    model: Text
    api: Literal["chat_completions", "responses"] = "chat_completions"
    api_key: SecretRef = ""
    instructions: LocalPath | None = None
    timeout_seconds: Seconds = 40
    max_prompt_bytes: Count = 32 * 1024
    max_output_tokens: Count = 1024
    max_steps: Count = 6
    max_tokens_per_day: Count = 1_000_000
    max_cost_per_day: Price = 0
    prompt_price: Price = 0
    completion_price: Price = 0
    memory_entries: Count = 20
    memory_entry_bytes: Count = 4096
    memory_days: Count = 30

    @field_validator("base_url")
    @classmethod
    def _check_scheme(cls, value: str, info: ValidationInfo) -> str:
        # Fields are checked in their order, so plain_http stands above this one.
        if not value:
            raise ValueError("must not be empty")
        if not info.data.get("plain_http"):
            check_https(value)
        return value
