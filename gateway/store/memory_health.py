"""How one tenant's peers were, in memory."""

from gateway.store.health import PeerHealth


class MemoryHealth:
    def __init__(self, kept: dict[str, PeerHealth]) -> None:
        self._kept = kept

    async def list_all(self) -> list[PeerHealth]:
        return [self._kept[name] for name in sorted(self._kept)]
