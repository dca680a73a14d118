"""Deals: opened, listed, one with all its offers and how they rank, and the record of one."""

from collections import Counter
from datetime import timedelta, timezone
from typing import Any, Final

from aiohttp import web

from gateway.core.deal import Deal, DealState
from gateway.deals.record import read_record
from gateway.deals.request import read_request
from gateway.dialects.lenient.fields import wrong
from gateway.http.endpoint import ACTOR, SERVICES
from gateway.http.operator.deal_view import write_counts, write_deal, write_entry, write_offer
from gateway.http.operator.page import read_choice, read_page, read_query, write_page
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.store.deal import DealQuery
from gateway.wiring import Services

_MODEL: Final = "model"
_MOST_OFFSET: Final = 1439


async def open_deal(request: web.Request) -> web.Response:
    """A request to many → 201, the deal and how many are asked."""
    services = request.app[SERVICES]
    asked = read_request(await read_body_object(request))
    deal = await services.deals.open(asked, request[ACTOR])
    return json_response(await _with_counts(services, deal), 201)


async def list_deals(request: web.Request) -> web.Response:
    """Newest first, each with how many answered what; by ``state``."""
    query = read_query(request, "state", "limit", "before", "before_id")
    limit, before, before_id = read_page(request, query)
    services = request.app[SERVICES]
    found = await services.tenant.deals.list_page(
        DealQuery(read_choice(query["state"], "state", DealState), before, before_id, limit + 1)
    )
    written = {deal.id: await _with_counts(services, deal) for deal in found[:limit]}
    return json_response(
        write_page(
            "deals",
            found,
            limit,
            lambda deal: written[deal.id],
            lambda deal: (deal.opened_at, deal.id),
        )
    )


async def show_deal(request: web.Request) -> web.Response:
    """The deal with its request, every peer's offer, their ranking and a recommendation.

    ``utc_offset`` is how many minutes ahead of UTC its times shall be; ``summary=model`` has the
    language model write it, where there is one.
    """
    query = read_query(request, "utc_offset", "summary")
    if query["summary"] not in ("", _MODEL):
        raise wrong("summary", f"must be {_MODEL}, or left out")
    zone = _read_zone(query["utc_offset"])
    services = request.app[SERVICES]
    view, scribe = await services.deals.view(request.match_info["name"]), services.scribe
    by_model = query["summary"] == _MODEL
    words = await scribe.summarise(view, zone) if by_model else scribe.recommend(view, zone)
    return json_response(
        {
            **write_deal(view.deal),
            "request": dict(view.deal.request),
            "counts": write_counts(Counter(offer.kind for offer in view.offers)),
            "offers": [write_offer(offer) for offer in view.offers],
            "ranking": view.ranking.write(),
            "recommendation": words,
        }
    )


async def show_offer(request: web.Request) -> web.Response:
    """One peer's offer, and all that it answered before; the oldest comes first."""
    services, peer = request.app[SERVICES], request.match_info["peer"]
    offer = await services.deals.get_offer(request.match_info["name"], peer)
    history = await services.tenant.deals.list_history(offer.deal_id, peer)
    return json_response(
        {**write_offer(offer), "history": [write_offer(version) for version in history]}
    )


async def show_record(request: web.Request) -> web.Response:
    """All that happened, oldest first: who was asked, each answer, each decision, who was told."""
    services = request.app[SERVICES]
    deal = await services.deals.get(request.match_info["name"])
    entries = await read_record(services.tenant, deal)
    return json_response({**write_deal(deal), "record": [write_entry(entry) for entry in entries]})


async def _with_counts(services: Services, deal: Deal) -> dict[str, Any]:
    counts = await services.tenant.deals.count_kinds(deal.id)
    return {**write_deal(deal), "counts": write_counts(counts)}


def _read_zone(text: str) -> timezone:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text or "0")
    if not digits.isdecimal() or not digits.isascii() or int(digits[:9]) > _MOST_OFFSET:
        raise wrong("utc_offset", f"must be a number of minutes, {_MOST_OFFSET} at most")
    return timezone(timedelta(minutes=sign * int(digits)))
