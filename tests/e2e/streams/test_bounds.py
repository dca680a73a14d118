"""Streams are bounded: in number, in what waits for a reader, and in what a skill hands out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.listen import hear, listening
from tests.e2e.say import get_task, native
from tests.e2e.site import Gateway, Site
from tests.e2e.streams.stream import read_until, streamed, subscribe, task_of

LIMITS = {
    "LIMITS__STREAMS_PER_PEER": "2",
    "LIMITS__STREAMS": "3",
    "LIMITS__STREAM_EVENTS": "8",
    "LIMITS__SKILL_OUTPUT_BYTES": str(64 * 1024 * 1024),
    "LIMITS__SHUTDOWN_SECONDS": "1",
}


@pytest.fixture(scope="module")
def narrow(
    template: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Gateway]]:
    site = template.copy_to(tmp_path_factory.mktemp("narrow") / "site")
    with site.serve(**LIMITS) as gateway:
        yield site, gateway


def peer(narrow: tuple[Site, Gateway], name: str = "acme") -> Caller:
    site, gateway = narrow
    return Caller(gateway.url, site.tokens[name])


def test_a_stream_too_many_is_refused_before_it_begins(narrow: tuple[Site, Gateway]) -> None:
    acme, rival = peer(narrow), peer(narrow, "rival")
    with listening(acme, streamed("asking")) as first, listening(acme, streamed("asking")):
        asked = read_until(first, 2)
        refused = acme.post(streamed("asking"))
        assert (refused.status, refused.code, refused.reason) == (200, -32050, "RATE_LIMITED")
        assert refused.headers["Retry-After"] == "1"
        assert acme.post(subscribe(task_of(asked[0])["id"])).code == -32050
        with listening(rival, streamed("asking")):
            assert rival.post(streamed("asking")).code == -32050
        assert acme.post(native("echo", {"a": 1})).json == {"a": 1}


def test_a_client_that_goes_away_frees_its_place_at_once(narrow: tuple[Site, Gateway]) -> None:
    acme = peer(narrow)
    for _ in range(10):
        with listening(acme, streamed("asking")) as stream:
            read_until(stream, 2)
        # No event is due, and the next sign of life is far away.
        wait_for(lambda: _is_free(acme))


def _is_free(caller: Caller) -> bool:
    with listening(caller, streamed("asking")) as one, listening(caller, streamed("asking")) as two:
        return (
            one.status == two.status == 200
            and bool(one.next())
            and "event-stream" in (two.headers["Content-Type"])
        )


def test_a_slow_reader_is_left_behind_and_holds_up_nobody(
    narrow: tuple[Site, Gateway], tmp_path: Path
) -> None:
    acme = peer(narrow)
    flood = streamed("counting", {"chunks": 500, "text": "x" * 16_000})
    with listening(acme, flood, receive_buffer=4096) as slow:
        begun = slow.next()
        assert begun is not None
        task_id = task_of(begun)["id"]

        def ended() -> bool:
            task = acme.post(get_task(task_id)).result
            return bool(task["status"]["state"] == "TASK_STATE_COMPLETED")

        wait_for(ended)
        # Its place is free although it never read what is on its way.
        wait_for(lambda: _is_free(acme))
    rest = hear(acme, subscribe(task_id), Last_Event_ID="490")
    assert [event.id for event in rest] == list(range(491, 503))


def test_a_skill_that_hands_out_without_end_is_ended(acme: Caller) -> None:
    events = hear(acme, streamed("oversized"))

    last = events[-1].result["statusUpdate"]["status"]
    assert last["state"] == "TASK_STATE_FAILED"
    assert "error id" in last["message"]["parts"][0]["text"]
    assert 100 < len(events) < 110
