"""Where a task of ours is at a peer, kept before anything hangs on it."""

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.skillkit import SkillContext
from gateway.store.base import TenantStore
from gateway.store.errand import Errand, RecordErrand


class Errands(Struct, frozen=True):
    store: TenantStore
    clock: Clock

    async def of(self, ctx: SkillContext, skill: str) -> Errand:
        """The task's own, a new one where nothing is known of it."""
        known = await self.store.errands.find(ctx.task.id)
        if known is None:
            return Errand(ctx.task.id, ctx.peer.name, ctx.task.context_id, skill=skill)
        # Another skill took over, where a route fell back: what the first one did is its own.
        return known if known.skill == skill else replace(known, skill=skill, peer="")

    async def before(self, errand: Errand) -> Errand | None:
        """The newest of the same conversation that a peer was given for the same skill."""
        return await self.store.errands.find_handed(errand.caller, errand.context_id, errand.skill)

    async def keep(self, errand: Errand) -> Errand:
        """The errand as it is durable now."""
        kept = replace(errand, at=self.clock.now())
        await self.store.commit(RecordErrand(kept))
        return kept
