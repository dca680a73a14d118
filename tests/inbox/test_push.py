"""The push notification configs of a caller's own tasks."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.config.agent import CapabilitySettings
from gateway.core.call import (
    CreatePushConfig,
    DeletePushConfig,
    DoneReply,
    GetPushConfig,
    ListPushConfigs,
    PushConfigPageReply,
    PushConfigReply,
    Reply,
)
from gateway.core.errors import (
    GatewayError,
    InvalidParams,
    PushNotificationNotSupported,
    TaskNotFound,
)
from gateway.core.push import PushConfig
from gateway.core.task import TaskState
from tests.inbox.conftest import House, asks, caller
from tests.inbox.skills import ask_colour, echo, gated

URL = "https://acme.example/hook"
TOKEN = "canary-token"
CREDENTIALS = "canary-credentials"

CALLS = [
    CreatePushConfig(PushConfig("{task}", "p-1", URL)),
    GetPushConfig("{task}", "p-1"),
    GetPushConfig("{task}"),
    ListPushConfigs("{task}"),
    DeletePushConfig("{task}", "p-1"),
]


def config(task_id: str, config_id: str = "", **more: Any) -> PushConfig:
    return PushConfig(**{"task_id": task_id, "id": config_id, "url": URL, **more})


async def ask(house: House, call: Any, peer: str = "acme", **row: Any) -> Reply:
    return await house.inbox.handle(caller(peer, **row), call, house.arrival())


async def create(house: House, made: PushConfig, **row: Any) -> PushConfig:
    reply = await ask(house, CreatePushConfig(made), **row)
    assert isinstance(reply, PushConfigReply)
    return reply.config


async def page(house: House, task_id: str, **query: Any) -> PushConfigPageReply:
    reply = await ask(house, ListPushConfigs(task_id, **query))
    assert isinstance(reply, PushConfigPageReply)
    return reply


@pytest.fixture
async def task_id(house: House) -> str:
    house.add(echo)
    return (await house.send(asks("echo"))).id


async def test_a_config_is_made_and_told_without_its_credentials(
    house: House, task_id: str
) -> None:
    asked = config(task_id, "p-1", token=TOKEN, scheme="Bearer", credentials=CREDENTIALS)
    told = replace(asked, credentials="")
    assert await create(house, asked) == told
    assert await ask(house, GetPushConfig(task_id, "p-1")) == PushConfigReply(told)
    assert await page(house, task_id) == PushConfigPageReply((told,))


async def test_what_is_stored_holds_no_secret(house: House, task_id: str) -> None:
    await create(house, config(task_id, token=TOKEN, scheme="Bearer", credentials=CREDENTIALS))
    (record,) = await house.tenant.outbox.list_push_configs(task_id)
    for secret in (TOKEN, CREDENTIALS):
        assert secret.encode() not in record.sealed
        assert secret not in repr(record)
    activity = (await house.tenant.list_activity(limit=1))[0]
    assert (activity.operation, activity.task_id) == ("CreateTaskPushNotificationConfig", task_id)
    assert CREDENTIALS not in repr(activity)


async def test_one_without_an_id_takes_the_place_of_the_last(house: House, task_id: str) -> None:
    await create(house, config(task_id, "p-1"))
    await create(house, config(task_id))
    made = await create(house, config(task_id, url=f"{URL}/other"))
    assert made == config(task_id, task_id, url=f"{URL}/other")
    assert {each.id for each in (await page(house, task_id)).configs} == {"p-1", task_id}
    await create(house, config(task_id, "p-2"))
    await create(house, config(task_id))


async def test_one_of_the_same_id_is_replaced(house: House, task_id: str) -> None:
    await create(house, config(task_id, "p-1", token=TOKEN))
    await create(house, config(task_id, "p-1", url=f"{URL}/other"))
    assert (await page(house, task_id)).configs == (config(task_id, "p-1", url=f"{URL}/other"),)


async def test_without_an_id_the_first_is_got(house: House, task_id: str) -> None:
    for name in ("b", "a"):
        await create(house, config(task_id, name))
        house.at += 1
    reply = await ask(house, GetPushConfig(task_id))
    assert isinstance(reply, PushConfigReply)
    assert reply.config.id == "b"


async def test_a_missing_one_is_not_found(house: House, task_id: str) -> None:
    for call in (GetPushConfig(task_id), GetPushConfig(task_id, "p-9")):
        with pytest.raises(TaskNotFound):
            await ask(house, call)


async def test_configs_are_listed_page_by_page(house: House, task_id: str) -> None:
    for name in ("c", "a", "b"):
        await create(house, config(task_id, name))
        house.at += 1
    token, found = "", []
    while True:
        one = await page(house, task_id, page_size=2, page_token=token)
        found += [made.id for made in one.configs]
        token = one.next_token
        if not token:
            break
    assert found == ["c", "a", "b"]


@pytest.mark.parametrize("token", ["x", "ÿ", "eDp5"])
async def test_a_forged_page_token_is_refused(house: House, task_id: str, token: str) -> None:
    await create(house, config(task_id))
    with pytest.raises(InvalidParams):
        await page(house, task_id, page_token=token)


async def test_a_deleted_one_is_gone_and_a_missing_one_is_too(house: House, task_id: str) -> None:
    await create(house, config(task_id, "p-1"))
    for _ in range(2):
        assert await ask(house, DeletePushConfig(task_id, "p-1")) == DoneReply()
    assert (await page(house, task_id)).configs == ()


async def refusal(house: House, call: Any, task_id: str, peer: str = "acme") -> GatewayError:
    """What a call on this task is refused with."""
    if isinstance(call, CreatePushConfig):
        call = CreatePushConfig(replace(call.config, task_id=task_id))
    else:
        call = replace(call, task_id=task_id)
    with pytest.raises(GatewayError) as refused:
        await ask(house, call, peer)
    return refused.value


@pytest.mark.parametrize("call", CALLS, ids=lambda call: type(call).__name__)
async def test_what_is_not_yours_is_absent(house: House, task_id: str, call: Any) -> None:
    made = await create(house, config(task_id, "p-1"))
    foreign = await refusal(house, call, task_id, "rival")
    absent = await refusal(house, call, "no-such-task", "rival")
    assert type(foreign) is type(absent) is TaskNotFound
    assert foreign.message == absent.message
    assert (await page(house, task_id)).configs == (made,)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: type(call).__name__)
async def test_where_they_are_off_every_operation_says_so(
    house: House, task_id: str, call: Any
) -> None:
    house.promised = CapabilitySettings(push_notifications=False)
    assert type(await refusal(house, call, task_id)) is PushNotificationNotSupported


@pytest.mark.parametrize(
    "url",
    ["http://acme.example/hook", "https://10.0.0.1/hook", "https://localhost/hook", "no url"],
)
async def test_an_address_that_is_never_called_is_refused_when_it_is_saved(
    house: House, task_id: str, url: str
) -> None:
    with pytest.raises(InvalidParams) as refused:
        await create(house, config(task_id, url=url))
    assert refused.value.violations[0].field == "url"
    assert (await page(house, task_id)).configs == ()


async def test_plain_http_is_for_peers_whose_row_allows_it(house: House, task_id: str) -> None:
    made = await create(house, config(task_id, url="http://acme.example/hook"), plain_http=True)
    assert made.url == "http://acme.example/hook"


async def test_a_task_has_so_many_configs_at_most(house: House, task_id: str) -> None:
    made = await asyncio.gather(
        *(create(house, config(task_id, f"p-{number}")) for number in range(9)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, InvalidParams) for each in made) == 6
    assert len((await page(house, task_id)).configs) == 3
    await create(house, config(task_id, "p-0", url=f"{URL}/other"))


@pytest.mark.parametrize("state", [TaskState.WORKING, TaskState.INPUT_REQUIRED])
async def test_a_task_that_runs_or_waits_may_have_configs_too(
    house: House, state: TaskState
) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, []), ask_colour)
    skill = "gated" if state is TaskState.WORKING else "ask_colour"
    task = await house.send(asks(skill, return_immediately=state is TaskState.WORKING))
    made = await create(house, config(task.id))
    assert (await page(house, task.id)).configs == (made,)
    gate.set()


async def test_a_task_is_found_by_the_callers_own_name_for_it(house: House) -> None:
    house.add(echo)
    task = await house.send(asks("echo", alias="mine"))
    made = await create(house, config("mine", "p-1"))
    assert made.task_id == "mine"
    assert await ask(house, GetPushConfig("mine")) == PushConfigReply(made)
    assert (await page(house, task.id)).configs == (config(task.id, "p-1"),)
