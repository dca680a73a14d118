"""Who decides is whose token it is; where two are needed, they are two people."""

import asyncio

import pytest

from tests.http.operator.asking import ask_for, decide, until_ended, waiting
from tests.http.operator.conftest import OPERATOR, Office
from tests.http.operator.staff import ANNA, BO, employ, rule

TWO = {"above": 500, "approvers": 2}


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
