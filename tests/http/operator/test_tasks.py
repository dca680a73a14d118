"""Everyone's tasks for the operator: which, one of them, and its end."""

import pytest

from tests.http.operator.conftest import Office
from tests.http.operator.test_activity import read_all


async def test_tasks_are_listed_with_what_an_operator_asks_first(office: Office) -> None:
    task = await office.call("echo")
    asked = await office.call("asking", "rival")
    _, answer = await office.get("/tasks")
    newest, oldest = answer["tasks"]
    assert (newest["id"], newest["state"], newest["said"]) == (
        asked["id"],
        "input-required",
        "Which colour?",
    )
    assert (oldest["id"], oldest["peer"], oldest["skill"]) == (task["id"], "acme", "echo")
    assert (oldest["context_id"], oldest["dialect"]) == (task["contextId"], "a2a-1.0")
    assert oldest["created_at"] <= oldest["updated_at"]


@pytest.mark.parametrize(
    ("query", "skills"),
    [
        ("state=input-required", ["asking"]),
        ("state=failed", []),
        ("peer=acme", ["echo"]),
        ("skill=asking", ["asking"]),
        ("context=c-1", ["echo"]),
        ("context=c-1&peer=rival", []),
    ],
)
async def test_tasks_are_found_by(office: Office, query: str, skills: list[str]) -> None:
    await office.call("echo", contextId="c-1")
    await office.call("asking", "rival")
    _, answer = await office.get(f"/tasks?{query}")
    assert [task["skill"] for task in answer["tasks"]] == skills


async def test_no_task_is_lost_between_pages(office: Office) -> None:
    made = [(await office.call("echo", peer))["id"] for peer in ("acme", "rival", "acme")]
    rows = await read_all(office, "/tasks?limit=1", "tasks")
    assert sorted(row["id"] for row in rows) == sorted(made)
    assert rows == sorted(rows, key=lambda row: (row["updated_at"], row["id"]), reverse=True)


async def test_an_unknown_state_is_refused_with_the_choices(office: Office) -> None:
    status, answer = await office.get("/tasks?state=done")
    assert status == 400
    assert "completed" in answer["error"]


async def test_one_task_is_shown_with_its_document_and_history(office: Office) -> None:
    made = await office.call("echo")
    status, answer = await office.get(f"/tasks/{made['id']}")
    assert (status, answer["task"]["status"]) == (200, made["status"])
    assert answer["task"]["history"][0]["role"] == "ROLE_USER"
    assert answer["task"]["artifacts"] == made["artifacts"]
    assert answer["response_schema"] is None
    assert (await office.get("/tasks/nothing")) == (404, {"error": "no task has this id"})


async def test_a_canceled_task_is_answered_and_is_its_peers_too(office: Office) -> None:
    made = await office.call("endless", wait=False)
    status, answer = await office.post(f"/tasks/{made['id']}/cancel")
    assert (status, answer["state"], answer["said"]) == (
        200,
        "canceled",
        "Canceled by the operator.",
    )
    assert answer["task"]["status"]["state"] == "TASK_STATE_CANCELED"
    assert not office.services.inbox.is_busy


async def test_a_task_that_has_ended_is_a_conflict(office: Office) -> None:
    made = await office.call("echo")
    status, answer = await office.post(f"/tasks/{made['id']}/cancel")
    assert (status, answer) == (
        409,
        {"error": "This task cannot be canceled any more: it is completed"},
    )
    assert (await office.post("/tasks/nothing/cancel"))[0] == 404
