"""The official SDK's own servers, of both generations and bindings, are called by us."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, aclosing
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.core.errors import GatewayError, PeerError, TaskNotCancelable, TaskNotFound
from gateway.core.event import Event
from gateway.core.message import DataPart, Message, TextPart, text_of
from gateway.core.peer import Peer
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState
from gateway.outbox import Ask, Kind, Outcome
from tests.outbox.conftest import GET_QUOTE, Office
from tests.outbox.sdk_03_server import serve_sdk_03
from tests.outbox.sdk_server import RPC_PATH, serve_sdk
from tests.until import until_found


class Server(NamedTuple):
    """``generation`` is the SDK's; that of 1.0 speaks 0.3 as well."""

    generation: str
    version: str
    binding: str

    @property
    def names_its_errors(self) -> bool:
        """Over HTTP+JSON, the old generation's errors are a status and a text."""
        return (self.generation, self.binding) != ("0.3", "HTTP+JSON")


SERVERS = [
    Server(generation, version, binding)
    for generation, version in (("1.0", "1.0"), ("1.0", "0.3"), ("0.3", "0.3"))
    for binding in ("JSONRPC", "HTTP+JSON")
]


@pytest.fixture(scope="session")
def served_03() -> Iterator[Callable[[], str]]:
    urls: list[str] = []
    with ExitStack() as stack:

        def start() -> str:
            if not urls:
                urls.append(stack.enter_context(serve_sdk_03()))
            return urls[0]

        yield start


@pytest.fixture(params=SERVERS, ids=lambda server: "-".join(server))
def server(request: pytest.FixtureRequest) -> Server:
    return request.param


