"""What a late offer has over the one that was taken, in words: what the notice of it says."""

from collections.abc import Iterator

from msgspec.structs import replace

from gateway.core.deal import Offer, OfferKind
from gateway.core.json import JsonObject
from gateway.deals.figures import (
    find_asked,
    find_delivery,
    find_price,
    read_figure,
    write_days,
    write_figure,
)
from gateway.deals.rank import rank
from gateway.deals.request import DealRequest


def improvement(
    request: DealRequest, winner: Offer, late: Offer, *, is_awarded: bool = True
) -> str:
    """``200 SEK cheaper, 2 days later; already awarded to supplier-a``, "" where it is no better.

    Better is what is cheaper, or what would stand first of the two by the rule of the request. A
    counter-offer is of something else, and never better. ``is_awarded`` is false where the other
    is the best so far.
    """
    if late.kind is not OfferKind.QUOTED or not _is_comparable(request, winner, late):
        return ""
    if not (_is_cheaper(request, winner, late) or _is_ahead(request, winner, late)):
        return ""
    said = ", ".join(say_differences(request, winner, late)) or "better by the rule of the request"
    if late.peer == winner.peer:
        return f"{said}; its earlier offer {'is already awarded' if is_awarded else 'was the best'}"
    return (
        f"{said}; {'already awarded to' if is_awarded else 'the best so far was of'} {winner.peer}"
    )


def _is_comparable(request: DealRequest, winner: Offer, late: Offer) -> bool:
    return _currency(request, winner.values) == _currency(request, late.values)


def _currency(request: DealRequest, values: JsonObject) -> str:
    said = values.get("currency")
    return said.strip().upper() if isinstance(said, str) else request.currency


def _is_cheaper(request: DealRequest, winner: Offer, late: Offer) -> bool:
    old, new = find_price(request, winner.values), find_price(request, late.values)
    return old is not None and new is not None and new < old


def _is_ahead(request: DealRequest, winner: Offer, late: Offer) -> bool:
    """By what both offer alone: how reliable they are was weighed when the one was chosen."""
    both = (
        replace(winner, peer="winner", kind=OfferKind.QUOTED, is_late=False),
        replace(late, peer="late", is_late=False),
    )
    scores = {place.peer: place.score for place in rank(request, both, {}).places}
    return "late" in scores and scores["late"] > scores.get("winner", -1)


def say_differences(request: DealRequest, winner: Offer, late: Offer) -> Iterator[str]:
    """What the second offer has more and less than the first."""
    old, new = find_price(request, winner.values), find_price(request, late.values)
    if old is not None and new is not None and old != new:
        currency = _currency(request, late.values)
        amount = f"{write_figure(abs(old - new))} {currency}".rstrip()
        yield f"{amount} {'cheaper' if new < old else 'dearer'}"
    then, now = find_delivery(request, winner), find_delivery(request, late)
    if then is not None and now is not None and then != now:
        yield f"{write_days(abs((now - then).days))} {'later' if now > then else 'earlier'}"
    for weight in request.award.weights:
        before = read_figure(find_asked(request, winner.values, weight.field))
        after = read_figure(find_asked(request, late.values, weight.field))
        is_told = (before, after) == (old, new)
        if before is not None and after is not None and before != after and not is_told:
            yield f"{weight.field} {write_figure(after)} instead of {write_figure(before)}"
