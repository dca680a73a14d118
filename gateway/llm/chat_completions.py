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
    usage = _read_usage(reply.get("usage") or {})
    return completion_of(said.get("content") or said.get("refusal") or "", usage, *calls)


def _read_usage(usage: JsonObject) -> Usage:
    return Usage(count(usage, "prompt_tokens"), count(usage, "completion_tokens"))


class _Listener:
    """Calls come in pieces, each with the place of its call."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._calls: dict[int, list[str]] = {}
        self._usage: JsonObject = {}

    def take(self, event: Any) -> str:
        self._usage = event.get("usage") or self._usage
        text = ""
        for choice in event["choices"][:1]:
            said = choice["delta"]
            text = said.get("content") or said.get("refusal") or ""
            for call in said.get("tool_calls") or ():
                name_and_arguments = self._calls.setdefault(int(call["index"]), ["", ""])
                function = call.get("function") or {}
                name_and_arguments[0] += function.get("name") or ""
                name_and_arguments[1] += function.get("arguments") or ""
        self._text.append(text)
        return text

    def completion(self) -> Completion:
        calls = [ToolCall(*self._calls[index]) for index in sorted(self._calls)]
        return completion_of("".join(self._text), _read_usage(self._usage), *calls)


CHAT_COMPLETIONS: Final = Api(
    # OpenAI's newer models know the limit by its newer name alone.
    limits=("max_tokens", "max_completion_tokens"),
    write=_write,
    write_format=_write_format,
    read=_read,
    listen=_Listener,
    resource=lambda client: client.chat.completions,
    stream_options={"stream": True, "stream_options": {"include_usage": True}},
)
