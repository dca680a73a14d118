"""A stream outlives cuts, kills and turns, and ends when it has to, never before."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.listen import hear, listening
from tests.e2e.say import get_task, send
from tests.e2e.site import Site
from tests.e2e.streams.stream import (
    chunks_of,
    read_until,
    resuming,
    states_of,
    streamed,
    subscribe,
    task_of,
)

NUMBERS = [str(number) for number in range(600)]


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "go-on"


def counting(gate: Path, chunks: int = 600, pause_at: int = 300) -> dict[str, Any]:
    return streamed("counting", {"chunks": chunks, "gate": str(gate), "pause_at": pause_at})


def test_all_chunks_come_numbered_and_in_order(acme: Caller) -> None:
    events = hear(acme, streamed("counting", {"chunks": 600}))

    assert [event.id for event in events] == list(range(603))
    assert chunks_of(events) == NUMBERS
    assert states_of(events) == ["working", "completed"]
    task = acme.post(get_task(task_of(events[0])["id"])).result
    assert [part["text"] for part in task["artifacts"][0]["parts"]] == NUMBERS


def test_two_readers_see_the_same_and_one_that_leaves_leaves_the_other(
    acme: Caller, gate: Path
) -> None:
    with listening(acme, counting(gate)) as first:
        heard = read_until(first, 301)
        task_id = task_of(heard[0])["id"]
        with listening(acme, subscribe(task_id)) as second:
            begun = second.next()
            assert begun is not None
            assert begun.id == 301
        with listening(acme, subscribe(task_id)) as third:
            begun = third.next()
            gate.touch()
            assert [event.result for event in third.rest()] == [
                event.result for event in first.rest()
            ]


def test_a_killed_gateways_streams_go_on_where_they_were(site: Site, gate: Path) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        with listening(acme, counting(gate)) as stream:
            before = read_until(stream, 301)
            gateway.kill()
    task_id = task_of(before[0])["id"]
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        with resuming(acme, task_id, 100) as stream:
            gate.touch()
            after = stream.rest()
        again = hear(acme, subscribe(task_id), Last_Event_ID="0")
        task = acme.post(get_task(task_id)).result

    assert [event.id for event in after] == list(range(101, after[-1].id + 1))
    assert [event.data for event in after[:201]] == [event.data for event in before[101:]]
    assert [event.data for event in again] == [event.data for event in before[1:101] + after]
    # The run that came after the kill hands out all anew, in place of what was handed out before.
    assert chunks_of(after)[-600:] == NUMBERS
    assert states_of(after) == ["completed"]
    [artifact] = task["artifacts"]
    assert [part["text"] for part in artifact["parts"]] == NUMBERS


def test_a_stop_tells_streams_and_does_not_wait_for_them(site: Site, gate: Path) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        with (
            listening(acme, streamed("asking")) as idle,
            listening(acme, counting(gate, chunks=4, pause_at=2)) as busy,
        ):
            read_until(idle, 2)
            read_until(busy, 3)
            gateway.terminate()
            assert idle.rest() == []
            [error] = busy.rest()
            assert (error.name, error.data["error"]["data"][0]["reason"]) == (
                "error",
                "UNAVAILABLE",
            )
        assert gateway.wait() == 0


def test_what_ends_while_the_gateway_stops_is_told(site: Site, gate: Path) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        with listening(acme, counting(gate, chunks=4, pause_at=2)) as stream:
            read_until(stream, 3)
            gateway.terminate()
            gate.touch()
            assert states_of(stream.rest()) == ["completed"]
        assert gateway.wait() == 0


@pytest.mark.parametrize("status", ["paused", "revoked"])
def test_a_peer_that_may_call_no_more_hears_no_more(site: Site, gate: Path, status: str) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        rival = Caller(gateway.url, site.tokens["rival"])
        with (
            listening(acme, counting(gate, chunks=4, pause_at=2)) as stream,
            listening(rival, streamed("asking")) as other,
        ):
            read_until(stream, 3)
            asked = read_until(other, 2)
            site.edit_peer("acme", status=status)
            [error] = stream.rest()
            assert (error.name, error.data["error"]["message"]) == ("error", "unauthorized.")
            rival.post(send("blue", taskId=task_of(asked[0])["id"]))
            assert states_of(other.rest()) == ["working", "completed"]
        gate.touch()


def test_a_rotated_token_ends_its_streams(site: Site) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        with listening(acme, streamed("asking")) as stream:
            read_until(stream, 2)
            site.edit_token("acme", id="other", hash="0" * 64)
            [error] = stream.rest()
            assert error.name == "error"
