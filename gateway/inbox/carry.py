"""Carry a task out: its place in line, the run of its skill, and the saves along the way.

A task that ends within ``QUICK`` seconds is written once, complete. A longer one is written first,
and so is one whose skill must not run twice: its row is what a restart finds.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct, field

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, StoreError, Unavailable
from gateway.core.peer import Peer
from gateway.core.task import StatusUpdate, TaskState, TaskStatus
from gateway.inbox.consent import Consent, Consents, calls_of, first_turns
from gateway.inbox.desk import CallPeer, WorkDesk
from gateway.inbox.fallback import Fallbacks
from gateway.inbox.inner import InnerSkills
from gateway.inbox.job import Job
from gateway.inbox.promise import Promise
from gateway.inbox.review import begin_review, use
from gateway.inbox.say import say
from gateway.inbox.work import Work
from gateway.observe.log import Log
from gateway.runner.alarm import Alarm
from gateway.runner.ending import Answered, Ending, Waits
from gateway.runner.run import SkillRunner
from gateway.runner.slots import Slots
from gateway.skillkit.context import MessageView, PeerView, SkillContext, TaskView
from gateway.skillkit.declare import Skill
from gateway.store.writes import AlreadyClaimed, StaleTask

QUICK: Final = 0.05
SAVE_AGAIN_SECONDS: Final = 1.0
STOPPING: Final = "the gateway is stopping; ask for the task later"


class Carrier(Struct, frozen=True):
    """``check_again`` raises when the peer may no longer run the skill (checked after a wait).

    ``call_peer`` takes a peer's name, its skill, the arguments and the cause, for skills that call
    out.
    """

    clock: Clock
    log: Log
    slots: Slots
    runner: SkillRunner
    check_again: Callable[[Peer, Skill], None]
    call_peer: CallPeer
    fallbacks: Fallbacks
    inner: InnerSkills
    consents: Consents
    quick: Alarm = field(default_factory=lambda: Alarm(QUICK))

    async def carry(self, work: Work, job: Job) -> None:
        """Run the job's skill and leave the work settled and saved, or with the error it met."""
        stop_showing = self._show_soon(work, job)
        try:
            await self._run_in_turn(work, job)
            stop_showing()
            await work.save()
        except asyncio.CancelledError:
            # A task that was canceled is finished by whoever canceled it, when that is durable.
            if not work.task.is_terminal:
                work.finish(Unavailable(STOPPING))
            raise
        except Exception as error:
            if not isinstance(error, GatewayError):
                self.log.error("task_broke", task=work.task.id, exc_info=error)
            await self._fail(work, error if isinstance(error, GatewayError) else GatewayError())
        else:
            work.finish()
        finally:
            stop_showing()

    def _show_soon(self, work: Work, job: Job) -> Callable[[], object]:
        """Store the task if it does not end before; the value is what stops that.

        Who follows it sees it at once, when its skill has begun and waits for something.
        """
        show = partial(_show, work)
        may_be_no_task = job.skill.may_answer_directly and job.may_answer_directly
        if work.is_followed and not may_be_no_task:
            return asyncio.get_running_loop().call_soon(show).cancel
        self.quick.set(show)
        return partial(self.quick.stop, show)

    async def _run_in_turn(self, work: Work, job: Job) -> None:
        if has_waited := not self.slots.try_take(job.peer.name):
            work.is_in_line = True
            await self.slots.take(job.peer.name)
            work.is_in_line = False
        try:
            if has_waited:
                self.check_again(job.peer, job.skill)
            await self._run(work, job)
        finally:
            self.slots.release(job.peer.name)

    async def _run(self, work: Work, job: Job) -> None:
        if job.grants:
            work.owe(*use(job.grants, self.clock.now()))
            await work.save()
        if job.skill.effect == "at_most_once":
            work.begin()
            await work.save()
        # What is not stored yet may still be answered directly.
        elif (work.is_stored or work.is_followed) and work.begin() and work.is_stored:
            work.save_soon()
        promise = _promise(work, job)
        consent = Consent(self.consents, job.peer, work.origin, job.turns, job.grants)
        ending = await self.fallbacks.run(work, job, partial(self._run_once, promise, consent))
        if work.task.is_terminal:  # canceled meanwhile, by a skill that went on nevertheless
            return
        if isinstance(ending, Waits):
            begin_review(work, ending.approval, ending.preliminary, self.clock)
            return
        if promise is not None:
            ending = promise.keep(ending, work.task, self.clock)
        if isinstance(ending, Answered):
            work.answer(ending.message, directly=job.may_answer_directly)
            return
        if ending.error:
            work.note_error(ending.error)
        work.change(*ending.events)

    async def _run_once(
        self, promise: Promise | None, consent: Consent, work: Work, job: Job
    ) -> Ending:
        if promise is not None:
            promise.begin()
        if job.skill.trust == "notify":
            work.note_run(job.skill.name, job.arguments)
        context = self._context(work, job, promise, consent)
        return await self.runner.run(job.skill, context, job.model, job.seconds)

    async def _fail(self, work: Work, error: GatewayError) -> None:
        """A task that was shown already ends with the error; of any other it is the answer.

        What may pass leaves the task as it is stored, for the next start. An end that the store
        could not take is told to whoever waits, and saved when it can.
        """
        if work.may_be_stored and not isinstance(error, Unavailable):
            said = say(work.task, error.message, self.clock)
            work.note_error(error.reason)
            work.change(StatusUpdate(TaskStatus(TaskState.FAILED, self.clock.now(), said)))
            try:
                await work.save()
            except GatewayError as unsaved:
                error = unsaved
            else:
                work.finish()
                return
        work.finish(error)
        if work.is_stored and work.task.is_settled:
            await _save_when_possible(work)

    def _context(
        self, work: Work, job: Job, promise: Promise | None, consent: Consent
    ) -> SkillContext:
        task, message = work.task, job.message
        history = first_turns(task.history, job.turns) if job.grants else task.history
        return SkillContext(
            message=MessageView(message.id, message.parts, message.metadata or {}),
            task=TaskView(task.id, task.context_id, task.state, history),
            peer=PeerView(job.peer.name, job.peer.tags),
            arguments=job.arguments,
            desk=WorkDesk(
                work,
                self.clock,
                self.call_peer,
                self.inner,
                job.peer,
                self.runner.max_result_bytes,
                consent,
                promise,
            ),
            contract=None if job.contract is None else job.contract.asked,
            answer=job.answer,
            llm=self.inner.model_of(job.skill.name, job.peer.name),
            cause=work.origin.cause,
            skill=job.skill.name,
            grants=calls_of(job.grants),
        )


def _promise(work: Work, job: Job) -> Promise | None:
    if job.contract is None:
        return None
    answer_id = f"{work.origin.activity_id}-answer"
    return Promise(job.contract, answer_id, as_it_came=job.peer.compat_contract)


def _show(work: Work) -> None:
    if not work.is_in_line:
        work.begin()
    work.keep_events()
    work.save_soon()


async def _save_when_possible(work: Work) -> None:
    while True:
        await asyncio.sleep(SAVE_AGAIN_SECONDS)
        try:
            await work.save()
        except (AlreadyClaimed, StaleTask):
            return  # something else became of the task meanwhile
        except StoreError:
            continue
        return