@pytest.fixture(params=[True, False], ids=["stream", "plain"])
def streaming(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def vendor(
    office: Office, server: Server, streaming: bool, served_03: Callable[[], str]
) -> Iterator[Peer]:
    """The peer's row: nothing in it says how the peer is called."""
    if server.generation == "1.0":
        path = RPC_PATH if server.binding == "JSONRPC" else ""
        given = {"binding": server.binding, "version": server.version}
        with serve_sdk(path, streaming=streaming, **given) as url:
            yield office.peer(url)
    else:
        path = "/jsonrpc" if server.binding == "JSONRPC" else "/rest"
        yield office.peer(served_03() + path + ("" if streaming else "-plain"))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


def open_gate(gate: Path) -> None:
    gate.touch()


def task_of(outcome: Outcome) -> Task:
    assert outcome.kind is Kind.ANSWERED, outcome.error
    assert outcome.task is not None
    return outcome.task


def check_error(outcome: Outcome, server: Server, kind: type[GatewayError]) -> None:
    if server.names_its_errors:
        assert (outcome.kind, type(outcome.error)) == (Kind.REFUSED, kind)
    else:
        assert (outcome.kind, type(outcome.error)) == (Kind.FAILED, PeerError)


def said_in(task: Task) -> dict[str, object]:
    """What each artifact holds: its texts together, or its data."""
    return {
        artifact.id: next(
            (part.data for part in artifact.parts if isinstance(part, DataPart)),
            "".join(part.text for part in artifact.parts if isinstance(part, TextPart)),
        )
        for artifact in task.artifacts
    }


def heard_in(task: Task) -> list[str]:
    """What was said on the way to the end."""
    return [text_of(turn.parts) for turn in task.history if turn.role == "agent"]


async def test_a_message_is_answered(office: Office, vendor: Peer, server: Server) -> None:
    outcome = await office.ask(vendor)
    assert task_of(outcome).state is TaskState.COMPLETED
    assert outcome.value == {**GET_QUOTE.arguments, "unit_price_cents": 450}
    assert outcome.dialect == f"a2a-{server.version}"
    found = await office.found()
    assert found.binding == ("jsonrpc" if server.binding == "JSONRPC" else "rest")


async def test_chunks_are_put_together(office: Office, vendor: Peer) -> None:
    task = task_of(await office.ask(vendor, Ask("report")))
    assert task.state is TaskState.COMPLETED
    assert said_in(task) == {"a": "one two", "b": {"price_cents": 4500}}
    assert heard_in(task) == ["looking", "writing"]
    again = task_of(await office.outbox.get(vendor, task.id, seconds=60))
    assert (again.artifacts, again.status, again.history) == (
        task.artifacts,
        task.status,
        task.history,
    )


async def test_a_direct_message_is_the_answer(office: Office, vendor: Peer) -> None:
    outcome = await office.ask(vendor, Ask("greet"))
    assert (outcome.kind, outcome.task, outcome.value) == (Kind.ANSWERED, None, "Hello")


async def test_a_question_is_answered_in_its_task(office: Office, vendor: Peer) -> None:
    asked = task_of(await office.ask(vendor, Ask("ask")))
    assert asked.state is TaskState.INPUT_REQUIRED
    answer = Ask(text="three", task_id=asked.id, context_id=asked.context_id)
    outcome = await office.ask(vendor, answer)
    assert (task_of(outcome).id, task_of(outcome).state) == (asked.id, TaskState.COMPLETED)
    assert outcome.value == {"qty": "three"}


async def test_a_task_at_work_is_found_and_canceled(
    office: Office, vendor: Peer, server: Server, gate: Path
) -> None:
    begun = task_of(await office.ask(vendor, Ask("slow", {"gate": str(gate)}), wait=False))
    found = task_of(await office.outbox.get(vendor, begun.id, seconds=60))
    canceled = task_of(await office.outbox.cancel(vendor, begun.id, seconds=60))
    assert {begun.state, found.state} <= {TaskState.SUBMITTED, TaskState.WORKING}
    assert (canceled.id, canceled.state) == (begun.id, TaskState.CANCELED)
    again = await office.outbox.cancel(vendor, begun.id, seconds=60)
    check_error(again, server, TaskNotCancelable)


async def test_a_slow_task_is_followed_to_its_end(office: Office, vendor: Peer, gate: Path) -> None:
    asking = asyncio.create_task(office.ask(vendor, Ask("slow", {"gate": str(gate)}), seconds=30))
    # The gate is opened when the task is under way, streamed or not.
    await until_found(lambda: office.tenant.list_activity())
    open_gate(gate)
    task = task_of(await asking)
    assert said_in(task) == {"a": "one two", "b": {"price_cents": 4500}}


async def test_what_does_not_exist_is_not_found(
    office: Office, vendor: Peer, server: Server
) -> None:
    await office.ask(vendor)
    outcome = await office.outbox.get(vendor, "no-such-task", seconds=60)
    check_error(outcome, server, TaskNotFound)


async def test_an_agent_that_breaks_is_no_success(
    office: Office, vendor: Peer, server: Server, *, streaming: bool
) -> None:
    hangs = streaming and server.generation == "0.3"
    outcome = await office.ask(vendor, Ask("break"), seconds=1 if hangs else 60)
    if hangs:
        # It cuts the stream, and says for ever that the task is not over.
        assert not task_of(outcome).is_settled
    elif outcome.kind is Kind.ANSWERED:
        assert task_of(outcome).state is TaskState.FAILED
    else:
        assert (outcome.kind, type(outcome.error)) == (Kind.FAILED, PeerError)


@pytest.mark.parametrize("streaming", [True], ids=["stream"])
async def test_events_are_heard_while_the_agent_works(
    office: Office, vendor: Peer, gate: Path
) -> None:
    seen: list[Event] = []
    ask = Ask("slow", {"gate": str(gate)})
    async with aclosing(office.outbox.stream(vendor, ask, seconds=30)) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event.said, ArtifactUpdate):
                open_gate(gate)
    kinds = [type(event.said) for event in seen]
    assert kinds[:3] == [Task, StatusUpdate, ArtifactUpdate]
    assert kinds.count(ArtifactUpdate) == 4
    assert not any(isinstance(event.said, Message) for event in seen)
    last = seen[-1].said
    assert isinstance(last, StatusUpdate | Task)
    assert last.status.state is TaskState.COMPLETED


@pytest.mark.parametrize("streaming", [True], ids=["stream"])
async def test_a_call_that_is_given_up_is_canceled_at_the_peer(
    office: Office, vendor: Peer, gate: Path
) -> None:
    arguments = {"gate": str(gate)}
    call = asyncio.create_task(office.outbox.call_skill("vendor", "slow", arguments))
    await until_found(lambda: office.tenant.find_discovery("vendor"))
    call.cancel()
    await asyncio.wait([call])
    await office.outbox.close(10)
    canceled = (await office.tenant.list_activity())[0]
    assert (canceled.operation, canceled.status) == ("CancelTask", "success"), canceled.error
    left = task_of(await office.outbox.get(vendor, canceled.task_id, seconds=60))
    assert left.state is TaskState.CANCELED
