"""A task at a peer is followed to its end, to a human's review, or to the deadline."""

import asyncio

import pytest

from gateway.core.errors import PeerError
from gateway.core.json import Json
from gateway.core.task import TaskState
from gateway.outbox import Kind
from tests.outbox.conftest import Office
from tests.outbox.scripted import QUOTE, Asked, script, speaks, task_v1

REVIEW = {"status": "pending_review", "estimated_response_by": "2026-04-20T14:00:00Z"}


def in_review(state: str = "WORKING") -> Json:
    said = {"role": "ROLE_AGENT", "messageId": "m", "parts": [{"data": REVIEW}]}
    return task_v1("", status={"state": f"TASK_STATE_{state}", "message": said})


async def test_a_working_task_is_followed_to_its_end(office: Office) -> None:
    states = iter(["SUBMITTED", "WORKING", "COMPLETED"])
    async with script() as peer:
        peer.answers = {
            "/a2a": speaks(
                {
                    "SendMessage": lambda _: {"task": task_v1("WORKING")},
                    "GetTask": lambda _: task_v1(next(states)),
                }
            )
        }
        outcome = await office.ask(office.peer(peer.url))
    assert (outcome.kind, outcome.value) == (Kind.ANSWERED, QUOTE)
    row = await office.activity()
    assert (row.status, row.task_id, row.dialect) == ("success", "task-1", "a2a-1.0")


async def test_following_lives_through_a_busy_moment(office: Office) -> None:
    answers = iter([(503, {"error": "later"}), task_v1()])

    def answer(asked: Asked) -> Json:
        if asked.body["method"] == "SendMessage":
            return speaks({"SendMessage": lambda _: {"task": task_v1("WORKING")}})(asked)
        found = next(answers)
        return found if isinstance(found, tuple) else speaks({"GetTask": lambda _: found})(asked)

    async with script() as peer:
        peer.answers = {"/a2a": answer}
        outcome = await office.ask(office.peer(peer.url, dialect="a2a-1.0", endpoint="/a2a"))
    assert outcome.value == QUOTE


async def test_a_task_without_end_is_answered_as_it_is_at_the_deadline(office: Office) -> None:
    working = task_v1("WORKING")
    async with script() as peer:
        peer.answers = {
            "/a2a": speaks(
                {"SendMessage": lambda _: {"task": working}, "GetTask": lambda _: working}
            )
        }
        outcome = await office.ask(office.peer(peer.url), seconds=2)
    assert outcome.kind is Kind.ANSWERED
    assert outcome.task is not None
    assert outcome.task.state is TaskState.WORKING
    assert (await office.activity()).status == "pending"


@pytest.mark.parametrize("first", [in_review(), in_review("SUBMITTED"), task_v1("WORKING")])
async def test_a_task_that_waits_for_a_human_comes_back_at_once(
    office: Office, first: Json
) -> None:
    async with script() as peer:
        peer.answers = {
            "/a2a": speaks(
                {"SendMessage": lambda _: {"task": first}, "GetTask": lambda _: in_review()}
            )
        }
        # An answer at the deadline would be an hour late.
        outcome = await asyncio.wait_for(office.ask(office.peer(peer.url), seconds=3600), 30)
        asked = [call.body["method"] for call in peer.calls]
    assert asked.count("GetTask") == (0 if "message" in first["status"] else 1)
    assert outcome.task is not None
    assert (outcome.kind, outcome.task.review) == (Kind.ANSWERED, REVIEW)
    assert (await office.activity()).status == "pending"


async def test_a_skill_is_told_of_a_review_as_of_an_error(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": in_review()}})}
        office.peer(peer.url)
        with pytest.raises(PeerError, match="human"):
            await office.outbox.call_skill("vendor", "get_quote", {})
