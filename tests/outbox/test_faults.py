"""Peers that fail in every way: each way is told apart in time, nothing leaks, and it is over when
the peer is well again."""

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    PeerBusy,
    PeerError,
    PeerTimeout,
    PeerUnreachable,
)
from gateway.core.json import encode
from gateway.net import incoming as incoming_module
from gateway.net.incoming import PeerSlow
from gateway.outbox import Kind
from gateway.store.health import HealthStatus
from tests.net.servers import Answer, forever, never, ok, says, serve
from tests.outbox.conftest import Office
from tests.outbox.scripted import QUOTE, task_v1
from tests.until import until

JSON = b"Content-Type: application/json\r\nConnection: close"
SSE = b"Content-Type: text/event-stream"
CHUNKED = b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\n" + SSE + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
WELL = {"jsonrpc": "2.0", "result": {"task": task_v1()}}
ROW = {"dialect": "a2a-1.0", "endpoint": "/a2a"}


@dataclass(frozen=True)
class Fault:
    answer: Answer
    kind: Kind
    error: type[GatewayError]

    @property
    def seconds(self) -> float:
        """So long it is waited for: little where nothing but the deadline ends it."""
        return 1 if self.error is PeerTimeout else 60


async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()


def trickles(head: bytes, piece: bytes) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not reader.at_eof():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


def status(line: bytes, body: bytes = b"{}") -> Answer:
    return says(ok(body, JSON).replace(b"200 OK", line))


FAULTS = {
    "reset": Fault(reset, Kind.RETRY, PeerBusy),
    "hangs up": Fault(says(b""), Kind.RETRY, PeerBusy),
    "hangs": Fault(never, Kind.RETRY, PeerTimeout),
    "hangs after its head": Fault(forever(CHUNKED, b""), Kind.RETRY, PeerTimeout),
    "hangs in its body": Fault(forever(CHUNKED + b'5\r\n{"a":\r\n', b""), Kind.RETRY, PeerSlow),
    "trickles": Fault(trickles(CHUNKED, b"1\r\n \r\n"), Kind.RETRY, PeerSlow),
    "without end": Fault(
        forever(CHUNKED, b"400\r\n" + b" " * 1024 + b"\r\n"), Kind.FAILED, InvalidAgentResponse
    ),
    "too long, and says so": Fault(
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
        Kind.FAILED,
        InvalidAgentResponse,
    ),
    "breaks off": Fault(
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), Kind.FAILED, InvalidAgentResponse
    ),
    "no HTTP": Fault(says(b"SSH-2.0-OpenSSH_9.6\r\n"), Kind.FAILED, InvalidAgentResponse),
    "no JSON": Fault(says(ok(b"{", JSON)), Kind.FAILED, InvalidAgentResponse),
    "a page of HTML": Fault(
        says(
            ok(
                b"<!doctype html><title>Welcome</title>",
                b"Content-Type: text/html\r\nConnection: close",
            )
        ),
        Kind.FAILED,
        InvalidAgentResponse,
    ),
    "JSON of another kind": Fault(says(ok(b"[1, 2]", JSON)), Kind.FAILED, InvalidAgentResponse),
    "the answer to another request": Fault(
        says(ok(encode({**WELL, "id": "another"}), JSON)), Kind.FAILED, InvalidAgentResponse
    ),
    "compressed": Fault(
        says(ok(b"\x1f\x8b", JSON, b"Content-Encoding: gzip")), Kind.FAILED, InvalidAgentResponse
    ),
    "a redirect": Fault(status(b"302 Found"), Kind.FAILED, InvalidAgentResponse),
    "an error of its own": Fault(status(b"500 Oops"), Kind.FAILED, PeerError),
    "overloaded": Fault(status(b"503 Busy"), Kind.RETRY, PeerBusy),
    "events without end": Fault(
        forever(STREAM, b'10\r\ndata: {"a": 1}\n\r\n'), Kind.FAILED, InvalidAgentResponse
    ),
}


@pytest.fixture(autouse=True)
def little_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming_module, "GRACE_SECONDS", 0.05)


@dataclass
class Patient:
    """A peer that fails as ``fault`` says, and is well without one."""

    url: str = ""
    fault: Answer | None = None
    open_lines: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_lines += 1
        try:
            await (self.fault or says(ok(encode(WELL), JSON)))(reader, writer)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        finally:
            self.open_lines -= 1


@asynccontextmanager
async def patient(fault: Fault | None = None) -> Any:
    peer = Patient(fault=fault.answer if fault else None)
    async with serve(peer.answer) as peer.url:
        yield peer


async def all_closed(peer: Patient) -> None:
    await until(lambda: not peer.open_lines)


@pytest.mark.parametrize("name", FAULTS)
async def test_each_way_to_fail_is_told_in_time_and_over_when_the_peer_is_well(
    office: Office, name: str
) -> None:
    fault = FAULTS[name]
    before = asyncio.all_tasks()
    async with patient(fault) as peer:
        row = office.peer(peer.url, **ROW)
        outcome = await office.ask(row, seconds=fault.seconds)
        assert (outcome.kind, type(outcome.error)) == (fault.kind, fault.error), outcome.error
        await all_closed(peer)
        assert (await office.activity()).status == "error"
        assert office.health.get("vendor").status is HealthStatus.DOWN
        assert not office.health.is_available("vendor")

        resting = await office.ask(row, insists=False)
        assert resting.kind is Kind.UNREACHABLE
        assert resting.error is not None
        assert resting.error.retry_after is not None

        peer.fault = None
        well = await office.ask(row, insists=True)
        assert well.value == QUOTE
        assert office.health.get("vendor").status is HealthStatus.UP
        assert office.health.is_available("vendor")
    await asyncio.sleep(0)
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def test_one_that_is_killed_is_unreachable_until_it_is_back(office: Office) -> None:
    async with patient() as peer:
        row = office.peer(peer.url, **ROW)
        assert (await office.ask(row)).kind is Kind.ANSWERED
    outcome = await office.ask(row)
    assert (outcome.kind, type(outcome.error)) == (Kind.UNREACHABLE, PeerUnreachable)
    assert not office.health.is_available("vendor")


@pytest.mark.parametrize("name", FAULTS)
async def test_what_a_skill_is_told_names_no_address_and_no_words_of_the_peer(
    office: Office, name: str
) -> None:
    async with patient(FAULTS[name]) as peer:
        office.peer(peer.url, **ROW)
        outbox = office.make_outbox(seconds=FAULTS[name].seconds)
        with pytest.raises(GatewayError) as told:
            await outbox.call_skill("vendor", "get_quote", {})
        port = peer.url.rpartition(":")[2]
    for word in ("127.0.0.1", port, "Welcome", "Oops", "SSH"):
        assert word not in told.value.message


async def test_many_that_hang_hold_up_no_other(office: Office) -> None:
    async with patient() as good:
        async with patient(FAULTS["hangs"]) as bad:
            row = office.peer(bad.url, **ROW)
            hanging = [asyncio.create_task(office.ask(row)) for _ in range(50)]
            await until(lambda: bad.open_lines)
            outcome = await office.ask(office.peer(good.url, **ROW))
            assert outcome.kind is Kind.ANSWERED
            assert not any(call.done() for call in hanging)
        assert {each.kind for each in await asyncio.gather(*hanging)} <= {
            Kind.RETRY,
            Kind.UNREACHABLE,
        }
        await all_closed(bad)
