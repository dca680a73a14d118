"""What becomes of a delivery when a webhook, a peer or the gateway fails: nothing is lost."""

import json
import random
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.held import Held, wait_for_end
from tests.e2e.say import get_task
from tests.e2e.site import Gateway, Site
from tests.e2e.webhooks.receiver import Receiver, Told, receiving
from tests.e2e.webhooks.say import config, send_with

REPORT = ["WORKING", "first", "second", "summary", "COMPLETED"]
KILLS = 5


def acme_at(site: Site, gateway: Gateway) -> Caller:
    return Caller(gateway.url, site.tokens["acme"])


def outbox(site: Site, *options: str) -> Any:
    """What ``peergate outbox list`` shows, oldest first."""
    done = site.run("outbox", "list", *options, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[::-1]


@pytest.mark.parametrize(
    ("skill", "end"), [("repeatable", "COMPLETED"), ("unrepeatable", "FAILED")]
)
def test_a_kill_while_a_task_runs_and_a_webhook_is_due(
    site: Site, receiver: Receiver, held: Held, skill: str, end: str
) -> None:
    receiver.gate.clear()
    with site.serve() as gateway:
        call = send_with(config(receiver.url), skill, held.arguments)
        task_id = acme_at(site, gateway).post(call).result["task"]["id"]
        held.wait_for_runs(1)
        receiver.wait_until_told()
        gateway.kill()
    held.release()
    receiver.gate.set()

    with site.serve() as gateway:
        task = wait_for_end(acme_at(site, gateway), task_id)
        wait_for(lambda: receiver.received and receiver.received[-1].short == end)

    assert task["status"]["state"] == f"TASK_STATE_{end}"
    first, again = receiver.told[:2]
    assert (first.id, first.raw) == (again.id, again.raw)
    assert receiver.received[0].short == "WORKING"


def test_one_that_fails_arrives_later_and_before_the_next(site: Site, receiver: Receiver) -> None:
    failures: list[str] = []

    def fail_once(told: Told) -> int:
        if told.short == "first" and not failures:
            failures.append(told.id)
            return 503
        return 200

    receiver.status = fail_once
    receiver.headers = {"Retry-After": "1"}
    with site.serve() as gateway:
        acme_at(site, gateway).post(send_with(config(receiver.url), "reporting", wait=True))
        receiver.wait_for(REPORT)

    assert [told.short for told in receiver.told] == ["WORKING", "first", *REPORT[1:]]
    assert receiver.told[2].id == failures[0]


def test_a_receiver_that_hangs_holds_up_no_one_else(site: Site, receiver: Receiver) -> None:
    receiver.gate.clear()
    with receiving() as good, site.serve() as gateway:
        acme = acme_at(site, gateway)
        for number in range(3):
            acme.post(send_with(config(receiver.url, f"hook-{number}"), "echo"))
        receiver.wait_until_told(3)
        acme.post(send_with(config(good.url), "reporting", wait=True))
        good.wait_for(REPORT)
    assert receiver.received == []


def test_one_that_is_gone_is_told_no_more_and_its_letters_are_dead(
    site: Site, receiver: Receiver
) -> None:
    receiver.status = 410
    with site.serve() as gateway:
        acme_at(site, gateway).post(send_with(config(receiver.url), "reporting", wait=True))
        wait_for(lambda: {row["state"] for row in outbox(site)} == {"dead"})
        rows = outbox(site, "--state", "dead", "--peer", "acme")
        (shown, _) = (
            json.loads(site.run("outbox", "show", row["id"], "--json").stdout) for row in rows[:2]
        )
    assert len(receiver.told) == 1
    assert {row["error"] for row in rows} == {"HTTP 410"}
    assert shown["webhook"]["disabled"] == "the receiver answered 410 Gone"
    assert shown["body"] == receiver.told[0].body


def test_nothing_leaves_for_a_peer_that_was_revoked(site: Site, receiver: Receiver) -> None:
    receiver.status = 500
    with site.serve() as gateway:
        acme_at(site, gateway).post(send_with(config(receiver.url), "echo", wait=True))
        receiver.wait_until_told()
        site.edit_peer("acme", status="revoked")
        receiver.status = 200
        wait_for(lambda: {row["state"] for row in outbox(site)} == {"dead"})
    assert [row["error"] for row in outbox(site)] == ["its peer is revoked"] * 2
    assert len(receiver.told) == 1


def test_an_operator_sends_and_drops_with_and_without_a_gateway(
    site: Site, receiver: Receiver
) -> None:
    receiver.status = 500
    # Nothing is tried again before the operator says so.
    receiver.headers = {"Retry-After": "3600"}
    with site.serve() as gateway:
        acme_at(site, gateway).post(send_with(config(receiver.url), "reporting", wait=True))
        wait_for(lambda: any(row["tries"] for row in outbox(site)))
        first, second, *_ = outbox(site)
        behind = site.run("outbox", "retry", second["id"])
        receiver.status = 200
        receiver.gate.clear()
        sent = site.run("outbox", "retry", first["id"])
        receiver.wait_until_told(2)
        busy = site.run("outbox", "drop", first["id"])
        gateway.kill()
    dropped = site.run("outbox", "drop", second["id"])
    missing = site.run("outbox", "show", second["id"])
    table = site.run("outbox", "list").stdout
    receiver.gate.set()
    with site.serve():
        receiver.wait_for([told for told in REPORT if told != "first"])
        wait_for(lambda: site.run("outbox", "list").stdout == "Nothing is owed to anyone.\n")

    assert (behind.returncode, sent.returncode) == (0, 0)
    assert "behind" in behind.stdout
    assert (busy.returncode, busy.stderr) == (
        1,
        "Refused: it is on its way just now; try again in a minute\n",
    )
    assert (dropped.returncode, dropped.stdout) == (0, "It is dropped.\n")
    assert missing.returncode == 1
    assert first["id"] in table


@pytest.mark.slow
def test_whatever_is_killed_all_arrives_in_its_order(site: Site, receiver: Receiver) -> None:
    """At least once, in order, nothing lost: over kills at random moments, and failures."""
    failed: set[str] = set()

    def fail_some(told: Told) -> int:
        # Each once: what fails twice is not tried again for minutes.
        if told.id in failed or random.random() < 0.75:
            return 200
        failed.add(told.id)
        return 500

    receiver.status = fail_some
    started: list[str] = []
    for _ in range(KILLS):
        with site.serve() as gateway:
            acme, before = acme_at(site, gateway), len(receiver.told)
            for _ in range(4):
                call = send_with(config(receiver.url), "reporting")
                started.append(acme.post(call).result["task"]["id"])
            # What fails is tried again after seconds.
            receiver.wait_until_told(before + random.randint(1, 16))
            gateway.kill()
    receiver.status = 200
    with site.serve() as gateway:
        acme = acme_at(site, gateway)
        for task_id in started:
            assert wait_for_end(acme, task_id)["status"]["state"] == "TASK_STATE_COMPLETED"
        operator = Caller(gateway.url, site.operator)

        def send_all() -> bool:
            rows = operator.get("/operator/v1/outbox?limit=100").json["outbox"]
            for row in rows:
                operator.post({}, f"/operator/v1/outbox/{row['id']}/retry")
            return not rows

        wait_for(send_all)
        ends = [acme.post(get_task(task_id)).result for task_id in started]

    for task in ends:
        told = [told for told in receiver.once() if task["id"].encode() in told.raw]
        shorts = [each.short for each in told]
        assert shorts[-1] == "COMPLETED"
        assert set(REPORT) <= set(shorts)
        # One that is run again after a crash says it all again, after what it said before.
        firsts = [shorts.index(short) for short in REPORT]
        assert firsts == sorted(firsts)
