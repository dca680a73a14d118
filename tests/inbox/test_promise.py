"""A contract holds for every skill and every end: the structure, or a refusal that says why."""

from typing import Any

import pytest
from pydantic import BaseModel

from gateway.contract import ContractNotSupported
from gateway.core.call import SendMessage
from gateway.core.errors import SkillNotFound
from gateway.core.message import DataPart, Message, Part, Role, TextPart
from gateway.core.task import Task, TaskState
from gateway.skillkit import SkillContext, skill
from gateway.skillkit.outcome import PassOn
from gateway.store.task_query import TaskQuery
from tests.inbox.conftest import House, asks

PRICE = {"price": "number", "note": "string?"}
MISFIT = "the answer does not fit the structure that was asked for"
NO_STRUCTURE = "the answer is not in the structure that was asked for"


class Quote(BaseModel):
    price: float
    currency: str
    note: str | None = None


@skill()
async def quoting(ctx: SkillContext) -> Quote:
    """Quote."""
    return Quote(price=4.5, currency="SEK")


@skill()
async def talking(ctx: SkillContext) -> str:
    """Say what one is told to."""
    return ctx.arguments["text"]


@skill()
async def handing_out(ctx: SkillContext) -> None:
    """Hand out words and data on the way."""
    await ctx.progress("half way")
    chunk = await ctx.artifact("It costs ")
    await ctx.artifact("4.5", artifact_id=chunk, append=True)
    await ctx.artifact({"price": 4.5})


@skill()
async def answering(ctx: SkillContext) -> Message:
    """Answer without a task."""
    return Message("m-1", Role.AGENT, (TextPart('{"price": 4.5}'),))


@skill()
async def declining(ctx: SkillContext) -> None:
    """Decline."""
    ctx.decline("sold out", days=3)


@skill()
async def rejecting(ctx: SkillContext) -> None:
    """Refuse in words."""
    ctx.reject("not on a Sunday")


@skill()
async def saying_declined(ctx: SkillContext) -> dict[str, Any]:
    """Decline by what it returns."""
    return {"status": "declined", "reason": "no lamps", "days": 3}


@skill()
async def passing_on(ctx: SkillContext) -> None:
    """End as another agent's task did."""
    await ctx.artifact({"price": 4.5, "more": 1})
    raise PassOn(TaskState.COMPLETED, (TextPart("Here you are."),))


@skill()
async def asking(ctx: SkillContext) -> dict[str, Any]:
    """Ask first."""
    if ctx.answer is None:
        await ctx.ask("Which one?")
    return {"price": 4.5, "contract": ctx.contract}


@skill()
async def failing(ctx: SkillContext) -> None:
    """Fail, when a part was handed out."""
    await ctx.artifact("half of it")
    raise RuntimeError


@skill()
async def empty(ctx: SkillContext) -> None:
    """Return nothing."""


@skill()
async def odd(ctx: SkillContext) -> dict[str, Any]:
    """Return what is JSON only when written."""
    return {"price": 1, "note": ("a", "b")}


SKILLS = (
    *(quoting, talking, handing_out, answering, declining, rejecting, saying_declined),
    *(passing_on, asking, failing, empty, odd),
)


async def ask(
    house: House, name: str, contract: Any = PRICE, row: Any = None, **arguments: Any
) -> Task:
    house.add(*SKILLS)
    call = asks(name, arguments, response_schema=contract)
    return await house.send(call, **(row or {}))


def parts_of(task: Task) -> list[Part]:
    return [part for artifact in task.artifacts for part in artifact.parts]


def refusal_of(task: Task) -> Any:
    assert task.state is TaskState.REJECTED
    assert task.artifacts == ()
    assert task.status.message is not None
    (part,) = task.status.message.parts
    assert isinstance(part, DataPart)
    return part.data


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("quoting", {}),
        ("talking", {"text": '```json\n{"price": 4.5}\n```'}),
        ("handing_out", {}),
        ("answering", {}),
        ("passing_on", {}),
    ],
)
async def test_a_met_contract_is_one_data_part(house: House, name: str, arguments: Any) -> None:
    task = await ask(house, name, **arguments)
    assert task.state is TaskState.COMPLETED
    assert parts_of(task) == [DataPart({"price": 4.5})]
    stored = await house.get(task.id)
    assert stored.artifacts == task.artifacts


