"""A saved config counts within a second, without a restart; a broken one does not count."""

from collections.abc import Iterator
from time import monotonic

import pytest

from tests.e2e.caller import Caller, new_address
from tests.e2e.deadline import wait_for
from tests.e2e.say import native
from tests.e2e.site import Site

PROMISED_SECONDS = 1
TIMES = 5


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    # The tests ask again until they are refused, more often than one address may fail.
    with site.serve(NET__TRUSTED_PROXIES='["127.0.0.1/32"]') as gateway:
        yield gateway.url


@pytest.mark.parametrize("command", ["pause", "revoke", "remove"])
def test_a_peer_is_refused(site: Site, served: str, command: str) -> None:
    acme = Caller(served, site.tokens["acme"])
    assert status_of(acme) == 200

    site.peers(command, "acme")

    wait_for(lambda: status_of(acme) == 401)


def test_it_takes_no_more_than_a_second(site: Site, served: str) -> None:
    """At its best of some times, for others may keep the machine busy."""
    acme = Caller(served, site.tokens["acme"])
    waited = []
    for _ in range(TIMES):
        site.edit_peer("acme", status="paused")
        began = monotonic()
        wait_for(lambda: status_of(acme) == 401)
        waited.append(monotonic() - began)
        site.edit_peer("acme", status="active")
        wait_for(lambda: status_of(acme) == 200)

    assert min(waited) < PROMISED_SECONDS


def test_a_resumed_peer_is_let_in_again(site: Site, served: str) -> None:
    paused = Caller(served, site.tokens["paused"])
    assert status_of(paused) == 401

    site.peers("resume", "paused")

    wait_for(lambda: status_of(paused) == 200)


def test_a_new_peer_is_let_in(site: Site, served: str) -> None:
    site.add_peer("newcomer")

    wait_for(lambda: status_of(Caller(served, site.tokens["newcomer"])) == 200)


def test_a_rotated_token_works_beside_the_old_one(site: Site, served: str) -> None:
    new = site.peers("rotate", "acme")["token"]

    wait_for(lambda: status_of(Caller(served, new)) == 200)
    assert status_of(Caller(served, site.tokens["acme"])) == 200


def test_a_token_rotated_without_overlap_dies(site: Site, served: str) -> None:
    site.peers("rotate", "acme", "--overlap", "0")

    wait_for(lambda: status_of(Caller(served, site.tokens["acme"])) == 401)


def test_a_skill_taken_from_a_row_is_absent(site: Site, served: str) -> None:
    site.edit_peer("acme", skills=["get_quote"])

    wait_for(lambda: status_of(Caller(served, site.tokens["acme"])) == 404)


def test_the_card_follows_the_public_url(site: Site, served: str) -> None:
    site.edit("agent", public_url="https://agents.acme.example")

    wait_for(lambda: url_on_card(served) == "https://agents.acme.example/a2a", PROMISED_SECONDS)


@pytest.mark.parametrize(
    ("broken", "named"),
    [("[agent\n", "TOML"), ('[agent]\nname = "x"\ncolour = "red"\n', "agent.colour")],
)
def test_a_broken_file_keeps_what_was(site: Site, served: str, broken: str, named: str) -> None:
    good = site.config.read_text()

    site.config.write_text(broken)
    # The gateway may look before all is written, and find an empty file first.
    wait_for(lambda: any(named in line for line in refusals(site)))
    while_broken = status_of(Caller(served, site.tokens["acme"]))
    site.config.write_text(good)
    site.peers("pause", "acme")

    assert while_broken == 200
    wait_for(lambda: status_of(Caller(served, site.tokens["acme"])) == 401)


def test_what_needs_a_restart_is_logged(site: Site, served: str) -> None:
    site.edit("agent", description="Another.")
    site.edit("limits", tasks=5)

    wait_for(lambda: any('"needs_restart": ["limits"]' in line for line in reloads(site)))


def reloads(site: Site) -> list[str]:
    return [line for line in site.log.read_text().splitlines() if "config_reloaded" in line]


def refusals(site: Site) -> list[str]:
    return [line for line in site.log.read_text().splitlines() if "config_refused" in line]


def status_of(peer: Caller) -> int:
    return peer.post(native("echo", {}), **new_address()).status


def url_on_card(served: str) -> object:
    return Caller(served).get("/.well-known/agent-card.json").json["url"]
