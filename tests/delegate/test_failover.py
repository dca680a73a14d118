"""Another peer is asked where nothing was done, or where the effect lets it be done twice."""

from collections.abc import AsyncIterator

import pytest

from gateway.core.errors import LoopLimit, PeerUnreachable
from gateway.core.message import TextPart, text_of
from gateway.core.task import Task, TaskState
from gateway.wiring import Services
from tests.delegate.conftest import Front, Street, open_services_of, peer_row, skill_row
from tests.delegate.shared import Shared
from tests.until import until, until_found

NOBODY = "http://127.0.0.1:9"
ONCE = 'effect = "at_most_once"'


def words(task: Task) -> str:
    return text_of(tuple(part for artifact in task.artifacts for part in artifact.parts))


@pytest.fixture
async def pair(street: Street, shared: Shared) -> AsyncIterator[tuple[str, str]]:
    """The URLs of two peers that can do the same."""
    _, first = await street.vendor()
    _, second = await street.vendor()
    yield first, second
    shared.gate.set()


async def asked(front: Front) -> list[str]:
    """Which peers were asked to do something, in order."""
    rows = await front.calls_out()
    return [row.peer for row in rows if row.operation != "CancelTask"]


@pytest.mark.parametrize("effect", ["", ONCE])
async def test_one_who_is_not_there_is_passed_over_and_then_left_alone(
    street: Street, pair: tuple[str, str], effect: str
) -> None:
    rows = peer_row("gone", NOBODY, 'endpoint = "/a2a"') + peer_row("here", pair[1])
    order = skill_row("order", "a2a:gone", "a2a:here", more=effect)
    front = await street.front(rows + order)
    for _ in range(2):
        task = await front.call("order", {"product": "lamp", "qty": 2})
        assert task.state is TaskState.COMPLETED
    assert await asked(front) == ["gone", "here", "here"]


@pytest.mark.parametrize("effect", ["", ONCE])
async def test_one_who_lets_us_not_in_did_nothing(
    street: Street, pair: tuple[str, str], effect: str
) -> None:
    rows = peer_row("closed", pair[0]).replace("env:TOKEN", "env:TICKETS") + peer_row(
        "open", pair[1]
    )
    front = await street.front(rows + skill_row("order", "a2a:closed", "a2a:open", more=effect))
    task = await front.call("order", {"product": "lamp", "qty": 2})
    assert task.state is TaskState.COMPLETED
    assert await asked(front) == ["closed", "open"]


async def test_one_who_has_no_such_skill_did_nothing(street: Street, pair: tuple[str, str]) -> None:
    rows = peer_row("a", pair[0]) + peer_row("b", pair[1])
    front = await street.front(rows + skill_row("order", "a2a:a/nothing", "a2a:b", more=ONCE))
    task = await front.call("order", {"product": "lamp", "qty": 2})
    assert task.state is TaskState.COMPLETED


async def test_a_paused_or_unknown_peer_is_passed_over(
    street: Street, pair: tuple[str, str]
) -> None:
    rows = peer_row("idle", pair[0], 'status = "paused"') + peer_row("b", pair[1])
    front = await street.front(rows + skill_row("order", "a2a:nobody", "a2a:idle", "a2a:b"))
    assert (await front.call("order", {"product": "x", "qty": 1})).state is TaskState.COMPLETED
    assert await asked(front) == ["b"]


async def test_where_nobody_can_be_reached_the_caller_is_told_no_more(street: Street) -> None:
    front = await street.front(peer_row("gone", NOBODY) + skill_row("order", "a2a:gone"))
    task = await front.call("order")
    assert task.state is TaskState.FAILED
    assert task.status.message is not None
    assert text_of(task.status.message.parts) == PeerUnreachable().message


@pytest.mark.parametrize(("effect", "runs"), [("", 2), (ONCE, 1)])
async def test_one_who_failed_may_have_done_something(
    street: Street, pair: tuple[str, str], shared: Shared, effect: str, runs: int
) -> None:
    rows = peer_row("a", pair[0]) + peer_row("b", pair[1])
    front = await street.front(rows + skill_row("explode", "a2a:a", "a2a:b", more=effect))
    assert (await front.call("explode")).state is TaskState.FAILED
    assert len(shared.runs) == runs