@pytest.mark.parametrize(
    ("name", "arguments", "refusal"),
    [
        ("declining", {}, {"status": "declined", "reason": "sold out", "days": 3}),
        ("rejecting", {}, {"status": "declined", "reason": "not on a Sunday"}),
        ("saying_declined", {}, {"status": "declined", "reason": "no lamps", "days": 3}),
        (
            "talking",
            {"text": "It costs 4.5."},
            {"status": "declined", "reason": NO_STRUCTURE, "missing": [], "mismatches": []},
        ),
        (
            "talking",
            {"text": '{"note": 1}'},
            {
                "status": "declined",
                "reason": MISFIT,
                "missing": ["price"],
                "mismatches": ["note: must be string"],
            },
        ),
        (
            "empty",
            {},
            {
                "status": "declined",
                "reason": "there is no answer",
                "missing": [],
                "mismatches": [],
            },
        ),
        (
            "odd",
            {},
            {
                "status": "declined",
                "reason": MISFIT,
                "missing": [],
                "mismatches": ["note: must be string"],
            },
        ),
    ],
)
async def test_all_else_is_a_refusal_that_a_machine_reads(
    house: House, name: str, arguments: Any, refusal: Any
) -> None:
    assert refusal_of(await ask(house, name, **arguments)) == refusal


async def test_the_audit_row_says_that_a_contract_was_not_met(house: House) -> None:
    task = await ask(house, "talking", text="no")
    row = await house.tenant.find_activity(task.id)
    assert row is not None
    assert row.error == "SCHEMA_MISMATCH"
    met = await ask(house, "quoting")
    row = await house.tenant.find_activity(met.id)
    assert row is not None
    assert row.error == ""


@pytest.mark.parametrize(
    ("text", "raw"), [("no lamps", "no lamps"), ('{"note": 1}', '{"note": 1}')]
)
async def test_a_row_may_ask_for_what_came_instead(house: House, text: str, raw: str) -> None:
    task = await ask(house, "talking", row={"compat_contract": True}, text=text)
    assert task.state is TaskState.COMPLETED
    assert parts_of(task) == [DataPart({"_raw": raw, "_schema_compliance": False})]
    declined = await ask(house, "declining", row={"compat_contract": True})
    assert declined.state is TaskState.REJECTED


async def test_without_a_contract_nothing_changes(house: House) -> None:
    task = await ask(house, "handing_out", contract=None)
    assert len(task.artifacts) == 2
    refused = await ask(house, "rejecting", contract=None)
    assert refused.status.message is not None
    assert refused.status.message.parts == (TextPart("not on a Sunday"),)


async def test_a_question_is_outside_and_its_answer_is_held_to_the_contract(house: House) -> None:
    asked = await ask(house, "asking")
    assert asked.state is TaskState.INPUT_REQUIRED
    answer = Message("m-2", Role.USER, (TextPart("the first"),), task_id=asked.id)
    task = await house.send(SendMessage(answer))
    assert parts_of(task) == [DataPart({"price": 4.5})]


async def test_a_failure_hands_nothing_out(house: House) -> None:
    task = await ask(house, "failing")
    assert (task.state, task.artifacts) == (TaskState.FAILED, ())


async def test_a_contract_that_is_not_promised_makes_no_task(house: House) -> None:
    with pytest.raises(ContractNotSupported) as refused:
        await ask(house, "quoting", contract={"type": "object", "pattern": "x"})
    assert refused.value.code == -32602
    assert "'pattern'" in refused.value.message
    assert not (await house.tenant.list_tasks(TaskQuery())).records
    (row,) = await house.tenant.list_activity()
    assert (row.status, row.error) == ("error", "CONTRACT_NOT_SUPPORTED")


async def test_an_unknown_skill_is_absent_whatever_was_asked_of_it(house: House) -> None:
    with pytest.raises(SkillNotFound):
        await ask(house, "nothing", contract={"$ref": "x"})
