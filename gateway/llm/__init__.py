"""The language model behind one interface; openai's library is imported when one is configured."""

import ssl

from gateway.config import LimitSettings, LlmSettings
from gateway.llm.base import Completion, Model, OnText, PromptMessage, Tool, ToolCall, Usage

__all__ = [
    "Completion",
    "Model",
    "OnText",
    "PromptMessage",
    "Tool",
    "ToolCall",
    "Usage",
    "open_model",
]


def open_model(
    settings: LlmSettings, api_key: str, limits: LimitSettings, tls: ssl.SSLContext
) -> Model:
    """The configured model; ``api_key`` is the secret itself, "" for a server that wants none.

    ``tls`` verifies the server.
    """
    # The library takes half a second to import, which a gateway without a model need not spend.
    from gateway.llm.openai import OpenAIModel  # noqa: PLC0415

    return OpenAIModel(settings, api_key, limits, tls)
