"""OpenAI's Chat Completions, which nearly every server of models speaks."""

from collections.abc import Sequence
from typing import Any, Final

from gateway.core.json import JsonObject
from gateway.llm.api import Api, Format, completion_of, count
from gateway.llm.base import Completion, PromptMessage, Tool, ToolCall, Usage


def _write(model: str, messages: Sequence[PromptMessage], tools: Sequence[Tool]) -> JsonObject:
    request: dict[str, Any] = {
        "model": model,
        "messages": [{"role": said.role, "content": said.text} for said in messages],
    }
    if tools:
        request["tools"] = [{"type": "function", "function": _write_tool(tool)} for tool in tools]
    return request


def _write_tool(tool: Tool) -> JsonObject:
    return {"name": tool.name, "description": tool.description, "parameters": tool.schema}


def _write_format(kind: Format, schema: JsonObject) -> JsonObject:
    if kind == "json_schema":
        return {
            "response_format": {
                "type": kind,
                "json_schema": {"name": "answer", "schema": schema},
            }
        }
    return {"response_format": {"type": kind}}


def _read(reply: Any) -> Completion:
    said = reply["choices"][0]["message"]
    calls = [
        ToolCall(str(call["function"]["name"]), str(call["function"]["arguments"]))
        for call in said.get("tool_calls") or ()
    ]
    usage = reply.get("usage") or {}
    return completion_of(
        said.get("content") or said.get("refusal") or "",
        Usage(count(usage, "prompt_tokens"), count(usage, "completion_tokens")),
        *calls,
    )


CHAT_COMPLETIONS: Final = Api(
    # OpenAI's newer models know the limit by its newer name alone.
    limits=("max_tokens", "max_completion_tokens"),
    write=_write,
    write_format=_write_format,
    read=_read,
    create=lambda client: client.chat.completions.with_raw_response.create,
)
