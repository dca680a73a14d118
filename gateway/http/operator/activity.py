"""The audit rows: a page of them, one in full, and all that come, while they come."""

from typing import Any

import orjson
from aiohttp import web

from gateway.core.clock import iso_from_ms
from gateway.core.json import Json
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_limit, read_page, read_query, write_page
from gateway.http.operator.refuse import absent
from gateway.http.respond import json_response
from gateway.http.stream import EventStream
from gateway.store.records import Activity


async def list_activity(request: web.Request) -> web.Response:
    """Newest first; ``peer`` asks for one peer's."""
    query = read_query(request, "peer", "limit", "before", "before_id")
    limit, before, before_id = read_page(request, query)
    rows = await request.app[SERVICES].tenant.list_activity(
        limit=limit + 1, before=before, before_id=before_id, peer=query["peer"]
    )
    return json_response(
        write_page("activity", rows, limit, write_activity, lambda row: (row.at, row.id))
    )


async def show_activity(request: web.Request) -> web.Response:
    """One row with its input and output, which a call that made no task of ours has."""
    row = await request.app[SERVICES].tenant.find_activity(request.match_info["id"])
    if row is None:
        return absent("no call has this id")
    more = {"input": _load(row.input), "output": _load(row.output)}
    return json_response({**write_activity(row), **more})


async def follow_activity(request: web.Request) -> web.StreamResponse:
    """Server-sent events: the newest ``limit`` rows, the oldest first, then each that comes.

    A row comes again when it changes, and may come twice unchanged. ``lost`` tells how many were
    left out because the reader was too slow.
    """
    query = read_query(request, "peer", "limit")
    peer, limit = query["peer"], read_limit(request, query["limit"])
    tenant = request.app[SERVICES].tenant
    # What is committed while the newest are read is told too.
    with tenant.watch_activity() as watch:
        newest = await tenant.list_activity(limit=limit, peer=peer)
        async with EventStream(request) as stream:
            for row in reversed(newest):
                await stream.send("activity", write_activity(row))
            while news := await stream.wait_for(watch.take):
                if news.lost:
                    await stream.send("lost", {"lost": news.lost})
                for activity_id in news.ids:
                    found = await tenant.find_activity(activity_id)
                    if found is not None and peer in ("", found.peer):
                        await stream.send("activity", write_activity(found))
        return stream.response


def write_activity(row: Activity) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": iso_from_ms(row.at),
        "peer": row.peer,
        "direction": row.direction,
        "operation": row.operation,
        "status": row.status,
        "skill": row.skill,
        "task_id": row.task_id,
        "dialect": row.dialect,
        "duration_ms": row.duration_ms,
        "error": row.error,
        "token_id": row.token_id,
        "request_id": row.request_id,
    }


def _load(text: str) -> Json:
    return orjson.loads(text) if text else None
