"""The way to a gateway's operator API: over the socket of the one that runs, else in this process.

With none running this process serves it to itself (``visit``), so that there is one code path, and
the answers are the same.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from gateway import config
from gateway.cli.errors import Refused
from gateway.cli.operator import Operator
from gateway.config import Settings
from gateway.http.socket_file import is_answered

Result = TypeVar("Result")


def operate(
    path: Path,
    store: str | None,
    work: Callable[[Operator], Awaitable[Result]],
    token: str = "",
) -> Result:
    """What the work gives, done with the gateway of this config; ``store`` is the flag.

    ``token`` is a person's, where it shall be known who they are.
    """

    async def run() -> Result:
        async with _reach(_load(path, store), token) as operator:
            return await work(operator)

    return asyncio.run(run())


def operate_running(
    path: Path,
    store: str | None,
    work: Callable[[Operator], Awaitable[Result]],
    token: str = "",
) -> Result:
    """As ``operate``, of a gateway that runs; raise Refused when none does."""
    settings = _load(path, store)
    if not is_answered(settings.operator_socket):
        raise Refused(f"no gateway runs on {path}; start one with `peergate serve`")

    async def run() -> Result:
        async with _open(settings, token) as operator:
            return await work(operator)

    return asyncio.run(run())


def _load(path: Path, store: str | None) -> Settings:
    return config.load(path, environ=os.environ, overrides={"store.url": store})


@asynccontextmanager
async def _reach(settings: Settings, token: str) -> AsyncIterator[Operator]:
    if is_answered(settings.operator_socket):
        async with _open(settings, token) as operator:
            yield operator
        return
    # A whole gateway takes half a second to import, which a command need not wait for that only
    # talks to one.
    from gateway.cli.visit import visit  # noqa: PLC0415

    async with visit(settings, token) as operator:
        yield operator


def _open(settings: Settings, token: str) -> AbstractAsyncContextManager[Operator]:
    # Nor need a command wait for an HTTP client that only edits the config this time.
    from gateway.cli.operator_socket import open_operator  # noqa: PLC0415

    return open_operator(settings.operator_socket, token)
