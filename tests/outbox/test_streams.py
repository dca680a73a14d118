"""A call that is followed by stream ends as one that is answered in one piece, whatever breaks."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.core.errors import InvalidAgentResponse, PeerError, PeerTimeout, SkillNotFound
from gateway.core.json import Json
from gateway.core.task import Task, TaskState
from gateway.outbox import Kind, Outcome
from tests.outbox.conftest import CANARY, Office
from tests.outbox.scripted import Asked, Script, script
from tests.outbox.streaming import (
    CARD,
    LEFT,
    LIFE,
    METHODS,
    Say,
    Vendor,
    card,
    cuts,
    error_frame,
    fails,
    holds,
    message,
    says,
    state_after,
    status,
    stream,
    task,
)
from tests.until import until

VERSIONS = ["1.0", "0.3"]
REVIEW = {"kind": "data", "data": {"status": "pending_review"}}


async def ask(office: Office, vendor: Vendor, **how: Any) -> Outcome:
    async with script(**vendor.answers) as peer:
        return await office.ask(office.peer(peer.url), **how)


@pytest.fixture
async def whole(office: Office) -> Callable[[str], Any]:
    """The task as it is told in one piece."""

    async def tell(version: str) -> Task:
        vendor = Vendor(version, sent=LEFT)
        answers = {**vendor.answers, CARD: card(version, streaming=False)}
        async with script(**answers) as peer:
            outcome = await office.ask(office.peer(peer.url))
        assert vendor.asked == [METHODS[version][0]]
        assert outcome.task is not None
        return outcome.task

    return tell


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_stream_tells_what_one_piece_does(
    office: Office, whole: Callable[[str], Any], version: str
) -> None:
    vendor = Vendor(version, [says(*LIFE)])
    outcome = await ask(office, vendor)
    assert outcome.kind is Kind.ANSWERED
    assert outcome.task == await whole(version)
    assert outcome.value == {"price_cents": 4500}
    assert vendor.asked == [METHODS[version][1]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("at", range(1, len(LIFE)))
@pytest.mark.parametrize("again", ["refused", "whole", "cut", "ended"])
async def test_a_stream_that_is_cut_at_any_event_loses_nothing(
    office: Office, whole: Callable[[str], Any], version: str, at: int, again: str
) -> None:
    second: dict[str, list[Say]] = {
        "refused": [],
        # As 1.0 has it: the task first.
        "whole": [says(state_after(LIFE[:at]), *LIFE[at:])],
        "cut": [cuts(state_after(LIFE[:at]))],
        "ended": [says()],
    }
    vendor = Vendor(version, [cuts(*LIFE[:at]), *second[again]], found=LEFT)
    outcome = await ask(office, vendor)
    assert outcome.task == await whole(version)
    _, say, follow, look, _ = METHODS[version]
    assert vendor.asked == [say, follow, *([] if again == "whole" else [look])]
    row = (await office.tenant.list_activity())[1]
    assert (row.status, row.task_id, row.operation) == ("success", "task-1", "SendMessage")


@pytest.mark.parametrize("at", range(2, len(LIFE)))
async def test_a_stream_that_goes_on_without_the_task_is_checked(
    office: Office, whole: Callable[[str], Any], at: int
) -> None:
    # What was said between the two streams may never be said again.
    vendor = Vendor("0.3", [cuts(*LIFE[: at - 1]), says(*LIFE[at:])], found=LEFT)
    outcome = await ask(office, vendor)
    assert outcome.task == await whole("0.3")
    assert vendor.asked[-1] == "tasks/get"


@pytest.mark.parametrize("at", range(1, len(LIFE)))
async def test_numbered_events_go_on_where_they_broke_off(
    office: Office, whole: Callable[[str], Any], at: int
) -> None:
    vendor = Vendor(
        streams=[cuts(*LIFE[:at], numbered_from=1), says(*LIFE[at:], numbered_from=at + 1)]
    )
    async with script(**vendor.answers) as peer:
        outcome = await office.ask(office.peer(peer.url))
        again = peer.calls[-1]
    assert again.headers["Last-Event-ID"] == str(at)
    assert outcome.task == await whole("1.0")


async def test_a_task_whose_beginning_was_not_said_is_looked_up(office: Office) -> None:
    vendor = Vendor("0.3", [says(*LIFE[1:])], found=LEFT)
    outcome = await ask(office, vendor)
    assert outcome.value == {"price_cents": 4500}
    assert vendor.asked == ["message/stream", "tasks/get"]


async def test_what_was_heard_counts_where_nothing_can_be_looked_up(office: Office) -> None:
    outcome = await ask(office, Vendor("0.3", [says(*LIFE[1:])]))
    assert outcome.value == {"price_cents": 4500}


@pytest.mark.parametrize(
    "refusal",
    [
        fails(-32601, "Method not found"),
        fails(-32004, "This operation is not supported"),
        (404, {"error": "nothing here"}),
        (405, None),
        (501, {"error": "not implemented"}),
    ],
    ids=["method", "operation", "404", "405", "501"],
)
async def test_who_refuses_to_stream_is_told_the_same_in_the_plain_way(
    office: Office, refusal: Any
) -> None:
    vendor = Vendor(streams=[refusal], sent=LEFT)
    async with script(**vendor.answers) as peer:
        row = office.peer(peer.url)
        assert (await office.ask(row)).value == {"price_cents": 4500}
        assert vendor.asked == ["SendStreamingMessage", "SendMessage"]
        assert len(set(vendor.message_ids)) == 1
        await office.ask(row)
    assert vendor.asked[2:] == ["SendMessage"], "it is not asked for a stream again"


@pytest.mark.parametrize(
    "broken",
    [cuts(), says(), stream([b"data: garbage\n\n"]), stream([b"data: " + b"x" * 200_000])],
    ids=["cut", "ended", "garbage", "huge"],
)
async def test_a_stream_that_breaks_before_its_first_event_is_not_said_again(
    office: Office, broken: Say
) -> None:
    vendor = Vendor(streams=[broken], sent=LEFT)
    async with script(**vendor.answers) as peer:
        row = office.peer(peer.url)
        outcome = await office.ask(row)
        # For the peer may have done what it was asked.
        assert vendor.asked == ["SendStreamingMessage"]
        assert (outcome.kind, type(outcome.error)) == (Kind.FAILED, InvalidAgentResponse)
        assert (await office.ask(row)).value == {"price_cents": 4500}
    assert vendor.asked[1:] == ["SendMessage"], "the next message is said in the plain way"


async def test_a_refusal_of_the_message_is_the_answer(office: Office) -> None:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SKILL_NOT_FOUND"}

    async def refuse(vendor: Vendor, asked: Asked) -> Json:
        error = {"code": -32602, "message": "no", "data": [info]}
        return vendor.envelope(asked, error=error)

    vendor = Vendor(streams=[refuse], sent=LEFT)
    outcome = await ask(office, vendor)
    assert (outcome.kind, type(outcome.error)) == (Kind.REFUSED, SkillNotFound)
    assert vendor.asked == ["SendStreamingMessage"]


@pytest.mark.parametrize(
    "broken",
    [
        b"data: garbage\n\n",
        b"data: {}\n\n",
        b'data: {"jsonrpc":"2.0","id":"x","result":{"statusUpdate":{"taskId":"other",'
        b'"status":{"state":"TASK_STATE_FAILED"}}}}\n\n',
        b"data: " + b"x" * 200_000,
        b": alive\n\n" * 30_000,
        b"x" * 150_000,
        error_frame(-32050),
    ],
    ids=["garbage", "empty", "foreign", "huge", "endless", "line", "busy"],
)
async def test_a_stream_that_goes_wrong_is_followed_by_looking(
    office: Office, whole: Callable[[str], Any], broken: bytes
) -> None:
    vendor = Vendor(streams=[stream([*LIFE[:3], broken, *LIFE[3:]])], found=LEFT)
    outcome = await ask(office, vendor)
    assert outcome.task == await whole("1.0")
    assert vendor.asked == ["SendStreamingMessage", "SubscribeToTask", "GetTask"]


async def test_an_error_in_midstream_is_the_answer(office: Office) -> None:
    broken = stream([*LIFE[:3], error_frame(-32603)])
    vendor = Vendor(streams=[broken], found=state_after(LIFE[:3]))
    outcome = await ask(office, vendor)
    assert (outcome.kind, type(outcome.error)) == (Kind.FAILED, PeerError)
    row = await office.activity()
    assert (row.status, row.task_id) == ("error", "task-1")


async def test_an_error_in_midstream_does_not_hide_an_end(office: Office) -> None:
    vendor = Vendor(streams=[stream([*LIFE[:3], error_frame(-32603)])], found=LEFT)
    outcome = await ask(office, vendor)
    assert outcome.value == {"price_cents": 4500}


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_direct_answer_is_the_one_event(office: Office, version: str) -> None:
    outcome = await ask(office, Vendor(version, [holds(message("Hello"))]))
    assert (outcome.kind, outcome.task, outcome.value) == (Kind.ANSWERED, None, "Hello")


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_question_ends_the_waiting_though_the_stream_goes_on(
    office: Office, version: str
) -> None:
    vendor = Vendor(version, [holds(LIFE[0], status("input-required", "How many?"))])
    outcome = await ask(office, vendor, seconds=60)
    assert outcome.task is not None
    assert (outcome.task.state, outcome.value) == (TaskState.INPUT_REQUIRED, "How many?")


async def test_a_review_ends_the_waiting_though_the_stream_goes_on(office: Office) -> None:
    review = status("working", "A human will look at it")
    review["status"]["message"]["parts"].append(REVIEW)
    outcome = await ask(office, Vendor(streams=[holds(LIFE[0], review)]), seconds=60)
    assert outcome.task is not None
    assert outcome.task.review == {"status": "pending_review"}


async def test_an_answer_in_one_piece_to_who_asks_for_a_stream(office: Office) -> None:
    async def say(vendor: Vendor, asked: Asked) -> Json:
        return vendor.envelope(asked, result=vendor.write(LEFT, wrapped=True))

    for version in VERSIONS:
        vendor = Vendor(version, [say])
        outcome = await ask(office, vendor)
        assert outcome.value == {"price_cents": 4500}
        assert vendor.asked == [METHODS[version][1]]


async def test_a_stream_without_end_is_left_at_the_deadline(office: Office) -> None:
    left: list[bool] = []

    async def hold(vendor: Vendor, asked: Asked) -> Any:
        try:
            return await holds(*LIFE[:3])(vendor, asked)
        finally:
            left.append(True)

    vendor = Vendor(streams=[hold], found=state_after(LIFE[:3]))
    async with script(**vendor.answers) as peer:
        outcome = await office.ask(office.peer(peer.url), seconds=2)
        await until(lambda: left)
    assert outcome.task is not None
    assert (outcome.kind, outcome.task.state) == (Kind.ANSWERED, TaskState.WORKING)
    assert [artifact.id for artifact in outcome.task.artifacts] == ["a"]
    assert (await office.activity()).status == "pending"


async def test_a_stream_that_says_nothing_by_the_deadline_is_late(office: Office) -> None:
    vendor = Vendor(streams=[holds()], sent=LEFT)
    async with script(**vendor.answers) as peer:
        outcome = await office.ask(office.peer(peer.url), seconds=0.3)
    assert (outcome.kind, type(outcome.error)) == (Kind.RETRY, PeerTimeout)
    assert vendor.asked == ["SendStreamingMessage"]


async def test_who_does_not_wait_asks_for_no_stream(office: Office) -> None:
    vendor = Vendor(sent=task("working"))
    await ask(office, vendor, wait=False)
    assert vendor.asked == ["SendMessage"]


async def test_a_way_that_is_only_guessed_is_asked_for_no_stream(office: Office) -> None:
    vendor = Vendor(sent=LEFT)
    unversioned = {"name": "V", "url": "/rpc", "capabilities": {"streaming": True}}
    async with script(**{**vendor.answers, CARD: unversioned}) as peer:
        row = office.peer(peer.url)
        await office.ask(row)
        vendor.streams = [says(*LIFE)]
        await office.ask(row)
    assert vendor.asked == ["SendMessage", "SendStreamingMessage"]


async def test_our_token_is_taken_out_of_a_stream(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    async def echo(vendor: Vendor, asked: Asked) -> Any:
        token = asked.headers["Authorization"]
        return await says(LIFE[0], status("failed", f"you sent {token}"))(vendor, asked)

    outcome = await ask(office, Vendor(streams=[echo]))
    captured = capsys.readouterr()
    row = await office.activity()
    assert "[redacted]" in repr(outcome)
    for text in (repr(outcome), repr(row), captured.out, captured.err):
        assert CANARY not in text


async def test_a_stream_over_http_json(office: Office) -> None:
    async def say(asked: Asked) -> Any:
        return await says(*LIFE)(Bare(), asked)

    interface = {"url": "/rest", "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0"}
    answers: dict[str, Any] = {
        CARD: {**card(), "supportedInterfaces": [interface]},
        "/rest/message:stream": say,
    }
    async with script(**answers) as peer:
        outcome = await office.ask(office.peer(peer.url))
        assert_paths(peer, "/rest/message:stream")
    assert outcome.value == {"price_cents": 4500}


@pytest.mark.parametrize("refusal", [(404, None), (400, {"error": {"code": 400}})])
async def test_a_refusal_to_stream_over_http_json(office: Office, refusal: Any) -> None:
    interface = {"url": "/rest", "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0"}
    answers: dict[str, Any] = {
        CARD: {**card(), "supportedInterfaces": [interface]},
        "/rest/message:stream": refusal,
        "/rest/message:send": Vendor().write(LEFT, wrapped=True),
    }
    async with script(**answers) as peer:
        outcome = await office.ask(office.peer(peer.url))
        assert_paths(peer, "/rest/message:stream", "/rest/message:send")
    assert outcome.value == {"price_cents": 4500}


class Bare(Vendor):
    """One that writes events without an envelope."""

    def envelope(self, asked: Asked, **members: Json) -> Json:
        return members["result"]


def assert_paths(peer: Script, *paths: str) -> None:
    assert [asked.path for asked in peer.calls] == list(paths)
