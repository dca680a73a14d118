"""A disk that is full, as the operating system has it: nothing is acknowledged, and it heals."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.held import Held, wait_for_end
from tests.e2e.say import get_task, send_skill
from tests.e2e.site import Site

SIZE = "4m"
LARGE = "x" * 100_000
WORDS = "The store cannot be used: the disk is full"


@pytest.fixture
def small_disk(site: Site) -> Iterator[Path]:
    """The site's data folder, on a file system of its own."""
    data = site.folder / "data"
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", data]
    try:
        mounted = subprocess.run(command, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if mounted.returncode != 0:
        pytest.skip("no file system may be mounted here")
    yield data
    subprocess.run(["umount", data], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """The disk without a free byte."""
    filler = disk / "filler"
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        with suppress(OSError):
            while True:
                os.write(descriptor, b"x" * 4096)
        assert shutil.disk_usage(disk).free == 0
        yield
    finally:
        os.close(descriptor)
        filler.unlink()


def test_a_full_disk_refuses_every_call_and_heals(site: Site, small_disk: Path, held: Held) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="3") as gateway:
        acme, probe = Caller(gateway.url, site.tokens["acme"]), Caller(gateway.url)
        before = acme.post(send_skill("echo", {"a": 1})).result["task"]
        running = held.start(acme)
        held.wait_for_runs(1)
        calls = [send_skill("echo", {"text": LARGE}, str(uuid4())) for _ in range(5)]

        with filled(small_disk):
            refused = [acme.post(call) for call in calls]
            red = probe.get("/readyz")
            alive = probe.get("/healthz")
            read = acme.post(get_task(before["id"])).result
            held.release()
            told = site.log.read_text()

        assert '"problem": "the disk is full; free some space' in told
        assert {answer.status for answer in refused} == {503}
        assert {answer.reason for answer in refused} == {"STORE"}
        assert all(WORDS in answer.json["error"]["message"] for answer in refused)
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
        assert (red.status, alive.status) == (503, 200)
        assert WORDS in red.json["store"]
        assert read == before
        assert probe.get("/readyz").status == 200
        taken = [acme.post(call).result["task"]["id"] for call in calls]
        assert wait_for_end(acme, running)["status"]["state"] == "TASK_STATE_COMPLETED"

    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        assert [acme.post(call).result["task"]["id"] for call in calls] == taken
        assert acme.post(get_task(before["id"])).result == before


def test_a_start_on_a_full_disk_is_refused_in_words(site: Site, small_disk: Path) -> None:
    with filled(small_disk):
        done = site.run("serve", "--port", "0")

    assert done.returncode == 1
    assert "the disk is full; free some space" in done.stderr
    assert "Traceback" not in done.stderr
