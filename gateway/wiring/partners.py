"""Peers that come and change while the gateway runs: managed rows, invitations both ways."""

from collections.abc import Callable

from msgspec import Struct

from gateway.auth.peer_safe import PeerSafe
from gateway.cards import Cards, KeyRing
from gateway.core.clock import Clock
from gateway.observe.log import Log
from gateway.peers import Acceptances, Introducer, Invitations, ManagedPeers
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.secrets import Secrets
from gateway.wiring.way_out import WayOut


class Partners(Struct, frozen=True):
    managed: ManagedPeers
    invitations: Invitations
    acceptances: Acceptances


def make_managed(
    live: Live,
    tenant: TenantStore,
    secrets: Secrets,
    wake: Callable[[], None],
    clock: Clock,
    log: Log,
) -> ManagedPeers:
    """``wake`` is called when something was added to the outbox."""
    return ManagedPeers(
        tenant,
        secrets.peer_safe,
        secrets.credentials,
        live.adopt_managed,
        lambda name: live.roster.find(name) is not None,
        wake,
        clock,
        log,
    )


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
