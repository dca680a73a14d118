"""What a peer answers, asks and declines reaches our caller as it is; of failures only the kind."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.core.errors import UnsupportedOperation
from gateway.core.message import Artifact, DataPart, RawPart, TextPart, UrlPart
from gateway.core.task import TaskState
from tests.delegate.conftest import Front, skill_row
from tests.delegate.shared import Shared
from tests.until import until, until_found

Open = Callable[..., Any]
ALL = "".join(
    skill_row(name, f"a2a:vendor/{remote}")
    for name, remote in {
        "sketch": "draw",
        "parrot": "echo_parts",
        "paint": "ask_colour",
        "scan": "ask_for_a_file",
        "sell": "say_no",
        "fail": "explode",
        "novel": "write_slowly",
        "wait": "hang",
    }.items()
)


@pytest.fixture(params=["auto", "a2a-1.0", "a2a-0.3"])
async def front(open_front: Open, request: pytest.FixtureRequest) -> Front:
    front: Front = await open_front(ALL, f'dialect = "{request.param}"')
    return front


async def test_artifacts_cross_unchanged(front: Front) -> None:
    task = await front.call("sketch")
    assert task.state is TaskState.COMPLETED
    numbers, files = task.artifacts
    assert numbers.id == "numbers"
    assert (numbers.name, numbers.description) == ("Numbers", "All")
    data = next(part.data for part in numbers.parts if isinstance(part, DataPart))
    assert data == {"five": 5, "five_point": 5.0, "big": 2**63 - 1, "word": "fjäll 🏔"}
    assert [type(data[name]) for name in ("five", "five_point")] == [int, float]
    assert TextPart("said") in numbers.parts
    assert files.metadata == {"pages": 2}
    assert files.parts == (
        RawPart(b"\x00\xff\x89PNG", media_type="image/png", filename="a.png"),
        UrlPart("https://files.example/b.pdf", media_type="application/pdf"),
    )


async def test_files_and_arguments_go_along(front: Front) -> None:
    file = RawPart(b"\x01\x02", filename="in.bin", media_type="application/octet-stream")
    task = await front.call("parrot", {"a": [1, 2.5]}, file)
    data = next(p.data for p in task.artifacts[0].parts if isinstance(p, DataPart))
    assert data["arguments"] == {"a": [1, 2.5]}
    assert file in task.artifacts[0].parts


async def test_a_question_is_asked_and_its_answer_goes_on_there(
    front: Front, shared: Shared
) -> None:
    asked = await front.call("paint")
    assert asked.state is TaskState.INPUT_REQUIRED
    assert asked.status.message is not None
    assert asked.status.message.parts == (TextPart("Which colour?"),)
    done = await front.say("red", task_id=asked.id)
    assert done.state is TaskState.COMPLETED
    assert done.artifacts[0].parts == (TextPart("red it is"),)
    # It was one task over there.
    assert len(shared.runs) == 2
    assert len(set(shared.runs)) == 1
    with pytest.raises(UnsupportedOperation):
        await front.say("blue", task_id=asked.id)


async def test_files_go_along_with_an_answer(front: Front) -> None:
    asked = await front.call("scan")
    file = RawPart(b"\x01\x02", filename="in.bin", media_type="application/octet-stream")
    done = await front.send(TextPart("this one"), file, task_id=asked.id)
    assert done.artifacts[0].parts == (TextPart("this one"), file)


async def test_a_declined_task_is_declined_with_its_reason(front: Front) -> None:
    task = await front.call("sell")
    assert task.state is TaskState.REJECTED
    assert task.status.message is not None
    data = next(p.data for p in task.status.message.parts if isinstance(p, DataPart))
    assert data == {"status": "declined", "reason": "sold out", "restock": "2027-01"}


async def test_a_failure_tells_nothing_of_the_peer(front: Front, vendor_url: str) -> None:
    task = await front.call("fail")
    assert task.state is TaskState.FAILED
    told = repr(task.status)
    for secret in ("canary", "vendor", "error id", vendor_url.rpartition(":")[2], "explode"):
        assert secret not in told
    assert "The peer answered with an error" in told


async def test_chunks_are_handed_on_while_they_come(front: Front, shared: Shared) -> None:
    begun = await front.call("novel", return_immediately=True)

    async def has_begun() -> bool:
        return bool((await front.get(begun.id)).artifacts)

    await until_found(has_begun)
    half = await front.get(begun.id)
    assert half.artifacts == (Artifact("book", (TextPart("one "),), name="Book"),)
    assert half.status.message is not None
    assert half.status.message.parts == (TextPart("opening the book"),)
    shared.gate.set()

    async def has_ended() -> bool:
        return (await front.get(begun.id)).is_terminal

    await until_found(has_ended)
    whole = await front.get(begun.id)
    assert whole.state is TaskState.COMPLETED
    assert "".join(
        part.text for part in whole.artifacts[0].parts if isinstance(part, TextPart)
    ) == ("one two")
    assert len(whole.artifacts) == 1


async def is_handed(front: Front, task_id: str) -> bool:
    """Whether it is known what the task is called over there."""
    errand = await front.services.tenant.errands.find(task_id)
    return errand is not None and errand.remote_task != ""


async def test_a_cancel_is_passed_on(front: Front, shared: Shared) -> None:
    begun = await front.call("wait", return_immediately=True)
    await until_found(lambda: is_handed(front, begun.id))
    assert (await front.cancel(begun.id)).state is TaskState.CANCELED
    await until(lambda: shared.canceled)


async def test_a_cancel_is_passed_on_before_the_peer_has_named_its_task(
    front: Front, shared: Shared
) -> None:
    begun = await front.call("wait", return_immediately=True)
    await until(lambda: shared.runs)
    assert (await front.cancel(begun.id)).state is TaskState.CANCELED
    await until(lambda: shared.canceled)


async def test_it_is_on_record_which_peer_did_it(front: Front) -> None:
    await front.call("sketch")
    (row,) = await front.calls_out()
    assert (row.peer, row.skill, row.status) == ("vendor", "draw", "success")


async def test_a_structure_is_asked_for_over_there_too(front: Front) -> None:
    shape = {"five": "integer", "word": "string"}
    met = await front.call("sketch", response_schema=shape)
    assert met.state is TaskState.COMPLETED
    (part,) = met.artifacts[0].parts
    assert isinstance(part, DataPart)
    assert part.data == {"five": 5, "word": "fjäll 🏔"}
    unmet = await front.call("sketch", response_schema={"price": "number"})
    assert unmet.state is TaskState.REJECTED
    assert unmet.status.message is not None
    (said,) = unmet.status.message.parts
    assert isinstance(said, DataPart)
    assert said.data["status"] == "declined"
