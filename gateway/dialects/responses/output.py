"""An answer's output: messages whose contents grow part by part, the same told at once or streamed.

An artifact is a message. Text that follows text belongs to it; data is its JSON and a file a line
of text, each a content of its own. A question has the phase ``commentary``, by which the SDK knows
that it is no structured result.
"""

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from gateway.core.flatten import flatten
from gateway.core.json import encode
from gateway.core.message import DataPart, Part, TextPart
from gateway.core.task import INTERRUPTED, Task, TaskState
from gateway.dialects.result import find_data

TEXT: Final = "output_text"
REFUSAL: Final = "refusal"
COMMENTARY: Final = "commentary"


@dataclass(slots=True)
class Content:
    """``kind`` is ``output_text`` or ``refusal``; ``takes_text`` whether a text part goes on it."""

    kind: str
    text: str
    takes_text: bool = False

    def write(self) -> dict[str, Any]:
        return self._write(self.text)

    def write_empty(self) -> dict[str, Any]:
        return self._write("")

    def _write(self, text: str) -> dict[str, Any]:
        if self.kind == REFUSAL:
            return {"type": REFUSAL, "refusal": text}
        return {"type": TEXT, "text": text, "annotations": [], "logprobs": []}


@dataclass(slots=True)
class Output:
    """One message of the answer; ``phase`` is "" for none."""

    id: str
    phase: str = ""
    contents: list[Content] = field(default_factory=list)

    def add(self, part: Part) -> str:
        """Add a part; return what that added to the text of the last content."""
        if isinstance(part, TextPart):
            if self.contents and self.contents[-1].takes_text:
                self.contents[-1].text += part.text
            else:
                self.contents.append(Content(TEXT, part.text, takes_text=True))
            return part.text
        text = encode(part.data).decode() if isinstance(part, DataPart) else flatten((part,))
        # Clients put the contents together without a space between them.
        text = f"\n\n{text}" if self.contents else text
        self.contents.append(Content(TEXT, text))
        return text

    def refuse(self, text: str) -> str:
        self.contents.append(Content(REFUSAL, text))
        return text

    def write(self, status: str = "completed") -> dict[str, Any]:
        wire: dict[str, Any] = {
            "id": self.id,
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": [content.write() for content in self.contents],
        }
        return {**wire, "phase": self.phase} if self.phase else wire


def output_id(response_id: str, number: int) -> str:
    return f"msg_{response_id.removeprefix('resp_')}_{number}"


def outputs_of(task: Task) -> list[Output]:
    """All messages of a task as it is."""
    outputs: list[Output] = []
    for artifact in task.artifacts:
        outputs.append(Output(output_id(task.id, len(outputs))))
        for part in artifact.parts:
            outputs[-1].add(part)
    words = last_words(task, has_answer=bool(outputs))
    if words is not None:
        outputs.append(Output(output_id(task.id, len(outputs)), words.phase))
        for part in words.parts:
            outputs[-1].add(part)
        if words.refusal:
            outputs[-1].refuse(words.refusal)
    return outputs


class Words(NamedTuple):
    """What a status says to the caller: parts in a phase ("" for none), or a refusal."""

    phase: str = ""
    parts: tuple[Part, ...] = ()
    refusal: str = ""


def last_words(task: Task, *, has_answer: bool) -> Words | None:
    """A refusal, a question, or an answer for which there is no artifact."""
    said = task.status.message.parts if task.status.message is not None else ()
    if not said:
        return None
    if task.state is TaskState.REJECTED:
        return Words(refusal=_write_refusal(said))
    if task.state in INTERRUPTED:
        return Words(COMMENTARY, said)
    if task.state is TaskState.COMPLETED and not has_answer:
        return Words(parts=said)
    return None


def _write_refusal(parts: tuple[Part, ...]) -> str:
    """The data that a machine reads, ``{"status": "declined", …}``; else the words."""
    data = find_data(parts)
    return flatten(parts) if data is None else encode(data).decode()
