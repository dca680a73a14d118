"""What chat has run that needs a human: the turn waits, and then it is done as it was asked for."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from gateway.core.approval import Approval
from gateway.core.message import text_of
from gateway.core.task import Task, TaskState
from tests.chat.conftest import Office, Opener, serve
from tests.chat.test_tools import wants
from tests.model_server import ModelServer, Request, Wants
from tests.until import until

SKILLS = '''
from pathlib import Path

from gateway.skillkit import SkillContext, skill
from pydantic import BaseModel, Field

class Order(BaseModel):
    product: str = Field(description="what to order")
    qty: int = Field(description="number of pieces")

@skill(tags=("order", "buy"))
async def place_order(ctx: SkillContext, args: Order) -> dict[str, object]:
    """Order some pieces of a product."""
    await ctx.require_approval(f"an order of {args.qty}", note="A buyer looks at it.")
    with Path(__file__).with_name("orders").open("a") as orders:
        orders.write(f"{args.qty} {args.product}\\n")
    return {"order": "A-1", "qty": args.qty}

class Lamps(BaseModel):
    qty: int = Field(description="number of lamps")

@skill(tags=("lamps", "lighting"))
async def light_up(ctx: SkillContext, args: Lamps) -> dict[str, object]:
    """Light up a hall with lamps."""
    await ctx.require_approval("light", up_to=1)
    return {"lit": args.qty}

@skill(tags=("double",))
async def reorder(ctx: SkillContext, args: Order) -> dict[str, object]:
    """Order again what was ordered before, by way of the other skill."""
    result = await ctx.call_skill("place_order", args.model_dump())
    return {"again": result[0].parts[0].data}
'''


async def send(office: Office, text: str) -> Task:
    """The task that a text begins."""
    message = {"messageId": "m-1", "role": "ROLE_USER", "parts": [{"text": text}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": message}}
    status, answer = await office.post(call, path="/a2a", **{"A2A-Version": "1.0"})
    assert status == 200
    return await task_of(office, answer["result"]["task"]["id"])


async def task_of(office: Office, task_id: str) -> Task:
    record = await office.store.find_task(task_id)
    assert record is not None
    return record.task


async def waiting(office: Office, task: Task) -> Approval:
    return (await office.store.approvals.list_of_task(task.id))[-1]


async def approve(office: Office, task: Task) -> Task:
    await office.services.approvals.approve((await waiting(office, task)).id, "ada")
    await until(lambda: not office.services.inbox.is_busy)
    return await task_of(office, task.id)


def result_in(request: Request) -> str:
    """What the model was told of a skill, "" for nothing."""
    said = [turn["content"] for turn in request["messages"] if turn["role"] == "user"]
    return next((text for text in said if "skill_result" in text), "")


def ordering(request: Request) -> Wants | str:
    """A model that never asks twice for the same: it counts its orders."""
    if result := result_in(request):
        return f"Done: {result}"
    ordering.count += 1  # type: ignore[attr-defined]
    return wants("place_order", product="lamp", qty=40 + ordering.count)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    ordering.count = 0  # type: ignore[attr-defined]


async def test_a_turn_of_a_model_waits_and_tells_the_caller_in_words(
    open_office: Opener, server: ModelServer, tmp_path: Path
) -> None:
    server.answer = ordering
    office = await open_office(skills=SKILLS)
    task = await send(office, "Order some lamps")
    assert task.review is not None
    assert "orders" not in os.listdir(tmp_path / "skills")
    assert task.status.message is not None
    assert text_of(task.status.message.parts).startswith("A buyer looks at it. Expect an answer by")
    asked = await waiting(office, task)
    assert (asked.skill, asked.arguments) == ("place_order", {"product": "lamp", "qty": 41})


async def test_what_was_approved_is_run_as_it_was_asked_for_and_told(
    open_office: Opener, server: ModelServer, tmp_path: Path
) -> None:
    server.answer = ordering
    office = await open_office(skills=SKILLS)
    done = await approve(office, await send(office, "Order some lamps"))
    assert done.state is TaskState.COMPLETED
    assert '"order":"A-1"' in text_of(done.artifacts[-1].parts)
    assert (tmp_path / "skills" / "orders").read_text() == "41 lamp\n"
    assert len(await office.store.approvals.list_of_task(done.id)) == 1
    [last] = server.requests[-1:]
    assert "tools" not in last


async def test_a_model_that_is_gone_meanwhile_keeps_nothing_from_being_done(
    open_office: Opener, server: ModelServer, tmp_path: Path
) -> None:
    server.answer = ordering
    office = await open_office(skills=SKILLS)
    task = await send(office, "Order some lamps")
    server.answer = lambda _: web.Response(status=500)
    done = await approve(office, task)
    assert done.state is TaskState.COMPLETED
    assert json.loads(text_of(done.artifacts[-1].parts)) == {"order": "A-1", "qty": 41}
    assert (tmp_path / "skills" / "orders").read_text() == "41 lamp\n"


async def test_a_skill_in_between_is_run_again_and_not_passed_over(
    open_office: Opener, server: ModelServer, tmp_path: Path
) -> None:
    def reordering(request: Request) -> Wants | str:
        if result := result_in(request):
            return result
        return wants("reorder", product="lamp", qty=7)

    server.answer = reordering
    office = await open_office(skills=SKILLS)
    done = await approve(office, await send(office, "Order the same again"))
    assert '"again":{"order":"A-1"' in text_of(done.artifacts[-1].parts)
    assert (tmp_path / "skills" / "orders").read_text() == "7 lamp\n"


async def test_a_contract_is_kept_after_the_wait(open_office: Opener, server: ModelServer) -> None:
    def answering(request: Request) -> Wants | str:
        if result_in(request):
            return '{"order_number": "A-1"}'
        return wants("place_order", product="lamp", qty=41)

    server.answer = answering
    office = await open_office(skills=SKILLS)
    asked: dict[str, Any] = {"responseSchema": {"order_number": "string"}}
    message = {"messageId": "m-1", "role": "ROLE_USER", "parts": [{"text": "Order lamps"}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage"}
    _, answer = await office.post(
        {**call, "params": {"message": message, **asked}}, path="/a2a", **{"A2A-Version": "1.0"}
    )
    done = await approve(office, await task_of(office, answer["result"]["task"]["id"]))
    assert done.artifacts[-1].parts[0].data == {"order_number": "A-1"}  # type: ignore[union-attr]


async def test_without_a_model_the_result_is_given_after_the_wait(
    open_office: Opener,
) -> None:
    office = await open_office(llm=False, skills=SKILLS)
    task = await send(office, "Light up our hall with 40 lamps")
    assert task.review is not None
    done = await approve(office, task)
    assert done.state is TaskState.COMPLETED
    assert done.artifacts[-1].parts[0].data == {"lit": 40}  # type: ignore[union-attr]


async def test_a_turn_that_waits_outlives_a_restart(tmp_path: Path, server: ModelServer) -> None:
    server.answer = ordering
    kept: dict[str, Any] = {"store": "sqlite:///gate.db", "skills": SKILLS}
    async with serve(tmp_path, server, **kept) as office:
        task = await send(office, "Order some lamps")
    async with serve(tmp_path, server, **kept) as office:
        assert (await task_of(office, task.id)).review is not None
        done = await approve(office, task)
    assert done.state is TaskState.COMPLETED
    assert (tmp_path / "skills" / "orders").read_text() == "41 lamp\n"


async def test_the_chat_endpoint_says_that_it_waits(
    open_office: Opener, server: ModelServer
) -> None:
    server.answer = ordering
    office = await open_office(skills=SKILLS)
    status, answer = await office.post({"text": "Order some lamps"})
    assert status == 202
    assert answer["result"]["status"] == "pending_approval"
    assert answer["task_id"]
