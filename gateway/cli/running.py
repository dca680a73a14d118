"""The way to a gateway's operator API: over the socket of the one that runs, else in this process.

With none running the store is opened here, under its lock, and the same application is served on a
socket in a private folder. So there is one code path, and the answers are the same. Such a visit
does what it was asked alone: unfinished tasks wait for the next ``serve``.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from gateway import config
from gateway.cli.errors import Refused
from gateway.cli.operator import Operator, open_operator
from gateway.config import Settings
from gateway.http.serve import listen_to_operator
from gateway.http.socket_file import is_answered
from gateway.observe.log import configure_log
from gateway.wiring import open_services

_SOCKET: Final = "peergate.sock"

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
        async with open_operator(settings.operator_socket, token) as operator:
            return await work(operator)

    return asyncio.run(run())


def _load(path: Path, store: str | None) -> Settings:
    return config.load(path, environ=os.environ, overrides={"store.url": store})


@asynccontextmanager
async def _reach(settings: Settings, token: str) -> AsyncIterator[Operator]:
    if is_answered(settings.operator_socket):
        async with open_operator(settings.operator_socket, token) as operator:
            yield operator
        return
    configure_log(level="error", as_json=False)
    # Nobody talks with us here, and the model's key may be in the gateway's environment alone.
    settings = settings.model_copy(update={"llm": None})
    with TemporaryDirectory(prefix="peergate-") as private:
        socket = Path(private, _SOCKET)
        async with (
            open_services(settings, environ=os.environ, is_visit=True) as services,
            listen_to_operator(services, socket),
            open_operator(socket, token) as operator,
        ):
            yield operator
