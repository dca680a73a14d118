"""What is owed to a peer that was revoked is looked at once more at once: its carrier lets it go.

Without that, a delivery that waits for its next try would look as if it were still to be sent.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from gateway.core.clock import Clock
from gateway.core.errors import StoreError
from gateway.core.peer import PeerStatus
from gateway.observe.log import Log
from gateway.store.base import TenantStore
from gateway.wiring.live import Live

_SOON_SECONDS: Final = 0.5


async def stop_what_is_owed(
    live: Live,
    tenant: TenantStore,
    kinds: Collection[str],
    wake: Callable[[], None],
    clock: Clock,
    log: Log,
) -> None:
    """Let go of what is owed to each peer that is revoked from now on; run it beside the rest.

    ``kinds`` are those of the deliveries that go to a peer.
    """
    known: set[str] = set()
    while True:
        revoked = {row.name for row in live.settings.peers if row.status is PeerStatus.REVOKED}
        try:
            for name in revoked - known:
                for kind in kinds:
                    await tenant.outbox.hasten(name, kind, clock.now())
        except StoreError as error:
            log.warning("upkeep_failed", problem=error.message)
        else:
            if revoked - known:
                wake()
            known = revoked
        await asyncio.sleep(_SOON_SECONDS)
