"""Open a stream: of a message that is said now, or of a task that is there.

Whatever refuses it is raised here, before there is any event.
"""

from msgspec import Struct

from gateway.core.call import MessageReply, SendMessage, SubscribeToTask
from gateway.core.errors import UnsupportedOperation
from gateway.core.event import Event
from gateway.core.peer import AuthenticatedPeer
from gateway.inbox.arrival import Arrival
from gateway.inbox.hub import Hub
from gateway.inbox.own import OwnTasks
from gateway.inbox.running import Running
from gateway.inbox.stream import Stream
from gateway.inbox.take import Taker, Turn
from gateway.inbox.work import Work
from gateway.store.base import TenantStore
from gateway.store.writes import AlreadyClaimed


class Streams(Struct, frozen=True):
    store: TenantStore
    hub: Hub
    running: Running
    own: OwnTasks
    taker: Taker

    async def send(self, caller: AuthenticatedPeer, call: SendMessage, arrival: Arrival) -> Stream:
        """What comes of a message; one that was taken before joins what came of it then."""
        stream = self._open(caller, call.history_length)
        try:
            await self._begin(stream, Turn(caller, call, arrival, stream.follower))
        except AlreadyClaimed:
            # Another process was first with this message, and now its claim is found.
            stream.close()
            return await self.send(caller, call, arrival)
        except BaseException:
            stream.close()
            raise
        return stream

    async def subscribe(self, caller: AuthenticatedPeer, call: SubscribeToTask) -> Stream:
        """The task and what follows, or the rest after the event that was seen last.

        Raise TaskNotFound, or UnsupportedOperation for a task that has ended, unless there is a
        rest of it.
        """
        stream = self._open(caller)
        try:
            record = await self.own.get_named(caller, call.task_id)
            self._follow(stream, record.task.id)
            # The newest, now that nothing more can be missed.
            record = await self.own.get(caller, record.task.id)
            has_rest = call.after is not None and await stream.begin_after(record, call.after)
            if record.task.is_terminal and not (has_rest and call.after != record.events):
                raise UnsupportedOperation(f"the task is {record.task.state}")
            if not has_rest:
                stream.begin_with_task(record)
        except BaseException:
            stream.close()
            raise
        return stream

    def _open(self, caller: AuthenticatedPeer, history_length: int | None = None) -> Stream:
        return Stream(self.hub, self.store, self.hub.enter(caller), history_length)

    async def _begin(self, stream: Stream, turn: Turn) -> None:
        taken = await self.taker.take(turn)
        if isinstance(taken, MessageReply):
            stream.begin_with(Event(0, "", taken.message.context_id, taken.message))
            return
        if not stream.follower.task_id:
            self._follow(stream, taken.task.id)
        if isinstance(taken, Work) and not taken.is_stored:
            stream.begin_with(*await stream.follower.take())
        else:
            stream.begin_with_task(await self.own.get(turn.caller, taken.task.id))

    def _follow(self, stream: Stream, task_id: str) -> None:
        self.hub.follow(stream.follower, task_id)
        work = self.running.find(task_id)
        if work is not None:
            work.keep_events()
