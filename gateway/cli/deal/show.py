"""``peergate deal show``: what a buyer decides from in a minute."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import typer

from gateway.cli.deal.list import say_counts, say_kind
from gateway.cli.deal.options import DealName
from gateway.cli.moments import away, local_day, local_time
from gateway.cli.operator import Operator
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table
from gateway.core.deal import OfferKind
from gateway.deals.figures import find_asked
from gateway.deals.request import DealRequest, read_request
from gateway.deals.say import join_said, say_value, say_values, say_what

_ORDER: Final = (
    OfferKind.QUOTED,
    OfferKind.COUNTER,
    OfferKind.PENDING_REVIEW,
    OfferKind.ASKED,
    OfferKind.DECLINED,
    OfferKind.INVALID,
    OfferKind.UNREACHABLE,
    OfferKind.TIMED_OUT,
)
_STYLES: Final = {
    OfferKind.PENDING_REVIEW: "yellow",
    OfferKind.COUNTER: "yellow",
    OfferKind.ASKED: "yellow",
    OfferKind.INVALID: "red",
    OfferKind.UNREACHABLE: "red",
    OfferKind.TIMED_OUT: "red",
}
_MOST_VALUE: Final = 60
_MOST_NOTE: Final = 160


def show(
    deal: DealName,
    peer: Annotated[
        str, typer.Option("--peer", metavar="NAME", help="One peer's offer, with its history.")
    ] = "",
    sum_up: Annotated[
        bool, typer.Option("--sum-up", help="Have the language model sum it up, if there is one.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a deal: what each peer answered, how the offers rank and why, and what to do."""
    found: Any = operate(
        config,
        store,
        lambda gateway: (
            gateway.get("deals", deal, "offers", peer)
            if peer
            else get_view(gateway, deal, by_model=sum_up)
        ),
    )
    if as_json:
        write_json(found)
    elif peer:
        _write_history(found)
    else:
        write_view(found)


async def get_view(gateway: Operator, deal: str, *, by_model: bool = False) -> Any:
    """The deal as the operator's API writes it, with the times of this machine."""
    offset = datetime.now().astimezone().utcoffset() or timedelta()
    minutes = offset // timedelta(minutes=1)
    summary = "model" if by_model else None
    return await gateway.get("deals", deal, utc_offset=minutes or None, summary=summary)


def write_view(view: Any) -> None:
    """A deal as the operator's API writes it."""
    now = datetime.now(UTC)
    request = read_request(view["request"])
    write_lines(
        f"{view['ref']}: {say_what(request)}",
        _say_state(view, now),
        say_counts(view["counts"]),
    )
    if view["recommendation"]:
        write_lines("", view["recommendation"])
    write_lines("")
    _write_offers(view, request)
    _write_ranking(view)


def _say_state(view: Any, now: datetime) -> str:
    note = f" ({view['note']})" if view["note"] else ""
    match view["state"]:
        case "awarded":
            return f"Awarded to {view['awarded_to']} at {local_day(view['awarded_at'])}{note}"
        case "closed":
            return f"Closed at {local_day(view['closed_at'])}{note}"
        case "archived":
            return f"Archived{note}"
        case _:
            deadline = view["deadline"]
            return f"Open, answers by {local_day(deadline)} ({away(deadline, now)})"


def _write_offers(view: Any, request: DealRequest) -> None:
    """Best first, then those that cannot be taken yet, then those that never can."""
    places = {place["peer"]: place for place in view["ranking"]["places"]}
    offers = sorted(view["offers"], key=lambda offer: _order(offer, places))
    fields = _fields(request, offers)
    titles = ("", "PEER", "ANSWER", *(field.replace("_", " ").upper() for field in fields))
    write_table(
        (*titles, "SCORE", "NOTE"),
        (_row(offer, places.get(offer["peer"]), fields, request) for offer in offers),
        styles=[_STYLES.get(offer["kind"], "") for offer in offers],
    )


def _order(offer: Any, places: Any) -> tuple[int, int, str]:
    rank = places[offer["peer"]]["place"] if offer["peer"] in places else len(places) + 1
    return rank, _ORDER.index(OfferKind(offer["kind"])), offer["peer"]


def _fields(request: DealRequest, offers: list[Any]) -> list[str]:
    """What the award goes by, where any offer has it."""
    award = request.award
    named = (
        award.price_field,
        award.delivery_field,
        *(weight.field for weight in award.weights),
        *(limit.field for limit in award.limits),
    )
    suffix = f"_{request.currency.lower()}"
    # One field under two names, with the currency and without, is shown once.
    once = {name.removesuffix(suffix): name for name in reversed(named)}
    said = [offer["values"] for offer in offers]
    return [
        name
        for name in dict.fromkeys(named)
        if name in once.values()
        and any(find_asked(request, values, name) is not None for values in said)
    ]


def _row(offer: Any, place: Any, fields: list[str], request: DealRequest) -> list[str]:
    said = {field: find_asked(request, offer["values"], field) for field in fields}
    return [
        "" if place is None else str(place["place"]),
        offer["peer"],
        say_kind(offer["kind"]) + (", late" if offer["is_late"] else ""),
        *(
            _cut(say_value(value, field, request.currency), _MOST_VALUE)
            for field, value in said.items()
        ),
        "" if place is None else f"{place['score']:.4f}",
        _note(offer, _without(offer["values"], fields)),
    ]


def _without(values: Any, fields: list[str]) -> Any:
    return {name: value for name, value in values.items() if name not in fields}


def _note(offer: Any, values: Any) -> str:
    """Why it is what it is, in a line; the ``values`` that came already, where a human decides."""
    said = [offer["reason"], *offer["differs"]]
    if offer["kind"] == OfferKind.PENDING_REVIEW:
        said.append(say_values(values))
        if offer["expected_at"]:
            said.insert(0, f"by {local_day(offer['expected_at'])}")
    return _cut(join_said(*said), _MOST_NOTE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _write_ranking(view: Any) -> None:
    ranking = view["ranking"]
    if ranking["places"]:
        write_lines("", "How they rank:", *(f"  {line}" for line in ranking["rule"]))
    for place in ranking["places"]:
        tie = [place["tie"]] if "tie" in place else []
        lines = (f"     {line}" for line in (*place["arithmetic"], *tie))
        write_lines(f"  {place['place']}. {place['peer']}", *lines)
    if ranking["left_out"]:
        left = (f"  {out['peer']}: {out['why']}" for out in ranking["left_out"])
        write_lines("", "Left out:", *left)


def _write_history(offer: Any) -> None:
    write_table(
        ("TIME", "ANSWER", "SAID", "NOTE"),
        (
            (
                local_time(version["at"]),
                say_kind(version["kind"]) + (", late" if version["is_late"] else ""),
                say_values(version["values"]),
                _note(version, {}),
            )
            for version in offer["history"]
        ),
    )
