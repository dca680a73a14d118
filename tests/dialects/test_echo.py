"""What 0.3 says twice is heard once, and only where it is the same thing."""

from typing import Any

import pytest

from gateway.core.call import GetTask, TaskReply
from gateway.core.message import DataPart, Part, TextPart
from gateway.dialects import by_name
from gateway.dialects.base import WireResponse

V03 = by_name("a2a-0.3")


def heard(*parts: dict[str, Any]) -> tuple[Part, ...]:
    """The parts of a peer's artifact, as they are read."""
    artifact = {"artifactId": "a", "parts": list(parts)}
    task = {"id": "t1", "status": {"state": "completed"}, "artifacts": [artifact]}
    reply = V03.read_reply(GetTask("t1"), WireResponse(200, {"result": task}))
    assert isinstance(reply, TaskReply)
    return reply.task.artifacts[0].parts


@pytest.mark.parametrize("text", ['{"a":1,"b":2}', '{ "b": 2,\n "a": 1 }'])
def test_a_text_that_only_says_the_data_is_dropped(text: str) -> None:
    data = {"a": 1, "b": 2}
    assert heard({"text": text}, {"data": data}) == (DataPart(data),)


@pytest.mark.parametrize("text", ["here it is", '{"a":true}', "1", ""])
def test_a_text_that_says_something_else_is_kept(text: str) -> None:
    assert heard({"text": text}, {"data": {"a": 1}}) == (TextPart(text), DataPart({"a": 1}))


def test_a_text_with_metadata_is_kept() -> None:
    twin = {"text": '{"a":1}', "metadata": {"k": "v"}}
    assert len(heard(twin, {"data": {"a": 1}})) == 2


@pytest.mark.parametrize("data", [{"a": 1}, {"value": 1, "a": 1}, {}])
def test_a_value_that_is_marked_but_not_wrapped_stays(data: Any) -> None:
    marked = {"data": data, "metadata": {"data_part_compat": True}}
    assert heard(marked) == (DataPart(data, metadata={"data_part_compat": True}),)
