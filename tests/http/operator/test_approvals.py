"""What waits for a human's yes, over the operator's API: seen in full, and decided once."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from gateway.store.task_query import TaskQuery
from tests.http.operator.conftest import OPERATOR, Office
from tests.http.operator.staff import ANNA, BO, employ, rule
from tests.until import until_found

TWO = {"above": 500, "approvers": 2}


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


async def test_the_decision_is_the_persons_whose_token_it_is(office: Office) -> None:
    employ(office, anna=ANNA)
    approval_id = await ask_for(office)

    _, answer = await decide(office, approval_id, "reject", ANNA)

    assert [said["by"] for said in answer["decisions"]] == ["anna"]
    _, rows = await office.get("/activity")
    [row] = [row for row in rows["activity"] if row["operation"] == "DecideApproval"]
    assert row["direction"] == "internal"


@pytest.mark.parametrize("key", ["by", "as", "actor", "person", "approver", "_approved"])
async def test_a_body_cannot_say_who_decides(office: Office, key: str) -> None:
    employ(office, anna=ANNA)
    approval_id = await ask_for(office)

    status, answer = await decide(office, approval_id, token=OPERATOR, **{key: "anna"})

    assert status == 400
    assert "the token says who decides" in answer["error"]
    assert len(await waiting(office)) == 1


@pytest.mark.parametrize("token", ["token-of-acme", "pgop_anna_wrong", "", f"{ANNA}x"])
async def test_whoever_has_no_such_token_decides_nothing(office: Office, token: str) -> None:
    employ(office, anna=ANNA)
    approval_id = await ask_for(office)

    for what in ("approve", "reject"):
        assert (await decide(office, approval_id, what, token))[0] == 401
    assert len(await waiting(office)) == 1


async def test_two_people_say_yes_where_two_are_needed(office: Office) -> None:
    employ(office, anna=ANNA, bo=BO)
    rule(office, TWO)
    approval_id = await ask_for(office, 501)

    status, first = await decide(office, approval_id, token=ANNA)
    again, refused = await decide(office, approval_id, token=ANNA)
    _, second = await decide(office, approval_id, token=BO)

    assert (status, first["state"], first["needed"]) == (200, "waiting", 2)
    assert first["approved_by"] == ["anna"]
    assert again == 409
    assert "Another person has to approve this too" in refused["error"]
    assert (second["state"], second["approved_by"]) == ("approved", ["anna", "bo"])
    await until_ended(office, second["task_id"], "completed")


async def test_the_shared_token_is_no_second_person(office: Office) -> None:
    employ(office, anna=ANNA)
    rule(office, TWO)
    approval_id = await ask_for(office, 501)

    await decide(office, approval_id, token=ANNA)
    status, refused = await decide(office, approval_id, token=OPERATOR)

    assert status == 409
    assert "with a token of their own" in refused["error"]
    assert [row["approved_by"] for row in await waiting(office)] == [["anna"]]


async def test_one_no_is_enough_whosever_it_is(office: Office) -> None:
    employ(office, anna=ANNA, bo=BO)
    rule(office, TWO)
    approval_id = await ask_for(office, 501)

    await decide(office, approval_id, token=ANNA)
    _, answer = await decide(office, approval_id, "reject", OPERATOR)

    assert answer["state"] == "rejected"
    assert [said["decision"] for said in answer["decisions"]] == ["approved", "rejected"]


async def test_of_many_who_decide_at_once_one_does(office: Office) -> None:
    employ(office, anna=ANNA, bo=BO)
    approval_id = await ask_for(office)
    ways = [("approve", ANNA), ("reject", BO), ("approve", OPERATOR), ("reject", ANNA)] * 3

    answers = await asyncio.gather(*(decide(office, approval_id, *way) for way in ways))

    statuses = [status for status, _ in answers]
    assert sorted(statuses) == [200, *[409] * (len(ways) - 1)]
    _, whole = await office.get(f"/approvals/{approval_id}")
    assert len(whole["decisions"]) == 1
    late = next(answer["error"] for status, answer in answers if status == 409)
    assert f"it was {whole['state']} by {whole['decisions'][0]['by']} at " in late


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
    [task] = await office.tenant.list_tasks(TaskQuery(skill="sell", limit=5))
    await office.post(f"/tasks/{task.task.id}/cancel")

    status, answer = await decide(office, approval_id)

    assert status == 409
    assert "its task ended without it" in answer["error"]
    assert (await office.get(f"/approvals/{approval_id}"))[1]["state"] == "void"