@pytest.mark.parametrize(("effect", "peers"), [("", ["a", "b"]), (ONCE, ["a"])])
async def test_the_row_of_a_peer_says_how_long_it_is_waited_for(
    street: Street, pair: tuple[str, str], shared: Shared, effect: str, peers: list[str]
) -> None:
    rows = peer_row("a", pair[0], "timeout = 2") + peer_row("b", pair[1], "timeout = 2")
    front = await street.front(rows + skill_row("hang", "a2a:a", "a2a:b", more=effect))
    assert (await front.call("hang")).state is TaskState.FAILED
    assert await asked(front) == peers
    # Nobody waits for those tasks any more.
    await until(lambda: len(shared.canceled) == len(peers))


async def test_what_the_caller_saw_a_part_of_is_not_begun_anew(
    street: Street, pair: tuple[str, str], shared: Shared
) -> None:
    rows = peer_row("a", pair[0], 'dialect = "a2a-1.0"') + peer_row("b", pair[1])
    front = await street.front(rows + skill_row("break_off", "a2a:a", "a2a:b"))
    task = await front.call("break_off")
    assert task.state is TaskState.FAILED
    assert shared.runs == ["break_off"]


async def test_nothing_is_handed_back_to_the_one_who_asks(
    street: Street, pair: tuple[str, str]
) -> None:
    rows = peer_row("a", pair[0]) + peer_row("b", pair[1])
    front = await street.front(rows + skill_row("order", "a2a:a", "a2a:b"))
    await front.call("order", {"product": "x", "qty": 1}, caller="a")
    assert await asked(front) == ["b"]


async def test_what_only_the_one_who_asks_could_do_is_a_circle(
    street: Street, pair: tuple[str, str]
) -> None:
    front = await street.front(peer_row("a", pair[0]) + skill_row("order", "a2a:a"))
    task = await front.call("order", {"product": "x", "qty": 1}, caller="a")
    assert task.status.message is not None
    assert text_of(task.status.message.parts) == LoopLimit().message
    assert await asked(front) == []


async def test_a_conversation_stays_with_its_peer_and_its_context_there(
    street: Street, pair: tuple[str, str], shared: Shared
) -> None:
    rows = peer_row("a", pair[0]) + peer_row("b", pair[1])
    front = await street.front(rows + skill_row("talk", "a2a:b/chat"))
    first = await front.call("talk", {"text": "one"})
    front.reload(rows + skill_row("talk", "a2a:a/chat", "a2a:b/chat"))
    again = await front.call("talk", {"text": "two"}, context_id=first.context_id)
    assert words(again) == "heard two"
    await front.call("talk", {"text": "three"})
    assert await asked(front) == ["b", "b", "a"]
    one, two, three = shared.contexts
    assert one == two != three


async def test_a_restart_goes_on_with_the_task_over_there(
    street: Street, pair: tuple[str, str], shared: Shared
) -> None:
    store = "sqlite:///front.db"
    rows = peer_row("a", pair[0]) + '[[peers]]\nname = "buyer"\n' + skill_row("hang", "a2a:a")
    async with open_services_of(street.folder, rows, store) as front:
        begun = await front.call("hang", return_immediately=True)
        await until_found(lambda: _is_handed(front.services, begun.id))
    assert not shared.canceled
    async with open_services_of(street.folder, rows, store) as front:
        shared.gate.set()

        async def has_ended() -> bool:
            return (await front.get(begun.id)).is_terminal

        await until_found(has_ended)
        task = await front.get(begun.id)
        assert task.artifacts[0].parts == (TextPart("opened"),)
    assert len(shared.runs) == 1


async def _is_handed(services: Services, task_id: str) -> bool:
    errand = await services.tenant.errands.find(task_id)
    return errand is not None and errand.remote_task != ""
