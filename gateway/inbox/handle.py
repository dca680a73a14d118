"""The way of a call through the gateway: taken once, run, answered, followed."""

from collections.abc import Callable
from typing import Final, assert_never

from msgspec.structs import replace

from gateway.config.agent import CapabilitySettings
from gateway.core.call import (
    Call,
    CancelTask,
    CardReply,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    MessageReply,
    Reply,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
    TaskReply,
)
from gateway.core.card import AgentCard
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, Unauthenticated
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.task import Task, with_history
from gateway.inbox.arrival import Arrival, arrive, row_of
from gateway.inbox.backlog import Backlog
from gateway.inbox.cancel import cancel
from gateway.inbox.carry import Carrier
from gateway.inbox.hub import Hub
from gateway.inbox.job import Job
from gateway.inbox.own import OwnTasks, task_reply
from gateway.inbox.plan import Planner
from gateway.inbox.push import PushConfigs, PushRules
from gateway.inbox.running import Running
from gateway.inbox.stream import Stream
from gateway.inbox.streams import Streams
from gateway.inbox.take import Taker, Turn
from gateway.inbox.weigh import Held
from gateway.inbox.work import Work
from gateway.policy import check_capability
from gateway.runner.alarm import Alarm
from gateway.store.base import TenantStore
from gateway.store.writes import AlreadyClaimed, RecordActivity

_CANCELED: Final = "Canceled by the caller."


class Inbox:
    """What peers reach. ``reply_wait`` is in seconds: so long a blocking call waits for its end.

    ``page_size`` is the most that a page of tasks holds; ``promised`` is what the card says.
    """

    def __init__(
        self,
        store: TenantStore,
        planner: Planner,
        carrier: Carrier,
        backlog: Backlog,
        extended_card: Callable[[Peer], AgentCard],
        clock: Clock,
        reply_wait: float,
        hub: Hub,
        page_size: int,
        push: PushRules,
        promised: Callable[[], CapabilitySettings],
    ) -> None:
        self._store = store
        self._planner = planner
        self._extended_card = extended_card
        self._promised = promised
        self._clock = clock
        self._hub = hub
        self._patience = Alarm(reply_wait)
        self._backlog = backlog
        self._running = Running(carrier, backlog)
        self._own = OwnTasks(store, self._running, page_size)
        self._push = PushConfigs(store, self._own, self._running, clock, push)
        self._taker = Taker(store, planner, self._running, backlog, self._own, hub, self._push)
        self._streams = Streams(store, hub, self._running, self._own, self._taker)

    async def handle(self, caller: AuthenticatedPeer, call: Call, arrival: Arrival) -> Reply:
        """Answer a call; everything that the answer names is durable. Raise a GatewayError."""
        if isinstance(call, SendMessage):
            return await self._send(caller, arrive(call, arrival, self._clock), arrival)
        check_capability(call, self._promised())
        match call:
            case GetTask():
                record = await self._own.get_named(caller, call.task_id)
                return task_reply(record, call.history_length)
            case ListTasks():
                return await self._own.list(caller, call)
            case CancelTask():
                return await self._cancel(caller, call)
            case GetExtendedCard():
                return CardReply(self._extended_card(caller.peer))
            case CreatePushConfig() | GetPushConfig() | ListPushConfigs() | DeletePushConfig():
                return await self._push.handle(caller, call, arrival)
            case _:
                assert_never(call)

    async def stream(self, caller: AuthenticatedPeer, call: StreamCall, arrival: Arrival) -> Stream:
        """The events that answer a call, durable each; what refuses it is raised here."""
        match call:
            case SendStreamingMessage(send):
                arrival = replace(arrival, operation="SendStreamingMessage")
                send = arrive(send, arrival, self._clock)
                try:
                    check_capability(call, self._promised())
                    return await self._streams.send(caller, send, arrival)
                except GatewayError as error:
                    await self._record_refusal(caller, send, arrival, error)
                    raise
            case SubscribeToTask():
                check_capability(call, self._promised())
                return await self._streams.subscribe(caller, call)
            case _:
                assert_never(call)

    @property
    def is_busy(self) -> bool:
        """Whether any task is in work."""
        return self._running.is_busy

    async def close(self, seconds: float) -> None:
        """Let the work in hand end within that time; the next start takes up the rest."""
        await self._running.close(seconds)

    def start(self, work: Work, job: Job) -> None:
        """Carry a work out that no message of now asks for: it was accepted, or a human has
        approved it, and is not refused for what waits already."""
        held = Held(job.message, task=work.task, arguments=job.arguments)
        self._backlog.admit(work, held, is_expected=True)
        self._running.start(work, job)

    def dismiss_all_but(self, is_wanted: Callable[[AuthenticatedPeer], bool]) -> None:
        """End the open streams of callers that may call no more."""
        self._hub.dismiss_all_but(is_wanted, Unauthenticated())

    async def cancel(self, task_id: str, words: str) -> Task:
        """End a task, whosever it is, and the run of its skill; ``words`` go into its status.

        Raise TaskNotFound, or TaskNotCancelable when it has ended.
        """
        works = self._planner.works
        return await cancel(self._store, works, self._running, self._clock, task_id, words)

    async def _cancel(self, caller: AuthenticatedPeer, call: CancelTask) -> Reply:
        record = await self._own.get_named(caller, call.task_id)
        task = await self.cancel(record.task.id, _CANCELED)
        return TaskReply(task, record.alias, record.made_in)

    async def _send(self, caller: AuthenticatedPeer, call: SendMessage, arrival: Arrival) -> Reply:
        try:
            check_capability(call, self._promised())
            taken = await self._taker.take(Turn(caller, call, arrival))
        except GatewayError as error:
            await self._record_refusal(caller, call, arrival, error)
            raise
        if not isinstance(taken, Work):
            return taken
        try:
            if not call.return_immediately:
                await taken.wait(self._patience)
        except AlreadyClaimed:
            # Another process was first with this message, and now its claim is found.
            return await self._send(caller, call, arrival)
        if taken.direct_answer is not None:
            return MessageReply(taken.direct_answer)
        await taken.save()
        task, origin = with_history(taken.task, call.history_length), taken.origin
        return TaskReply(task, origin.alias, origin.made_in)

    async def _record_refusal(
        self, caller: AuthenticatedPeer, call: SendMessage, arrival: Arrival, error: GatewayError
    ) -> None:
        row = row_of(
            arrival,
            caller,
            self._clock,
            operation=arrival.operation,
            status="error",
            skill=self._planner.signpost.read(caller.peer, call).skill[:64],
            task_id=call.message.task_id,
            error=error.reason,
        )
        await self._store.commit(RecordActivity(row))
