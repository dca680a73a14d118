"""What a client knows for sure: the answers that it got, each on its own disk before it goes on."""

import http.client
import json
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from uuid import uuid4

from tests.e2e.caller import Caller
from tests.e2e.say import send_skill


class Ledger:
    """Message id to task id, one fsynced line for each answer; safe for several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._path.touch()

    def write(self, message_id: str, task_id: str) -> None:
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps([message_id, task_id]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[tuple[str, str]]:
        lines = self._path.read_text().splitlines(keepends=True)
        return [tuple(json.loads(line)) for line in lines if line.endswith("\n")]


@dataclass(frozen=True)
class Client:
    """Sends messages until its gateway is gone; what got no answer is sent again another time."""

    ledger: Ledger
    unanswered: list[str]

    def send_until_gone(self, caller: Caller) -> None:
        while True:
            message_id = self.unanswered.pop() if self.unanswered else str(uuid4())
            try:
                self.ledger.write(message_id, send(caller, message_id))
            except (OSError, http.client.HTTPException):
                self.unanswered.append(message_id)
                return


def send(caller: Caller, message_id: str) -> str:
    """The id of the message's task."""
    answer = caller.post(send_skill("echo", {"said": message_id}, message_id))
    return answer.result["task"]["id"]
