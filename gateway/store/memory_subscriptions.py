"""One tenant's subscriptions in memory."""

from gateway.store.subscription import Subscription


class MemorySubscriptions:
    def __init__(self, kept: dict[str, Subscription]) -> None:
        self._kept = kept

    async def find(self, subscription_id: str) -> Subscription | None:
        return self._kept.get(subscription_id)

    async def drop(self, subscription_id: str) -> int:
        return 0 if self._kept.pop(subscription_id, None) is None else 1

    async def forget(self, before: int) -> int:
        old = [found.id for found in self._kept.values() if found.at < before]
        for subscription_id in old:
            del self._kept[subscription_id]
        return len(old)
