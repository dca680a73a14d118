"""``peergate notices`` over a running gateway and without one."""

import json

from tests.e2e.caller import Caller
from tests.e2e.operator.following import following
from tests.e2e.say import native
from tests.e2e.site import STOP_SECONDS, Gateway, Site

NOTIFIES = json.dumps([{"name": "echo", "trust": "notify"}])


def call(site: Site, gateway: Gateway, peer: str = "acme") -> None:
    Caller(gateway.url, site.tokens[peer]).post(native("echo", {"door": "front"}))


def test_a_skill_that_notifies_is_told_of_and_stays_so(site: Site) -> None:
    assert site.run("notices", "list").stdout == "There is no notice.\n"
    with site.serve(SKILLS__ROWS=NOTIFIES) as gateway:
        call(site, gateway)
        call(site, gateway, "rival")
        with following(site, "notices", "follow", "--json", "--type", "skill.*") as follower:
            assert [follower.read_row()["peer"] for _ in range(2)] == ["acme", "rival"]
            call(site, gateway)
            row = follower.read_row()
            assert (row["type"], row["subject"], row["peer"]) == ("skill.ran", "echo", "acme")
            assert row["data"]["arguments"] == {"door": "front"}
            gateway.terminate()
            assert follower.process.wait(STOP_SECONDS) == 0

    rows = site.json("notices", "list")
    assert [row["peer"] for row in rows] == ["acme", "rival", "acme"]
    assert [row["peer"] for row in site.json("notices", "list", "--peer", "rival")] == ["rival"]
    header, first, *_ = site.run("notices", "list").stdout.splitlines()
    assert header.split() == ["TIME", "NOTICE", "PEER", "WHAT"]
    assert "skill.ran" in first
    assert "state=completed" in first


def test_a_type_that_there_is_not_is_refused_with_those_there_are(site: Site) -> None:
    done = site.run("notices", "list", "--type", "deals.*")
    assert done.returncode == 1
    assert "deal.opened" in done.stderr
