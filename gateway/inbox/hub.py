"""Who follows which task in this process, and the places for them, which are bounded.

What was committed is told here, and here alone: so all who follow a task see the same events in the
same order, and none of them can hold up the task or the others.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from gateway.core.errors import GatewayError, RateLimited
from gateway.core.event import Event, Said
from gateway.core.message import Artifact, Message
from gateway.core.peer import AuthenticatedPeer
from gateway.core.task import ArtifactUpdate, Task, TaskEvent
from gateway.inbox.follower import Batch, Follower, QueueBounds


class StreamBounds(Struct, frozen=True):
    """How many streams may be open, of one peer and of all, and what may wait in each."""

    per_peer: int
    total: int
    queue: QueueBounds


class Beginning(Struct, frozen=True):
    """A task as a stream begins with it, and the number of the last event that it held then."""

    task: Task
    seq: int


class Told(Struct, frozen=True):
    """A task that was committed, with the newest of all the ``count`` events that it holds.

    ``alias`` and ``made_in`` are what every event says of the task.
    """

    task: Task
    count: int
    newest: Sequence[TaskEvent] = ()
    alias: str = ""
    made_in: str = ""

    def begin(self, beginning: Beginning | None = None) -> Event:
        """The event that begins a stream, with the task as it is now or as it was."""
        began = beginning or Beginning(self.task, self.count)
        return self._event(began.seq, began.task)

    def events(self) -> list[Event]:
        first = self.count - len(self.newest) + 1
        return [self._event(seq, said) for seq, said in enumerate(self.newest, first)]

    def _event(self, seq: int, said: Said) -> Event:
        task = self.task
        position = self._position(said.artifact) if isinstance(said, ArtifactUpdate) else 0
        return Event(seq, task.id, task.context_id, said, self.alias, self.made_in, position)

    def _position(self, artifact: Artifact) -> int:
        # An artifact keeps its place for good, and a new one is last.
        if not self.alias:
            return 0
        ids = [known.id for known in self.task.artifacts]
        return ids.index(artifact.id) if artifact.id in ids else len(ids)


class Hub:
    def __init__(self, bounds: StreamBounds) -> None:
        self._bounds = bounds
        self._followers: dict[str, list[Follower]] = {}
        self._present: set[Follower] = set()
        self._of_peer: Counter[str] = Counter()

    def enter(self, caller: AuthenticatedPeer) -> Follower:
        """Take a place for a stream, which ``leave`` gives back; raise RateLimited."""
        bounds = self._bounds
        if self._of_peer[caller.name] >= bounds.per_peer:
            raise RateLimited(f"{bounds.per_peer} streams of yours are open already")
        if len(self._present) >= bounds.total:
            raise RateLimited("too many streams are open")
        follower = Follower(caller, bounds.queue)
        self._present.add(follower)
        self._of_peer[caller.name] += 1
        return follower

    def leave(self, follower: Follower) -> None:
        """May be called again."""
        if follower not in self._present:
            return
        self._present.remove(follower)
        name = follower.caller.name
        self._of_peer[name] -= 1
        if not self._of_peer[name]:
            del self._of_peer[name]
        if others := self._followers.get(follower.task_id):
            others.remove(follower)
            if not others:
                del self._followers[follower.task_id]

    def follow(self, follower: Follower, task_id: str) -> None:
        """From now on the follower is told what happens to the task."""
        follower.task_id = task_id
        self._followers.setdefault(task_id, []).append(follower)

    def is_followed(self, task_id: str) -> bool:
        return task_id in self._followers

    def tell(self, told: Told, beginning: Beginning) -> None:
        """All get the newest events; who was told nothing yet gets the beginning before them."""
        batch = Batch(told.events())
        whole = Batch((told.begin(beginning), *batch.events))
        for follower in tuple(self._followers.get(told.task.id, ())):
            follower.put(batch if follower.has_begun else whole)

    def answer(self, task_id: str, message: Message) -> None:
        """There is no task, but a direct answer."""
        batch = Batch([Event(0, "", message.context_id, message)])
        for follower in tuple(self._followers.get(task_id, ())):
            follower.put(batch)

    def break_off(self, task_id: str, error: GatewayError) -> None:
        """Nothing more will be told of the task by this process, for this reason."""
        for follower in tuple(self._followers.get(task_id, ())):
            follower.fail(error)

    def dismiss_all_but(
        self, is_wanted: Callable[[AuthenticatedPeer], bool], error: GatewayError
    ) -> None:
        """End the streams of all other callers now, whatever they have not read yet."""
        for follower in tuple(self._present):
            if not is_wanted(follower.caller):
                follower.cut(error)
