"""An official SDK's client as a process that is told what to do."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from tests.sdk.installed import SCRIPTS, copy_to, node_with, python_03

ANSWER_SECONDS = 120


@dataclass(frozen=True)
class Sdk:
    """``version`` is the protocol's, ``binding`` what its client prefers."""

    language: str
    version: str
    binding: str

    def __str__(self) -> str:
        return f"{self.language}-{self.version}-{self.binding.lower().replace('+', '-')}"


SDKS = tuple(
    Sdk(language, version, binding)
    for language in ("python", "js")
    for version in ("1.0", "0.3")
    for binding in ("JSONRPC", "HTTP+JSON")
)

JS = {"1.0": "@a2a-js/sdk@^1", "0.3": "@a2a-js/sdk@^0.3"}


class SdkClient:
    """Talks with one agent over one binding."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, op: str, **asked: Any) -> Any:
        """What the client saw; an error that it raised fails the test."""
        said = self.attempt(op, **asked)
        assert "error" not in said, said
        return said

    def attempt(self, op: str, **asked: Any) -> Any:
        """What the client saw, or ``{"error", "name"}``."""
        self.begin(op, **asked)
        return self.end()

    def begin(self, op: str, **asked: Any) -> None:
        """Ask without waiting; ``end`` gives the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"op": op, **asked}) + "\n")
        self._process.stdin.flush()

    def end(self) -> Any:
        assert self._process.stdout is not None
        too_long = Timer(ANSWER_SECONDS, self._process.kill)
        too_long.start()
        try:
            line = self._process.stdout.readline()
        finally:
            too_long.cancel()
        assert line, "the client ended; what it wrote to standard error is above"
        return json.loads(line)


@contextmanager
def running(sdk: Sdk, url: str, token: str) -> Iterator[SdkClient]:
    """The SDK's client of an agent, as a process while inside."""
    process = subprocess.Popen(
        [*_command(sdk), url, token, sdk.binding],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield SdkClient(process)
    finally:
        process.kill()
        process.communicate()


def _command(sdk: Sdk) -> list[str | Path]:
    script = f"a2a_{sdk.version.replace('.', '')}"
    if sdk.language == "js":
        home = node_with(JS[sdk.version], f"js-{sdk.version}")
        return ["node", copy_to(home, f"{script}.mjs")]
    if sdk.version == "0.3":
        return [python_03(), SCRIPTS / f"{script}.py"]
    return [sys.executable, SCRIPTS / f"{script}.py"]
