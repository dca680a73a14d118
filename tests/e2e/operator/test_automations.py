"""``peergate automations``, and automations that outlive kill -9."""

import http.client
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import tomlkit

from tests.e2e.background import background
from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import native
from tests.e2e.site import Site
from tests.outbox.scripted import Asked, Script, script

CRON = {"name": "daily", "cron": "0 9 * * *", "timezone": "Europe/Stockholm", "skill": "echo"}
NOTIFIES = json.dumps([{"name": "echo", "trust": "notify"}])
KILLS = 6
LEASE_SECONDS = 60


def automate(site: Site, *automations: dict[str, Any]) -> None:
    """Write these rows into the config by hand."""
    document = tomlkit.parse(site.config.read_text())
    document["automations"] = list(automations)
    site.config.write_text(tomlkit.dumps(document))


def test_they_are_listed_without_a_gateway_too(site: Site) -> None:
    assert "[[automations]]" in site.run("automations", "list").stdout
    automate(site, CRON)
    done = site.run("automations", "list")
    header, line = done.stdout.splitlines()
    assert header.split() == ["NAME", "WHEN", "DOES", "NEXT", "LAST", "RUN"]
    assert "0 9 * * * Europe/Stockholm" in line
    assert "runs echo" in line


def test_one_is_run_and_its_end_is_told(site: Site) -> None:
    says = {"name": "says", "cron": "0 9 * * *", "skill": "echo", "arguments": {"said": "hello"}}
    lacks = {"name": "lacks", "on": ["*"], "skill": "echo", "arguments": {"a": "{{data.ref}}"}}
    automate(site, says, lacks)
    with site.serve():
        done = site.run("automations", "run", "says")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("says was run.\n")
        assert '"said": "hello"' in done.stdout
        assert site.json("automations", "run", "says")["status"] == "success"
        done = site.run("automations", "run", "lacks")
        assert done.returncode == 1
        assert "data.ref" in done.stderr
        done = site.run("automations", "run", "nothing")
        assert done.returncode == 1
        assert "peergate automations list" in done.stderr
        listed = site.run("automations", "list").stdout
        assert "success, " in listed
        assert "error, " in listed
    done = site.run("automations", "run", "says")
    assert done.returncode == 1
    assert "no gateway runs" in done.stderr


@pytest.fixture
def tickets() -> Iterator[Script]:
    """A system of the operator's that takes every ticket."""
    with background() as there:
        system = there.open(script())
        system.answers["/tickets"] = {}
        yield system


def has_seen(tickets: Script, count: int) -> bool:
    return len(tickets.asked) >= count


def noticed(asked: Asked) -> str:
    notice_id: str = asked.body["data"]["id"]
    return notice_id


@pytest.mark.slow
def test_every_notice_is_one_run_however_often_the_gateway_is_killed(
    site: Site, tickets: Script
) -> None:
    ticket = {"name": "ticket", "on": ["skill.ran"], "url": f"{tickets.url}/tickets"}
    automate(site, ticket)
    settings = {
        "SKILLS__ROWS": NOTIFIES,
        "NET__ALLOW_NETWORKS": '["127.0.0.0/8"]',
        # What was in hand when it was killed is taken up when its lease is over.
        "LIMITS__TOTAL_SECONDS": "1",
        "LIMITS__CALL_SECONDS": "1",
        "LIMITS__SKILL_SECONDS": "1",
        "HEALTH__INTERVAL_SECONDS": "0",
    }
    for _ in range(KILLS):
        enough = len(tickets.asked) + random.randint(1, 30)
        with site.serve(**settings) as gateway, ThreadPoolExecutor(4) as pool:
            acme = Caller(gateway.url, site.tokens["acme"])
            loads = [pool.submit(call_until_gone, acme) for _ in range(4)]
            wait_for(partial(has_seen, tickets, enough))
            gateway.kill()
            for load in loads:
                load.result()

    with site.serve(**settings):
        notices = [row["id"] for row in site.json("notices", "list", "--limit", "10000")]
        wait_for(lambda: {*map(noticed, tickets.asked)} >= {*notices}, LEASE_SECONDS)
        wait_for(lambda: site.json("outbox", "list") == [])
        activity = site.json("activity", "--limit", "10000")
    runs = {asked.headers["webhook-id"]: noticed(asked) for asked in tickets.asked}
    assert sorted(runs.values()) == sorted(notices)
    assert len(notices) > KILLS
    done = [row for row in activity if row["operation"] == "RunAutomation"]
    assert {row["id"] for row in done} == set(runs)
    assert {row["status"] for row in done} == {"success"}


def call_until_gone(caller: Caller) -> None:
    while True:
        try:
            caller.post(native("echo", {"said": "x"}))
        except (OSError, http.client.HTTPException):
            return
