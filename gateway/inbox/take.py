"""Take a message once: what it starts, the work that it started before, or what that gave.

Apart from the way of a call, because between the last look whether a message is new and the start
of its work nothing may come.
"""

from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import MessageReply, SendMessage, TaskReply
from gateway.core.errors import RateLimited, UnsupportedOperation
from gateway.core.json import decode
from gateway.core.message import Message
from gateway.core.message_document import read_message
from gateway.core.peer import AuthenticatedPeer
from gateway.core.task import INTERRUPTED, Task, TaskState
from gateway.inbox.arrival import Arrival
from gateway.inbox.backlog import Backlog
from gateway.inbox.claims import Ticket, check_same, digest_of, find_key
from gateway.inbox.consent import find_waiting, turns_of
from gateway.inbox.follower import Follower
from gateway.inbox.hub import Hub
from gateway.inbox.own import OwnTasks, task_reply
from gateway.inbox.plan import Plan, Planner
from gateway.inbox.push import PushConfigs
from gateway.inbox.room import IN_TASK, WHILE_WAITING
from gateway.inbox.running import Running
from gateway.inbox.weigh import Held
from gateway.inbox.work import Work
from gateway.store.base import TenantStore
from gateway.store.errand import Errand
from gateway.store.records import ALIAS, Claim, TaskRecord
from gateway.store.writes import AlreadyClaimed, StaleTask


class Turn(Struct, frozen=True):
    """One message with how it came; ``follower`` follows the task from its beginning, if any."""

    caller: AuthenticatedPeer
    call: SendMessage
    arrival: Arrival
    follower: Follower | None = None


Taken: TypeAlias = Work | TaskReply | MessageReply


