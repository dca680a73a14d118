"""What happened elsewhere is sent here: Flowwink's ``signal-ingest``, and the operator's own path.

A body that says which offers are wanted opens a deal; any other is a signal, kept as a notice.
"""

from collections.abc import Sequence

from aiohttp import web

from gateway.automations.signal import read_signal, signal_received
from gateway.core.deal import Deal, Offer
from gateway.core.json import JsonObject
from gateway.deals.posted import is_request, read_posted
from gateway.dialects.headers import read_key
from gateway.http.endpoint import ACTOR, SERVICES
from gateway.http.once import Once
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.store.writes import AlreadyClaimed, Write
from gateway.wiring import Services


async def take_signal(request: web.Request) -> web.Response:
    """``{ok, id, action}``, of a deal with its ``ref`` and how many are ``contacted``.

    With an Idempotency-Key the same body is taken once, and answered alike again.
    """
    services = request.app[SERVICES]
    once = Once("signal", read_key(request.headers), await read_body_object(request))
    answer = await once.find_answer(services.tenant)
    if answer is None:
        take = _open_deal if is_request(once.body) else _keep_signal
        try:
            answer = await take(services, once, request[ACTOR])
        except AlreadyClaimed:
            # Its twin came at the same moment.
            answer = await once.find_answer(services.tenant)
    return json_response(answer)


async def _keep_signal(services: Services, once: Once, by: str) -> JsonObject:
    signal = read_signal(once.body)
    received = signal_received(signal, by, services.clock)
    answer = {"ok": True, "id": received.notice.id, "action": signal.action}
    if signal.cut:
        answer["cut"] = list(signal.cut)
    await services.tenant.commit(received, *once.answered(answer, received.notice.at))
    return answer


async def _open_deal(services: Services, once: Once, by: str) -> JsonObject:
    asked = read_posted(once.body, services.live.settings.signals.audience)

    def also(deal: Deal, offers: Sequence[Offer]) -> Sequence[Write]:
        return once.answered(_write(deal, offers), deal.opened_at)

    deal = await services.deals.open(asked, by, also)
    return _write(deal, await services.tenant.deals.list_offers(deal.id))


def _write(deal: Deal, offers: Sequence[Offer]) -> JsonObject:
    told = {"ok": True, "id": deal.id, "action": "deal"}
    return {**told, "ref": deal.ref, "contacted": len(offers)}
