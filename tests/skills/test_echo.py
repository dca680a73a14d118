"""Echo gives back what it got."""

import pytest

from tests.skills.conftest import Run


@pytest.mark.parametrize(
    "arguments", [{"text": "hej"}, {"a": [1, 2.5, None], "b": {"c": True}}, {}]
)
async def test_the_arguments_come_back_as_they_are(run: Run, arguments: dict[str, object]) -> None:
    assert await run("echo", **arguments) == arguments
