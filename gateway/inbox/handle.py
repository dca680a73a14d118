"""The way of a call through the gateway: whose task, which skill, taken once, run, answered.

Every rule about *who may see what* has one form here: a task that is not the caller's is absent.
"""

from dataclasses import replace

from gateway.core.call import (
    Call,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    MessageReply,
    Reply,
    SendMessage,
    TaskReply,
)
from gateway.core.clock import Clock
from gateway.core.document import read_message
from gateway.core.errors import (
    ExtendedCardNotConfigured,
    GatewayError,
    PushNotificationNotSupported,
    TaskNotFound,
    UnsupportedOperation,
)
from gateway.core.json import decode
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.task import INTERRUPTED, Task, with_history
from gateway.inbox.arrival import Arrival
from gateway.inbox.cancel import cancel
from gateway.inbox.carry import Carrier, Job
from gateway.inbox.claims import check_same, digest_of, find_key
from gateway.inbox.plan import Planner, Ticket, arrive
from gateway.inbox.running import Running
from gateway.inbox.work import Work
from gateway.runner.alarm import Alarm
from gateway.store.base import (
    ALIAS,
    Activity,
    AlreadyClaimed,
    Claim,
    ClaimKey,
    RecordActivity,
    TaskRecord,
    TenantStore,
)


