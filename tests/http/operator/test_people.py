"""Who asks is told by the token alone, and by the config as it is now."""

from typing import Any

import pytest

from tests.http.operator.conftest import OPERATOR, Office
from tests.http.operator.staff import ANNA, BO, employ


async def you(office: Office, token: str) -> Any:
    status, answer = await office.get("/people", token)
    return answer["you"] if status == 200 else status


async def test_a_token_says_whose_it_is(office: Office) -> None:
    employ(office, anna=ANNA, bo=BO)

    assert await you(office, ANNA) == {"name": "anna", "is_person": True}
    assert await you(office, BO) == {"name": "bo", "is_person": True}
    assert await you(office, OPERATOR) == {"name": "operator", "is_person": False}
    assert (await office.get("/people"))[1]["people"] == [{"name": "anna"}, {"name": "bo"}]


async def test_people_come_and_go_with_the_config(office: Office) -> None:
    assert await you(office, ANNA) == 401
    employ(office, anna=ANNA)
    assert await you(office, ANNA) == {"name": "anna", "is_person": True}
    employ(office, anna=BO.replace("bo", "anna"))
    assert await you(office, ANNA) == 401
    employ(office)
    assert await you(office, BO.replace("bo", "anna")) == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-User": "anna"},
        {"X-Remote-User": "anna"},
        {"X-Actor": "anna"},
        {"From": "anna@acme.example"},
        {"Cookie": "actor=anna"},
    ],
    ids=str,
)
async def test_no_header_makes_anyone_somebody_else(
    office: Office, headers: dict[str, str]
) -> None:
    employ(office, anna=ANNA)
    sent = {"Authorization": f"Bearer {OPERATOR}", **headers}

    async with office.client.get("/operator/v1/people", headers=sent) as response:
        assert (await response.json())["you"]["name"] == "operator"


async def test_a_query_is_refused_that_would_say_who_asks(office: Office) -> None:
    assert (await office.get("/people?by=anna"))[0] == 400


async def test_a_persons_token_does_all_that_is_the_operators_and_is_no_peers(
    office: Office,
) -> None:
    employ(office, anna=ANNA)

    assert (await office.get("/peers", ANNA))[0] == 200
    async with office.client.post("/a2a", headers={"Authorization": f"Bearer {ANNA}"}) as response:
        assert response.status == 401
