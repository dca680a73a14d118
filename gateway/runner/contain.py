"""What a skill raises that would end more than its own run, made an ordinary error.

``sys.exit`` would end the whole gateway, and a cancellation that nobody asked for looks like the
gateway's own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


class Escaped(RuntimeError):
    """The skill raised what only the interpreter and the event loop should."""


def contain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The plain function, which runs in a thread: its future cannot carry StopIteration, which
    would never end."""

    def call(*given: Any) -> Any:
        try:
            return function(*given)
        except StopIteration as error:
            raise _as_exception(error) from error
        except Exception:
            raise
        except BaseException as error:
            raise _as_exception(error) from error

    return call


async def wait_contained(run: Awaitable[Any]) -> Any:
    """What the coroutine of a skill returns; only a cancellation of our own passes through."""
    try:
        return await run
    except (Exception, GeneratorExit):
        raise
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise _as_exception(error) from error
    except BaseException as error:
        raise _as_exception(error) from error


def _as_exception(error: BaseException) -> Escaped:
    return Escaped(f"the skill raised {type(error).__name__}")
