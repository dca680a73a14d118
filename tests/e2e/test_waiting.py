"""Work that waits for its turn: bounded, and only run for who may still ask for it."""

from collections.abc import Iterator

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.held import Held, wait_for_end
from tests.e2e.say import get_task, native, rpc, send_at_once
from tests.e2e.site import Gateway, Site


@pytest.fixture
def narrow(site: Site) -> Iterator[Gateway]:
    """A gateway that works on one task of a peer at a time and lets two more wait."""
    with site.serve(LIMITS__TASKS_PER_PEER="1", LIMITS__QUEUE_PER_PEER="2") as gateway:
        yield gateway


def test_waiting_work_of_a_peer_that_was_paused_is_not_run(
    site: Site, narrow: Gateway, held: Held
) -> None:
    acme = Caller(narrow.url, site.tokens["acme"])
    _, waiting = (held.start(acme) for _ in range(2))
    held.wait_for_runs(1)

    site.peers("pause", "acme")
    wait_for(lambda: acme.post(get_task(waiting)).status == 401)
    held.release()
    site.peers("resume", "acme")
    wait_for(lambda: acme.post(get_task(waiting)).status == 200)

    task = wait_for_end(acme, waiting)
    assert task["status"]["state"] == "TASK_STATE_FAILED"
    assert held.runs() == 1


def test_more_than_may_wait_is_told_to_come_again(site: Site, narrow: Gateway, held: Held) -> None:
    acme, rival = (Caller(narrow.url, site.tokens[name]) for name in ("acme", "rival"))
    for _ in range(3):
        held.start(acme)

    answer = acme.post(native("echo", {}))

    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert rival.post(native("echo", {"a": 1})).json == {"a": 1}
    held.release()
    wait_for(lambda: acme.post(native("echo", {"a": 1})).status == 200)


def test_more_than_may_wait_in_memory_is_told_to_come_again(site: Site, held: Held) -> None:
    long = {**held.arguments, "letter": "x" * 100_000}
    limits = {"TASKS_PER_PEER": "1", "QUEUE_BYTES_PER_PEER": "500000"}
    narrowed = {f"LIMITS__{name}": value for name, value in limits.items()}
    with site.serve(**narrowed) as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        answers = [acme.post(send_at_once("repeatable", long)) for _ in range(4)]
        refused = acme.post(native("repeatable", long))

        taken = [answer.result["task"]["id"] for answer in answers[:-1]]
        assert answers[-1].reason == "RATE_LIMITED"
        assert "500000 bytes of memory" in answers[-1].json["error"]["message"]
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) > 0
        assert acme.post(rpc("ListTasks", {})).result["totalSize"] == len(taken)
        beside = {**native("repeatable", held.arguments), "other": ["y" * 250_000] * 2}
        assert acme.post(beside).status == 429
        held.wait_for_runs(1)
        gateway.kill()

    with site.serve(**{**narrowed, "LIMITS__QUEUE_BYTES_PER_PEER": "1"}) as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        held.release()
        for task_id in taken:
            task = wait_for_end(acme, task_id)
            assert task["status"]["state"] == "TASK_STATE_COMPLETED"
