"""A ``peergate`` command that goes on, read line by line."""

import json
import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.site import PEERGATE, STOP_SECONDS, Site


class Follower:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._lines: list[bytes] = []
        self._rest = b""

    def read_line(self) -> str:
        assert self.process.stdout is not None
        while not self._lines:
            ready, _, _ = select.select([self.process.stdout], [], [], STOP_SECONDS)
            assert ready, "nothing came"
            *self._lines, self._rest = (
                self._rest + os.read(self.process.stdout.fileno(), 65536)
            ).split(b"\n")
        return self._lines.pop(0).decode()

    def read_row(self) -> Any:
        return json.loads(self.read_line())


@contextmanager
def following(site: Site, *command: str) -> Iterator[Follower]:
    arguments = [PEERGATE, *command, "--config", site.config]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        try:
            yield Follower(process)
        finally:
            process.kill()
