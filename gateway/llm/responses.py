"""OpenAI's Responses; nothing is kept at the server, so every request holds the whole prompt."""

from collections.abc import Sequence
from typing import Any, Final

from gateway.core.json import JsonObject
from gateway.llm.api import Api, Format, completion_of, count
from gateway.llm.base import Completion, PromptMessage, Tool, ToolCall, Usage


def _write(model: str, messages: Sequence[PromptMessage], tools: Sequence[Tool]) -> JsonObject:
    request: dict[str, Any] = {
        "model": model,
        "instructions": "\n\n".join(said.text for said in messages if said.role == "system"),
        "input": [
            {"role": said.role, "content": said.text} for said in messages if said.role != "system"
        ],
        "store": False,
    }
    if tools:
        request["tools"] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.schema,
                "strict": False,
            }
            for tool in tools
        ]
    return request


def _write_format(kind: Format, schema: JsonObject) -> JsonObject:
    if kind == "json_schema":
        return {"text": {"format": {"type": kind, "name": "answer", "schema": schema}}}
    return {"text": {"format": {"type": kind}}}


def _read(reply: Any) -> Completion:
    texts: list[str] = []
    calls: list[ToolCall] = []
    for item in reply["output"]:
        if item["type"] == "message":
            texts += [part.get("text") or part.get("refusal") or "" for part in item["content"]]
        elif item["type"] == "function_call":
            calls.append(ToolCall(str(item["name"]), str(item["arguments"])))
    usage = reply.get("usage") or {}
    return completion_of(
        "".join(texts), Usage(count(usage, "input_tokens"), count(usage, "output_tokens")), *calls
    )


class _Listener:
    """The last event holds the whole answer."""

    def __init__(self) -> None:
        self._whole: Any = None

    def take(self, event: Any) -> str:
        match event["type"]:
            case "response.output_text.delta" | "response.refusal.delta":
                return str(event["delta"])
            case "response.completed" | "response.incomplete":
                self._whole = event["response"]
        return ""

    def completion(self) -> Completion:
        return _read(self._whole)


RESPONSES: Final = Api(
    limits=("max_output_tokens",),
    write=_write,
    write_format=_write_format,
    read=_read,
    listen=_Listener,
    resource=lambda client: client.responses,
    stream_options={"stream": True},
)
