"""Work that waits for its turn: bounded, and only run for who may still ask for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import get_task, native, send_at_once
from tests.e2e.site import Gateway, Site


@pytest.fixture
def narrow(site: Site) -> Iterator[Gateway]:
    """A gateway that works on one task of a peer at a time and lets two more wait."""
    with site.serve(LIMITS__TASKS_PER_PEER="1", LIMITS__QUEUE_PER_PEER="2") as gateway:
        yield gateway


@pytest.fixture
def held(tmp_path: Path) -> dict[str, str]:
    """The arguments of a run that can be counted, and held until the gate is there."""
    return {"log": str(tmp_path / "log"), "gate": str(tmp_path / "gate")}


def test_waiting_work_of_a_peer_that_was_paused_is_not_run(
    site: Site, narrow: Gateway, held: dict[str, str]
) -> None:
    acme = Caller(narrow.url, site.tokens["acme"])
    _, waiting = (start(acme, held) for _ in range(2))
    wait_for(lambda: runs(held) == 1)

    site.peers("pause", "acme")
    wait_for(lambda: acme.post(get_task(waiting)).status == 401)
    Path(held["gate"]).touch()
    site.peers("resume", "acme")
    wait_for(lambda: acme.post(get_task(waiting)).status == 200)

    task = wait_for(lambda: ended(acme, waiting))
    assert task["status"]["state"] == "TASK_STATE_FAILED"
    assert runs(held) == 1


def test_more_than_may_wait_is_told_to_come_again(
    site: Site, narrow: Gateway, held: dict[str, str]
) -> None:
    acme, rival = (Caller(narrow.url, site.tokens[name]) for name in ("acme", "rival"))
    for _ in range(3):
        start(acme, held)

    answer = acme.post(native("echo", {}))

    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert rival.post(native("echo", {"a": 1})).json == {"a": 1}
    Path(held["gate"]).touch()
    wait_for(lambda: acme.post(native("echo", {"a": 1})).status == 200)


def start(acme: Caller, held: dict[str, str]) -> str:
    return acme.post(send_at_once("repeatable", held)).result["task"]["id"]


def runs(held: dict[str, str]) -> int:
    log = Path(held["log"])
    return len(log.read_text().splitlines()) if log.exists() else 0


def ended(acme: Caller, task_id: str) -> Any:
    task = acme.post(get_task(task_id)).result
    running = ("TASK_STATE_SUBMITTED", "TASK_STATE_WORKING")
    return None if task["status"]["state"] in running else task
