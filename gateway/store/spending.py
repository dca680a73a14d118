"""What language models have used up for each peer and day, so that a budget outlives a restart."""

from typing import Protocol

from msgspec import Struct


class Spending(Struct, frozen=True):
    """``micros`` are millionths of the currency that the config's prices are in."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    micros: int = 0

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def plus(self, more: "Spending") -> "Spending":
        return Spending(
            self.prompt_tokens + more.prompt_tokens,
            self.completion_tokens + more.completion_tokens,
            self.micros + more.micros,
        )


class AddSpending(Struct, frozen=True):
    """Add to what a peer has used up on a day (UTC, days since the epoch)."""

    peer: str
    day: int
    spending: Spending


class SpendingStore(Protocol):
    """One tenant's spending, where it is not written by units."""

    async def of(self, peer: str, day: int) -> Spending: ...

    async def forget(self, before: int) -> int:
        """Forget the days before this one; return how many rows they were."""
