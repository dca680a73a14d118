"""The events of a task told as OpenAI's stream of one response, numbered from 0.

Apart from the writing of a whole response because a stream has a memory: what was opened has to be
closed, and its end repeats all that was told. The end of a task is ``response.completed`` or
``response.failed``; where it waits for its caller, or was canceled, ``response.incomplete``.
"""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from gateway.core.event import Event
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, Message, Part, TextPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task
from gateway.dialects.responses.answer import STATUSES, as_task, write_response
from gateway.dialects.responses.frames import Frame, Frames
from gateway.dialects.responses.output import Output, last_words, output_id
from gateway.dialects.responses.turn import newest_turn, write_response_id

_ENDS: Final = frozenset({"completed", "failed"})


class Narrator:
    """``asked`` is what the response repeats of its request; ``at`` the time of a direct answer."""

    def __init__(self, asked: JsonObject, at: int) -> None:
        self.count = 0
        self._asked = asked
        self._at = at
        self._frames = Frames()
        self._task: Task | None = None
        self._open: dict[str, int] = {}

    def tell(self, event: Event) -> list[Frame]:
        """What follows from the event, each with its ``type`` and ``sequence_number``."""
        return self._number(self._tell(event))

    def tell_whole(self, response: Task) -> list[Frame]:
        """The same for one that is settled, by the id of its response."""
        return self._number(self._begin(response))

    def _number(self, frames: Iterator[Frame]) -> list[Frame]:
        told = []
        for frame in frames:
            told.append({**frame, "sequence_number": self.count})
            self.count += 1
        return told

    def _tell(self, event: Event) -> Iterator[Frame]:
        match event.said:
            case Message() as message:
                return self._begin(as_task(message, self._at))
            case Task() as task:
                name = write_response_id(task.id, newest_turn(task))
                return self._begin(replace(task, id=name))
            case ArtifactUpdate() as update:
                return self._grow(update)
            case StatusUpdate() as update:
                return self._move(update)

    def _begin(self, task: Task) -> Iterator[Frame]:
        self._task = task
        begun = write_response(task, self._asked, [])
        begun |= {"status": "in_progress", "completed_at": None, "error": None}
        yield {"type": "response.created", "response": begun}
        yield {"type": "response.in_progress", "response": begun}
        for artifact in task.artifacts:
            yield from self._grow(ArtifactUpdate(artifact))
        yield from self._end(task)

    def _move(self, update: StatusUpdate) -> Iterator[Frame]:
        if self._task is not None:
            self._task = replace(self._task, status=update.status)
            yield from self._end(self._task)

    def _grow(self, update: ArtifactUpdate) -> Iterator[Frame]:
        artifact, parts = update.artifact, update.artifact.parts
        index = self._open.get(artifact.id)
        if index is not None and not update.append:
            rest = _find_rest(self._frames.outputs[index], artifact)
            if rest is None:
                yield from self._close(artifact.id)
                index = None
            else:
                parts = rest
        if index is None:
            index = self._open[artifact.id] = len(self._frames.outputs)
            yield from self._frames.open(self._new_output())
        for part in parts:
            yield from self._frames.add(index, part)
        if update.last_chunk:
            yield from self._close(artifact.id)

    def _end(self, task: Task) -> Iterator[Frame]:
        """What ends the response, if its task has ended or waits for the caller."""
        if not task.is_settled:
            return
        for artifact_id in tuple(self._open):
            yield from self._close(artifact_id)
        index = len(self._frames.outputs)
        words = last_words(task, has_answer=index > 0)
        if words is not None:
            yield from self._frames.open(self._new_output(words.phase))
            for part in words.parts:
                yield from self._frames.add(index, part)
            if words.refusal:
                yield from self._frames.refuse(index, words.refusal)
            yield from self._frames.close(index)
        status = STATUSES[task.state]
        end = status if status in _ENDS else "incomplete"
        response = write_response(task, self._asked, self._frames.outputs)
        yield {"type": f"response.{end}", "response": response}

    def _close(self, artifact_id: str) -> Iterator[Frame]:
        yield from self._frames.close(self._open.pop(artifact_id))

    def _new_output(self, phase: str = "") -> Output:
        assert self._task is not None
        return Output(output_id(self._task.id, len(self._frames.outputs)), phase)


def _find_rest(told: Output, artifact: Artifact) -> tuple[Part, ...] | None:
    """What an artifact that takes the place of what was told adds to it; None if it differs."""
    new = Output("")
    for part in artifact.parts:
        new.add(part)
    if [content.text for content in new.contents] == [content.text for content in told.contents]:
        return ()
    match new.contents, told.contents:
        case [whole], [begun] if whole.takes_text and whole.text.startswith(begun.text):
            return (TextPart(whole.text.removeprefix(begun.text)),)
        case _:
            return None
