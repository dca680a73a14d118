"""Requests to many: what opens them, what takes the answers in, what decides about them."""

from typing import Final

from msgspec import Struct

from gateway.automations import OURSELVES
from gateway.chat import Chat
from gateway.core.clock import Clock
from gateway.core.peer import Peer
from gateway.deals.deals import Deals
from gateway.deals.decide import Decider, Desk
from gateway.deals.follow import Follower
from gateway.deals.letters import Letters
from gateway.deals.open import Opener
from gateway.deals.scribe import Scribe
from gateway.deals.settle import Settler
from gateway.observe.log import Log
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.way_out import WayOut

_SKILL: Final = "deals"
"""The config may give a model of its own to this name, as it may to a skill's."""


class DealDesk(Struct, frozen=True):
    deals: Deals
    decider: Decider
    follower: Follower
    scribe: Scribe
    settler: Settler


def make_deals(
    live: Live, tenant: TenantStore, way_out: WayOut, chat: Chat, clock: Clock, log: Log
) -> DealDesk:
    outbox, wake = way_out.outbox, way_out.courier.wake

    def list_peers() -> list[Peer]:
        return [row.as_peer() for row in live.settings.peers]

    deals = Deals(tenant, Opener(tenant, outbox, clock, list_peers, wake), clock)
    desk = Desk(tenant, Letters(tenant, outbox), clock)
    decider = Decider(desk, deals.get, wake)
    return DealDesk(
        deals,
        decider,
        Follower(decider, way_out.health.forgive),
        Scribe(list_peers, chat.model_of(_SKILL, OURSELVES.name), clock),
        Settler(tenant, clock, log),
    )
