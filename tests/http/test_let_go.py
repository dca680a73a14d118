"""What was refused is let go of at once: a garbage collection may be thousands of calls away."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway.auth.tokens import hash_token
from gateway.config import read
from gateway.http.serve import bind, listen
from gateway.wiring import open_services
from tests.e2e.caller import Answer, Caller
from tests.e2e.say import LANGUAGES
from tests.e2e.site import SKILLS

TOKEN = "token-of-acme"
CONFIG = f"""
[agent]
name = "A"
[store]
url = "memory:"
[[peers]]
name = "acme"
tokens = [{{ id = "a", hash = "{hash_token(TOKEN)}" }}]
"""
MARK = "of what was refused"


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[Caller]:
    settings = read(CONFIG, tmp_path / "peers.toml", environ={})
    with bind("127.0.0.1", 0) as listener:
        async with (
            open_services(settings, (SKILLS,)) as services,
            listen(services, listener) as url,
        ):
            yield Caller(url, TOKEN)


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def post(caller: Caller, body: bytes) -> Answer:
    return await asyncio.to_thread(caller.send, "POST", "/a2a", body)


def count_held() -> int:
    """How many lists with the mark are there."""
    return sum(type(item) is list and item == [MARK] for item in gc.get_objects())


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_refused_call_is_let_go_of(caller: Caller, language: str) -> None:
    say, _ = LANGUAGES[language]
    body = json.dumps(say("nobody_has_this", {"marks": [MARK]})).encode()

    for _ in range(3):
        refused = await post(caller, body)
        assert b"nobody_has_this" in refused.body

    assert count_held() <= 1
