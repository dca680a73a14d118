"""The audit rows: page by page, one in full, and while they come."""

from typing import Any

import pytest

from gateway.http.operator.followers import FOLLOWERS
from gateway.http.stream import OPEN_STREAMS
from gateway.store import watch
from gateway.store.writes import RecordActivity
from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script, speaks, task_v1
from tests.store.values import activity
from tests.until import until


async def read_all(office: Office, path: str, name: str) -> list[Any]:
    """The rows of all pages."""
    rows: list[Any] = []
    cursor = ""
    while True:
        status, answer = await office.get(f"{path}{cursor}")
        assert status == 200, answer
        rows += answer[name]
        if answer["next"] is None:
            return rows
        before, before_id = answer["next"]["before"], answer["next"]["before_id"]
        cursor = f"&before={before}&before_id={before_id}"


async def test_the_newest_calls_come_first(office: Office) -> None:
    await office.call("echo")
    await office.call("nothing", "rival")
    _, answer = await office.get("/activity")
    newest, oldest = answer["activity"]
    assert answer["next"] is None
    assert (newest["peer"], newest["skill"], newest["status"]) == ("rival", "nothing", "error")
    assert newest["error"] == "SKILL_NOT_FOUND"
    assert (oldest["peer"], oldest["direction"], oldest["status"]) == ("acme", "inbound", "success")
    assert (oldest["dialect"], oldest["token_id"]) == ("a2a-1.0", "a")
    assert oldest["at"].endswith("Z")
    assert "input" not in oldest


async def test_one_peers_calls_are_asked_for(office: Office) -> None:
    await office.call("echo")
    await office.call("echo", "rival")
    _, answer = await office.get("/activity?peer=rival")
    assert [row["peer"] for row in answer["activity"]] == ["rival"]


async def test_no_call_is_lost_between_pages(office: Office) -> None:
    tasks = [await office.call("echo") for _ in range(5)]
    rows = await read_all(office, "/activity?limit=2", "activity")
    assert sorted(row["task_id"] for row in rows) == sorted(task["id"] for task in tasks)
    assert rows == sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("limit=-1", "limit"),
        ("limit=%D9%A3", "limit"),
        ("before=yesterday", "before"),
        ("before_id=x", "before_id"),
        ("piers=acme", "piers"),
    ],
)
async def test_a_query_that_says_nothing_is_refused(office: Office, query: str, field: str) -> None:
    status, answer = await office.get(f"/activity?{query}")
    assert status == 400
    assert field in answer["error"]


async def test_one_call_is_shown_with_what_went_and_came(office: Office, vendor: Script) -> None:
    vendor.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}})}
    _, outcome = await office.post("/peers/vendor/calls", {"skill": "q", "arguments": {"a": 1}})
    status, row = await office.get(f"/activity/{outcome['activity_id']}")
    assert (status, row["direction"], row["status"]) == (200, "outbound", "success")
    assert row["input"] == {"skill": "q", "arguments": {"a": 1}, "text": ""}
    assert row["output"]["status"]["state"] == "TASK_STATE_COMPLETED"
    assert (await office.get("/activity/nothing"))[0] == 404


async def test_calls_are_told_while_they_come(office: Office) -> None:
    first = await office.call("echo")
    async with office.follow("?limit=10") as events:
        name, row = await events.next()
        assert (name, row["task_id"]) == ("activity", first["id"])
        second = await office.call("echo", "rival")
        name, row = await events.next()
        assert (name, row["task_id"], row["peer"]) == ("activity", second["id"], "rival")


async def test_a_call_comes_again_when_it_ends(office: Office) -> None:
    async with office.follow() as events:
        task = await office.call("endless", wait=False)
        _, begun = await events.next()
        assert (begun["task_id"], begun["status"]) == (task["id"], "pending")
        await office.post(f"/tasks/{task['id']}/cancel")
        ended = begun
        while ended["status"] == "pending":
            _, ended = await events.next()
        assert (ended["id"], ended["status"], ended["error"]) == (begun["id"], "error", "CANCELED")


async def test_a_page_is_no_longer_than_the_limits_say(office: Office) -> None:
    settings = office.services.live.settings
    limits = settings.limits.model_copy(update={"page_size": 2})
    office.services.live.adopt(settings.model_copy(update={"limits": limits}))
    for _ in range(3):
        await office.call("echo")
    assert len((await office.get("/activity"))[1]["activity"]) == 2
    assert len((await office.get("/activity?limit=100"))[1]["activity"]) == 2
    assert len(await read_all(office, "/activity?limit=100", "activity")) == 3


async def test_a_reader_that_is_too_slow_is_told_what_it_missed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "MOST", 1)
    async with office.follow() as events:
        rows = [activity(f"a-{number}") for number in range(3)]
        await office.tenant.commit(*(RecordActivity(row) for row in rows))
        assert await events.next() == ("lost", {"lost": 2})
        name, row = await events.next()
        assert (name, row["id"]) == ("activity", "a-2")


async def test_one_peers_calls_are_followed(office: Office) -> None:
    await office.call("echo")
    async with office.follow("?peer=rival") as events:
        await office.call("echo")
        rivals = await office.call("echo", "rival")
        _, row = await events.next()
        assert row["task_id"] == rivals["id"]


async def test_a_silent_stream_shows_that_it_lives(office: Office) -> None:
    office.app[OPEN_STREAMS].alive.seconds = 0.01
    async with office.follow() as events:
        assert await events.response.content.readuntil(b"\n\n") == b":\n\n"
        await office.call("echo")
        assert (await events.next())[0] == "activity"


async def test_a_stream_ends_when_the_gateway_stops(office: Office) -> None:
    async with office.follow() as events:
        await office.app.shutdown()
        assert await events.response.content.read() == b""


async def test_a_reader_that_leaves_is_forgotten_at_once(office: Office) -> None:
    async with office.follow():
        pass
    connections = office.client.server.handler.connections
    await until(lambda: not [c for c in connections if c._current_request is not None])


async def test_so_many_follow_at_once_and_places_come_back(office: Office) -> None:
    live = office.services.live
    limits = live.settings.limits.model_copy(update={"operator_streams": 2})
    live.settings = live.settings.model_copy(update={"limits": limits})
    async with office.follow(), office.follow():
        status, answer = await office.get("/activity/follow")
        call, _ = await office.post("/peers/vendor/calls/follow", {"text": "hello"})
    await until(lambda: office.app[FOLLOWERS].count == 0)
    assert (status, call) == (429, 429)
    assert "2 streams" in answer["error"]
    async with office.follow():
        assert office.app[FOLLOWERS].count == 1
