"""What each shape of supplier says, as time goes by; in no language yet."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from examples.deal.cast import Scripted
from examples.deal.market import DAYS, Market

LATER_SECONDS: Final = 3
REVIEW_SECONDS: Final = 5
REVIEW_HOURS: Final = 6
SILENT: Final = frozenset({"hangs", "stops half-way", "gone"})


@dataclass(frozen=True, slots=True)
class Said:
    """``state`` is that of an A2A 0.3 task; ``data`` is what a machine reads, ``text`` words."""

    state: str
    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""


def is_pushed(supplier: Scripted) -> bool:
    """Whether it tells of its answer by itself, later."""
    return supplier.shape == "quote by push"


def say(supplier: Scripted, market: Market, elapsed: float) -> Said:
    """What it says so many seconds after it first answered."""
    if (reason := market.declines.get(supplier.shape)) is not None:
        return _decline(reason)
    return _LINES[supplier.shape](supplier, market, elapsed)


def _quote(supplier: Scripted, market: Market, elapsed: float) -> Said:
    return Said("completed", _offer(supplier, market))


def _quote_in_words(supplier: Scripted, market: Market, elapsed: float) -> Said:
    offer = json.dumps(_offer(supplier, market))
    return Said("completed", text=f"Gladly! Our offer:\n```json\n{offer}\n```\nWelcome!")


def _quote_later(supplier: Scripted, market: Market, elapsed: float) -> Said:
    return Said("working") if elapsed < LATER_SECONDS else _quote(supplier, market, elapsed)


def _two_days_late(supplier: Scripted, market: Market, elapsed: float) -> Said:
    return Said("completed", market.quote(100, DAYS + 2))


def _review_then_no(supplier: Scripted, market: Market, elapsed: float) -> Said:
    if elapsed < REVIEW_SECONDS:
        return _review(REVIEW_SECONDS / 3600)
    return _decline("Our sales manager would rather not.")


def _wrong_types(supplier: Scripted, market: Market, elapsed: float) -> Said:
    spelt = dict.fromkeys(market.quote(100, DAYS), "about four")
    return Said("completed", {**spelt, "status": "quoted"})


def _half_the_fields(supplier: Scripted, market: Market, elapsed: float) -> Said:
    return Said("completed", {market.price_field: 16500, "status": "quoted"})


def _always(said: Callable[[], Said]) -> "Line":
    return lambda supplier, market, elapsed: said()


def _offer(supplier: Scripted, market: Market) -> dict[str, Any]:
    """A little dearer than A, each at a price of its own, and a day or two earlier or later."""
    return market.quote(104 + supplier.number, DAYS - 2 - supplier.number % 3)


def _decline(reason: str) -> Said:
    return Said("rejected", {"status": "declined", "reason": reason})


def _review(hours: float) -> Said:
    until = datetime.now(UTC) + timedelta(hours=hours)
    return Said(
        "working",
        {
            "status": "pending_review",
            "estimated_response_by": until.isoformat(timespec="seconds"),
            "note": "This needs a yes from our sales manager.",
        },
    )


Line: TypeAlias = Callable[[Scripted, Market, float], Said]
_LINES: Final[Mapping[str, Line]] = {
    "quote": _quote,
    "quote in words": _quote_in_words,
    "quote later": _quote_later,
    "quote by push": _quote_later,
    "two days late": _two_days_late,
    "review, then no": _review_then_no,
    "long review": _always(lambda: _review(REVIEW_HOURS)),
    "wrong types": _wrong_types,
    "only words": _always(lambda: Said("completed", text="Splendid! Let us talk on the phone.")),
    "half the fields": _half_the_fields,
    "fails": _always(lambda: Said("failed", text="Our database is being moved.")),
    "asks back": _always(lambda: Said("input-required", text="Would beige do as well?")),
}
