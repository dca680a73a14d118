"""A contract kept: whatever a skill does, its caller gets what it asked for, or a refusal.

Apart because it holds for every skill and for every way to end: what is handed out on the way is
held back, and at the end there is one artifact with one data part that has the structure, or a task
that is rejected, with the reason as data. A question, and a failure, are neither.
"""

from collections.abc import Iterator
from typing import Final

from gateway.contract import Contract, Declined, Met, Unmet, Verdict, judge, judge_text
from gateway.core.clock import Clock
from gateway.core.flatten import flatten
from gateway.core.json import Json, JsonObject, as_json
from gateway.core.message import Artifact, DataPart, Part, text_of
from gateway.core.task import (
    ArtifactUpdate,
    StatusUpdate,
    Task,
    TaskState,
    TaskStatus,
    with_artifact,
)
from gateway.inbox.say import say
from gateway.runner.ending import Answered, Ended

NOT_MET: Final = "SCHEMA_MISMATCH"
_NO_ANSWER: Final = "there is no answer"


class Promise:
    """``answer_id`` is of the artifact that holds the answer. ``as_it_came`` gives what does not
    fit as Flowwink's gateway does, and refuses nothing.
    """

    def __init__(self, contract: Contract, answer_id: str, *, as_it_came: bool) -> None:
        self._contract = contract
        self._answer_id = answer_id
        self._as_it_came = as_it_came
        self._held: tuple[Artifact, ...] = ()

    def begin(self) -> None:
        """A run begins: the first, or one that takes the place of another."""
        self._held = ()

    def hold(self, update: ArtifactUpdate) -> None:
        """Keep back what the skill hands out before its end."""
        self._held = with_artifact(self._held, update)

    def keep(self, ending: Ended | Answered, task: Task, clock: Clock) -> Ended:
        """The ending as the caller may have it."""
        if isinstance(ending, Answered):
            return self._end(self._judge(ending.message.parts), "", task, clock)
        update = ending.events[-1]
        assert isinstance(update, StatusUpdate)
        match update.status.state:
            case TaskState.COMPLETED:
                return self._end(self._judge(tuple(self._parts(ending))), ending.error, task, clock)
            case TaskState.REJECTED:
                return _reject(_explain(update.status), ending.error, task, clock)
            case _:
                return Ended((update,), ending.error)

    def _parts(self, ending: Ended) -> Iterator[Part]:
        """All that was handed out, and what was said at the end."""
        artifacts = self._held
        said: list[Part] = []
        for event in ending.events:
            if isinstance(event, ArtifactUpdate):
                artifacts = with_artifact(artifacts, event)
            elif event.status.message is not None:
                said += event.status.message.parts
        for artifact in artifacts:
            yield from artifact.parts
        yield from said

    def _judge(self, parts: tuple[Part, ...]) -> Verdict:
        """The first data that is met, or declines; else the words; else what is wrong."""
        verdicts = [
            judge(self._contract, as_json(part.data), maps=True)
            for part in parts
            if isinstance(part, DataPart)
        ]
        if text := text_of(parts):
            verdicts.append(judge_text(self._contract, text, maps=True))
        for kind in (Met, Declined):
            for verdict in verdicts:
                if isinstance(verdict, kind):
                    return verdict
        return verdicts[0] if verdicts else Unmet(flatten(parts), _NO_ANSWER)

    def _end(self, verdict: Verdict, error: str, task: Task, clock: Clock) -> Ended:
        match verdict:
            case Met(value):
                return self._answer(value, error, clock)
            case Declined(data):
                return _reject(data, error, task, clock)
            case Unmet() if self._as_it_came:
                return self._answer(verdict.as_it_came(), error or NOT_MET, clock)
            case Unmet():
                return _reject(verdict.decline(), error or NOT_MET, task, clock)

    def _answer(self, value: Json, error: str, clock: Clock) -> Ended:
        answer = Artifact(self._answer_id, (DataPart(value),), name="result")
        done = StatusUpdate(TaskStatus(TaskState.COMPLETED, clock.now()))
        return Ended((ArtifactUpdate(answer, last_chunk=True), done), error)


def _reject(data: JsonObject, error: str, task: Task, clock: Clock) -> Ended:
    said = say(task, (DataPart(data),), clock)
    return Ended((StatusUpdate(TaskStatus(TaskState.REJECTED, clock.now(), said)),), error)


def _explain(status: TaskStatus) -> JsonObject:
    """The skill's own refusal as data, which it may have put into words."""
    parts = status.message.parts if status.message is not None else ()
    for part in parts:
        if isinstance(part, DataPart) and isinstance(part.data, dict):
            return {**part.data, "status": "declined"}
    return {"status": "declined", "reason": flatten(parts)}
