"""Resolvers that a test answers for, as ones that an attacker holds."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from gateway.net.names import LookUp


class FakeResolver(AbstractResolver):
    """Answers each look-up of any name with the next list of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        return


@contextmanager
def silent_name_server() -> Iterator[LookUp]:
    """Yield a look-up that does not come back while inside."""
    end = threading.Event()

    def look_up(*_: Any) -> list[Any]:
        end.wait(30)
        return []

    try:
        yield look_up
    finally:
        end.set()
