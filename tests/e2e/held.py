"""Runs that a test can count, and hold until it lets them go; the skills are in skills/runs.py."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import get_task, send_at_once

RUNNING = ("TASK_STATE_SUBMITTED", "TASK_STATE_WORKING")


@dataclass(frozen=True)
class Held:
    """The runs of one test: each adds a line to ``log`` and ends when ``gate`` exists."""

    log: Path
    gate: Path

    @property
    def arguments(self) -> dict[str, str]:
        return {"log": str(self.log), "gate": str(self.gate)}

    def start(self, peer: Caller, skill: str = "repeatable") -> str:
        """The id of a task that is answered at once and runs, or waits to run."""
        return peer.post(send_at_once(skill, self.arguments)).result["task"]["id"]

    def release(self) -> None:
        self.gate.touch()

    def runs(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def wait_for_runs(self, number: int) -> None:
        wait_for(lambda: self.runs() == number)


def wait_for_end(peer: Caller, task_id: str) -> Any:
    """The task once it runs no more."""

    def look() -> Any:
        task = peer.post(get_task(task_id)).result
        return None if task["status"]["state"] in RUNNING else task

    return wait_for(look)
