"""What a peer says of its task, said again in ours while it comes.

Artifacts keep their ids, their parts and their order. What was handed out counts as done here, so
that no other peer can begin anew what a caller has seen a part of.
"""

from typing import assert_never

from gateway.core.event import Event
from gateway.core.message import Artifact, Message, Part
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus
from gateway.skillkit import SkillContext


class Relay:
    def __init__(self, ctx: SkillContext) -> None:
        self._desk = ctx.desk
        self._shown: dict[str, list[Part]] = {}
        self._last_said: Message | None = None

    @property
    def has_shown(self) -> bool:
        """Whether the caller was given a part of the result."""
        return bool(self._shown)

    async def tell(self, event: Event) -> None:
        match event.said:
            case Task() as task if task.is_terminal:
                # It is the end, which is told in one piece.
                return
            case Task() as task:
                for artifact in self.missing(task):
                    await self._show(artifact, append=False, last=False)
                await self._say(task.status)
            case StatusUpdate(status=status):
                await self._say(status)
            case ArtifactUpdate() as update:
                await self._show(update.artifact, append=update.append, last=update.last_chunk)
            case Message():
                return
            case said:
                assert_never(said)

    def missing(self, task: Task) -> list[Artifact]:
        """The task's artifacts that were not shown as they are."""
        return [
            artifact
            for artifact in task.artifacts
            if tuple(self._shown.get(artifact.id, ())) != artifact.parts
        ]

    async def _show(self, artifact: Artifact, *, append: bool, last: bool) -> None:
        shown = self._shown.setdefault(artifact.id, [])
        if not append:
            shown.clear()
        shown.extend(artifact.parts)
        await self._desk.artifact(artifact, append=append, last=last)

    async def _say(self, status: TaskStatus) -> None:
        said = status.message
        if status.state is not TaskState.WORKING or said in (None, self._last_said):
            return
        self._last_said = said
        if said is not None:
            await self._desk.say(*said.parts)
