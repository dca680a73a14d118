"""``peergate contexts`` over a running gateway and without one."""

import asyncio
from collections.abc import Iterator

import pytest

from gateway.core.clock import system_now
from gateway.core.message import Role
from gateway.store import open_store
from gateway.store.conversation import MemoryEntry, Remember
from tests.e2e.site import Site

AT = system_now()


async def remember(site: Site) -> None:
    store = await open_store(f"sqlite:///{site.folder}/data/peergate.db")
    entries = (
        MemoryEntry("t-1", Role.USER, "Two lines,\nplease.", AT),
        MemoryEntry("t-1", Role.AGENT, "Here\x1b[31m they are.", AT),
    )
    for peer, context in (("acme", "order 7/b"), ("rival", "c-1")):
        await store.for_tenant("default").commit(Remember(peer, context, entries, 20))
    await store.close()


@pytest.fixture(params=["running", "alone"])
def remembering(request: pytest.FixtureRequest, site: Site) -> Iterator[Site]:
    asyncio.run(remember(site))
    if request.param == "alone":
        yield site
    else:
        with site.serve():
            yield site


def test_conversations_are_listed_shown_and_forgotten(remembering: Site) -> None:
    listed = remembering.json("contexts", "list", "--peer", "acme")
    table = remembering.run("contexts", "list").stdout
    shown = remembering.run("contexts", "show", "acme", "order 7/b").stdout
    in_full = remembering.json("contexts", "show", "acme", "order 7/b")
    forgotten = remembering.run("contexts", "forget", "acme", "order 7/b").stdout
    left = remembering.json("contexts", "list")

    assert [(row["peer"], row["context_id"], row["entries"]) for row in listed] == [
        ("acme", "order 7/b", 2)
    ]
    assert "order 7/b" in table
    assert "  Two lines,\n  please.\n" in shown
    assert "  Here\\x1b[31m they are.\n" in shown
    assert [entry["role"] for entry in in_full["entries"]] == ["user", "agent"]
    assert forgotten == "Forgot 2 entries.\n"
    assert [row["peer"] for row in left] == ["rival"]


@pytest.mark.parametrize("command", ["show", "forget"])
def test_what_nobody_remembers_is_refused(site: Site, command: str) -> None:
    done = site.run("contexts", command, "acme", "c-9")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Refused: nothing is remembered of this context\n"


def test_nothing_remembered_is_no_failure(site: Site) -> None:
    assert site.run("contexts", "list").stdout == "Nothing is remembered of any conversation.\n"
