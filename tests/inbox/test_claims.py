"""One task per message, when the message says that it is one (SECURITY: P2)."""

import asyncio

import pytest

from gateway.core.errors import MessageIdReused
from tests.inbox import skills
from tests.inbox.conftest import House, asks
from tests.until import until

UUID = "01890a5d-ac96-774b-bcce-b302099a8057"
ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize("message_id", [UUID, UUID.upper(), ULID])
async def test_the_same_message_is_the_same_task(house: House, message_id: str) -> None:
    house.add(skills.echo)
    first = await house.send(asks("echo", message_id=message_id))
    again = await house.send(asks("echo", message_id=message_id))
    assert again.id == first.id


@pytest.mark.parametrize("message_id", ["msg-1", "1", UUID + "0", "A" * 26])
async def test_an_id_that_is_not_unique_claims_nothing(house: House, message_id: str) -> None:
    house.add(skills.echo)
    first = await house.send(asks("echo", message_id=message_id))
    again = await house.send(asks("echo", message_id=message_id))
    assert again.id != first.id


async def test_a_row_can_make_every_id_unique_or_none(house: House) -> None:
    house.add(skills.echo)
    ids = {(await house.send(asks("echo"), dedupe="always")).id for _ in range(2)}
    assert len(ids) == 1
    call = asks("echo", message_id=UUID)
    ids = {(await house.send(call, dedupe="never")).id for _ in range(2)}
    assert len(ids) == 2


async def test_other_words_under_the_same_id_are_refused(house: House) -> None:
    house.add(skills.echo)
    await house.send(asks("echo", {"n": 1}, message_id=UUID))
    with pytest.raises(MessageIdReused):
        await house.send(asks("echo", {"n": 2}, message_id=UUID))


async def test_another_contract_is_another_message(house: House) -> None:
    house.add(skills.echo)
    await house.send(asks("echo", message_id=UUID))
    with pytest.raises(MessageIdReused):
        await house.send(asks("echo", message_id=UUID, response_schema={"n": "number"}))


async def test_ids_of_two_peers_do_not_meet(house: House) -> None:
    house.add(skills.echo)
    ours = await house.send(asks("echo", message_id=UUID), peer="acme")
    theirs = await house.send(asks("echo", message_id=UUID), peer="rival")
    assert ours.id != theirs.id


async def test_an_idempotency_key_goes_before_the_message_id(house: House) -> None:
    house.add(skills.echo)
    first = await house.send(asks("echo", message_id="a", idempotency_key="k"))
    again = await house.send(asks("echo", message_id="b", idempotency_key="k"))
    assert again.id == first.id


async def test_twins_at_once_run_once(house: House, gate: asyncio.Event) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs))
    call = asks("gated", message_id=UUID)
    twins = [asyncio.create_task(house.send(call)) for _ in range(50)]
    await until(lambda: runs)
    gate.set()
    tasks = await asyncio.gather(*twins)
    assert len({task.id for task in tasks}) == 1
    assert len(runs) == 1


async def test_a_twin_with_other_words_is_refused_while_the_first_runs(
    house: House, gate: asyncio.Event
) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs))
    first = asyncio.create_task(house.send(asks("gated", message_id=UUID)))
    await until(lambda: runs)
    with pytest.raises(MessageIdReused):
        await house.send(asks("gated", {"other": 1}, message_id=UUID))
    gate.set()
    await first


@pytest.mark.parametrize("keys", [("", ""), ("key-1", "key-2")], ids=["alone", "with keys"])
async def test_a_callers_own_name_for_a_task_continues_it(
    house: House, keys: tuple[str, str]
) -> None:
    house.add(skills.ask_colour)
    asked = await house.send(asks("ask_colour", alias="order-7", idempotency_key=keys[0]))
    answer = asks("ask_colour", {"text": "red"}, alias="order-7", idempotency_key=keys[1])
    done = await house.send(answer)
    repeated = await house.send(answer)
    assert asked.id == done.id == repeated.id
    assert len(done.history) == len(repeated.history)
    assert (await house.get("order-7")).id == asked.id
