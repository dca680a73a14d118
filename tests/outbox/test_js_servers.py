"""The official JavaScript SDK's servers, of both generations and bindings, are called by us."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from gateway.core.message import RawPart, UrlPart
from gateway.core.peer import Peer
from gateway.core.task import TaskState
from gateway.outbox import Ask
from tests.outbox.conftest import Office
from tests.outbox.js_server import serve_js

FILES = (
    RawPart(bytes(range(256)), "application/octet-stream", "all.bin"),
    UrlPart("https://files.example/a%20b.pdf?x=1&y=2", "application/pdf", "b.pdf"),
)


class Server(NamedTuple):
    version: str
    binding: str


SERVERS = [
    Server(version, binding) for version in ("1.0", "0.3") for binding in ("JSONRPC", "HTTP+JSON")
]


@pytest.fixture(params=SERVERS, ids=lambda server: "-".join(server))
def server(request: pytest.FixtureRequest) -> Server:
    return request.param


@pytest.fixture(params=["streaming", ""], ids=["stream", "plain"])
def vendor(office: Office, server: Server, request: pytest.FixtureRequest) -> Iterator[Peer]:
    """The peer's row: nothing in it says how the peer is called."""
    with serve_js(server.version, server.binding, request.param) as url:
        yield office.peer(url)


async def test_a_question_is_answered_in_its_task(office: Office, vendor: Peer) -> None:
    asked = await office.ask(vendor, Ask("ask"), seconds=60)
    assert asked.task is not None, asked.error
    assert (asked.task.state, asked.text) == (TaskState.INPUT_REQUIRED, "How many?")
    answer = Ask(text="three", task_id=asked.task.id, context_id=asked.task.context_id)
    answered = await office.ask(vendor, answer, seconds=60)
    assert answered.task is not None, answered.error
    assert (answered.task.id, answered.task.state) == (asked.task.id, TaskState.COMPLETED)
    assert answered.value == {"qty": "three"}


async def test_files_come_back_as_they_went(office: Office, vendor: Peer) -> None:
    outcome = await office.ask(vendor, Ask("copy", parts=FILES), seconds=60)
    assert outcome.task is not None, outcome.error
    (artifact,) = outcome.task.artifacts
    found = [
        (type(part), getattr(part, "raw", getattr(part, "url", ""))) for part in artifact.parts
    ]
    assert found == [(RawPart, FILES[0].raw), (UrlPart, FILES[1].url)]
    assert [part.media_type for part in artifact.parts] == [part.media_type for part in FILES]
