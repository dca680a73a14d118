"""What happens when that fails which a route leads to: another route is tried, or its answer said.

Whom the route escalates to is told of each failure, by way of the outbox. What is decided here is
durable before it is acted upon, so that a restart goes on with the skill that took over.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, TextPart, text_of
from gateway.core.peer import Peer
from gateway.core.routing import Route, find_route
from gateway.core.task import ArtifactUpdate, StatusUpdate, TaskState, TaskStatus
from gateway.inbox.job import Job
from gateway.inbox.work import Work
from gateway.observe.log import Log
from gateway.outbox import escalation
from gateway.runner.ending import Ended, Ending
from gateway.skillkit.declare import Skill
from gateway.store.base import TenantStore
from gateway.store.errand import RecordErrand
from gateway.store.writes import Write

Run: TypeAlias = Callable[[Work, Job], Awaitable[Ending]]

_MAX_TEXT: Final = 4096


class Fallbacks(Struct, frozen=True):
    """``check`` raises when the peer may not have this skill run; ``wake`` is called when
    something was added to the outbox.
    """

    store: TenantStore
    skills: Mapping[str, Skill]
    routes: Callable[[], Sequence[Route]]
    check: Callable[[Peer, Skill], None]
    clock: Clock
    log: Log
    wake: Callable[[], object]

    async def run(self, work: Work, job: Job, run: Run) -> Ending:
        """How the job ends, or what takes its place when it fails."""
        ending, failed = await run(work, job), ""
        while job.route is not None and _has_failed(ending) and not work.task.is_terminal:
            failed = ending.error
            following = self._next(job)
            await self._note(work, job, following, failed)
            if following is None:
                return self._answered(work, job.route, ending)
            job = following
            ending = await run(work, job)
        if failed and isinstance(ending, Ended) and not ending.error:
            return replace(ending, error=f"FELL_BACK {failed}")
        return ending

    def _next(self, job: Job) -> Job | None:
        """The job of the route that this one falls back to; None where that cannot be run."""
        assert job.route is not None
        route = find_route(self.routes(), job.route.fallback) if job.route.fallback else None
        skill = self.skills.get(route.skill) if route is not None else None
        if skill is None or not skill.is_external:
            return None
        try:
            self.check(job.peer, skill)
            model = skill.read_arguments(job.arguments)
        except GatewayError:
            return None
        return replace(job, skill=skill, model=model, route=route, answer=None)

    async def _note(self, work: Work, job: Job, following: Job | None, failed: str) -> None:
        """Tell who has to know, and remember who took over."""
        assert job.route is not None
        taken_over_by = following.skill.name if following is not None else ""
        self.log.warning(
            "route_failed",
            route=job.route.name,
            skill=job.skill.name,
            task=work.task.id,
            reason=failed,
            falls_back_to=taken_over_by,
        )
        writes: list[Write] = []
        if following is not None:
            if not work.is_stored:
                work.begin()
                await work.save()
            # The conversation stays with the route that led it first.
            origin = replace(work.origin, skill=taken_over_by)
            writes.append(RecordErrand(origin.errand(work.task, self.clock.now())))
        if job.route.escalation:
            told = self._told(work, job, failed, taken_over_by)
            writes.append(escalation(job.route.name, work.task.id, told, self.clock))
        if writes:
            await self.store.commit(*writes)
        if job.route.escalation:
            self.wake()

    def _told(self, work: Work, job: Job, failed: str, taken_over_by: str) -> JsonObject:
        assert job.route is not None
        return {
            "route": job.route.name,
            "skill": job.skill.name,
            "peer": job.peer.name,
            "task_id": work.task.id,
            "context_id": work.task.context_id,
            "reason": failed,
            "taken_over_by": taken_over_by,
            "answer": "" if taken_over_by else job.route.answer,
            "text": text_of(job.message.parts)[:_MAX_TEXT],
        }

    def _answered(self, work: Work, route: Route, ending: Ended) -> Ended:
        """The route's fixed answer in the place of its failure, where it has one."""
        if not route.answer:
            return ending
        artifact_id = f"{work.origin.activity_id}-answer"
        artifact = Artifact(artifact_id, (TextPart(route.answer),), name="result")
        done = StatusUpdate(TaskStatus(TaskState.COMPLETED, self.clock.now()))
        events = (ArtifactUpdate(artifact, last_chunk=True), done)
        return Ended(events, f"FELL_BACK {ending.error}")


def _has_failed(ending: Ending) -> TypeGuard[Ended]:
    return isinstance(ending, Ended) and bool(ending.error)
