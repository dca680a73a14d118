"""``peergate send --queue``: what is queued is on disk, and is said once whatever happens."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.background import background
from tests.e2e.deadline import wait_for
from tests.e2e.operator.conftest import LOOPBACK
from tests.e2e.say import ASKED
from tests.e2e.site import Gateway, Site
from tests.outbox.scripted import Asked, Script, script, speaks, task_v1

ASK_QUOTE = ("send", "vendor", "--skill", "get_quote", "--args", json.dumps(ASKED), "--queue")


@pytest.fixture
def remote() -> Iterator[Script]:
    """A peer whose answers the test scripts."""
    with background() as there:
        yield there.open(script())


def row_of(site: Site, activity_id: str) -> Any:
    rows = site.json("activity", "--limit", "20")
    return next(row for row in rows if row["id"] == activity_id)


def test_a_queued_call_is_made_and_its_answer_kept(buyers: Site, running: Gateway) -> None:
    queued = buyers.json(*ASK_QUOTE)

    assert queued["kind"] == "queued"
    wait_for(lambda: row_of(buyers, queued["activity_id"])["status"] == "success")
    row = row_of(buyers, queued["activity_id"])
    assert (row["direction"], row["skill"]) == ("outbound", "get_quote")


def test_without_a_gateway_it_waits_for_the_next_one(buyer: Site) -> None:
    queued = buyer.run(*ASK_QUOTE)

    assert queued.returncode == 0, queued.stderr
    (waiting,) = buyer.json("outbox", "list")
    assert (waiting["kind"], waiting["state"], waiting["tries"]) == ("call", "waiting", 0)
    assert waiting["id"] in queued.stdout
    shown = buyer.run("outbox", "show", waiting["id"])
    assert "get_quote" in shown.stdout
    with buyer.serve():
        wait_for(lambda: row_of(buyer, waiting["id"])["status"] == "success")
        assert buyer.json("outbox", "list") == []


def test_what_was_on_its_way_when_it_was_killed_is_said_again(buyer: Site, remote: Script) -> None:
    remote.answers = {"/a2a": lambda _: asyncio.Event().wait()}
    buyer.edit_peer("vendor", url=remote.url, endpoint="/a2a", dialect="a2a-1.0", networks=LOOPBACK)
    with buyer.serve() as gateway:
        first, second = [buyer.json(*ASK_QUOTE)["activity_id"] for _ in range(2)]
        wait_for(lambda: remote.calls)
        gateway.kill()
    assert len(remote.calls) == 1
    remote.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}})}
    with buyer.serve():
        wait_for(lambda: row_of(buyer, second)["status"] == "success")
        assert row_of(buyer, first)["status"] == "success"
    said = [message_of(asked) for asked in remote.calls]
    assert said[0] == said[1] != said[2]
    assert len(said) == 3


def test_what_the_peer_says_no_to_is_a_dead_letter_that_can_be_dropped(
    buyers: Site, running: Gateway
) -> None:
    queued = buyers.json("send", "vendor", "--skill", "nothing", "--queue")["activity_id"]

    wait_for(lambda: row_of(buyers, queued)["status"] == "error")
    (dead,) = buyers.json("outbox", "list", "--state", "dead")
    assert (dead["id"], dead["skill"]) == (queued, "nothing")
    buyers.json("outbox", "drop", queued)
    assert buyers.json("outbox", "list") == []


def message_of(asked: Asked) -> Any:
    return asked.body["params"]["message"]
