"""What a stream tells: the task first, everything in one order, and how it ends."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.call import SendMessage, SubscribeToTask
from gateway.core.errors import (
    InvalidParams,
    RateLimited,
    SkillNotFound,
    TaskNotCancelable,
    TaskNotFound,
    Unauthenticated,
    Unavailable,
    UnsupportedOperation,
)
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import Task, TaskState, apply
from gateway.skillkit import SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks
from tests.inbox.following import after, follow_to_the_end, following, told
from tests.until import until

UNIQUE = "01890a5d-ac96-774b-bcce-b302099a8057"


@skill()
async def report(ctx: SkillContext) -> str:
    """Report in chunks."""
    await ctx.progress("half way")
    artifact = await ctx.artifact("one", name="report")
    await ctx.artifact("two", artifact_id=artifact, append=True, last=True)
    return "done"


REPORT = [
    (0, "task submitted"),
    (1, "working"),
    (2, "working half way"),
    (3, "one"),
    (4, "+two."),
    (5, "done."),
    (6, "completed"),
]


@pytest.fixture
def stepwise(house: House) -> asyncio.Queue[str]:
    """What is put in here is what the skill ``steps`` says next; "" ends it."""
    words: asyncio.Queue[str] = asyncio.Queue()

    @skill()
    async def steps(ctx: SkillContext) -> str:
        """Say what the test wants said."""
        while word := await words.get():
            await ctx.progress(word)
        return "the end"

    house.add(steps)
    return words


def answer(task_id: str, text: str = "red", message_id: str = "m-2") -> SendMessage:
    return SendMessage(Message(message_id, Role.USER, (TextPart(text),), task_id=task_id))


async def test_the_task_comes_first_and_then_all_that_happens(house: House) -> None:
    house.add(report)
    heard = await follow_to_the_end(house, asks("report"))
    assert told(heard) == REPORT
    first = heard[0].said
    assert isinstance(first, Task)
    assert [turn.id for turn in first.history] == ["msg-1"]
    assert apply(first, *(event.said for event in heard[1:])) == await house.get(first.id)  # type: ignore[arg-type]


async def test_what_is_told_is_stored(house: House, stepwise: asyncio.Queue[str]) -> None:
    async with following(house, asks("steps")) as reader:
        await reader.read_to(1)
        stepwise.put_nowait("one")
        await reader.read_to(2)
        stored = await house.tenant.find_task(reader.task_id)
        assert stored is not None
        assert stored.events == 2
        assert stored.task.status == reader.heard[-1].said.status  # type: ignore[union-attr]


async def test_a_direct_answer_is_one_event(house: House) -> None:
    house.add(skills.greet)
    heard = await follow_to_the_end(house, asks("greet"))
    assert told(heard) == [(0, "hello")]
    again = await follow_to_the_end(house, asks("greet", message_id=UNIQUE))
    assert told(again) == [(0, "hello")]
    assert told(await follow_to_the_end(house, asks("greet", message_id=UNIQUE))) == told(again)


async def test_a_direct_answer_that_takes_a_moment_is_still_one_event(house: House) -> None:
    @skill()
    async def think(ctx: SkillContext) -> Message:
        """Answer a little later."""
        await asyncio.sleep(0.001)
        return Message("m", Role.AGENT, (TextPart("hm"),))

    house.add(think)
    assert told(await follow_to_the_end(house, asks("think"))) == [(0, "hm")]


async def test_a_skill_that_does_not_say_so_answers_with_a_task(house: House) -> None:
    @skill()
    async def think(ctx: SkillContext) -> Any:
        """Answer a little later."""
        await asyncio.sleep(0.001)
        return Message("m", Role.AGENT, (TextPart("hm"),))

    house.add(think)
    heard = told(await follow_to_the_end(house, asks("think")))
    assert heard == [(0, "task submitted"), (1, "working"), (2, "hm."), (3, "completed")]


async def test_what_is_refused_is_refused_before_any_event(house: House) -> None:
    house.add(skills.order)
    for call, refusal in (
        (asks("payroll"), SkillNotFound),
        (asks("order", {"qty": "many"}), InvalidParams),
        (asks("order", task_id="id-nothing"), TaskNotFound),
        (SubscribeToTask("id-nothing"), TaskNotFound),
    ):
        with pytest.raises(refusal):
            async with following(house, call):
                pass
    assert {row.operation for row in await house.tenant.list_activity()} == {"SendStreamingMessage"}


async def test_a_failed_skill_ends_the_stream_with_its_failure(house: House) -> None:
    house.add(skills.explode)
    heard = await follow_to_the_end(house, asks("explode"))
    assert [event.seq for event in heard] == [0, 1, 2]
    assert heard[-1].said.status.state is TaskState.FAILED  # type: ignore[union-attr]


async def test_a_stream_goes_on_with_the_next_turn(house: House) -> None:
    house.add(skills.ask_colour)
    async with following(house, asks("ask_colour")) as reader:
        asked = await reader.read_to(2)
        assert told(asked)[-1] == (2, "input-required Which colour?")
        assert asked[-1].is_pause
        async with following(house, answer(reader.task_id)) as second:
            new = await second.read_to_the_end()
        assert told(new)[0] == (3, "task working")
        assert [turn.role for turn in new[0].said.history][-1] is Role.USER  # type: ignore[union-attr]
        heard = await reader.read_to_the_end()
        assert told(heard[3:]) == [(3, "working"), *told(new[1:])]
        assert told(heard)[-2:] == [(4, "red it is."), (5, "completed")]


async def test_a_plain_answer_is_told_to_those_who_follow(house: House) -> None:
    house.add(skills.ask_colour)
    asked = await house.send(asks("ask_colour"))
    async with following(house, SubscribeToTask(asked.id)) as reader:
        assert told(await reader.read()) == [(1, "task input-required")]
        await house.send(answer(asked.id))
        assert told(await reader.read_to_the_end())[1:] == [
            (2, "working"),
            (3, "red it is."),
            (4, "completed"),
        ]


async def test_a_message_that_comes_again_joins_its_task(
    house: House, stepwise: asyncio.Queue[str]
) -> None:
    call = asks("steps", message_id=UNIQUE)
    async with following(house, call) as first:
        await first.read_to(1)
        async with following(house, call) as second:
            assert told(await second.read()) == [(1, "task working")]
            stepwise.put_nowait("one")
            stepwise.put_nowait("")
            assert told(await second.read_to_the_end()) == [
                (1, "task working"),
                *told(await first.read_to_the_end())[2:],
            ]
    ended = await follow_to_the_end(house, call)
    assert told(ended) == [(4, "task completed")]
    assert len(await house.tenant.list_unfinished()) == 0


async def test_twins_at_once_are_one_task(house: House, stepwise: asyncio.Queue[str]) -> None:
    call = asks("steps", message_id=UNIQUE)
    async with following(house, call) as first, following(house, call) as second:
        stepwise.put_nowait("")
        one, two = await first.read_to_the_end(), await second.read_to_the_end()
    assert {event.task_id for event in one} == {event.task_id for event in two}
    assert told(one)[-2:] == told(two)[-2:]


async def test_all_readers_see_the_same(house: House, stepwise: asyncio.Queue[str]) -> None:
    async with following(house, asks("steps")) as first:
        await first.read_to(1)
        async with following(house, SubscribeToTask(first.task_id)) as second:
            for number in range(40):
                stepwise.put_nowait(f"word {number}")
                if number % 7 == 0:
                    await second.read()
            stepwise.put_nowait("")
            one, two = await first.read_to_the_end(), await second.read_to_the_end()
    assert one[2:] == two[1:]
    assert [event.seq for event in one] == list(range(len(one)))


async def test_whoever_leaves_leaves_the_others(house: House, stepwise: asyncio.Queue[str]) -> None:
    async with following(house, asks("steps")) as first:
        await first.read_to(1)
        task_id = first.task_id
        async with following(house, SubscribeToTask(task_id)) as second:
            await second.read()
        stepwise.put_nowait("")
        assert (await first.read_to_the_end())[-1].is_last
    assert not house.hub.is_followed(task_id)
    assert (await house.get(task_id)).state is TaskState.COMPLETED


async def test_a_client_that_goes_away_cancels_nothing(
    house: House, stepwise: asyncio.Queue[str]
) -> None:
    async with following(house, asks("steps")) as reader:
        await reader.read_to(1)
    stepwise.put_nowait("")
    await until(lambda: not house.inbox.is_busy)
    assert (await house.get(reader.task_id)).state is TaskState.COMPLETED


async def test_a_finished_task_cannot_be_followed(house: House) -> None:
    house.add(skills.echo, skills.ask_colour)
    task = await house.send(asks("echo"))
    with pytest.raises(UnsupportedOperation, match="completed"):
        async with following(house, SubscribeToTask(task.id)):
            pass
    with pytest.raises(UnsupportedOperation):
        async with following(house, answer(task.id)):
            pass


async def test_a_task_of_its_own_name_is_followed_by_it(
    house: House, stepwise: asyncio.Queue[str]
) -> None:
    async with following(house, asks("steps", alias="mine")) as first:
        await first.read_to(1)
        async with following(house, SubscribeToTask("mine")) as second:
            [event] = await second.read()
            assert (event.task_id, event.alias) == (first.task_id, "mine")
        with pytest.raises(TaskNotFound):
            async with following(house, SubscribeToTask("mine"), "rival"):
                pass


async def test_a_foreign_task_is_absent(house: House, stepwise: asyncio.Queue[str]) -> None:
    async with following(house, asks("steps")) as reader:
        await reader.read_to(1)
        for call in (
            SubscribeToTask(reader.task_id),
            after(reader.task_id, 0),
            answer(reader.task_id),
        ):
            with pytest.raises(TaskNotFound):
                async with following(house, call, "rival"):
                    pass


async def test_a_cancel_ends_the_stream(house: House, stepwise: asyncio.Queue[str]) -> None:
    async with following(house, asks("steps")) as reader:
        await reader.read_to(1)
        await house.inbox.cancel(reader.task_id, "Enough.")
        assert told(await reader.read_to_the_end())[-1] == (2, "canceled Enough.")


async def test_a_task_in_line_is_told_of_while_it_waits(house: House, gate: asyncio.Event) -> None:
    house.add(skills.gated(gate, []))
    for number in range(2):
        await house.send(asks("gated", message_id=f"m{number}", return_immediately=True))
    async with following(house, asks("gated")) as reader:
        assert told(await reader.read()) == [(0, "task submitted")]
        gate.set()
        assert [text for _, text in told(await reader.read_to_the_end())][1] == "working"


async def test_a_full_line_refuses_a_stream(house: House, gate: asyncio.Event) -> None:
    house.add(skills.gated(gate, []))
    for number in range(5):
        await house.send(asks("gated", message_id=f"m{number}", return_immediately=True))
    with pytest.raises(RateLimited, match="waiting already"):
        async with following(house, asks("gated")):
            pass
    gate.set()


async def test_a_stop_is_told(house: House, stepwise: asyncio.Queue[str]) -> None:
    async with following(house, asks("steps")) as reader:
        await reader.read_to(1)
        stepwise.put_nowait("one")
        await house.inbox.close(0)
        with pytest.raises(Unavailable, match="stopping"):
            await reader.read_to_the_end()


async def test_a_caller_that_may_call_no_more_hears_no_more(
    house: House, stepwise: asyncio.Queue[str]
) -> None:
    async with following(house, asks("steps")) as reader:
        await reader.read_to(1)
        cut: list[bool] = []
        reader.stream.follower.on_cut = lambda: cut.append(True)
        house.inbox.dismiss_all_but(lambda caller: caller.name == "acme")
        stepwise.put_nowait("one")
        await reader.read_to(2)
        house.inbox.dismiss_all_but(lambda caller: caller.name != "acme")
        stepwise.put_nowait("two")
        with pytest.raises(Unauthenticated):
            await reader.read()
        assert cut == [True]


async def test_the_task_has_as_much_history_as_asked(house: House) -> None:
    house.add(skills.ask_colour)
    async with following(house, asks("ask_colour", history_length=0)) as reader:
        first = (await reader.read_to(2))[0].said
        assert isinstance(first, Task)
        assert first.history == ()
        async with following(house, replace(answer(reader.task_id), history_length=1)) as second:
            again = (await second.read_to_the_end())[0].said
            assert isinstance(again, Task)
            assert [turn.id for turn in again.history] == ["m-2"]
    assert len((await house.get(reader.task_id)).history) == 3


async def test_cancel_and_completion_at_once_are_told_as_one_end(house: House) -> None:
    for number in range(20):
        gate = asyncio.Event()
        house.add(skills.gated(gate, []))
        async with following(house, asks("gated", message_id=f"m{number}")) as reader:
            await reader.read_to(1)
            canceling = asyncio.create_task(_try_to_cancel(house, reader.task_id))
            for _ in range(number // 2):
                await asyncio.sleep(0)
            gate.set()
            heard = await reader.read_to_the_end()
            was_canceled = await canceling
        assert [event.is_last for event in heard].count(True) == 1
        ended = await house.get(reader.task_id)
        assert ended.state is (TaskState.CANCELED if was_canceled else TaskState.COMPLETED)
        assert heard[-1].said.status.state is ended.state  # type: ignore[union-attr]
        assert [event.seq for event in heard] == list(range(len(heard)))


async def _try_to_cancel(house: House, task_id: str) -> bool:
    try:
        await house.inbox.cancel(task_id, "Enough.")
    except TaskNotCancelable:
        return False
    return True
