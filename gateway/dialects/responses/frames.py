"""The frames that tell of messages as they grow: opened, added to, closed.

Source: the OpenAI API reference, "Streaming events". Their numbers are given where all frames of a
stream come together.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from gateway.core.message import Part
from gateway.dialects.responses.output import REFUSAL, Output

Frame: TypeAlias = dict[str, Any]


class Frames:
    """``outputs`` are the messages as far as they were told."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []

    def open(self, output: Output) -> Iterator[Frame]:
        """A new message, still empty."""
        self.outputs.append(output)
        yield {
            "type": "response.output_item.added",
            "output_index": len(self.outputs) - 1,
            "item": output.write("in_progress"),
        }

    def add(self, index: int, part: Part) -> Iterator[Frame]:
        return self._grow(index, lambda output: output.add(part))

    def refuse(self, index: int, text: str) -> Iterator[Frame]:
        return self._grow(index, lambda output: output.refuse(text))

    def close(self, index: int) -> Iterator[Frame]:
        output = self.outputs[index]
        if output.contents:
            yield from self._end_content(index, len(output.contents) - 1)
        yield {
            "type": "response.output_item.done",
            "output_index": index,
            "item": output.write(),
        }

    def _grow(self, index: int, grow: Callable[[Output], str]) -> Iterator[Frame]:
        output = self.outputs[index]
        before = len(output.contents)
        delta = grow(output)
        last = len(output.contents) - 1
        content = output.contents[last]
        if last >= before:
            if before:
                yield from self._end_content(index, before - 1)
            place = self._place(index, last)
            yield {"type": "response.content_part.added", **place, "part": content.write_empty()}
        if delta:
            yield self._say(index, last, "delta", {"delta": delta})

    def _end_content(self, index: int, number: int) -> Iterator[Frame]:
        content = self.outputs[index].contents[number]
        member = "refusal" if content.kind == REFUSAL else "text"
        yield self._say(index, number, "done", {member: content.text})
        yield {
            "type": "response.content_part.done",
            **self._place(index, number),
            "part": content.write(),
        }

    def _say(self, index: int, number: int, what: str, said: Frame) -> Frame:
        kind = self.outputs[index].contents[number].kind
        told = {"type": f"response.{kind}.{what}", **self._place(index, number), **said}
        return told if kind == REFUSAL else {**told, "logprobs": []}

    def _place(self, index: int, number: int) -> Frame:
        return {
            "item_id": self.outputs[index].id,
            "output_index": index,
            "content_index": number,
        }
