"""Whole gateways in this process, each on a port of its own."""

from collections.abc import Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from gateway.auth.tokens import hash_token
from gateway.config import read
from gateway.http.app import make_app
from gateway.wiring import open_services
from tests.outbox.conftest import CANARY
from tests.outbox.post import NETWORKS


@asynccontextmanager
async def serve(folder: Path, peers: str = "", environ: Mapping[str, str] | None = None) -> Any:
    """A gateway on the memory store; yield its services and its URL."""
    text = f'[agent]\nname = "A"\n[store]\nurl = "memory:"\n{peers}'
    settings = read(text, folder / "peers.toml", environ={})
    async with (
        open_services(settings, (folder,), environ=environ or {}) as services,
        TestServer(make_app(services)) as server,
    ):
        services.live.base_url = str(server.make_url("")).rstrip("/")
        services.live.listening_url = services.live.base_url
        yield services, services.live.base_url


def called_by(name: str) -> str:
    """The row of a peer that has the canary for its token."""
    return f'[[peers]]\nname = "{name}"\ntokens = [{{ id = "a", hash = "{hash_token(CANARY)}" }}]\n'


def row_of(url: str, dialect: str, binding: str = "") -> str:
    return (
        f'[[peers]]\nname = "vendor"\nurl = "{url}"\noutbound_token = "env:VENDOR"\n'
        f'dialect = "{dialect}"\nbinding = "{binding}"\n'
        f'plain_http = true\nnetworks = ["{NETWORKS[0]}"]\n'
        '[[peers]]\nname = "idle"\nstatus = "paused"\n'
    )