class Taker(Struct, frozen=True):
    store: TenantStore
    planner: Planner
    running: Running
    backlog: Backlog
    own: OwnTasks
    hub: Hub
    push: PushConfigs

    async def take(self, turn: Turn) -> Taken:
        """The work that answers this message, or its answer; raise what refuses it.

        The follower follows the work only where the message has started it now.
        """
        caller, call, record, errand = turn.caller, turn.call, None, None
        if call.alias and not call.message.task_id and await self.own.has(caller, call.alias):
            # It was started in another language, where the gateway gives the ids.
            call = replace(call, message=replace(call.message, task_id=call.alias))
        if call.message.task_id:
            record = await self.own.get(caller, call.message.task_id)
            errand = await self.store.errands.find(record.task.id)
            call = self.planner.continue_context(call, record.task)
            turn = replace(turn, call=call)
        asked = await self.planner.signpost.follow(caller.peer, call)
        key = find_key(caller.peer, call)
        ticket = Ticket(
            key, digest_of(call, record.skill if record else asked.named) if key else b""
        )
        if call.push is not None and record is not None:
            await self.push.check_room(record.task.id, call.push)
        repeated = await self._find_repeated(turn, ticket)
        if repeated is not None:
            return repeated
        if call.push is not None:
            self.push.check(caller.peer, call.push)
        if record is None:
            plan = self.planner.plan_new(caller, call, turn.arrival, asked, ticket)
        else:
            going = await self._go_on(turn, record, errand, ticket)
            if not isinstance(going, Plan):
                return going
            plan = going
        self.push.attach(plan.work, caller, call.push, turn.arrival)
        task = None if record is None else record.task
        held = Held(turn.arrival.body, turn.arrival.size, task, plan.job.arguments)
        self.backlog.admit(plan.work, held)
        if call.return_immediately and not await self._save_first(plan.work):
            return await self.take(turn)
        if turn.follower is not None:
            self.hub.follow(turn.follower, plan.work.task.id)
            plan.work.keep_events()
        self.running.start(plan.work, plan.job, ticket)
        return plan.work

    async def _save_first(self, work: Work) -> bool:
        """False when this very message came twice at once, or another did for the same task."""
        try:
            await work.save()
        except BaseException as error:
            self.backlog.dismiss(work)
            if isinstance(error, AlreadyClaimed | StaleTask):
                return False
            raise
        return True

    async def _go_on(
        self, turn: Turn, record: TaskRecord, errand: Errand | None, ticket: Ticket
    ) -> Plan | Taken:
        """What a message does to a task that is there; where it plans, nothing was awaited."""
        caller, call = turn.caller, turn.call
        busy = self.running.find(record.task.id)
        if busy is not None and not busy.task.is_terminal:
            _check_room(busy.task, call.message)
            self.backlog.grow(busy, turn.arrival.held)
            busy.take_turn(call.message, ticket.claims(record.task.id, turn.arrival.at))
            self.push.attach(busy, caller, call.push, turn.arrival)
            await busy.save()
            return busy
        state = record.task.state if busy is None else busy.task.state
        if state is TaskState.WORKING:
            return await self._hear(turn, record, ticket)
        if state not in INTERRUPTED:
            raise UnsupportedOperation(f"the task is {state}")
        _check_room(record.task, call.message)
        return self.planner.plan_turn(caller, call, turn.arrival, record, errand, ticket)

    async def _hear(self, turn: Turn, record: TaskRecord, ticket: Ticket) -> Taken:
        """Keep what is said while a human of ours has to decide; it changes nothing of that."""
        call, task = turn.call, record.task
        waiting = find_waiting(await self.store.approvals.list_of_task(task.id))
        if waiting is None:
            if self.running.find(task.id) is None:
                raise UnsupportedOperation(f"the task is {task.state}")
            return await self.take(turn)
        turns = turns_of(task.history).plus(call.message)
        if not WHILE_WAITING.holds(turns[waiting.turns :]):
            raise RateLimited("a person has to decide first; wait for that")
        work = self.planner.works.again(record)
        work.take_turn(call.message, ticket.claims(task.id, turn.arrival.at))
        self.push.attach(work, turn.caller, call.push, turn.arrival)
        try:
            await work.save()
        except (StaleTask, AlreadyClaimed):
            # It was decided meanwhile, or this very message came twice at once.
            return await self.take(turn)
        record = await self.own.get(turn.caller, task.id)
        return task_reply(record, call.history_length)

    async def _find_repeated(self, turn: Turn, ticket: Ticket) -> Taken | None:
        # What is looked up while another task may run is looked up again, so that between the last
        # look and the start of the work nothing can come.
        key, digest = ticket.key, ticket.digest
        while key is not None:
            twin = self.running.find_twin(key)
            if twin is not None:
                if twin[1] != digest and key.scope == ALIAS:
                    raise UnsupportedOperation("the task of this id is at work")
                check_same(twin[1], digest)
                return self._join(turn, twin[0])
            claim = await self.store.find_claim(key)
            if claim is not None:
                return await self._repeat(turn, claim, digest)
            if self.running.find_twin(key) is None:
                break
        return None

    async def _repeat(self, turn: Turn, claim: Claim, digest: bytes) -> Taken:
        if claim.answer:
            check_same(claim.digest, digest)
            return MessageReply(read_message(decode(claim.answer.encode())))
        if claim.key.scope == ALIAS and claim.digest != digest:
            # The caller's own name for a task with new words is its next turn, taken once too.
            message = replace(turn.call.message, task_id=claim.task_id)
            call = replace(turn.call, message=message, idempotency_key=f"turn:{digest.hex()}")
            return await self.take(replace(turn, call=call))
        check_same(claim.digest, digest)
        work = self.running.find(claim.task_id)
        if work is not None:
            return self._join(turn, work)
        record = await self.own.get(turn.caller, claim.task_id)
        return task_reply(record, turn.call.history_length)

    def _join(self, turn: Turn, work: Work) -> Work:
        """The work, which began with the same message: who waits for it has it in memory too."""
        if not turn.call.return_immediately:
            self.backlog.grow(work, turn.arrival.held)
        return work


def _check_room(task: Task, message: Message) -> None:
    """Raise UnsupportedOperation when the peer has said as much in the task as it may."""
    if not IN_TASK.holds(turns_of(task.history).plus(message)):
        raise UnsupportedOperation("the task holds as much as it may; begin another")
