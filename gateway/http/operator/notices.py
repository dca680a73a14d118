"""What happened here: a page of the notices, and all that come, while they come.

A follower that comes back says by ``Last-Event-ID`` which notice it had last, and misses none that
is still kept.
"""

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from gateway.core.notice import Notice, NoticeType
from gateway.core.trigger import fits, write_fields
from gateway.dialects.headers import LAST_EVENT_ID, read_event_id
from gateway.dialects.lenient.fields import wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_limit, read_query
from gateway.http.respond import json_response
from gateway.http.stream import EventStream, write_frame
from gateway.store.base import TenantStore
from gateway.store.notice import NoticeQuery

EVENT: Final = "notice"
_AT_ONCE: Final = 100


async def list_notices(request: web.Request) -> web.Response:
    """Newest first; by ``type`` (``deal.*`` is all of deals), ``subject`` and ``peer``."""
    query = read_query(request, "type", "subject", "peer", "limit", "before")
    limit = read_limit(request, query["limit"])
    rows = await request.app[SERVICES].tenant.notices.list_page(
        NoticeQuery(
            _read_types(query["type"]),
            query["subject"],
            query["peer"],
            _read_place(query["before"], "before"),
            limit + 1,
        )
    )
    shown = rows[:limit]
    following = {"before": shown[-1].seq} if len(rows) > limit else None
    return json_response({"notices": [write_notice(row) for row in shown], "next": following})


async def follow_notices(request: web.Request) -> web.StreamResponse:
    """Server-sent events: the newest ``limit`` notices, the oldest first, or those after
    ``Last-Event-ID``; then each that comes."""
    query = read_query(request, "type", "subject", "peer", "limit")
    wanted = NoticeQuery(
        _read_types(query["type"]),
        query["subject"],
        query["peer"],
        limit=read_limit(request, query["limit"]),
    )
    last = _read_place(request.headers.get(LAST_EVENT_ID, ""), LAST_EVENT_ID)
    tenant = request.app[SERVICES].tenant
    # What is committed while the first are read is told too.
    with tenant.notices.watch() as watch:
        seq = await tenant.notices.newest()
        if last is None:
            newest = reversed(await tenant.notices.list_page(wanted))
            first = [notice for notice in newest if notice.seq <= seq]
        else:
            # A place that was never given is of another store.
            seq, first = min(last, seq), []
        async with EventStream(request) as stream:
            await _tell(stream, first)
            while True:
                seq = await _catch_up(tenant, stream, wanted, seq)
                if await stream.wait_for(watch.take) is None:
                    return stream.response
    return stream.response


async def _catch_up(tenant: TenantStore, stream: EventStream, wanted: NoticeQuery, seq: int) -> int:
    """Tell all that came after that place; return the place of the newest."""
    while notices := await tenant.notices.list_after(seq, _AT_ONCE):
        await _tell(stream, [notice for notice in notices if _is_wanted(notice, wanted)])
        seq = notices[-1].seq
    return seq


async def _tell(stream: EventStream, notices: Sequence[Notice]) -> None:
    frames = (write_frame(write_notice(row), event=EVENT, event_id=row.seq) for row in notices)
    if told := b"".join(frames):
        await stream.write(told)


def _is_wanted(notice: Notice, wanted: NoticeQuery) -> bool:
    return (
        (not wanted.types or notice.type in wanted.types)
        and wanted.subject in ("", notice.subject)
        and wanted.peer in ("", notice.peer)
    )


def write_notice(notice: Notice) -> dict[str, Any]:
    """``seq`` is its place, which orders all notices."""
    return {"seq": notice.seq, **write_fields(notice)}


def _read_types(text: str) -> tuple[NoticeType, ...]:
    if not text:
        return ()
    found = tuple(kind for kind in NoticeType if fits(text, kind))
    if not found:
        raise wrong("type", f"must be one of {', '.join(NoticeType)}, or such as deal.*")
    return found


def _read_place(text: str, name: str) -> int | None:
    if not text:
        return None
    place = read_event_id(text)
    if place is None:
        raise wrong(name, "must be the place of a notice, a number")
    return place
