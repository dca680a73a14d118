"""What becomes of a task that a crash or a stop cut off (SECURITY: P3, P11)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.caller import Answer, Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import get_task, send_at_once, send_skill
from tests.e2e.site import Gateway, Site


@dataclass(frozen=True)
class Held:
    """A run that can be seen from outside, and held until ``gate`` exists."""

    log: Path
    gate: Path

    @property
    def arguments(self) -> dict[str, str]:
        return {"log": str(self.log), "gate": str(self.gate)}

    def runs(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def wait_for_runs(self, number: int) -> None:
        wait_for(lambda: self.runs() == number)


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path / "log", tmp_path / "gate")


def test_a_skill_that_may_not_run_twice_ends_interrupted(site: Site, held: Held) -> None:
    task_id = kill_while_running(site, "unrepeatable", held)
    held.gate.touch()

    status = end_after_restart(site, task_id)["status"]

    assert status["state"] == "TASK_STATE_FAILED"
    assert "interrupted" in status["message"]["parts"][0]["text"]
    assert held.runs() == 1


def test_a_skill_that_may_run_twice_runs_again_to_its_end(site: Site, held: Held) -> None:
    task_id = kill_while_running(site, "repeatable", held)
    held.gate.touch()

    task = end_after_restart(site, task_id)

    assert task["status"]["state"] == "TASK_STATE_COMPLETED"
    assert held.runs() == 2


def test_a_task_of_a_peer_that_was_revoked_meanwhile_does_not_run_again(
    site: Site, held: Held
) -> None:
    task_id = kill_while_running(site, "repeatable", held)
    held.gate.touch()
    site.edit_peer("acme", status="revoked")
    with site.serve():
        pass
    site.edit_peer("acme", status="active")

    assert end_after_restart(site, task_id)["status"]["state"] == "TASK_STATE_FAILED"
    assert held.runs() == 1


def test_calls_in_flight_are_answered_before_it_stops(site: Site, held: Held) -> None:
    with site.serve() as gateway, ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(call, site, gateway, "repeatable", held) for _ in range(8)]
        held.wait_for_runs(8)
        gateway.terminate()
        held.gate.touch()
        states = [answer.result().result["task"]["status"]["state"] for answer in calls]
        code = gateway.wait()

    assert states == ["TASK_STATE_COMPLETED"] * 8
    assert code == 0


def test_a_call_that_does_not_end_in_time_is_told_and_taken_up_again(
    site: Site, held: Held
) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway, ThreadPoolExecutor(1) as pool:
        task_id = start(site, gateway, "repeatable", held)
        waiting = pool.submit(call, site, gateway, "repeatable", held)
        held.wait_for_runs(2)
        gateway.terminate()
        told = waiting.result()
        code = gateway.process.wait(timeout=5)

    assert (told.status, code) == (503, 0)
    assert int(told.headers["Retry-After"]) > 0
    held.gate.touch()
    assert end_after_restart(site, task_id)["status"]["state"] == "TASK_STATE_COMPLETED"
    assert held.runs() == 4


def test_a_skill_that_blocks_its_thread_cannot_hold_up_the_stop(site: Site) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        acme.post(send_at_once("stuck"))
        gateway.terminate()
        code = gateway.process.wait(timeout=5)

    assert code == 0


def kill_while_running(site: Site, skill: str, held: Held) -> str:
    """The id of a task whose skill ran when its gateway was killed."""
    with site.serve() as gateway:
        task_id = start(site, gateway, skill, held)
        held.wait_for_runs(1)
        gateway.kill()
    return task_id


def end_after_restart(site: Site, task_id: str) -> Any:
    """The task as it has ended some time after the next start."""
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        return wait_for(lambda: ended(acme.post(get_task(task_id)).result))


def ended(task: Any) -> Any:
    running = ("TASK_STATE_SUBMITTED", "TASK_STATE_WORKING")
    return None if task["status"]["state"] in running else task


def start(site: Site, gateway: Gateway, skill: str, held: Held) -> str:
    acme = Caller(gateway.url, site.tokens["acme"])
    return acme.post(send_at_once(skill, held.arguments)).result["task"]["id"]


def call(site: Site, gateway: Gateway, skill: str, held: Held) -> Answer:
    acme = Caller(gateway.url, site.tokens["acme"])
    return acme.post(send_skill(skill, held.arguments))
