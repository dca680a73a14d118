"""What each shape of supplier says, as time goes by; in no language yet."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from examples.deal.cast import Scripted
from examples.deal.market import DAYS, Market

LATER_SECONDS: Final = 3
REVIEW_SECONDS: Final = 5
REVIEW_HOURS: Final = 6
SILENT: Final = frozenset({"hangs", "stops half-way", "gone"})


class Said(Struct, frozen=True):
    """``state`` is that of an A2A 0.3 task; ``data`` is what a machine reads, ``text`` words."""

    state: str
    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""


def is_pushed(supplier: Scripted) -> bool:
    """Whether it tells of its answer by itself, later."""
    return supplier.shape == "quote by push"


def say(supplier: Scripted, market: Market, begun: float, now: float) -> Said:
    """What it says now, where it was asked at ``begun``; both in seconds since the epoch."""
    if (reason := market.declines.get(supplier.shape)) is not None:
        return _decline(reason)
    return _LINES[supplier.shape](supplier, market, begun, now - begun)


def _quote(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    return Said("completed", _offer(supplier, market))


def _quote_in_words(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    offer = json.dumps(_offer(supplier, market))
    return Said("completed", text=f"Gladly! Our offer:\n```json\n{offer}\n```\nWelcome!")


def _quote_later(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    return Said("working") if elapsed < LATER_SECONDS else _quote(supplier, market, begun, elapsed)


def _two_days_late(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    return Said("completed", market.quote(100, DAYS + 2))


def _review_then_no(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    if elapsed < REVIEW_SECONDS:
        return _review(begun, REVIEW_SECONDS / 3600)
    return _decline("Our sales manager would rather not.")


def _long_review(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    return _review(begun, REVIEW_HOURS)


def _wrong_types(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    spelt = dict.fromkeys(market.quote(100, DAYS), "about four")
    return Said("completed", {**spelt, "status": "quoted"})


def _half_the_fields(supplier: Scripted, market: Market, begun: float, elapsed: float) -> Said:
    return Said("completed", {market.price_field: 16500, "status": "quoted"})


def _always(said: Said) -> "Line":
    return lambda supplier, market, begun, elapsed: said


def _offer(supplier: Scripted, market: Market) -> dict[str, Any]:
    """A little dearer than A, each at a price of its own, and a day or two earlier or later."""
    return market.quote(104 + supplier.number, DAYS - 2 - supplier.number % 3)


def _decline(reason: str) -> Said:
    return Said("rejected", {"status": "declined", "reason": reason})


def _review(begun: float, hours: float) -> Said:
    until = datetime.fromtimestamp(begun, UTC) + timedelta(hours=hours)
    return Said(
        "working",
        {
            "status": "pending_review",
            "estimated_response_by": until.isoformat(timespec="seconds"),
            "note": "This needs a yes from our sales manager.",
        },
    )


Line: TypeAlias = Callable[[Scripted, Market, float, float], Said]
_LINES: Final[Mapping[str, Line]] = {
    "quote": _quote,
    "quote in words": _quote_in_words,
    "quote later": _quote_later,
    "quote by push": _quote_later,
    "two days late": _two_days_late,
    "review, then no": _review_then_no,
    "long review": _long_review,
    "wrong types": _wrong_types,
    "only words": _always(Said("completed", text="Splendid! Let us talk on the phone.")),
    "half the fields": _half_the_fields,
    "fails": _always(Said("failed", text="Our database is being moved.")),
    "asks back": _always(Said("input-required", text="Would beige do as well?")),
}
