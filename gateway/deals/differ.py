"""How an offer differs from what was requested: a sentence each, with both values.

An offer may fit the contract, which says what fields an answer has, and yet be of something else:
too late, too few, in another colour. Only what the offer says is held against the request; what it
does not speak of is no difference.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gateway.core.json import Json, JsonObject, encode
from gateway.deals.figures import (
    day_of,
    find_asked,
    find_field,
    find_price,
    plain_name,
    read_day,
    read_figure,
    read_measure,
    write_days,
    write_figure,
)
from gateway.deals.request import DealRequest, Limit

_QUANTITIES: Final = frozenset({"quantity", "qty", "offeredquantity"})
_STOCKS: Final = frozenset({"availablequantity", "quantityavailable", "available", "stock"})
_LEAST_NAMES: Final = """
moq minorder minimumorder minorderquantity minimumorderquantity minorderqty minqty minquantity
minimumquantity
"""
_LEAST_ORDERS: Final = frozenset(_LEAST_NAMES.split())
_BOUNDS: Final = frozenset({"min", "max"})
_MOST_SHOWN: Final = 80


def find_differences(request: DealRequest, values: JsonObject, at: int) -> tuple[str, ...]:
    """``at`` is when the offer came, in milliseconds."""
    return (
        *_quantity(request, values),
        *_currency(request, values),
        *_delivery(request, values, at),
        *_spec(request, values),
        *find_broken_limits(request, values),
    )


def find_nonsense(request: DealRequest, values: JsonObject) -> tuple[str, ...]:
    """What no offer can mean, whatever the contract lets pass."""
    price = find_price(request, values)
    if price is None or price >= 0:
        return ()
    return (f"{request.award.price_field}: {write_figure(price)} is no price",)


def find_broken_limits(request: DealRequest, values: JsonObject) -> tuple[str, ...]:
    """Of the hard limits of the award; what is not said is not kept."""
    return tuple(
        broken
        for limit in request.award.limits
        if (broken := _broken(limit, find_asked(request, values, limit.field)))
    )


def is_same(asked: Json, offered: Json) -> bool:
    """Whether two ways to write it mean the same: case, spaces and a unit left out do not count."""
    if isinstance(asked, bool) or isinstance(offered, bool):
        return asked is offered
    if isinstance(asked, list):
        given = offered if isinstance(offered, list) else [offered]
        return all(any(is_same(one, other) for other in given) for one in asked)
    if isinstance(asked, dict):
        if not isinstance(offered, dict):
            return _is_within(asked, read_figure(offered))
        return all(is_same(one, offered[name]) for name, one in asked.items() if name in offered)
    if isinstance(offered, list):
        return any(is_same(asked, other) for other in offered)
    one, other = _measure(asked), _measure(offered)
    if one is None or other is None:
        return bool(_plain(asked) == _plain(offered))
    return one[0] == other[0] and (one[1] == other[1] or not one[1] or not other[1])


def _quantity(request: DealRequest, values: JsonObject) -> Iterator[str]:
    asked = request.quantity
    if asked is None:
        return
    wanted = write_figure(asked)
    for name, value in values.items():
        figure, plain = read_figure(value), plain_name(name)
        if figure is None:
            continue
        said = f"{name} {write_figure(figure)}"
        if plain in _QUANTITIES and figure != asked:
            yield f"{said} is not the {wanted} asked for"
        elif plain in _STOCKS and figure < asked:
            yield f"{said} is less than the {wanted} asked for"
        elif plain in _LEAST_ORDERS and figure > asked:
            yield f"{said} is more than the {wanted} asked for"


def _currency(request: DealRequest, values: JsonObject) -> Iterator[str]:
    said = values.get("currency")
    if request.currency and isinstance(said, str) and said.strip().upper() != request.currency:
        yield f"currency {_show(said)} is not {request.currency}"


def _delivery(request: DealRequest, values: JsonObject, at: int) -> Iterator[str]:
    said = find_field(values, request.award.delivery_field)
    if said is None:
        return
    day = read_day(said, at)
    if day is None:
        if request.needed_by is not None:
            yield f"delivery {_show(said)} is no date to hold against {request.needed_by}"
    elif day < (today := day_of(at)):
        yield f"delivery {day} was over on {today}, when the offer came"
    elif request.needed_by is not None and day > request.needed_by:
        late = write_days((day - request.needed_by).days)
        yield f"delivery {day} is {late} after {request.needed_by}"


def _spec(request: DealRequest, values: JsonObject) -> Iterator[str]:
    inner = values.get("spec")
    said = {**values, **(inner if isinstance(inner, dict) else {})}
    given = {plain_name(name): value for name, value in said.items() if value is not None}
    for name, asked in request.spec.items():
        offered = given.get(plain_name(name))
        if offered is not None and not is_same(asked, offered):
            yield f"{name} {_show(offered)} is not {_show(asked)}"


def _broken(limit: Limit, said: Json) -> str:
    """ "" where it is kept."""
    if said is None:
        return f"{limit.field} is not said, and has a limit"
    if limit.equals is not None and not is_same(limit.equals, said):
        return f"{limit.field} {_show(said)} is not {_show(limit.equals)}"
    if limit.minimum is None and limit.maximum is None:
        return ""
    figure = read_figure(said)
    if figure is None:
        return f"{limit.field} {_show(said)} is no number, and has a limit"
    least, most = read_figure(limit.minimum), read_figure(limit.maximum)
    shown = f"{limit.field} {write_figure(figure)}"
    if least is not None and figure < least:
        return f"{shown} is less than the limit, {write_figure(least)}"
    if most is not None and figure > most:
        return f"{shown} is more than the limit, {write_figure(most)}"
    return ""


def _is_within(bounds: JsonObject, figure: Decimal | None) -> bool:
    if figure is None or not bounds.keys() <= _BOUNDS:
        return False
    least, most = read_figure(bounds.get("min")), read_figure(bounds.get("max"))
    return (least is None or figure >= least) and (most is None or figure <= most)


def _measure(value: Json) -> tuple[Decimal, str] | None:
    if isinstance(value, str):
        return read_measure(value)
    figure = read_figure(value)
    return None if figure is None else (figure, "")


def _plain(value: Json) -> Json:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _show(value: Json) -> str:
    figure = read_figure(value)
    if figure is not None:
        return write_figure(figure)
    text = value if isinstance(value, str) else encode(value).decode()
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"
