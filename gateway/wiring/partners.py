"""Peers that come and change while the gateway runs: managed rows, invitations both ways."""

from dataclasses import dataclass

from gateway.auth.peer_safe import PeerSafe
from gateway.cards import Cards, KeyRing
from gateway.core.clock import Clock
from gateway.observe.log import Log
from gateway.peers import Acceptances, Introducer, Invitations, ManagedPeers
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.way_out import WayOut


@dataclass(frozen=True, slots=True)
class Partners:
    managed: ManagedPeers
    invitations: Invitations
    acceptances: Acceptances


def make_partners(
    live: Live,
    tenant: TenantStore,
    safe: PeerSafe,
    managed: ManagedPeers,
    way_out: WayOut,
    cards: Cards,
    ring: KeyRing,
    clock: Clock,
    log: Log,
) -> Partners:
    limits = live.settings.limits
    introducer = Introducer(cards, ring, lambda: live.base_url, lambda: live.settings.agent.name)
    invitations = Invitations(tenant, safe, managed, introducer, live.reach, clock, log)
    acceptances = Acceptances(
        tenant,
        safe,
        managed,
        introducer,
        way_out.exchange.client,
        live.reach,
        clock,
        log,
        limits.total_seconds,
        limits.reply_bytes,
    )
    return Partners(managed, invitations, acceptances)
