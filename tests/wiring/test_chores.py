"""What runs beside the calls goes on, whatever happens in it."""

from functools import partial

from gateway.observe.log import get_log
from gateway.wiring.chores import go_on


async def test_what_breaks_is_begun_again() -> None:
    left = [ValueError("nobody thought of it"), KeyError("nor of this")]
    ended = []

    async def chore(name: str) -> None:
        if left:
            raise left.pop()
        ended.append(name)

    await go_on(partial(chore, "done"), get_log("gateway"), pause=0)
    assert (left, ended) == ([], ["done"])
