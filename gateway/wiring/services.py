"""Everything that the edge uses, in one value."""

from collections.abc import Mapping

from msgspec import Struct, field

from gateway.approvals import Approvals
from gateway.auth import OperatorGate
from gateway.auth.attempts import Attempts
from gateway.auth.secrets import Safe
from gateway.automations import Automations
from gateway.cards import Cards, KeyRing
from gateway.chat import Chat, Memory
from gateway.config import Settings
from gateway.core.clock import Clock
from gateway.deals.deals import Deals
from gateway.deals.decide import Decider
from gateway.deals.follow import Follower
from gateway.deals.scribe import Scribe
from gateway.inbox.asked import Signpost
from gateway.inbox.handle import Inbox
from gateway.observe.log import Log
from gateway.outbox import Courier, Health, Outbox, Pins
from gateway.peers import Discoverer
from gateway.skillkit.declare import Skill
from gateway.store.base import Store, TenantStore
from gateway.wiring.automations import ByItself
from gateway.wiring.deals import DealDesk
from gateway.wiring.live import Live
from gateway.wiring.partners import Partners
from gateway.wiring.skills import SkillSet
from gateway.wiring.way_in import WayIn
from gateway.wiring.way_out import WayOut


class Services(Struct, frozen=True):
    """Everything that the edge uses; made by ``gather`` alone."""

    live: Live
    clock: Clock
    log: Log
    store: Store
    tenant: TenantStore
    safe: Safe
    ring: KeyRing
    cards: Cards
    skill_set: SkillSet
    signpost: Signpost
    inbox: Inbox
    approvals: Approvals
    memory: Memory
    health: Health
    pins: Pins
    outbox: Outbox
    courier: Courier
    deals: Deals
    decider: Decider
    follower: Follower
    scribe: Scribe
    automations: Automations
    discoverer: Discoverer
    partners: Partners
    operator: OperatorGate
    attempts: Attempts = field(default_factory=Attempts)

    @property
    def skills(self) -> Mapping[str, Skill]:
        """Those that are offered, as the config says now."""
        return self.skill_set.offered

    def adopt(self, settings: Settings) -> None:
        """Use new settings from the next request on; raise ConfigError, and keep the old ones,
        where they do not go with the skills that are loaded.
        """
        self.skill_set.adopt(settings)
        self.live.adopt(settings)


def gather(
    live: Live,
    clock: Clock,
    log: Log,
    store: Store,
    tenant: TenantStore,
    safe: Safe,
    ring: KeyRing,
    cards: Cards,
    skill_set: SkillSet,
    chat: Chat,
    way_in: WayIn,
    way_out: WayOut,
    deal_desk: DealDesk,
    by_itself: ByItself,
    partners: Partners,
    operator: OperatorGate,
) -> Services:
    """What the edge uses of each."""
    return Services(
        live,
        clock,
        log,
        store,
        tenant,
        safe,
        ring,
        cards,
        skill_set,
        way_in.signpost,
        way_in.inbox,
        way_in.approvals,
        chat.memory,
        way_out.health,
        way_out.pins,
        way_out.outbox,
        way_out.courier,
        deal_desk.deals,
        deal_desk.decider,
        deal_desk.follower,
        deal_desk.scribe,
        by_itself.automations,
        way_out.discoverer,
        partners,
        operator,
    )
