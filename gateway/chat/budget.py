"""How much of the model a peer may use up in a day (SECURITY: G3)."""

from typing import Final, Self

from msgspec import Struct

from gateway.config import LlmSettings
from gateway.core.clock import Clock
from gateway.llm import Usage
from gateway.store.base import TenantStore
from gateway.store.spending import AddSpending, Spending

_DAY_MS: Final = 86_400_000


class BudgetSpent(Exception):
    """The peer has used up what it may today; ``seconds`` until the next day (UTC)."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class Budget(Struct, frozen=True):
    """``tokens`` and ``cost`` are for a peer and day, ``cost`` 0 for no bound.

    Prices are for a million tokens; they and the cost are in the operator's currency.
    """

    store: TenantStore
    clock: Clock
    tokens: int
    cost: float
    prompt_price: float
    completion_price: float

    @classmethod
    def of(cls, llm: LlmSettings, store: TenantStore, clock: Clock) -> Self:
        return cls(
            store,
            clock,
            tokens=llm.max_tokens_per_day,
            cost=llm.max_cost_per_day,
            prompt_price=llm.prompt_price,
            completion_price=llm.completion_price,
        )

    async def check(self, peer: str) -> None:
        """Raise BudgetSpent."""
        day, spent_of_day = divmod(self.clock.now(), _DAY_MS)
        spent = await self.store.spending.of(peer, day)
        if spent.tokens >= self.tokens or (self.cost and spent.micros >= self.cost * 1_000_000):
            raise BudgetSpent(max(1, (_DAY_MS - spent_of_day) // 1000))

    async def spend(self, peer: str, usage: Usage) -> None:
        """Keep what one answer of the model used up."""
        # Prices are for a million tokens, and a micro is a millionth.
        micros = round(
            usage.prompt_tokens * self.prompt_price
            + usage.completion_tokens * self.completion_price
        )
        spending = Spending(usage.prompt_tokens, usage.completion_tokens, micros)
        await self.store.commit(AddSpending(peer, self.clock.now() // _DAY_MS, spending))
