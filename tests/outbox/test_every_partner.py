"""Any partner is found and called with nothing said in its row but where it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from gateway.core.json import Json
from gateway.outbox import Ask, Kind
from tests.outbox.conftest import CANARY
from tests.outbox.gateway import serve
from tests.outbox.js_server import serve_js
from tests.outbox.partners import flowwink, legacy, models, moltflow, quoted
from tests.outbox.post import NETWORKS
from tests.outbox.scripted import Script
from tests.outbox.sdk_03_server import serve_sdk_03
from tests.outbox.sdk_server import RPC_PATH, serve_sdk

ARGUMENTS = {"product": "ficklampa ☀", "qty": 1000, "weight": 5.0}
Served: TypeAlias = AbstractAsyncContextManager[str]
Scripted: TypeAlias = Callable[[], AbstractAsyncContextManager[Script]]


class Partner(NamedTuple):
    """``serve`` yields the URL that an operator would write into the row."""

    serve: Callable[[], Served]
    dialect: str
    binding: str = "jsonrpc"


@asynccontextmanager
async def scripted(partner: Scripted) -> AsyncIterator[str]:
    async with partner() as script:
        yield script.url


@asynccontextmanager
async def real(
    server: Callable[[], AbstractContextManager[str]], *, path: str = ""
) -> AsyncIterator[str]:
    with server() as url:
        yield url + path


def sdk(version: str, binding: str) -> Callable[[], Served]:
    path = RPC_PATH if binding == "JSONRPC" else ""
    return partial(real, partial(serve_sdk, path, binding=binding, version=version))


def js(version: str, binding: str) -> Callable[[], Served]:
    return partial(real, partial(serve_js, version, binding, "streaming"))


PARTNERS = {
    "python-1.0-rpc": Partner(sdk("1.0", "JSONRPC"), "a2a-1.0"),
    "python-1.0-rest": Partner(sdk("1.0", "HTTP+JSON"), "a2a-1.0", "rest"),
    "python-0.3-rpc": Partner(partial(real, serve_sdk_03, path="/jsonrpc"), "a2a-0.3"),
    "python-0.3-rest": Partner(partial(real, serve_sdk_03, path="/rest"), "a2a-0.3", "rest"),
    "js-1.0-rpc": Partner(js("1.0", "JSONRPC"), "a2a-1.0"),
    "js-1.0-rest": Partner(js("1.0", "HTTP+JSON"), "a2a-1.0", "rest"),
    "js-0.3-rpc": Partner(js("0.3", "JSONRPC"), "a2a-0.3"),
    "js-0.3-rest": Partner(js("0.3", "HTTP+JSON"), "a2a-0.3", "rest"),
    "flowwink": Partner(partial(scripted, flowwink), "flowwink"),
    "moltflow": Partner(partial(scripted, moltflow), "moltflow"),
    "legacy": Partner(partial(scripted, legacy), "tasks"),
    "models": Partner(partial(scripted, models), "responses", ""),
}


def row_of(url: str) -> str:
    return (
        f'[[peers]]\nname = "vendor"\nurl = "{url}"\noutbound_token = "env:VENDOR"\n'
        f'plain_http = true\nnetworks = ["{NETWORKS[0]}"]\n'
    )


@pytest.mark.parametrize("partner", PARTNERS.values(), ids=PARTNERS)
async def test_a_quote_is_the_same_from_every_partner(partner: Partner, tmp_path: Path) -> None:
    async with (
        partner.serve() as url,
        serve(tmp_path, row_of(url), {"VENDOR": CANARY}) as (services, _),
    ):
        peer = services.outbox.get_peer("vendor")
        probe = await services.discoverer.discover(peer)
        assert (probe.success, probe.dialect) == (True, partner.dialect)
        answers: list[Json] = []
        for ask in (Ask("get_quote", ARGUMENTS), Ask("get_quote", ARGUMENTS)):
            outcome = await services.outbox.ask(peer, ask, seconds=60)
            assert outcome.kind is Kind.ANSWERED, outcome.error
            assert outcome.dialect == partner.dialect
            answers.append(outcome.value)
        found: Any = await services.tenant.find_discovery("vendor")
    assert answers == [quoted(ARGUMENTS)] * 2
    assert (found.dialect, found.binding) == (partner.dialect, partner.binding)
