"""What takes the calls of peers and carries them out, between the edge and the store."""

from msgspec import Struct

from gateway.approvals import Approvals, Resume
from gateway.cards import Cards
from gateway.chat import Chat
from gateway.core.clock import Clock
from gateway.inbox.asked import Signpost
from gateway.inbox.backlog import Backlog, Bounds
from gateway.inbox.carry import Carrier
from gateway.inbox.consent import Consents
from gateway.inbox.fallback import Fallbacks
from gateway.inbox.follower import QueueBounds
from gateway.inbox.handle import Inbox
from gateway.inbox.hub import Hub, StreamBounds
from gateway.inbox.inner import InnerSkills
from gateway.inbox.notices import TaskNotices
from gateway.inbox.plan import Planner
from gateway.inbox.push import PushRules
from gateway.inbox.webhooks import Postbox
from gateway.inbox.works import Works
from gateway.observe.log import Log
from gateway.outbox import PushSafe
from gateway.runner.run import SkillRunner
from gateway.runner.slots import Slots
from gateway.runner.threads import SkillThreads
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.skills import SkillSet
from gateway.wiring.way_out import WayOut


class WayIn(Struct, frozen=True):
    inbox: Inbox
    planner: Planner
    signpost: Signpost
    approvals: Approvals


def make_way_in(
    live: Live,
    tenant: TenantStore,
    safe: PushSafe,
    skill_set: SkillSet,
    threads: SkillThreads,
    chat: Chat,
    way_out: WayOut,
    cards: Cards,
    clock: Clock,
    log: Log,
) -> WayIn:
    """``threads`` run plain functions."""
    limits, courier = live.settings.limits, way_out.courier
    runner = SkillRunner(clock, log, threads, limits.skill_seconds, limits.skill_output_bytes)
    slots = Slots(per_peer=limits.tasks_per_peer, total=limits.tasks)
    fallbacks = Fallbacks(
        tenant,
        skill_set.every,
        lambda: live.routes,
        live.check_again,
        clock,
        log,
        courier.wake,
    )
    inner = InnerSkills(
        skill_set.offered,
        runner,
        live.check_again,
        chat.model_of,
        chat.facts,
        tenant,
        clock,
        log,
    )
    carrier = Carrier(
        clock,
        log,
        slots,
        runner,
        live.check_again,
        way_out.outbox.call_skill,
        fallbacks,
        inner,
        Consents(tenant.approvals, lambda: live.settings.approvals, clock),
    )
    hub = Hub(
        StreamBounds(
            limits.streams_per_peer,
            limits.streams,
            QueueBounds(limits.stream_events, limits.stream_bytes),
        )
    )
    postbox = Postbox(tenant, clock, courier.wake, live.flavour_of)
    works = Works(tenant, clock, hub, postbox, TaskNotices(lambda kind: kind in live.awaited))
    signpost = Signpost(
        tenant.errands, lambda: live.routes, lambda: live.settings.agent.default_skill
    )
    planner = Planner(
        works,
        skill_set.every,
        clock,
        signpost,
        limits.hops,
        lambda: live.settings.agent.input_modes,
    )
    bounds = Bounds(limits.tasks_per_peer, limits.queue_per_peer, limits.queue_bytes_per_peer)
    push = PushRules(live.check_hook, safe, limits.push_configs)
    inbox = Inbox(
        tenant,
        planner,
        carrier,
        Backlog(bounds),
        cards.extended,
        clock,
        limits.reply_wait_seconds,
        hub,
        limits.page_size,
        push,
        lambda: live.settings.agent.capabilities,
    )
    resume = Resume(tenant, planner, lambda name: live.roster.find(name), inbox.start)
    return WayIn(inbox, planner, signpost, Approvals(tenant, resume, clock))
