"""A gateway with a peer that buys, and people who decide by commands."""

import subprocess
from typing import Any

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import get_task, send_skill
from tests.e2e.site import Gateway, Site


class House:
    """A gateway of its own with a peer that buys, and people who decide."""

    def __init__(self, site: Site, gateway: Gateway, tokens: dict[str, str]) -> None:
        self.site, self.gateway, self.tokens = site, gateway, tokens
        self.acme = Caller(gateway.url, site.tokens["acme"])

    def buy(self, amount: float = 100) -> Any:
        """The task of a call, as it was answered."""
        return self.acme.post(send_skill("sell", {"amount": amount})).result["task"]

    def ask_for(self, amount: float = 100) -> tuple[str, str]:
        """The ids of a task that waits and of its approval."""
        task = self.buy(amount)
        assert task["status"]["state"] == "TASK_STATE_WORKING"
        rows = self.site.json("approvals", "list")
        return task["id"], next(row["id"] for row in rows if row["task_id"] == task["id"])

    def decide(
        self, what: str, approval_id: str, *options: str, by: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        if by:
            options = (*options, "--as", by, "--token", "env:TOKEN")
            environment = {"TOKEN": self.tokens[by], **environment}
        return self.site.run("approvals", what, approval_id, *options, **environment)

    def until(self, task_id: str, state: str) -> Any:
        def found() -> Any:
            task = self.acme.post(get_task(task_id)).result
            return task if task["status"]["state"] == f"TASK_STATE_{state}" else None

        return wait_for(found)
