"""Calls that must not be lost: in order, one at a time, the same message on every try."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.chain import Cause, Chain
from gateway.core.delivery import DeliveryState
from gateway.core.errors import InvalidParams, RateLimited
from gateway.core.json import Json, decode
from gateway.core.message import DataPart
from gateway.core.peer import Peer, PeerStatus
from gateway.outbox import Ask
from gateway.outbox.letter import read_letter, write_letter
from gateway.outbox.retry import DELAYS, LOOK_DAYS
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity
from tests.outbox.post import Post
from tests.outbox.scripted import QUOTE, Asked, script, speaks, task_v1

DAY = 86_400_000


def texts(asked: list[Asked]) -> list[str]:
    return [each.body["params"]["message"]["parts"][0]["text"] for each in asked]


def answers(*states: str, **members: Json) -> Any:
    """A peer that answers with a task in each of the states, then in the last one."""
    left = list(states)

    def task(_: Json) -> Json:
        return task_v1(left.pop(0) if len(left) > 1 else left[0], **members)

    return speaks({"SendMessage": lambda params: {"task": task(params)}, "GetTask": task})


async def test_calls_arrive_in_their_order_one_at_a_time(post: Post) -> None:
    open_calls, most = 0, 0

    async def answer(asked: Asked) -> Json:
        nonlocal open_calls, most
        open_calls += 1
        most = max(most, open_calls)
        await asyncio.sleep(0.01)
        open_calls -= 1
        return answers("COMPLETED")(asked)

    async with script(**{"/a2a": answer}) as vendor, post.deliver():
        ids = await post.say(post.peer(vendor.url), *"abcde")
        await post.until_empty()
        assert texts(vendor.calls) == [*"abcde"]
    assert most == 1
    for activity_id in ids:
        row = await post.row(activity_id)
        assert (row.status, row.direction, row.task_id) == ("success", "outbound", "task-1")
        assert decode(row.output.encode())["artifacts"][0]["parts"][0]["data"] == QUOTE


async def test_a_call_is_durable_with_its_audit_row_before_anything_leaves(post: Post) -> None:
    (call_id,) = await post.say(post.peer("http://127.0.0.1:1"), "a")
    (row,) = await post.rows()
    assert (row.id, row.kind, row.peer) == (call_id, "call", "vendor")
    assert (await post.row(call_id)).status == "dispatched"


async def test_an_answer_without_the_structure_is_not_asked_for_again(post: Post) -> None:
    async with script(**{"/a2a": answers("COMPLETED")}) as vendor, post.deliver():
        ask = Ask(text="a", response_schema={"weight": "number"})
        call_id = await post.outbox.queue(post.peer(vendor.url), ask)
        await post.until_empty()
        assert len(vendor.calls) == 1
    row = await post.row(call_id)
    assert (row.status, row.error.partition(":")[0]) == ("error", "SCHEMA_MISMATCH")
    assert decode(row.output.encode())["artifacts"][0]["parts"][0]["data"] == QUOTE


async def test_every_try_has_the_same_message_id(post: Post) -> None:
    tried = 0

    def answer(asked: Asked) -> Any:
        nonlocal tried
        tried += 1
        return answers("COMPLETED")(asked) if tried > 2 else (503, {"error": "busy"})

    async with script(**{"/a2a": answer}) as vendor, post.deliver() as courier:
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        for number in (1, 2):
            row = await post.until_tried(call_id, number)
            assert row.next_at is not None
            assert (await post.row(call_id)).status == "dispatched"
            assert "PEER_BUSY" in (await post.row(call_id)).error
            post.at = row.next_at
            courier.wake()
        await post.until_status(call_id, "success")
        said = [asked.body["params"]["message"] for asked in vendor.calls]
        keys = {asked.headers["Idempotency-Key"] for asked in vendor.calls}
    assert len(said) == 3
    assert said[0] == said[1] == said[2]
    assert keys == {said[0]["messageId"]}
    assert (await post.row(call_id)).error == ""


async def test_one_that_fails_holds_up_those_behind_it(post: Post) -> None:
    async with script(**{"/a2a": (503, {})}) as vendor, post.deliver() as courier:
        ids = await post.say(post.peer(vendor.url), *"ab")
        row = await post.until_tried(ids[0], 1)
        assert texts(vendor.calls) == ["a"]
        vendor.answers = {"/a2a": answers("COMPLETED")}
        post.at = row.next_at or 0
        courier.wake()
        await post.until_empty()
        assert texts(vendor.calls) == ["a", "a", "b"]


async def test_peers_do_not_wait_for_each_other(post: Post) -> None:
    gate = asyncio.Event()

    async def hang(asked: Asked) -> Json:
        await gate.wait()
        return answers("COMPLETED")(asked)

    async with (
        script(**{"/a2a": hang}) as slow,
        script(**{"/a2a": answers("COMPLETED")}) as quick,
        post.deliver(),
    ):
        (held,) = await post.say(post.peer(slow.url, "slow"), "a")
        (sent,) = await post.say(post.peer(quick.url, "quick"), "b")
        await post.until_status(sent, "success")
        assert (await post.row(held)).status == "dispatched"
        gate.set()
        await post.until_empty()


@pytest.mark.parametrize("code", [-32602, -32601, -32053])
async def test_what_the_peer_says_no_to_is_a_dead_letter_at_once(post: Post, code: int) -> None:
    def refuse(asked: Asked) -> Json:
        if texts([asked]) == ["b"]:
            return answers("COMPLETED")(asked)
        error = {"code": code, "message": "no"}
        return {"jsonrpc": "2.0", "id": asked.body["id"], "error": error}

    async with script(**{"/a2a": refuse}) as vendor, post.deliver():
        refused, sent = await post.say(post.peer(vendor.url), *"ab")
        await post.until_status(sent, "success")
        (dead,) = await post.rows()
    assert (dead.id, dead.state) == (refused, DeliveryState.DEAD)
    assert (await post.row(refused)).status == "error"


async def test_a_token_that_is_wrong_may_be_put_right(post: Post) -> None:
    async with script(**{"/a2a": (401, {"error": "unauthorized"})}) as vendor, post.deliver():
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        row = await post.until_tried(call_id, 1)
    assert row.state is DeliveryState.WAITING


async def test_after_75_hours_a_call_is_a_dead_letter_that_can_be_sent_again(post: Post) -> None:
    async with script(**{"/a2a": (503, {})}) as vendor, post.deliver() as courier:
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        begun = post.at
        for number in range(1, len(DELAYS) + 1):
            row = await post.until_tried(call_id, number)
            assert row.next_at == begun + sum(DELAYS[:number]) * 1000
            post.at = row.next_at
            courier.wake()
        dead = await post.until_tried(call_id, len(DELAYS) + 1)
        assert dead.state is DeliveryState.DEAD
        assert (await post.row(call_id)).status == "error"
        vendor.answers = {"/a2a": answers("COMPLETED")}
        post.health.note_answer("vendor")
        await post.tenant.outbox.retry(call_id, post.at)
        courier.wake()
        await post.until_status(call_id, "success")


async def test_a_peer_that_is_left_alone_is_not_called_and_costs_no_try(post: Post) -> None:
    async with script(**{"/a2a": answers("COMPLETED")}) as vendor:
        peer = post.peer(vendor.url)
        post.health.note_failure("vendor", "refused", retry_after=60)
        async with post.deliver() as courier:
            (call_id,) = await post.say(peer, "a")

            async def is_put_off() -> bool:
                (row,) = await post.rows()
                return row.next_at == post.at + 60_000

            await post.until(is_put_off)
            (row,) = await post.rows()
            assert (row.tries, vendor.calls) == (0, [])
            post.at += 60_000
            courier.wake()
            await post.until_status(call_id, "success")


async def test_a_peer_that_is_back_is_sent_at_once_what_waits_for_it(post: Post) -> None:
    async with script(**{"/a2a": (503, {})}) as vendor, post.deliver():
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        await post.until_tried(call_id, 1)
        vendor.answers = {"/a2a": answers("COMPLETED")}
        post.health.note_called_us("vendor")
        await post.until_status(call_id, "success")


async def test_a_peer_that_comes_and_goes_is_not_tried_each_time(post: Post) -> None:
    async with script(**{"/a2a": (503, {})}) as vendor, post.deliver():
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        await post.until_tried(call_id, 1)
        post.health.note_called_us("vendor")
        await post.until_tried(call_id, 2)
        post.health.note_called_us("vendor")

        async def is_put_off() -> bool:
            return (await post.rows())[0].next_at == post.at + 5000

        await post.until(is_put_off)
        assert len(vendor.calls) == 2


async def test_a_task_at_work_is_looked_up_until_its_end(post: Post) -> None:
    async with script(**{"/a2a": answers("WORKING")}) as vendor, post.deliver() as courier:
        (call_id, other) = await post.say(post.peer(vendor.url), *"ab")
        await post.until_status(call_id, "pending")
        # The next call does not wait for the task.
        await post.until_status(other, "pending")
        vendor.answers["/a2a"] = answers("WORKING", "COMPLETED")
        await post.let_time_pass(courier)
    for activity_id in (call_id, other):
        row = await post.row(activity_id)
        assert row.status == "success"
        assert decode(row.output.encode())["artifacts"][0]["parts"][0]["data"] == QUOTE


async def test_a_task_that_asks_is_left_to_whoever_answers(post: Post) -> None:
    async with script(**{"/a2a": answers("INPUT_REQUIRED")}) as vendor, post.deliver():
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        await post.until_empty()
    assert (await post.row(call_id)).status == "pending"


async def test_a_task_whose_end_was_told_otherwise_is_looked_at_no_more(post: Post) -> None:
    async with script(**{"/a2a": answers("WORKING")}) as vendor, post.deliver() as courier:
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        row = await post.until_status(call_id, "pending")
        await post.tenant.commit(RecordActivity(replace(row, status="success", output='"late"')))
        await post.let_time_pass(courier)
    assert (await post.row(call_id)).output == '"late"'


async def test_a_task_that_its_peer_forgot_is_a_dead_letter(post: Post) -> None:
    def answer(asked: Asked) -> Json:
        if asked.body["method"] == "GetTask":
            error = {"code": -32001, "message": "Task not found"}
            return {"jsonrpc": "2.0", "id": asked.body["id"], "error": error}
        return answers("WORKING")(asked)

    async with script(**{"/a2a": answer}) as vendor, post.deliver():
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        row = await post.until_status(call_id, "error")
    assert "TASK_NOT_FOUND" in row.error


async def test_a_task_without_end_is_given_up(post: Post) -> None:
    async with script(**{"/a2a": answers("WORKING")}) as vendor, post.deliver() as courier:
        (call_id,) = await post.say(post.peer(vendor.url), "a")
        await post.until_status(call_id, "pending")
        post.at += LOOK_DAYS * DAY
        courier.wake()
        row = await post.until_status(call_id, "error")
    assert "7 days" in row.error


@pytest.mark.parametrize("status", [None, PeerStatus.REVOKED])
async def test_for_a_peer_that_is_gone_what_waits_is_given_up(
    post: Post, status: PeerStatus | None
) -> None:
    ids = await post.say(post.peer("http://127.0.0.1:1"), *"ab")
    if status is None:
        del post.peers["vendor"]
    else:
        post.peer("http://127.0.0.1:1", status=status)
    async with post.deliver():
        for call_id in ids:
            assert "PEER_NOT_FOUND" in (await post.until_status(call_id, "error")).error
    assert {row.state for row in await post.rows()} == {DeliveryState.DEAD}


async def test_for_a_paused_peer_it_waits(post: Post) -> None:
    async with script(**{"/a2a": answers("COMPLETED")}) as vendor, post.deliver() as courier:
        await post.say(post.peer("http://127.0.0.1:1", "idle", status=PeerStatus.PAUSED), "a")
        (sent,) = await post.say(post.peer(vendor.url), "b")
        await post.until_status(sent, "success")
        (row,) = await post.rows()
        assert (row.peer, row.tries) == ("idle", 0)
        post.peer(vendor.url, "idle")
        courier.wake()
        await post.until_empty()


async def test_too_many_are_refused_with_nothing_written(post: Post) -> None:
    post.most_waiting = 2
    post.open()
    peer = post.peer("http://127.0.0.1:1")
    await post.say(peer, *"ab")
    with pytest.raises(RateLimited):
        await post.say(peer, "c")
    await post.say(post.peer("http://127.0.0.1:1", "other"), "d")
    assert len(await post.rows()) == len(await post.tenant.list_activity()) == 3


async def test_nothing_to_say_is_refused(post: Post) -> None:
    with pytest.raises(InvalidParams):
        await post.outbox.queue(post.peer("http://127.0.0.1:1"), Ask())
    assert await post.rows() == []


async def test_what_was_on_its_way_at_a_stop_is_sent_again(post: Post) -> None:
    arrived = asyncio.Event()

    async def hang(_: Asked) -> Json:
        arrived.set()
        await asyncio.Event().wait()

    async with script(**{"/a2a": hang}) as vendor:
        async with post.deliver():
            (call_id,) = await post.say(post.peer(vendor.url), "a")
            await asyncio.wait_for(arrived.wait(), 60)
        assert (await post.row(call_id)).status == "dispatched"
        vendor.answers = {"/a2a": answers("COMPLETED")}
        post.at += 90_000
        async with post.deliver():
            await post.until_status(call_id, "success")
        first, second = (asked.body["params"]["message"] for asked in vendor.calls)
    assert first == second


def test_what_is_written_is_read_again() -> None:
    ask = Ask(
        "get_quote",
        {"qty": 5, "price": 5.0},
        "please",
        {"total": "number"},
        "context-1",
        "task-1",
        cause=Cause("acme", Chain("c", 2)),
        parts=(DataPart({"a": 5.0}),),
        seed="s",
    )
    for each in (ask, Ask(text="hello"), replace(ask, cause=Cause("acme"))):
        row = Activity("a-1", 5, "vendor", "outbound", "SendMessage", "dispatched")
        assert read_letter(write_letter(each, row)) == each


async def test_how_long_a_call_may_take_follows_the_config(post: Post) -> None:
    plain, slow = post.peer("https://vendor.example"), Peer("slow", timeout=90)
    assert post.outbox.seconds_of(plain) == post.seconds
    post.seconds = 12
    assert (post.outbox.seconds_of(plain), post.outbox.seconds_of(slow)) == (12, 90)
