"""A plain skill that hangs past its deadline holds up itself alone (SECURITY: P7, J)."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.runner.threads import LEFT_BY_PEER
from tests.e2e.caller import Answer, Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import native, send_skill
from tests.e2e.site import Site

CALLS, AT_ONCE = 80, 8
LATE = "reading took longer than 0.2 s"
HANGS = "Earlier runs of this skill hang, so no further one is begun now; try again later: reading"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """What a reader waits for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    return pipe


def read(peer: Caller, path: Path) -> Answer:
    return peer.post(native("reading", {"path": str(path)}))


def test_a_skill_that_hangs_holds_up_itself_alone(site: Site, pipe: Path) -> None:
    with site.serve() as gateway, ThreadPoolExecutor(AT_ONCE) as pool:
        acme, rival = (Caller(gateway.url, site.tokens[name]) for name in ("acme", "rival"))
        answers = list(pool.map(lambda _: read(acme, pipe), range(CALLS)))

        said = [answer.json["error"] for answer in answers]
        assert set(said) == {LATE, HANGS}
        assert said.count(LATE) < LEFT_BY_PEER + AT_ONCE
        task = acme.post(send_skill("reading", {"path": str(pipe)})).result["task"]
        assert task["status"]["state"] == "TASK_STATE_FAILED"
        assert task["status"]["message"]["parts"][0]["text"] == HANGS
        assert acme.post(native("plain", {})).json == {"beside_the_loop": True}
        assert read(rival, pipe).json["error"] == LATE
        [line] = [line for line in site.log.read_text().splitlines() if "skill_hangs" in line]
        assert '"skill": "reading"' in line

        pipe.open("wb").close()

        wait_for(lambda: read(acme, site.config).status == 200)


def test_threads_that_were_left_behind_cannot_hold_up_the_stop(site: Site, pipe: Path) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        assert read(acme, pipe).json["error"] == LATE
        gateway.terminate()
        code = gateway.wait()

    assert code == 0
