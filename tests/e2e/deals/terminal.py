"""A person at a terminal, for the commands that ask."""

import os
import pty
import subprocess
from pathlib import Path

from tests.e2e.deadline import wait_for
from tests.e2e.site import PEERGATE, STOP_SECONDS, Site


class Terminal:
    """A command at a terminal: what it asks is waited for, and answered."""

    def __init__(self, site: Site, *arguments: str) -> None:
        self._log = Path(site.folder / "terminal.log")
        self._ours, theirs = pty.openpty()
        self._file = self._log.open("wb")
        self._process = subprocess.Popen(
            [PEERGATE, *arguments, "--config", site.config],
            stdin=theirs,
            stdout=self._file,
            stderr=self._file,
        )
        os.close(theirs)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._file.close()
        os.close(self._ours)

    def answer(self, question: str, answer: str) -> None:
        wait_for(lambda: question in self._said())
        os.write(self._ours, f"{answer}\n".encode())

    def end(self) -> tuple[int, str]:
        """The exit code, and all that was said."""
        return self._process.wait(STOP_SECONDS), self._said()

    def _said(self) -> str:
        return self._log.read_text()
