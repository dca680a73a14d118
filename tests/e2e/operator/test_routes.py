"""``peergate routes`` over a running gateway and without one; rules that come with a reload."""

from collections.abc import Iterator

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.site import Site

ROUTES = """
[[skills.rows]]
name = "sums"
handler = "a2a:rival"

[[routes]]
name = "billing"
keyword = ["invoice"]
skill = "get_quote"
timeout = 5
fallback = "desk"

[[routes]]
name = "desk"
peer = "rival"
answer = "We will call you back."
escalation = "https://tickets.example/hooks/canary"
"""


@pytest.fixture(params=["running", "alone"])
def routed(request: pytest.FixtureRequest, site: Site) -> Iterator[Site]:
    site.config.write_text(site.config.read_text() + ROUTES)
    if request.param == "alone":
        yield site
        return
    with site.serve():
        yield site


def test_rules_are_shown_and_tried(routed: Site) -> None:
    listed = routed.run("routes", "list").stdout.splitlines()
    assert listed[1].split("  ")[0].strip() == "billing"
    assert "WHEN THAT FAILS" in listed[0]
    assert '"invoice"' in listed[1]
    assert "the skill get_quote" in listed[1]
    assert "desk is tried" in listed[1]
    assert "the peer rival" in listed[2]
    assert "https://tickets.example:443 is told" in listed[2]
    assert "canary" not in "".join(listed)
    assert listed[-1] == "What no rule holds for goes to chat."
    assert [route["name"] for route in routed.json("routes", "list")] == ["billing", "desk"]

    tried = routed.run("routes", "test", "My invoice?", "--peer", "limited").stdout
    assert tried == (
        'billing leads it to the skill get_quote: keyword "invoice".\n'
        "But limited may not call get_quote, and is refused.\n"
    )
    assert routed.json("routes", "test", "hello")["route"] is None
    refused = routed.run("routes", "test", "hello", "--peer", "who")
    assert refused.returncode == 1
    assert "is the name of no row" in refused.stderr


def test_rules_and_rows_are_followed_while_it_runs(site: Site) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        before = site.config.read_text()
        acme = Caller(gateway.url, site.tokens["acme"])

        def names() -> set[str]:
            card = acme.get("/.well-known/agent-card.json").json
            return {skill["id"] for skill in card["skills"]}

        assert "sums" not in names()
        site.config.write_text(before + ROUTES)
        wait_for(lambda: "sums" in names())
        assert site.json("routes", "test", "an invoice")["route"]["name"] == "billing"
        # What does not go together changes nothing.
        site.config.write_text(before + '[[skills.rows]]\nname = "nosuch"\ntimeout = 2\n')
        wait_for(lambda: "skills.rows.nosuch: has no handler" in site.log.read_text())
        assert "sums" in names()
        site.config.write_text(before)
        wait_for(lambda: "sums" not in names())
