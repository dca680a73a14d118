"""A server for tests with the connections of the gateway's own."""

from typing import Any

from aiohttp.test_utils import TestServer

from gateway.http.connection import Runner


class Server(TestServer):
    async def _make_runner(self, **options: Any) -> Runner:
        # As the gateway does: whoever goes away cancels nothing.
        return Runner(self.app, **{**options, "handler_cancellation": False})
