"""What becomes of a task that a crash or a stop cut off (SECURITY: P3, P11)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.held import Held, wait_for_end
from tests.e2e.say import send_at_once, send_skill
from tests.e2e.site import Gateway, Site


def test_a_skill_that_may_not_run_twice_ends_interrupted(site: Site, held: Held) -> None:
    task_id = kill_while_running(site, "unrepeatable", held)
    held.release()

    status = end_after_restart(site, task_id)["status"]

    assert status["state"] == "TASK_STATE_FAILED"
    assert "interrupted" in status["message"]["parts"][0]["text"]
    assert held.runs() == 1


def test_a_skill_that_may_run_twice_runs_again_to_its_end(site: Site, held: Held) -> None:
    task_id = kill_while_running(site, "repeatable", held)
    held.release()

    task = end_after_restart(site, task_id)

    assert task["status"]["state"] == "TASK_STATE_COMPLETED"
    assert held.runs() == 2


def test_a_task_of_a_peer_that_was_revoked_meanwhile_does_not_run_again(
    site: Site, held: Held
) -> None:
    task_id = kill_while_running(site, "repeatable", held)
    held.release()
    site.edit_peer("acme", status="revoked")
    with site.serve():
        pass
    site.edit_peer("acme", status="active")

    assert end_after_restart(site, task_id)["status"]["state"] == "TASK_STATE_FAILED"
    assert held.runs() == 1


def test_calls_in_flight_are_answered_before_it_stops(site: Site, held: Held) -> None:
    with site.serve() as gateway, ThreadPoolExecutor(8) as pool:
        acme = acme_at(site, gateway)
        calls = [pool.submit(acme.post, send_skill("repeatable", held.arguments)) for _ in range(8)]
        held.wait_for_runs(8)
        gateway.terminate()
        held.release()
        states = [answer.result().result["task"]["status"]["state"] for answer in calls]
        code = gateway.wait()

    assert states == ["TASK_STATE_COMPLETED"] * 8
    assert code == 0


def test_a_call_that_does_not_end_in_time_is_told_and_taken_up_again(
    site: Site, held: Held
) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway, ThreadPoolExecutor(1) as pool:
        acme = acme_at(site, gateway)
        task_id = held.start(acme)
        waiting = pool.submit(acme.post, send_skill("repeatable", held.arguments))
        held.wait_for_runs(2)
        gateway.terminate()
        told = waiting.result()
        code = gateway.wait()

    assert (told.status, code) == (503, 0)
    assert int(told.headers["Retry-After"]) > 0
    held.release()
    assert end_after_restart(site, task_id)["status"]["state"] == "TASK_STATE_COMPLETED"
    assert held.runs() == 4


@pytest.mark.parametrize("name", ["stuck", "deaf"])
def test_a_skill_that_will_not_end_cannot_hold_up_the_stop(site: Site, name: str) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway:
        acme_at(site, gateway).post(send_at_once(name))
        gateway.terminate()
        code = gateway.wait()

    assert code == 0


def test_who_waits_for_a_skill_that_will_not_end_is_told(site: Site) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway, ThreadPoolExecutor(1) as pool:
        acme = acme_at(site, gateway)
        waiting = pool.submit(acme.post, send_skill("deaf"))
        wait_for(lambda: acme.get("/a2a/tasks", A2A_Version="1.0").json["tasks"])
        gateway.terminate()
        told = waiting.result()

    assert told.status == 503


def kill_while_running(site: Site, skill: str, held: Held) -> str:
    """The id of a task whose skill ran when its gateway was killed."""
    with site.serve() as gateway:
        task_id = held.start(acme_at(site, gateway), skill)
        held.wait_for_runs(1)
        gateway.kill()
    return task_id


def end_after_restart(site: Site, task_id: str) -> Any:
    """The task as it has ended some time after the next start."""
    with site.serve() as gateway:
        return wait_for_end(acme_at(site, gateway), task_id)


def acme_at(site: Site, gateway: Gateway) -> Caller:
    return Caller(gateway.url, site.tokens["acme"])
