"""A skill that peers carry out: tried with each of them in turn, until one has done it.

Another peer is asked only where nothing was done at the one before, or where the skill's effect
says that it may be done twice.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.errors import ConfigError, GatewayError, LoopLimit, PeerNotFound, PeerUnreachable
from gateway.core.peer import Peer
from gateway.core.skill import Effect, Handler, Scope, Trust
from gateway.delegate.attempt import Undone, carry_out
from gateway.delegate.errands import Errands
from gateway.delegate.listener import Listener
from gateway.delegate.schema import Schemas
from gateway.delegate.words import answer_for, ask_for
from gateway.observe.log import Log
from gateway.outbox import Following, Health, Outbox
from gateway.skillkit import SkillContext
from gateway.skillkit.declare import ANY_OBJECT, Skill
from gateway.store.errand import Errand

_RESPONSES: Final = "responses"


class Delegator(Struct, frozen=True):
    """What every skill that peers carry out is carried out with."""

    outbox: Outbox
    health: Health
    errands: Errands
    log: Log


class Delegated(Struct, frozen=True):
    """``is_words`` passes on what was said and names no skill of the peer's. ``seconds`` is the
    skill's own timeout, None where it has none.
    """

    delegator: Delegator
    name: str
    carriers: tuple[Handler, ...]
    effect: Effect
    seconds: float | None
    is_words: bool

    async def run(self, ctx: SkillContext) -> Any:
        """The skill's function."""
        await ctx.desk.secure()
        seed = ctx.desk.new_id()
        errand = await self.delegator.errands.of(ctx, self.name)
        undone: Undone | None = None
        async for carrier, known in self._in_turn(ctx, errand):
            try:
                return await self._try(ctx, carrier, known, seed)
            except Undone as failed:
                undone = failed
                self._note(ctx, carrier, failed.error)
            may_go_on = undone.is_untouched or self.effect == "at_least_once"
            if undone.is_final or ctx.answer is not None or not may_go_on:
                break
        if undone is not None:
            raise undone.error
        is_circle = all(carrier.peer == ctx.peer.name for carrier in self.carriers)
        raise LoopLimit if is_circle else PeerUnreachable

    async def _in_turn(
        self, ctx: SkillContext, errand: Errand
    ) -> AsyncIterator[tuple[Handler, Errand]]:
        """Who may carry it out, with the errand as it is then: where it is already comes first."""
        by_peer = {carrier.peer: carrier for carrier in self.carriers}
        if errand.remote_task and errand.peer in by_peer:
            yield by_peer[errand.peer], errand
        if ctx.answer is not None:
            # Only the one who asked can make something of it.
            return
        before = await self.delegator.errands.before(errand)
        order = self.delegator.health.in_order(by_peer)
        if before is not None and before.peer in order:
            # A conversation stays with its peer, while that can be called.
            is_well = self.delegator.health.is_available
            order.sort(key=lambda peer: peer != before.peer or not is_well(peer))
        for peer in order:
            # What a peer asks of us is not handed back to it.
            if peer != ctx.peer.name:
                context_id = before.remote_context if before and before.peer == peer else ""
                fresh = replace(errand, peer=peer, remote_task="", remote_context=context_id)
                yield by_peer[peer], fresh

    async def _try(self, ctx: SkillContext, carrier: Handler, errand: Errand, seed: str) -> Any:
        try:
            peer = self._peer(carrier)
        except (PeerNotFound, ConfigError) as error:
            unreachable = PeerUnreachable()
            unreachable.__cause__ = error
            raise Undone(unreachable, is_untouched=True, is_final=False) from error
        errands = self.delegator.errands
        if not errand.remote_task:
            errand = await errands.keep(errand)
        following = self._follow(ctx, carrier, peer, errand, f"{seed}:{carrier.peer}")
        known = errand

        async def note_task(task_id: str, context_id: str) -> None:
            nonlocal known
            context_id = context_id or known.remote_context
            if (task_id, context_id) != (known.remote_task, known.remote_context):
                found = replace(known, remote_task=task_id, remote_context=context_id)
                known = await errands.keep(found)

        listener = Listener(following)
        try:
            return await carry_out(listener, ctx, note_task)
        finally:
            goes_on = ctx.desk.is_interrupted and self.effect == "at_least_once"
            listener.leave(self.delegator.outbox, peer, goes_on=goes_on)

    def _follow(
        self, ctx: SkillContext, carrier: Handler, peer: Peer, errand: Errand, seed: str
    ) -> Following:
        outbox = self.delegator.outbox
        seconds = peer.timeout or self.seconds or outbox.seconds_of(peer)
        task_id, context_id = errand.remote_task, errand.remote_context
        if task_id and ctx.answer is None:
            # A restart: it was asked before, and goes on there.
            return outbox.follow(peer, task_id, seconds=seconds)
        if ctx.answer is not None:
            ask = answer_for(ctx, ctx.answer, seed=seed, task_id=task_id, context_id=context_id)
        else:
            skill = "" if self.is_words else carrier.skill or self.name
            ask = ask_for(ctx, skill, seed=seed, context_id=context_id)
        return outbox.stream(peer, ask, seconds=seconds)

    def _peer(self, carrier: Handler) -> Peer:
        """As its row has it, in the language that the handler asks for."""
        peer = self.delegator.outbox.get_peer(carrier.peer)
        if carrier.kind != _RESPONSES or peer.dialect == _RESPONSES:
            return peer
        return replace(peer, dialect=_RESPONSES, binding="", endpoint="")

    def _note(self, ctx: SkillContext, carrier: Handler, error: GatewayError) -> None:
        cause = error.__cause__
        self.delegator.log.warning(
            "not_carried_out",
            skill=self.name,
            peer=carrier.peer,
            task=ctx.task.id,
            reason=error.reason,
            problem=cause.message if isinstance(cause, GatewayError) else error.message,
        )


def make_delegated_skill(
    delegator: Delegator,
    name: str,
    carriers: Sequence[Handler],
    *,
    description: str,
    schemas: Schemas,
    scope: Scope = "external",
    trust: Trust = "auto",
    effect: Effect = "at_least_once",
    tags: tuple[str, ...] = (),
    timeout: float | None = None,
    is_words: bool = False,
) -> Skill:
    """A skill like any other, whose function asks the carriers; ``timeout`` in seconds."""
    delegated = Delegated(delegator, name, tuple(carriers), effect, timeout, is_words)
    return Skill(
        name=name,
        description=description,
        function=delegated.run,
        scope=scope,
        trust=trust,
        effect=effect,
        timeout=timeout,
        tags=tags or ("general",),
        examples=(),
        arguments=None,
        input_schema=schemas.input if schemas.input is not None else ANY_OBJECT,
        output_schema=schemas.output,
        is_async=True,
        may_answer_directly=False,
        source=Path("peers.toml"),
        handlers=tuple(map(str, carriers)),
        check=schemas.check,
    )
