"""A call that waits for a person's yes, over the operator's API, and the decision."""

from typing import Any

from tests.http.operator.conftest import OPERATOR, Office
from tests.until import until_found


async def sell(office: Office, amount: float = 100, peer: str = "acme") -> Any:
    """The task of a call that waits now."""
    task = await office.call("sell", peer, arguments={"amount": amount})
    assert task["status"]["state"] == "TASK_STATE_WORKING"
    return task


async def waiting(office: Office) -> list[Any]:
    status, answer = await office.get("/approvals?state=waiting")
    assert status == 200
    rows: list[Any] = answer["approvals"]
    return rows


async def ask_for(office: Office, amount: float = 100) -> str:
    """The id of the approval that a new call waits for."""
    task = await sell(office, amount)
    rows = await waiting(office)
    return next(str(row["id"]) for row in rows if row["task_id"] == task["id"])


async def decide(
    office: Office, approval_id: str, what: str = "approve", token: str = OPERATOR, **body: Any
) -> tuple[int, Any]:
    return await office.ask("POST", f"/approvals/{approval_id}/{what}", body or None, token)


async def until_ended(office: Office, task_id: str, state: str) -> Any:
    async def found() -> bool:
        _, task = await office.get(f"/tasks/{task_id}")
        return bool(task["state"] == state)

    await until_found(found)
    return (await office.get(f"/tasks/{task_id}"))[1]["task"]