class Inbox:
    """What peers reach. ``reply_wait`` is in seconds: so long a blocking call waits for its end."""

    def __init__(
        self,
        store: TenantStore,
        planner: Planner,
        carrier: Carrier,
        clock: Clock,
        reply_wait: float,
    ) -> None:
        self._store = store
        self._planner = planner
        self._carrier = carrier
        self._clock = clock
        self._patience = Alarm(reply_wait)
        self._running = Running(carrier)

    async def handle(self, caller: AuthenticatedPeer, call: Call, arrival: Arrival) -> Reply:
        """Answer a call; everything that the answer names is durable. Raise a GatewayError."""
        match call:
            case SendMessage():
                return await self._send(caller, arrive(call, arrival, self._clock), arrival)
            case GetTask():
                return await self._get(caller, call)
            case GetExtendedCard():
                raise ExtendedCardNotConfigured
            case CreatePushConfig() | GetPushConfig() | ListPushConfigs() | DeletePushConfig():
                raise PushNotificationNotSupported
            case _:
                raise UnsupportedOperation(type(call).__name__)

    @property
    def is_busy(self) -> bool:
        """Whether any task is in work."""
        return self._running.is_busy

    async def close(self, seconds: float) -> None:
        """Let the work in hand end within that time; the next start takes up the rest."""
        await self._running.close(seconds)

    def start(self, work: Work, job: Job) -> None:
        """Carry a work out that no message of now asks for."""
        self._running.start(work, job)

    async def cancel(self, task_id: str, words: str) -> Task:
        """End a task, whosever it is, and the run of its skill; ``words`` go into its status.

        Raise TaskNotFound, or TaskNotCancelable when it has ended.
        """
        return await cancel(self._store, self._planner, self._running, self._clock, task_id, words)

    async def _send(self, caller: AuthenticatedPeer, call: SendMessage, arrival: Arrival) -> Reply:
        try:
            started = await self._take(caller, call, arrival)
        except GatewayError as error:
            await self._record_refusal(caller, call, arrival, error)
            raise
        if not isinstance(started, Work):
            return started
        return await self._await(started, call, caller.peer)

    async def _take(
        self, caller: AuthenticatedPeer, call: SendMessage, arrival: Arrival
    ) -> Work | Reply:
        """The work that answers this message: a new one, or the one that it started before."""
        record = None
        if call.message.task_id:
            record = await self._find_own(caller, call.message.task_id)
            call = self._planner.continue_context(call, record.task)
        asked = self._planner.read(call)
        key = find_key(caller.peer, call)
        ticket = Ticket(
            key, digest_of(call, record.skill if record else asked.skill) if key else b""
        )
        repeated = await self._find_repeated(caller, call, arrival, ticket)
        if repeated is not None:
            return repeated
        if record is None:
            plan = self._planner.plan_new(caller, call, arrival, asked, ticket)
        else:
            busy = self._running.find(record.task.id)
            if busy is not None and not busy.task.is_terminal:
                busy.take_turn(call.message, ticket.claims(record.task.id, arrival.at))
                await busy.save()
                return busy
            state = record.task.state if busy is None else busy.task.state
            if state not in INTERRUPTED:
                raise UnsupportedOperation(f"the task is {state}")
            plan = self._planner.plan_turn(caller, call, arrival, record, ticket)
        if call.return_immediately:
            await plan.work.save()
        self._running.start(plan.work, plan.job, ticket)
        return plan.work

    async def _find_repeated(
        self,
        caller: AuthenticatedPeer,
        call: SendMessage,
        arrival: Arrival,
        ticket: Ticket,
    ) -> Work | Reply | None:
        # What is looked up while another task may run is looked up again, so that between the last
        # look and the start of the work nothing can come.
        key, digest = ticket
        while key is not None:
            twin = self._running.find_twin(key)
            if twin is not None:
                if twin[1] != digest and key.scope == ALIAS:
                    raise UnsupportedOperation("the task of this id is at work")
                check_same(twin[1], digest)
                return twin[0]
            claim = await self._store.find_claim(key)
            if claim is not None:
                return await self._repeat(caller, call, arrival, claim, digest)
            if self._running.find_twin(key) is None:
                break
        return None

    async def _repeat(
        self,
        caller: AuthenticatedPeer,
        call: SendMessage,
        arrival: Arrival,
        claim: Claim,
        digest: bytes,
    ) -> Work | Reply:
        if claim.key.scope == ALIAS and claim.digest != digest:
            # The caller's own name for a task with new words is its next turn, taken once too.
            message = replace(call.message, task_id=claim.task_id)
            turn = f"turn:{digest.hex()}"
            return await self._take(
                caller, replace(call, message=message, idempotency_key=turn), arrival
            )
        check_same(claim.digest, digest)
        if claim.answer:
            return MessageReply(read_message(decode(claim.answer.encode())))
        work = self._running.find(claim.task_id)
        if work is not None:
            return work
        return _reply(await self._find_own(caller, claim.task_id), call.history_length)

    async def _await(self, work: Work, call: SendMessage, peer: Peer) -> Reply:
        try:
            if not call.return_immediately:
                await work.wait(self._patience)
        except AlreadyClaimed as taken:
            # Another process was first with this message: its task is the answer.
            record = await self._store.find_task(taken.claim.task_id)
            if record is None or record.peer != peer.name:
                raise
            return _reply(record, call.history_length)
        if work.answer is not None:
            return MessageReply(work.answer)
        await work.save()
        return TaskReply(
            with_history(work.task, call.history_length), work.origin.alias, work.origin.made_in
        )

    async def _get(self, caller: AuthenticatedPeer, call: GetTask) -> Reply:
        try:
            record = await self._find_own(caller, call.task_id)
        except TaskNotFound:
            claim = await self._store.find_claim(ClaimKey(caller.name, ALIAS, call.task_id))
            if claim is None:
                raise
            record = await self._find_own(caller, claim.task_id)
        return _reply(record, call.history_length)

    async def _find_own(self, caller: AuthenticatedPeer, task_id: str) -> TaskRecord:
        """The newest durable value of the caller's task; raise TaskNotFound for all others."""
        work = self._running.find(task_id)
        if work is not None and work.origin.peer == caller.name and work.is_stored:
            await work.save()
        record = await self._store.find_task(task_id)
        if record is None or record.peer != caller.name:
            raise TaskNotFound
        return record

    async def _record_refusal(
        self, caller: AuthenticatedPeer, call: SendMessage, arrival: Arrival, error: GatewayError
    ) -> None:
        await self._store.commit(
            RecordActivity(
                Activity(
                    id=self._clock.new_id(),
                    at=arrival.at,
                    peer=caller.name,
                    direction="inbound",
                    operation="SendMessage",
                    status="error",
                    skill=self._planner.read(call).skill[:64],
                    task_id=call.message.task_id,
                    dialect=arrival.dialect,
                    duration_ms=max(0, self._clock.now() - arrival.at),
                    error=error.reason,
                    token_id=caller.token_id,
                    request_id=arrival.request_id,
                )
            )
        )


def _reply(record: TaskRecord, history_length: int | None) -> TaskReply:
    return TaskReply(with_history(record.task, history_length), record.alias, record.made_in)
