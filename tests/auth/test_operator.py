"""Who acts for the operator is told by argon2id, off the loop, and remembered briefly."""

import asyncio
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from gateway.auth import OperatorGate
from gateway.auth.operator import REMEMBER_MS
from gateway.config import OperatorSettings, PersonRow
from gateway.core.errors import RateLimited, Unauthenticated

ANNA, BO = "pgop_anna_secret", "pgop_bo_dy_other"


def cheap(token: str) -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(token)


class House:
    """The settings and the time, which tests change."""

    def __init__(self) -> None:
        self.at = 0
        people = (
            PersonRow(name="anna", token_hash=cheap(ANNA)),
            PersonRow(name="bo_dy", token_hash=cheap(BO)),
        )
        self.settings = OperatorSettings(token_hash=cheap("open sesame"), people=people)
        self.gate = OperatorGate(lambda: self.settings, lambda: self.at)


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.gate.close()


@pytest.mark.parametrize(
    ("token", "name"), [("open sesame", "operator"), (ANNA, "anna"), (BO, "bo_dy")]
)
async def test_each_token_is_of_one(house: House, token: str, name: str) -> None:
    assert [await house.gate.identify(token) for _ in range(2)] == [name, name]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "open",
        "Open sesame",
        "pgop_anna_open sesame",
        "pgop_bo_dy_open sesame",
        "pgop_anna_",
        "pgop_eve_secret",
        "pgop_bo_other",
        "pgop_operator_open sesame",
        ANNA.replace("anna", "bo_dy"),
        ANNA.replace("anna", "ANNA"),
        ANNA.removeprefix("pgop_"),
        f"{ANNA} ",
    ],
)
async def test_any_other_is_refused_after_the_right_ones_too(house: House, token: str) -> None:
    for right in ("open sesame", ANNA, BO):
        await house.gate.identify(right)
    with pytest.raises(Unauthenticated):
        await house.gate.identify(token)


async def test_what_is_remembered_is_forgotten(house: House) -> None:
    await house.gate.identify(ANNA)
    house.at = REMEMBER_MS
    house.gate.close()
    with pytest.raises(RuntimeError):
        await house.gate.identify(ANNA)


async def test_who_is_taken_out_is_out_at_once(house: House) -> None:
    await house.gate.identify(ANNA)
    house.settings = OperatorSettings(token_hash=cheap("open sesame"))
    with pytest.raises(Unauthenticated):
        await house.gate.identify(ANNA)


async def test_a_token_that_was_replaced_is_out_at_once(house: House) -> None:
    await house.gate.identify(ANNA)
    people = (PersonRow(name="anna", token_hash=cheap("pgop_anna_new")),)
    house.settings = OperatorSettings(people=people)

    assert await house.gate.identify("pgop_anna_new") == "anna"
    with pytest.raises(Unauthenticated):
        await house.gate.identify(ANNA)


async def test_people_need_no_shared_token(house: House) -> None:
    house.settings = OperatorSettings(people=house.settings.people)

    assert await house.gate.identify(BO) == "bo_dy"
    for token in ("open sesame", "", "pgop_eve_secret"):
        with pytest.raises(Unauthenticated):
            await house.gate.identify(token)


async def test_a_name_that_nobody_has_takes_a_verification_too(house: House) -> None:
    for settings in (house.settings, OperatorSettings(people=house.settings.people)):
        house.settings = settings
        house.gate.close()
        # A closed pool takes no verification: that is how one shows.
        with pytest.raises(RuntimeError):
            await house.gate.identify("pgop_eve_secret")


async def test_a_crowd_with_one_token_is_let_in_by_one_verification(house: House) -> None:
    assert await asyncio.gather(*(house.gate.identify(ANNA) for _ in range(50))) == ["anna"] * 50


async def test_who_goes_away_ends_it_for_nobody_else(house: House) -> None:
    first, second = (asyncio.create_task(house.gate.identify(ANNA)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == "anna"


async def test_guesses_beyond_a_few_at_once_are_told_to_wait(house: House) -> None:
    guesses = (house.gate.identify(f"guess {number}") for number in range(20))

    answers = [type(answer) for answer in await asyncio.gather(*guesses, return_exceptions=True)]

    assert set(answers) == {Unauthenticated, RateLimited}
    assert answers.count(Unauthenticated) == 8


@pytest.mark.parametrize("token_hash", ["", "$argon2id$broken"])
async def test_without_a_hash_no_one_is_let_in(house: House, token_hash: str) -> None:
    house.settings = OperatorSettings(token_hash=token_hash)
    for token in ("", "open sesame"):
        with pytest.raises(Unauthenticated):
            await house.gate.identify(token)
