"""Whoever made a durable call learns what came of it, in the unit that writes it down."""

from typing import Any

import pytest

from gateway.core.json import Json
from gateway.core.notice import Notice, NoticeType
from gateway.core.peer import PeerStatus
from gateway.outbox import Ask, Kind
from gateway.store.notice import RaiseNotice
from tests.outbox.post import Post
from tests.outbox.scripted import QUOTE, card_v1, script, speaks, task_v1
from tests.until import until

REVIEW = {
    "state": "TASK_STATE_WORKING",
    "message": {
        "messageId": "m-1",
        "role": "ROLE_AGENT",
        "parts": [{"data": {"status": "pending_review", "estimated_response_by": "soon"}}],
    },
}
WORDS = "We need 4000 blocks."


async def add(post: Post, url: str, ask: Ask, *, lane: str = "", **row: Any) -> str:
    letter = post.outbox.letter(post.peer(url, **row), ask, lane=lane)
    await post.tenant.commit(*letter.writes)
    post.wake()
    return letter.row.id


async def test_an_answer_is_told_and_committed_with_the_call(post: Post) -> None:
    notice = Notice("n-1", NoticeType.DEAL_ANSWERED, post.at, "d-1")
    post.received.writes = lambda _: (RaiseNotice(notice),)
    answer = speaks({"SendMessage": lambda _: {"task": task_v1()}})
    async with script(**{"/a2a": answer}) as vendor, post.deliver():
        call_id = await add(post, vendor.url, Ask(text="a"))
        await post.until_empty()
    ((told_id, outcome, is_over),) = post.received.told
    assert (told_id, outcome.value, is_over) == (call_id, QUOTE, True)
    assert (await post.row(call_id)).status == "success"
    assert await post.tenant.notices.find("n-1") is not None


async def test_a_task_that_goes_on_is_told_of_until_its_end(post: Post) -> None:
    def task(status: Json = None) -> Json:
        return task_v1("WORKING", **({"status": status} if status else {}))

    states = [task(REVIEW), task_v1()]
    methods = {"SendMessage": lambda _: {"task": task()}, "GetTask": lambda _: states.pop(0)}
    async with script(**{"/a2a": speaks(methods)}) as vendor, post.deliver() as courier:
        await add(post, vendor.url, Ask(text="a"))
        await post.let_time_pass(courier)
    seen = [
        (told.task.state.value, told.task.review is not None, is_over)
        for _, told, is_over in post.received.told
        if told.task is not None
    ]
    assert seen == [("working", False, False), ("working", True, False), ("completed", False, True)]


async def test_it_is_looked_at_when_the_peer_said(post: Post) -> None:
    post.received.expected_at = post.at + 500
    methods = {
        "SendMessage": lambda _: {"task": task_v1("WORKING", status=REVIEW)},
        "GetTask": lambda _: task_v1("WORKING", status=REVIEW),
    }
    async with script(**{"/a2a": speaks(methods)}) as vendor, post.deliver() as courier:
        call_id = await add(post, vendor.url, Ask(text="a"))
        watch = f"{call_id}-task"
        await until(lambda: len(post.received.told) > 1)
        post.at += 600_000
        post.received.expected_at = post.at + 90_000
        courier.wake()
        await until(lambda: len(post.received.told) > 2)

        async def is_put_off() -> bool:
            found = await post.tenant.outbox.find(watch)
            return found is not None and found.next_at == post.at + 91_000

        await post.until(is_put_off)


async def test_what_is_given_up_is_told_of_as_over(post: Post) -> None:
    ask = Ask(text="a", until=post.at + 60_000)
    async with post.deliver() as courier:
        call_id = await add(post, "http://127.0.0.1:1", ask)
        await post.until_tried(call_id, 1)
        assert [is_over for *_, is_over in post.received.told] == [False]
        await post.until(lambda: _past(post, courier))
    *_, (_, outcome, is_over) = post.received.told
    assert (outcome.kind, is_over) == (Kind.UNREACHABLE, True)
    assert ask.until <= post.at <= ask.until + 1000
    row = await post.row(call_id)
    assert row.status == "error"
    assert row.error == (
        "CALL_EXPIRED: The time for this call is over: The peer cannot be reached."
    )


