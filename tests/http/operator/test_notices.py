"""What happened here: page by page, and while it comes, with no notice lost or doubled."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.core.clock import iso_from_ms, system_now
from gateway.core.notice import Notice, NoticeType
from gateway.store.notice import RaiseNotice
from tests.http.operator.conftest import OPERATOR, Office

NOW = system_now()


async def happen(
    office: Office, *ids: str, kind: NoticeType = NoticeType.DEAL_ANSWERED, peer: str = "acme"
) -> None:
    for notice_id in ids:
        # What is too old is forgotten while the gateway runs.
        notice = Notice(notice_id, kind, NOW, f"about {notice_id}", peer, {"kind": "quoted"})
        await office.tenant.commit(RaiseNotice(notice))


@dataclass
class Follower:
    response: Any

    async def next(self) -> tuple[int, Any]:
        """The id and the data of the next event."""
        lines = (await self.response.content.readuntil(b"\n\n")).decode().strip().split("\n")
        fields = dict(line.split(": ", 1) for line in lines)
        assert fields["event"] == "notice"
        return int(fields["id"]), json.loads(fields["data"])


@asynccontextmanager
async def following(office: Office, query: str = "", last: str = "") -> AsyncIterator[Follower]:
    headers = {"Authorization": f"Bearer {OPERATOR}"} | ({"Last-Event-ID": last} if last else {})
    url = f"/operator/v1/notices/follow{query}"
    async with office.client.get(url, headers=headers) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "text/event-stream"
        yield Follower(response)


async def test_the_newest_come_first_and_no_page_loses_one(office: Office) -> None:
    await happen(office, "a", "b", "c")
    _, page = await office.get("/notices?limit=2")
    assert [row["id"] for row in page["notices"]] == ["c", "b"]
    _, rest = await office.get(f"/notices?limit=2&before={page['next']['before']}")
    assert [row["id"] for row in rest["notices"]] == ["a"]
    assert rest["next"] is None
    assert rest["notices"][0] == {
        "seq": 1,
        "id": "a",
        "at": iso_from_ms(NOW),
        "type": "deal.answered",
        "subject": "about a",
        "peer": "acme",
        "data": {"kind": "quoted"},
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=peer.down", ["b"]),
        ("type=deal.*", ["c", "a"]),
        ("type=*.answered", ["c", "a"]),
        ("peer=rival", ["b"]),
        ("subject=about+c", ["c"]),
        ("type=deal.*&peer=rival", []),
    ],
)
async def test_they_are_asked_for_by_what_they_are_about(
    office: Office, query: str, found: list[str]
) -> None:
    await happen(office, "a")
    await happen(office, "b", kind=NoticeType.PEER_DOWN, peer="rival")
    await happen(office, "c")
    _, page = await office.get(f"/notices?{query}")
    assert [row["id"] for row in page["notices"]] == found


@pytest.mark.parametrize(
    ("query", "field"),
    [("type=deals.*", "type"), ("before=yesterday", "before"), ("piers=acme", "piers")],
)
async def test_a_query_that_says_nothing_is_refused(office: Office, query: str, field: str) -> None:
    status, answer = await office.get(f"/notices?{query}")
    assert status == 400
    assert field in answer["error"]


async def test_they_are_told_while_they_come(office: Office) -> None:
    await happen(office, "a", "b")
    async with following(office, "?limit=1") as follower:
        place, row = await follower.next()
        assert (place, row["id"]) == (row["seq"], "b")
        await happen(office, "c", "d")
        assert [(await follower.next())[1]["id"] for _ in range(2)] == ["c", "d"]


async def test_who_comes_back_goes_on_where_it_was(office: Office) -> None:
    await happen(office, "a", "b")
    async with following(office) as follower:
        first, _ = await follower.next()
    await happen(office, *(f"n-{number:03}" for number in range(250)))
    async with following(office, last=str(first)) as follower:
        told = [(await follower.next())[1]["id"] for _ in range(251)]
        await happen(office, "new")
        assert (await follower.next())[1]["id"] == "new"
    assert told == ["b", *(f"n-{number:03}" for number in range(250))]


async def test_a_place_of_another_store_is_the_newest_here(office: Office) -> None:
    await happen(office, "a")
    async with following(office, last="999") as follower:
        await happen(office, "b")
        assert (await follower.next())[1]["id"] == "b"


async def test_what_is_not_asked_for_is_not_told(office: Office) -> None:
    async with following(office, "?type=peer.*&peer=rival") as follower:
        await happen(office, "a", kind=NoticeType.PEER_DOWN)
        await happen(office, "b", peer="rival")
        await happen(office, "c", kind=NoticeType.PEER_UP, peer="rival")
        assert (await follower.next())[1]["id"] == "c"


async def test_a_place_that_is_none_is_refused(office: Office) -> None:
    headers = {"Authorization": f"Bearer {OPERATOR}", "Last-Event-ID": "soon"}
    async with office.client.get("/operator/v1/notices/follow", headers=headers) as response:
        assert response.status == 400
        assert "Last-Event-ID" in (await response.json())["error"]


async def test_a_stream_ends_when_the_gateway_stops(office: Office) -> None:
    async with following(office) as follower:
        await office.app.shutdown()
        assert await follower.response.content.read() == b""
