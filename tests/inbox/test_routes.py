"""Where words go that name no skill, that a conversation stays there, and what steps in."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.call import SendMessage
from gateway.core.errors import SkillNotFound
from gateway.core.json import decode
from gateway.core.message import DataPart, Message, Role, TextPart, text_of
from gateway.core.peer import Peer
from gateway.core.routing import Route
from gateway.core.task import Task, TaskState
from gateway.inbox.recover import recover
from gateway.skillkit import Skill, SkillContext, skill
from gateway.store.outbox import Delivery, DeliveryQuery
from tests.inbox import skills
from tests.inbox.conftest import House, asks
from tests.until import until

BILLING = Route("billing", "bill", keywords=("invoice",))
PARTNERS = Route("partners", "serve", tag="partner")
SUPPORT = Route("support", "help", is_default=True)


def naming(name: str, **options: Any) -> Skill:
    """A skill that answers with its name and what it was told."""

    @skill(name=name, **options)
    async def answer(ctx: SkillContext) -> str:
        """Answer."""
        return f"{name}: {ctx.arguments['text']}"

    return answer


def failing(name: str, runs: list[str] | None = None) -> Skill:
    @skill(name=name)
    async def fail(ctx: SkillContext) -> str:
        """Fail."""
        if runs is not None:
            runs.append(name)
        raise ValueError("the secret inside")

    return fail


def says(text: str, context: str = "", number: int = 1, **more: Any) -> SendMessage:
    message = Message(f"msg-{number}", Role.USER, (TextPart(text),), context)
    return SendMessage(message, **more)


def result(task: Task) -> str:
    return text_of(task.artifacts[-1].parts)


async def owed(house: House) -> list[Delivery]:
    return list(await house.tenant.outbox.list_page(DeliveryQuery()))


@pytest.fixture
def office(house: House) -> House:
    house.add(naming("bill"), naming("serve"), naming("help"), skills.echo)
    house.routes += [BILLING, PARTNERS, SUPPORT]
    return house


async def test_the_rule_that_holds_says_which_skill_answers(office: House) -> None:
    assert result(await office.send(says("My INVOICE is wrong"))) == "bill: My INVOICE is wrong"
    assert result(await office.send(says("hello"), tags=("partner",))) == "serve: hello"
    assert result(await office.send(says("hello"))) == "help: hello"


async def test_without_a_rule_that_holds_the_default_skill_answers(house: House) -> None:
    house.add(skills.echo, naming("bill"))
    house.routes.append(BILLING)
    task = await house.send(says("hello"))
    assert task.state is TaskState.COMPLETED
    record = await house.tenant.find_task(task.id)
    assert record is not None
    assert record.skill == "echo"


async def test_an_explicit_skill_wins_over_every_rule(office: House) -> None:
    call = replace(asks("serve", {"text": "an invoice"}), agent_id="billing")
    assert result(await office.send(call)) == "serve: an invoice"


async def test_an_agent_id_names_a_route_or_a_skill(office: House) -> None:
    assert result(await office.send(says("hello", agent_id="billing"))) == "bill: hello"
    assert result(await office.send(says("an invoice", agent_id="serve"))) == "serve: an invoice"
    with pytest.raises(SkillNotFound):
        await office.send(says("hello", agent_id="nobody"))


async def test_a_route_leads_nobody_where_they_may_not_go(office: House) -> None:
    with pytest.raises(SkillNotFound):
        await office.send(says("an invoice"), skills=("help",))
    office.add(naming("bill", scope="internal"))
    with pytest.raises(SkillNotFound):
        await office.send(says("an invoice"))


async def test_no_refusal_tells_where_our_rules_lead(office: House) -> None:
    office.routes.append(Route("hidden", "secret_skill"))
    refusals = []
    for call in (
        says("an invoice"),
        says("hello", agent_id="hidden"),
        says("hello", agent_id="billing"),
        says("hello", agent_id="absent"),
    ):
        with pytest.raises(SkillNotFound) as refused:
            await office.send(call, skills=("echo",))
        refusals.append(refused.value.message)
    title = SkillNotFound().message
    named = [f"{title[:-1]}: {name!r}" for name in ("hidden", "billing", "absent")]
    assert refusals == [title, *named]


async def test_a_conversation_stays_where_it_went(office: House) -> None:
    first = await office.send(says("an invoice"))
    again = await office.send(says("thank you", first.context_id, 2))
    assert result(again) == "bill: thank you"
    # Another caller's conversation of that name has gone nowhere yet.
    other = await office.send(says("thank you", first.context_id, 3), peer="rival")
    assert result(other) == "help: thank you"


async def test_it_stays_there_after_a_restart_and_until_its_route_is_gone(office: House) -> None:
    first = await office.send(says("an invoice"))
    office.open_hub()
    office.inbox = office.make_inbox()
    assert result(await office.send(says("ok", first.context_id, 2))) == "bill: ok"
    office.routes.remove(BILLING)
    assert result(await office.send(says("ok", first.context_id, 3))) == "help: ok"


async def test_an_explicit_skill_does_not_move_a_conversation(office: House) -> None:
    first = await office.send(says("an invoice"))
    await office.send(asks("serve", {"text": "x"}, "msg-2", context_id=first.context_id))
    assert result(await office.send(says("ok", first.context_id, 3))) == "bill: ok"


async def test_calls_that_share_a_context_are_no_conversation(office: House) -> None:
    await office.send(says("an invoice", "default"))
    assert result(await office.send(says("hello", "default", 2))) == "help: hello"


async def test_a_message_that_comes_again_is_the_same_whatever_the_rules_became(
    office: House,
) -> None:
    call = replace(says("an invoice"), idempotency_key="once")
    first = await office.send(call)
    office.routes.clear()
    assert (await office.send(call)).id == first.id


async def test_the_fallback_answers_when_the_skill_fails(office: House) -> None:
    office.add(failing("bill"))
    office.routes[0] = replace(BILLING, fallback="support")
    task = await office.send(says("an invoice"))
    assert (task.state, result(task)) == (TaskState.COMPLETED, "help: an invoice")
    activity = await office.tenant.find_activity(task.id)
    assert activity is not None
    assert activity.status == "success"
    assert activity.error.startswith("FELL_BACK SKILL_FAILED")


async def test_fallbacks_go_on_to_the_fixed_answer(office: House) -> None:
    runs: list[str] = []
    office.add(failing("bill", runs), failing("help", runs))
    office.routes[0] = replace(BILLING, fallback="support")
    office.routes[2] = replace(SUPPORT, answer="Within two hours.")
    task = await office.send(says("an invoice"))
    assert (task.state, result(task)) == (TaskState.COMPLETED, "Within two hours.")
    assert runs == ["bill", "help"]


async def test_a_fixed_answer_is_held_to_the_callers_contract(office: House) -> None:
    office.add(failing("bill"))
    office.routes[0] = replace(BILLING, answer="Within two hours.")
    task = await office.send(says("an invoice", response_schema={"hours": "number"}))
    assert (task.state, task.artifacts) == (TaskState.REJECTED, ())
    met = await office.send(says("an invoice", number=2, response_schema="string"))
    assert met.artifacts[0].parts == (DataPart("Within two hours."),)


async def test_without_either_the_failure_is_the_answer(office: House) -> None:
    office.add(failing("bill"))
    assert (await office.send(says("an invoice"))).state is TaskState.FAILED


@pytest.mark.parametrize("may", [("bill",), ("bill", "billing")])
async def test_nobody_falls_back_to_where_they_may_not_go(
    office: House, may: tuple[str, ...]
) -> None:
    def check(peer: Peer, wanted: Skill) -> None:
        if wanted.name not in may:
            raise SkillNotFound

    office.add(failing("bill"))
    office.routes[0] = replace(BILLING, fallback="support")
    office.allowed = check
    task = await office.send(says("an invoice"), skills=may)
    assert task.state is TaskState.FAILED


async def test_an_internal_skill_is_no_fallback(office: House) -> None:
    office.add(failing("bill"), naming("help", scope="internal"))
    office.routes[0] = replace(BILLING, fallback="support")
    assert (await office.send(says("an invoice"))).state is TaskState.FAILED


async def test_a_fallback_may_wait_for_a_human(office: House) -> None:
    office.add(failing("bill"), naming("help", trust="approve"))
    office.routes[0] = replace(BILLING, fallback="support")
    task = await office.send(says("an invoice"))
    assert task.review is not None
    [asked] = await office.tenant.approvals.list_of_task(task.id)
    assert (asked.skill, asked.arguments) == ("help", {"text": "an invoice"})


async def test_the_routes_timeout_ends_the_skill(office: House, gate: asyncio.Event) -> None:
    @skill(name="bill")
    async def hang(ctx: SkillContext) -> None:
        """Take for ever."""
        await gate.wait()

    office.add(hang)
    office.routes[0] = replace(BILLING, timeout=0.02, answer="We will look into it.")
    task = await office.send(says("an invoice"))
    assert result(task) == "We will look into it."
    activity = await office.tenant.find_activity(task.id)
    assert activity is not None
    assert activity.error == "FELL_BACK TIMEOUT"


@pytest.mark.parametrize(
    "end", [lambda ctx: ctx.decline("not today"), lambda ctx: ctx.reject("no")]
)
async def test_a_decision_is_no_failure(office: House, end: Callable[[Any], None]) -> None:
    @skill(name="bill")
    async def decide(ctx: SkillContext) -> None:
        """Decide."""
        end(ctx)

    office.add(decide)
    hook = "https://tickets.example/hook"
    office.routes[0] = replace(BILLING, fallback="support", escalation=hook)
    assert (await office.send(says("an invoice"))).state is TaskState.REJECTED
    assert await owed(office) == []


async def test_each_failure_is_escalated_by_its_own_route(office: House) -> None:
    office.add(failing("bill"), failing("help"))
    hook = "https://tickets.example/hook"
    office.routes[0] = replace(BILLING, fallback="support", escalation=hook)
    office.routes[2] = replace(SUPPORT, escalation=hook, answer="Within two hours.")
    task = await office.send(says("an invoice"))
    told = sorted(await owed(office), key=lambda delivery: delivery.id)
    assert [(delivery.kind, delivery.target) for delivery in told] == [
        ("escalation", "billing"),
        ("escalation", "support"),
    ]
    assert office.woken
    data = decode(told[0].body.encode())["data"]
    assert data.pop("reason").startswith("SKILL_FAILED ")
    assert data == {
        "route": "billing",
        "skill": "bill",
        "peer": "acme",
        "task_id": task.id,
        "context_id": task.context_id,
        "taken_over_by": "help",
        "answer": "",
        "text": "an invoice",
    }
    assert decode(told[1].body.encode())["data"]["answer"] == "Within two hours."
    assert "secret" not in told[0].body + told[1].body


async def test_a_fallback_that_asks_gets_the_answer(office: House) -> None:
    office.add(failing("bill"), replace(skills.ask_colour, name="help"))
    office.routes[0] = replace(BILLING, fallback="support")
    task = await office.send(says("an invoice"))
    assert task.state is TaskState.INPUT_REQUIRED
    answer = Message("msg-2", Role.USER, (TextPart("red"),), task_id=task.id)
    assert result(await office.send(SendMessage(answer))) == "red it is"
    # The conversation is still that of the route that led it.
    errand = await office.tenant.errands.find(task.id)
    assert errand is not None
    assert (errand.route, errand.skill) == ("billing", "help")


async def test_a_conversation_is_its_first_routes_however_often_that_falls_back(
    office: House,
) -> None:
    office.add(failing("bill"), replace(skills.ask_colour, name="help"), naming("serve"))
    office.routes[0] = replace(BILLING, fallback="support")
    office.routes[2] = replace(SUPPORT, fallback="partners")
    task = await office.send(says("an invoice"))
    office.add(failing("help"))
    answer = Message("msg-2", Role.USER, (TextPart("red"),), task_id=task.id)
    assert result(await office.send(SendMessage(answer))) == "serve: an invoice"
    errand = await office.tenant.errands.find(task.id)
    assert errand is not None
    assert (errand.route, errand.skill) == ("billing", "serve")


async def test_a_restart_goes_on_with_what_took_over(office: House, gate: asyncio.Event) -> None:
    runs: list[str] = []
    office.add(failing("bill", runs), replace(skills.gated(gate, runs), name="help"))
    office.routes[0] = replace(BILLING, fallback="support")
    await office.send(says("an invoice", return_immediately=True))
    await until(lambda: len(runs) == 2)
    await office.inbox.close(0)
    office.open_hub()
    office.inbox = office.make_inbox()
    gate.set()
    await recover(
        office.tenant, office.inbox, office.planner, lambda name: Peer(name), office.clock
    )
    await until(lambda: not office.inbox.is_busy)
    assert runs == ["bill", "msg-1", "msg-1"]
