"""A request to one vendor, opened over the operator's API, and what the vendor answers."""

from typing import Any

from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script, speaks, task_v1
from tests.until import until_found

REQUEST = {
    "type": "rfq",
    "ref": "PR-2027-0847",
    "subject": "DIN rail terminal blocks",
    "quantity": 4000,
    "unit": "pieces",
    "currency": "SEK",
    "needed_by": "2099-04-28",
    "responseSchema": {"total_price": "number", "delivery_date": "string"},
    "audience": {"peers": ["vendor"]},
}

QUOTE = {"total_price": 16800, "delivery_date": "2099-04-24"}

DEAL = "/deals/PR-2027-0847"


def answers(vendor: Script, data: Any = QUOTE, state: str = "COMPLETED") -> None:
    """Have the vendor answer every message with these figures."""
    parts = [{"data": data}]
    said: dict[str, Any] = {"artifacts": [{"artifactId": "a", "parts": parts}]}
    if state != "COMPLETED":
        message = {"messageId": "m", "role": "ROLE_AGENT", "parts": parts}
        said = {"status": {"state": f"TASK_STATE_{state}", "message": message}}
    task = {**task_v1(state), **said}
    vendor.answers = {"/": speaks({"SendMessage": lambda _: {"task": task}})}


async def open_deal(office: Office, **changes: Any) -> Any:
    """What the opening answers; wait until the vendor's answer has come."""
    status, opened = await office.post("/deals", {**REQUEST, **changes})
    assert status == 201, opened

    async def has_settled() -> bool:
        _, view = await office.get(DEAL)
        return view["settled_at"] is not None

    await until_found(has_settled)
    return opened
