"""A server of models that a test scripts."""

from collections.abc import AsyncIterator

import pytest

from tests.model_server import ModelServer


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    scripted = ModelServer()
    running = await scripted.serve()
    yield scripted
    await running.close()
