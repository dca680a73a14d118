"""The ``[llm]`` table: the language model that answers free text; without it there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

from pydantic import (
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from gateway.config.fields import BaseUrl, Count, Days, LocalPath, Price, Seconds, SecretRef, Text
from gateway.config.section import Section
from gateway.config.url import check_https

# Also where there is no model, and conversations are remembered for the operator.
MEMORY_ENTRIES: Final = 20
MEMORY_ENTRY_BYTES: Final = 4096
MEMORY_DAYS: Final = 30


class LlmSettings(Section):
    """``base_url`` is any OpenAI-compatible server's, usually with ``/v1`` at its end.

    ``api`` is the interface that is spoken there. ``instructions`` is a text file with what the
    operator wants the model to know and to do.

    ``facts`` are skills, internal ones too, whose results the model is told in every turn.
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
    memory_entries: Count = MEMORY_ENTRIES
    memory_entry_bytes: Count = MEMORY_ENTRY_BYTES
    memory_days: Days = MEMORY_DAYS
    facts: tuple[Text, ...] = ()

    _of_skills: dict[str, "LlmSettings"] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _read_tables(
        cls, data: Any, make: ModelWrapValidatorHandler["LlmSettings"]
    ) -> "LlmSettings":
        """``[llm.NAME]`` is all of ``[llm]`` with what it says itself."""
        if not isinstance(data, dict):
            return make(data)
        tables = {name: table for name, table in data.items() if isinstance(table, dict)}
        common = {name: value for name, value in data.items() if name not in tables}
        made = make(common)
        for name, table in tables.items():
            with _errors_under(name):
                made._of_skills[name] = make({**common, **table})  # noqa: SLF001
        return made

    def for_skill(self, name: str) -> "LlmSettings":
        """The settings with which a skill of that name uses its model."""
        return self._of_skills.get(name, self)

    @property
    def tables(self) -> "dict[str, LlmSettings]":
        """By the name of its table: these, and those of single skills."""
        return {"llm": self, **{f"llm.{name}": made for name, made in self._of_skills.items()}}

    @field_validator("base_url")
    @classmethod
    def _check_scheme(cls, value: str, info: ValidationInfo) -> str:
        # Fields are checked in their order, so plain_http stands above this one.
        if not value:
            raise ValueError("must not be empty")
        if not info.data.get("plain_http"):
            check_https(value)
        return value


@contextmanager
def _errors_under(name: str) -> Iterator[None]:
    """What is wrong inside is told with the table's name before its key."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError.from_exception_data(
            error.title,
            [
                InitErrorDetails(
                    type=PydanticCustomError(detail["type"], "{words}", {"words": detail["msg"]}),
                    loc=(name, *detail["loc"]),
                    input=None,
                )
                for detail in error.errors(include_url=False, include_input=False)
            ],
        ) from None
