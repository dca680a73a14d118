"""Whole counterparts: the official SDK's server, and a second gateway like ours."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from gateway.core.errors import PeerNotFound
from gateway.outbox import Kind
from gateway.wiring import Services
from tests.outbox.conftest import CANARY, GET_QUOTE, Office
from tests.outbox.gateway import called_by, row_of, serve
from tests.outbox.scripted import QUOTE
from tests.outbox.sdk_server import RPC_PATH, serve_sdk

BUY = """
from gateway.skillkit import SkillContext, skill

@skill(scope="external")
async def buy(ctx: SkillContext) -> object:
    \"\"\"Buy from the vendor.\"\"\"
    return await ctx.call_peer("vendor", "get_quote", ctx.arguments)
"""
LANGUAGES = [
    ("auto", ""),
    ("a2a-1.0", ""),
    ("a2a-1.0", "rest"),
    ("a2a-0.3", ""),
    ("a2a-0.3", "rest"),
    ("auto", "rest"),
    ("tasks", ""),
    ("flowwink", ""),
    ("native", ""),
]


async def test_the_official_server_is_found_by_its_card(office: Office) -> None:
    with serve_sdk(tenant="east") as url:
        peer = office.peer(url)
        outcome = await office.ask(peer)
    assert outcome.kind is Kind.ANSWERED, outcome.error
    assert outcome.value == {**GET_QUOTE.arguments, "unit_price_cents": 450}
    found = await office.found()
    assert (found.dialect, found.endpoint) == ("a2a-1.0", url + RPC_PATH)
    assert found.tenant == "east"


@pytest.mark.parametrize("version", ["1.0", "0.3"])
@pytest.mark.parametrize(("binding", "path"), [("JSONRPC", RPC_PATH), ("HTTP+JSON", "")])
async def test_the_official_server_is_spoken_to_as_its_card_says(
    office: Office, version: str, binding: str, path: str
) -> None:
    with serve_sdk(path, binding=binding, version=version) as url:
        outcome = await office.ask(office.peer(url))
        assert outcome.kind is Kind.ANSWERED, outcome.error
        assert outcome.value == {**GET_QUOTE.arguments, "unit_price_cents": 450}
        found = await office.found()
        assert (found.dialect, found.endpoint) == (f"a2a-{version}", url + path)
        assert found.binding == {"JSONRPC": "jsonrpc", "HTTP+JSON": "rest"}[binding]


async def test_a_tenant_of_the_official_server_is_in_the_path(office: Office) -> None:
    with serve_sdk("", binding="HTTP+JSON", tenant="east") as url:
        outcome = await office.ask(office.peer(url))
        assert outcome.kind is Kind.ANSWERED, outcome.error
        assert (await office.found()).tenant == "east"


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[tuple[Services, str]]:
    folder = tmp_path / "vendor"
    folder.mkdir()
    async with serve(folder, called_by("buyer")) as (services, url):
        yield services, url


@pytest.mark.parametrize(("dialect", "binding"), LANGUAGES)
async def test_a_quote_of_another_gateway_comes_back_equal(
    vendor: tuple[Services, str], tmp_path: Path, dialect: str, binding: str
) -> None:
    theirs, url = vendor
    folder = tmp_path / "buyer"
    folder.mkdir()
    async with serve(folder, row_of(url, dialect, binding), {"VENDOR": CANARY}) as (ours, _):
        outcome = await ours.outbox.ask(ours.outbox.get_peer("vendor"), GET_QUOTE, seconds=60)
        assert outcome.kind is Kind.ANSWERED, outcome.error
        assert outcome.dialect == ("a2a-1.0" if dialect == "auto" else dialect)
        (sent,) = await ours.tenant.list_activity()
    (received,) = await theirs.tenant.list_activity()
    assert (sent.direction, sent.status, sent.skill) == ("outbound", "success", "get_quote")
    assert (received.direction, received.status) == ("inbound", "success")
    assert (received.peer, received.skill) == ("buyer", "get_quote")
    if sent.task_id and dialect != "tasks":
        assert sent.task_id == received.task_id
    assert outcome.value == QUOTE


async def test_a_skill_calls_another_gateway(
    office: Office, vendor: tuple[Services, str], tmp_path: Path
) -> None:
    folder = tmp_path / "buyer"
    folder.mkdir()
    (folder / "buy.py").write_text(BUY)
    rows = row_of(vendor[1], "auto") + called_by("customer")
    async with serve(folder, rows, {"VENDOR": CANARY}) as (ours, url):
        outcome = await office.ask(office.peer(url), replace(GET_QUOTE, skill="buy"))
        outbound, inbound = sorted(
            await ours.tenant.list_activity(), key=lambda row: row.direction, reverse=True
        )
    assert outcome.kind is Kind.ANSWERED, outcome.error
    assert outcome.value == QUOTE
    assert (outbound.skill, outbound.status) == ("get_quote", "success")
    assert (inbound.skill, inbound.status) == ("buy", "success")


async def test_a_wrong_token_is_a_refusal_that_names_no_secret(
    vendor: tuple[Services, str], tmp_path: Path
) -> None:
    _, url = vendor
    folder = tmp_path / "buyer"
    folder.mkdir()
    async with serve(folder, row_of(url, "auto"), {"VENDOR": "pg_wrong_token"}) as (ours, _):
        outcome = await ours.outbox.ask(ours.outbox.get_peer("vendor"), GET_QUOTE, seconds=60)
        (row,) = await ours.tenant.list_activity()
    assert outcome.kind is Kind.REFUSED
    assert "pg_wrong_token" not in repr(row) + str(outcome.error)


async def test_a_discovery_through_the_services_is_kept(
    vendor: tuple[Services, str], tmp_path: Path
) -> None:
    _, url = vendor
    folder = tmp_path / "buyer"
    folder.mkdir()
    async with serve(folder, row_of(url, "auto"), {"VENDOR": CANARY}) as (ours, _):
        probe = await ours.discoverer.discover(ours.outbox.get_peer("vendor"))
        found = await ours.tenant.find_discovery("vendor")
        with pytest.raises(PeerNotFound, match="paused"):
            ours.outbox.get_peer("idle")
    assert probe.card is not None
    assert "get_quote" in {skill.id for skill in probe.card.skills}
    assert found is not None
    assert (found.dialect, found.endpoint) == ("a2a-1.0", f"{url}/a2a")
