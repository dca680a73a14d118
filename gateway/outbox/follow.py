"""Follow a task at a peer to its end: asked again and again, less often as time goes on.

One that waits for a human over there is not followed: nobody holds a connection open for days.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from gateway.core.backoff import backoff
from gateway.core.call import GetTask, Reply, TaskReply
from gateway.core.errors import GatewayError, UnsupportedOperation
from gateway.core.task import Task

_FIRST_SECONDS: Final = 0.2
_MOST_SECONDS: Final = 5.0


async def follow(
    reply: TaskReply,
    look: Callable[[GetTask], Awaitable[Reply]],
    deadline: float,
    random: Callable[[], float],
) -> TaskReply:
    """The task when it is settled or in review, or as last seen at the deadline (the loop's time).

    A peer that cannot be asked for a task, or not now, does not lose the answer that there is.
    Raise what it answers otherwise.
    """
    if _is_over(reply.task) or not reply.task.id:
        return reply
    try:
        async with asyncio.timeout_at(deadline):
            for seconds in backoff(_FIRST_SECONDS, _MOST_SECONDS, random):
                await asyncio.sleep(seconds)
                seen = await _look(reply, look)
                if seen is None:
                    break
                reply = seen
                if _is_over(reply.task):
                    break
    except TimeoutError:
        pass
    return reply


def _is_over(task: Task) -> bool:
    """Whether waiting for it is."""
    return task.is_settled or task.review is not None


async def _look(reply: TaskReply, look: Callable[[GetTask], Awaitable[Reply]]) -> TaskReply | None:
    """The task as it is now, unchanged when the peer is busy; None when it cannot be asked for."""
    try:
        seen = await look(GetTask(reply.task.id))
    except UnsupportedOperation:
        return None
    except GatewayError as error:
        if not error.retriable:
            raise
        return reply
    return seen if isinstance(seen, TaskReply) else None