async def _past(post: Post, courier: Any) -> bool:
    rows = [row for row in await post.rows() if row.next_at is not None]
    post.at = max([post.at, *(row.next_at or 0 for row in rows)])
    courier.wake()
    return not rows


async def test_a_call_whose_time_is_over_is_not_made(post: Post) -> None:
    answer = speaks({"SendMessage": lambda _: {"task": task_v1()}})
    async with script(**{"/a2a": answer}) as vendor:
        peer = post.peer(vendor.url, status=PeerStatus.PAUSED)
        letter = post.outbox.letter(peer, Ask(text="a", until=post.at + 1000))
        await post.tenant.commit(*letter.writes)
        post.at += 1000
        post.peer(vendor.url)
        async with post.deliver():
            await until(lambda: bool(post.received.told))
        assert not vendor.calls
    ((_, outcome, is_over),) = post.received.told
    assert (outcome.kind, is_over) == (Kind.UNREACHABLE, True)


async def test_a_lane_of_its_own_waits_for_no_other_call(post: Post) -> None:
    answer = speaks({"SendMessage": lambda _: {"task": task_v1()}})
    async with script(**{"/a2a": answer}) as vendor:
        await post.outbox.queue(post.peer("http://127.0.0.1:1"), Ask(text="before"))
        first = (await post.rows())[0]
        assert first.lane == "call/vendor"
        apart = await add(post, vendor.url, Ask(text="a"), lane="deal/d-1/vendor")
        found = await post.tenant.outbox.find(apart)
        assert found is not None
        assert found.next_at is not None


@pytest.mark.parametrize(
    ("skills", "parts"),
    [
        (
            ["quote_request"],
            [
                {"text": 'quote_request {"qty":1}'},
                {"data": {"skill": "quote_request", "arguments": {"qty": 1}}},
            ],
        ),
        (["chat"], [{"text": WORDS}, {"data": {"qty": 1}}]),
        (None, [{"text": WORDS}, {"data": {"skill": "quote_request", "arguments": {"qty": 1}}}]),
    ],
    ids=["offers it", "does not", "no card"],
)
async def test_a_peer_is_asked_for_the_skill_where_its_card_offers_it(
    post: Post, skills: list[str] | None, parts: Json
) -> None:
    answer = speaks({"SendMessage": lambda _: {"task": task_v1()}})
    async with script(**{"/a2a": answer}) as vendor, post.deliver():
        if skills is not None:
            offered = [
                {"id": name, "name": name, "description": "It.", "tags": []} for name in skills
            ]
            vendor.answers["/.well-known/agent-card.json"] = card_v1(
                f"{vendor.url}/a2a", skills=offered
            )
        row = {"dialect": "auto", "endpoint": ""} if skills is not None else {}
        await add(post, vendor.url, Ask("quote_request", {"qty": 1}, words=WORDS), **row)
        await post.until_empty()
        sent = next(asked.body for asked in vendor.calls if asked.body)
    assert [
        {name: part[name] for name in ("text", "data") if name in part}
        for part in sent["params"]["message"]["parts"]
    ] == parts


async def test_a_rare_skill_is_asked_for_in_words_where_no_card_is_known(post: Post) -> None:
    answer = speaks({"SendMessage": lambda _: {"task": task_v1()}})
    rare = Ask("offer_outcome", {"type": "award"}, words=WORDS, is_rare=True)
    async with script(**{"/a2a": answer}) as vendor, post.deliver():
        await add(post, vendor.url, rare)
        await post.until_empty()
        sent = next(asked.body for asked in vendor.calls if asked.body)
    text, data = sent["params"]["message"]["parts"]
    assert (text["text"], data["data"]) == (WORDS, {"type": "award"})
