"""What waits for a human's yes, over the operator's API: seen in full, and decided once."""

from collections.abc import Iterable
from typing import Any

from gateway.store.task_query import TaskQuery
from tests.http.operator.asking import ask_for, decide, sell, until_ended, waiting
from tests.http.operator.conftest import Office
from tests.http.operator.staff import rule


def data_of(parts: Iterable[Any]) -> Any:
    return next(part["data"] for part in parts if "data" in part)


async def test_what_is_asked_is_shown_in_full(office: Office) -> None:
    task = await sell(office, 100)
    [row] = await waiting(office)
    status, whole = await office.get(f"/approvals/{row['id']}")

    assert status == 200
    assert {key: whole[key] for key in row} == row
    assert row["task_id"] == task["id"] == whole["task"]["id"]
    assert (row["peer"], row["skill"], row["state"]) == ("acme", "sell", "waiting")
    assert (row["reason"], row["amount"], row["currency"]) == ("Sell for 100 SEK", 100, "SEK")
    assert (row["needed"], row["approved_by"], row["ended_at"]) == (1, [], None)
    assert row["asked_at"] < row["estimated_response_by"] < row["expires_at"]
    assert whole["arguments"] == {"amount": 100}
    assert whole["rule"] == "the skill's own limit is 50 SEK"
    assert data_of(whole["said"][0]["parts"]) == {"skill": "sell", "arguments": {"amount": 100}}
    assert (whole["said_since"], whole["decisions"], whole["used_at"]) == ([], [], None)
    told = data_of(whole["task"]["told"]["parts"])
    assert told["status"] == "pending_review"
    assert (told["note"], told["price_from"]) == ("Our sales lead looks at it.", 90)
    assert told["estimated_response_by"] == row["estimated_response_by"]


async def test_what_the_peer_says_since_is_shown_and_changes_nothing(office: Office) -> None:
    task = await sell(office)
    [row] = await waiting(office)
    before = (await office.get(f"/approvals/{row['id']}"))[1]

    await office.call(
        "sell", arguments={"amount": 9}, taskId=task["id"], contextId=task["contextId"]
    )
    after = (await office.get(f"/approvals/{row['id']}"))[1]

    said = [data_of(message["parts"])["arguments"] for message in after["said_since"]]
    assert said == [{"amount": 9}]
    assert {**after, "said_since": [], "task": before["task"]} == before


async def test_an_approved_one_runs(office: Office) -> None:
    approval_id = await ask_for(office)
    status, answer = await decide(office, approval_id, note="Good customer.")
    task = await until_ended(office, answer["task_id"], "completed")

    assert status == 200
    assert (answer["state"], answer["approved_by"]) == ("approved", ["operator"])
    [decision] = answer["decisions"]
    assert (decision["by"], decision["decision"]) == ("operator", "approved")
    assert decision["note"] == "Good customer."
    assert data_of(task["artifacts"][0]["parts"]) == {"sold_for": 100}
    assert "Good customer." not in str(task)
    assert await waiting(office) == []
    assert (await office.get(f"/approvals/{approval_id}"))[1]["used_at"] is not None


async def test_a_rejected_one_ends_and_its_peer_is_told_why(office: Office) -> None:
    approval_id = await ask_for(office)
    status, answer = await decide(office, approval_id, "reject", note="Not at this price.")
    task = await until_ended(office, answer["task_id"], "rejected")

    assert (status, answer["state"]) == (200, "rejected")
    assert answer["task"]["state"] == "rejected"
    told = data_of(task["status"]["message"]["parts"])
    assert told == {"status": "declined", "reason": "Not at this price."}


async def test_rules_follow_the_config_without_a_restart(office: Office) -> None:
    rule(office, {"skill": "sell", "up_to": 1000})
    free = await office.call("sell", arguments={"amount": 100})
    rule(office, {"skill": "sell", "up_to": 99})
    await sell(office, 100)
    rule(office, {"skill": "sell", "peers": ["acme"], "needed": False}, {"skill": "sell"})
    trusted = await office.call("sell", arguments={"amount": 10_000})
    await sell(office, 1, peer="rival")

    assert free["status"]["state"] == trusted["status"]["state"] == "TASK_STATE_COMPLETED"
    rows = await waiting(office)
    assert {(row["peer"], row["amount"]) for row in rows} == {("rival", 1), ("acme", 100)}


async def test_they_are_listed_page_by_page_and_narrowed(office: Office) -> None:
    tasks = [(await sell(office, peer=peer))["id"] for peer in ("acme", "rival", "acme")]
    query, found = "limit=1", []
    while query:
        _, page = await office.get(f"/approvals?{query}")
        found += [row["task_id"] for row in page["approvals"]]
        cursor = page["next"]
        query = cursor and f"limit=1&before={cursor['before']}&before_id={cursor['before_id']}"
    _, rivals = await office.get("/approvals?peer=rival")
    _, of_task = await office.get(f"/approvals?task={tasks[0]}")
    _, over = await office.get("/approvals?state=approved")

    assert sorted(found) == sorted(tasks)
    assert [row["task_id"] for row in rivals["approvals"]] == tasks[1:2]
    assert [row["task_id"] for row in of_task["approvals"]] == tasks[:1]
    assert over["approvals"] == []


async def test_what_is_wrong_is_said(office: Office) -> None:
    approval_id = await ask_for(office)

    assert (await office.get("/approvals?state=open"))[0] == 400
    assert (await office.get("/approvals?status=waiting"))[0] == 400
    assert (await office.get("/approvals/none"))[0] == 404
    assert (await decide(office, "none"))[0] == 404
    assert (await decide(office, approval_id, note="x" * 2001))[0] == 400
    assert (await decide(office, approval_id, note=7))[0] == 400
    assert len(await waiting(office)) == 1


async def test_a_task_that_ended_leaves_nothing_to_decide(office: Office) -> None:
    approval_id = await ask_for(office)
    [task] = (await office.tenant.list_tasks(TaskQuery(skill="sell", limit=5))).records
    await office.post(f"/tasks/{task.task.id}/cancel")

    status, answer = await decide(office, approval_id)

    assert status == 409
    assert "its task ended without it" in answer["error"]
    assert (await office.get(f"/approvals/{approval_id}"))[1]["state"] == "void"
