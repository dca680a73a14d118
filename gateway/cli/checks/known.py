"""What is known of peers that an operator has to decide: cards that wait, peers that are down."""

import asyncio

from msgspec import Struct

from gateway.cli.checks.finding import Level, Look, Subject
from gateway.cli.operator_socket import open_operator
from gateway.core.errors import GatewayError
from gateway.http.socket_file import is_answered
from gateway.store import open_store
from gateway.store.health import HealthStatus


class _Known(Struct, frozen=True):
    """Names of peers; ``down`` with the reason."""

    held: list[str]
    down: dict[str, str]


def check_known(subject: Subject) -> Look:
    """Tell of each card that waits to be confirmed, and of each peer that did not answer last."""
    is_running = is_answered(subject.settings.operator_socket)
    try:
        known = asyncio.run(_ask(subject) if is_running else _read(subject))
    except GatewayError:
        # The check of the store says so.
        return
    for name in known.held:
        text = f"{name}: another card than the one in use waits; see `peergate peers diff {name}`"
        yield Level.YELLOW, text
    for name, reason in known.down.items():
        yield Level.YELLOW, f"{name}: did not answer last ({reason})"
    if not known.held and not known.down:
        yield Level.GREEN, "no card waits, and no peer is down"


async def _ask(subject: Subject) -> _Known:
    async with open_operator(subject.settings.operator_socket) as gateway:
        rows = (await gateway.get("peers"))["peers"]
    return _Known(
        [row["name"] for row in rows if row["card"]["confirmation_needed"]],
        {row["name"]: row["health"]["error"] for row in rows if row["health"]["status"] == "down"},
    )


async def _read(subject: Subject) -> _Known:
    """The same from the store, as the next gateway will find it."""
    settings = subject.settings
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    try:
        tenant = store.for_tenant(settings.agent.tenant)
        pins, states = await tenant.pins.list_all(), await tenant.health.list_all()
        managed = [peer.name for peer in await tenant.managed.list_all()]
    finally:
        await store.close()
    names = {row.name for row in settings.peers}.union(managed)
    down = [state for state in states if state.status is HealthStatus.DOWN]
    return _Known(
        [pin.peer for pin in pins if pin.held is not None and pin.peer in names],
        {state.peer: state.error for state in down if state.peer in names},
    )
