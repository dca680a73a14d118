"""One tenant's spending in memory."""

from gateway.store.spending import Spending


class MemorySpending:
    """``kept`` is by peer and day."""

    def __init__(self, kept: dict[tuple[str, int], Spending]) -> None:
        self._kept = kept

    async def of(self, peer: str, day: int) -> Spending:
        return self._kept.get((peer, day), Spending())

    async def forget(self, before: int) -> int:
        old = [key for key in self._kept if key[1] < before]
        for key in old:
            del self._kept[key]
        return len(old)
