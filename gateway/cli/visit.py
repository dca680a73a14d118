"""The operator API of a gateway that does not run, served in this process for one command.

The store is opened under its lock, and the same application is served on a socket in a private
folder. Such a visit does what it was asked alone: unfinished tasks wait for the next ``serve``.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gateway.cli.operator import Operator
from gateway.cli.operator_socket import open_operator
from gateway.config import Settings
from gateway.http.serve import listen_to_operator
from gateway.observe.line import Level
from gateway.observe.log import configure_log
from gateway.wiring import open_services

_SOCKET: Final = "peergate.sock"


@asynccontextmanager
async def visit(settings: Settings, token: str) -> AsyncIterator[Operator]:
    configure_log(level=Level.ERROR, as_json=False)
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
