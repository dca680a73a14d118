"""What is owed to others: a page of it, one delivery, one more try, and letting go of one."""

from typing import Any, Final

from aiohttp import web

from gateway.auth.credentials import origin_text
from gateway.automations import AUTOMATION
from gateway.core.clock import iso_from_ms
from gateway.core.delivery import DeliveryState
from gateway.core.json import decode_own
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_choice, read_page, read_query, write_page
from gateway.http.operator.refuse import absent, conflict
from gateway.http.respond import json_response
from gateway.outbox import CALL, ESCALATION, NOTIFICATION, PUSH, TASK
from gateway.store.outbox import Delivery, DeliveryQuery
from gateway.wiring import Services

_NO_DELIVERY: Final = "the outbox holds no delivery with this id; maybe it was received"


async def list_outbox(request: web.Request) -> web.Response:
    """What was added last comes first; by ``state``, ``peer`` and ``task``."""
    query = read_query(request, "state", "peer", "task", "limit", "before", "before_id")
    limit, before, before_id = read_page(request, query)
    rows = await request.app[SERVICES].tenant.outbox.list_page(
        DeliveryQuery(
            state=read_choice(query["state"], "state", DeliveryState),
            peer=query["peer"],
            task_id=query["task"],
            before=before,
            before_id=before_id,
            limit=limit + 1,
        )
    )
    return json_response(
        write_page("outbox", rows, limit, _write, lambda row: (row.created_at, row.id))
    )


async def show_delivery(request: web.Request) -> web.Response:
    """One delivery with its ``body``, and of a webhook the origin and why it is ``disabled``.

    A webhook's path may be its receiver's secret, so it is not shown.
    """
    services = request.app[SERVICES]
    row = await services.tenant.outbox.find(request.match_info["id"])
    return absent(_NO_DELIVERY) if row is None else json_response(await _whole(services, row))


async def retry_delivery(request: web.Request) -> web.Response:
    """The delivery, which is sent at once; a dead one once more. One in its lane's line waits.

    A call is made even where its peer would be left alone for now.
    """
    services, delivery_id = request.app[SERVICES], request.match_info["id"]
    await services.tenant.outbox.retry(delivery_id, services.clock.now())
    row = await services.tenant.outbox.find(delivery_id)
    if row is not None and row.kind == CALL:
        services.health.forgive(row.peer)
    services.courier.wake()
    return absent(_NO_DELIVERY) if row is None else json_response(_write(row))


async def drop_delivery(request: web.Request) -> web.Response:
    """Let go of it; 409 while it is on its way."""
    services, delivery_id = request.app[SERVICES], request.match_info["id"]
    if not await services.tenant.outbox.drop(delivery_id, services.clock.now()):
        if await services.tenant.outbox.find(delivery_id) is None:
            return absent(_NO_DELIVERY)
        return conflict("it is on its way just now; try again in a minute")
    services.courier.wake()
    return json_response({"dropped": delivery_id})


def _write(row: Delivery) -> dict[str, Any]:
    """``next_at`` is null for one that waits behind another of its config, or is dead."""
    return {
        "id": row.id,
        "state": row.state.value,
        "kind": row.kind,
        "peer": row.peer,
        "task_id": row.task_id,
        **_about(row),
        "tries": row.tries,
        "next_at": None if row.next_at is None else iso_from_ms(row.next_at),
        "error": row.error,
        "created_at": iso_from_ms(row.created_at),
    }


def _about(row: Delivery) -> dict[str, str]:
    """What is carried, as each kind calls it."""
    if row.kind == PUSH:
        return {"config_id": row.target}
    if row.kind == CALL:
        return {"skill": row.target, "activity_id": row.id}
    if row.kind == ESCALATION:
        return {"route": row.target}
    if row.kind == AUTOMATION:
        return {"automation": row.target, "activity_id": row.id}
    if row.kind == NOTIFICATION:
        return {"notify": row.target}
    return {"activity_id": row.target} if row.kind == TASK else {}


async def _whole(services: Services, row: Delivery) -> dict[str, Any]:
    whole = {**_write(row), "media_type": row.media_type, "body": decode_own(row.body.encode())}
    if row.kind == ESCALATION:
        route = services.live.find_route(row.target)
        return {**whole, "webhook": _write_hook(route.escalation) if route else None}
    if row.kind == AUTOMATION:
        automation = services.automations.find(row.target)
        url = "" if automation is None else automation.url
        return {**whole, "webhook": _write_hook(url)} if url else whole
    if row.kind == NOTIFICATION:
        notify = services.live.find_notify(row.target)
        return {**whole, "webhook": _write_hook(notify.url) if notify else None}
    if row.kind != PUSH:
        return whole
    configs = await services.tenant.outbox.list_push_configs(row.task_id)
    config = next((config for config in configs if config.id == row.target), None)
    hook = None if config is None else _write_hook(config.url, config.disabled)
    return {**whole, "webhook": hook}


def _write_hook(url: str, disabled: str = "") -> dict[str, Any]:
    return {"origin": origin_text(url), "disabled": disabled}
