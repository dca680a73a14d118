"""Offers in words: what a peer made of a request, in one line that reads at a glance."""

from decimal import Decimal
from typing import Any, Final, assert_never

from gateway.core.deal import Offer, OfferKind
from gateway.core.json import JsonObject
from gateway.deals.figures import write_figure
from gateway.deals.request import DealRequest

_MONEY: Final = frozenset({"price", "cost", "amount", "total", "fee", "rate", "salary"})
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
_MOST_LETTERS: Final = 400


def say_what(request: DealRequest) -> str:
    """``4 000 pieces of terminal blocks, needed by 2027-04-28``."""
    what = request.subject
    if request.quantity is not None:
        many = write_figure(request.quantity)
        what = f"{many} {request.unit} of {what}" if request.unit else f"{many} {what}"
    return what if request.needed_by is None else f"{what}, needed by {request.needed_by}"


def say_offer(offer: Offer, currency: str = "") -> str:
    """What became of the question; when a pending one is decided is left to who knows the reader's
    time zone."""
    words = _say(offer, say_values(offer.values, currency))
    return f"{words} (late)" if offer.is_late else words


def say_values(values: JsonObject, currency: str = "") -> str:
    """All that was said, but for the status, which the kind of the offer tells."""
    said = (
        f"{name} {say_value(value, name, currency)}"
        for name, value in values.items()
        if name != "status" and value not in _EMPTY
    )
    return _cut(", ".join(said))


def say_value(value: Any, field: str = "", currency: str = "") -> str:
    """``currency`` is put to a number whose field is of money by its name."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            number = write_figure(Decimal(str(value)))
            return f"{number} {currency}" if currency and _is_money(field) else number
        case (
            [int() | float() as least, int() | float() as most]
            | {"min": least, "max": most}
            | {"low": least, "high": most}
        ) if not isinstance(least, bool):
            return f"{say_value(least)} to {say_value(most, field, currency)}"
        case list() if all(not isinstance(item, dict | list) for item in value):
            return ", ".join(say_value(item, field, currency) for item in value)
        case list():
            return "; ".join(say_value(item) for item in value)
        case dict():
            return ", ".join(f"{name} {say_value(item)}" for name, item in value.items())
        case _:
            return str(value)


def join_said(*said: str) -> str:
    """One after another, without those that are empty; a full stop is left at the end alone."""
    *others, last = [words for words in said if words] or [""]
    return "; ".join((*(words.rstrip(".") for words in others), last))


def _say(offer: Offer, values: str) -> str:
    match offer.kind:
        case OfferKind.ASKED:
            return "asked"
        case OfferKind.QUOTED:
            return f"quoted {values}"
        case OfferKind.COUNTER:
            return f"offers something else ({_join(offer.differs)}): {values}"
        case OfferKind.DECLINED:
            return f"declined: {offer.reason}" + (f" ({values})" if values else "")
        case OfferKind.PENDING_REVIEW:
            told = join_said(offer.reason, values)
            return "a human of theirs will decide" + (f": {told}" if told else "")
        case OfferKind.INVALID:
            return f"answered, and not with an offer: {_join(offer.differs)}"
        case OfferKind.UNREACHABLE:
            return f"could not be asked: {offer.reason}" if offer.reason else "could not be asked"
        case OfferKind.TIMED_OUT:
            return "did not answer in time"
        case _:
            assert_never(offer.kind)


def _join(sentences: tuple[str, ...]) -> str:
    return _cut("; ".join(sentences))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS] + "…"


def _is_money(field: str) -> bool:
    return not _MONEY.isdisjoint(field.casefold().split("_"))
