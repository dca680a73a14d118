"""New tokens: the peer is told, calls with the new one, and the old one dies in its time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.auth.tokens import hash_token, new_token
from gateway.core.peer import PeerStatus
from gateway.outbox import TOKEN
from gateway.peers import Rotation
from gateway.store.managed import Purpose
from gateway.store.outbox import DeliveryQuery
from tests.outbox.scripted import script
from tests.peers.company import MINUTE_MS, Company, Stranger, company, template, two
from tests.until import until, until_found

ECHO = {"skill": "echo", "arguments": {"n": 1}}


@pytest.fixture
async def peers(tmp_path: Path) -> AsyncIterator[tuple[Company, Company]]:
    """Acme, and globex whom it invited."""
    async with two(tmp_path) as (acme, globex):
        await globex.accept(await acme.invite("globex"))
        yield acme, globex


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Company]:
    async with company(tmp_path, "Acme") as acme:
        yield acme


def token_of(one: Company, name: str) -> str:
    """What a peer is called with."""
    return one.partners.managed._credentials.token_of(one.row(name).as_peer())


async def is_empty(one: Company) -> bool:
    """Whether nothing is owed to anyone."""
    return not await one.services.tenant.outbox.list_page(DeliveryQuery())


async def test_the_peer_calls_with_the_new_token_and_the_old_one_dies(
    peers: tuple[Company, Company],
) -> None:
    acme, globex = peers
    old = token_of(globex, "acme")
    done = await acme.partners.managed.rotate("globex", 10 * MINUTE_MS)
    assert done.is_announced
    await until(lambda: token_of(globex, "acme") != old)
    new = token_of(globex, "acme")
    assert hash_token(new) == acme.row("globex").tokens[-1].hash
    assert await globex.call("acme") == {"n": 1}
    assert await acme.post("/a2a", ECHO, old) == (200, b'{"n":1}')
    acme.time.ahead = 11 * MINUTE_MS
    assert (await acme.post("/a2a", ECHO, old))[0] == 401
    assert await acme.post("/a2a", ECHO, new) == (200, b'{"n":1}')


async def test_what_was_told_is_kept_no_longer(peers: tuple[Company, Company]) -> None:
    acme, _ = peers
    await acme.partners.managed.rotate("globex", 0)
    await until_found(lambda: is_empty(acme))
    assert await acme.services.tenant.managed.find_secret("globex", Purpose.ANNOUNCED) is None


async def test_the_token_is_not_in_the_outbox(alone: Company) -> None:
    async with script() as other:
        stranger = Stranger(url=other.url)
        assert (await alone.use(await alone.invite("s"), stranger.introduction()))[0] == 200
        other.answers = {"/tokens": (503, {})}
        done = await alone.partners.managed.rotate("s", MINUTE_MS)
        await until(lambda: other.asked)
        [row] = await alone.services.tenant.outbox.list_page(DeliveryQuery())
        assert (row.kind, row.target, row.body) == (TOKEN, done.token.id, "null")
        [asked] = other.asked
        assert asked.body == {"token": done.token.token}
        assert asked.headers["Authorization"] == "Bearer canary-token-of-a-stranger"


async def test_a_peer_that_does_not_take_it_is_told_again(alone: Company) -> None:
    async with script() as other:
        stranger = Stranger(url=other.url)
        await alone.use(await alone.invite("s"), stranger.introduction())
        other.answers = {"/tokens": (503, {})}
        await alone.partners.managed.rotate("s", MINUTE_MS)
        outbox = alone.services.tenant.outbox

        async def is_put_off() -> bool:
            return [row.tries for row in await outbox.list_page(DeliveryQuery())] == [1]

        await until_found(is_put_off)
        other.answers = {"/tokens": {"kept": True}}
        [row] = await outbox.list_page(DeliveryQuery())
        await outbox.retry(row.id, alone.time.now())
        alone.services.courier.wake()
        await until(lambda: len(other.asked) == 2)
        assert other.asked[0].body == other.asked[1].body


async def test_only_the_newest_token_is_told(alone: Company) -> None:
    async with script() as other:
        stranger = Stranger(url=other.url)
        await alone.use(await alone.invite("s"), stranger.introduction())
        alone.services.live.adopt_managed([template("s", url=other.url, status="paused")])
        first = await alone.partners.managed.rotate("s", MINUTE_MS)
        alone.services.live.adopt_managed([template("s", url=other.url, status="paused")])
        second = await alone.partners.managed.rotate("s", MINUTE_MS)
        other.answers = {"/tokens": {}}
        await until_found(lambda: is_empty(alone))
        assert [asked.body["token"] for asked in other.asked] == [second.token.token]
        assert first.token.token != second.token.token


async def test_a_token_is_told_to_the_origin_of_the_row_alone(alone: Company) -> None:
    async with script() as other:
        stranger = Stranger(url=other.url)
        await alone.use(await alone.invite("s"), stranger.introduction())
        managed = alone.partners.managed
        kept = managed.find("s")
        assert kept is not None
        moved = alone.row("s").model_copy(update={"url": "http://127.0.0.1:9"})
        await managed._save(kept, moved)
        await managed.rotate("s", MINUTE_MS)
        outbox = alone.services.tenant.outbox

        async def is_put_off() -> bool:
            return [row.tries for row in await outbox.list_page(DeliveryQuery())] == [1]

        await until_found(is_put_off)
        [row] = await outbox.list_page(DeliveryQuery())
        assert "origin" in row.error
        assert other.asked == []


async def test_a_revoked_peer_is_told_nothing_and_let_in_no_more(
    peers: tuple[Company, Company],
) -> None:
    acme, globex = peers
    token = token_of(globex, "acme")
    await acme.partners.managed.set_status("globex", PeerStatus.REVOKED)
    assert (await acme.post("/a2a", ECHO, token))[0] == 401
    assert await acme.services.tenant.managed.list_secrets(Purpose.OUTBOUND) == []


@pytest.mark.parametrize("token", ["", "x", "two words that are long enough", "ö" * 30, "x" * 513])
async def test_what_is_no_token_is_refused(peers: tuple[Company, Company], token: str) -> None:
    acme, globex = peers
    old = token_of(acme, "globex")
    status, _ = await acme.post("/a2a/tokens", {"token": token}, token_of(globex, "acme"))
    assert status == 400
    assert token_of(acme, "globex") == old


async def test_only_invited_peers_say_what_they_are_called_with(alone: Company) -> None:
    token = "pg_x_" + "x" * 43
    row = template("hand", url="http://127.0.0.1:9")
    tokens = ({"id": "a", "hash": hash_token(token), "expires": None},)
    row = row.model_validate({**row.model_dump(), "tokens": tokens})
    await alone.partners.managed.add(row, token="given-by-hand-and-for-good")
    absent = await alone.post("/a2a/nothing-here", {}, token)
    said = {"token": "a-token-that-a-peer-would-like"}
    assert await alone.post("/a2a/tokens", said, token) == absent
    assert token_of(alone, "hand") == "given-by-hand-and-for-good"
    assert (await alone.post("/a2a/tokens", said))[0] == 401


async def test_a_row_of_the_file_is_not_changed_by_what_its_peer_says(
    peers: tuple[Company, Company],
) -> None:
    acme, globex = peers
    live, token = acme.services.live, token_of(globex, "acme")
    ours = acme.row("globex").model_copy(update={"outbound_token": "env:NONE"})
    live.adopt(live.file.model_copy(update={"peers": (ours,)}))
    status, _ = await acme.post("/a2a/tokens", {"token": "x" * 40}, token)
    assert status == 404


async def test_secrets_of_one_peer_are_never_sent_to_another(alone: Company) -> None:
    async with script() as one, script() as two_:
        for name, other in (("one", one), ("two", two_)):
            stranger = Stranger(url=other.url)
            body = stranger.introduction(token=f"canary-token-of-{name}-xxxx")
            await alone.use(await alone.invite(name), body)
            other.answers = {"/tokens": {}}
            await alone.partners.managed.rotate(name, 0)
        await until(lambda: one.asked and two_.asked)
        assert one.asked[0].headers["Authorization"] == "Bearer canary-token-of-one-xxxx"
        assert two_.asked[0].headers["Authorization"] == "Bearer canary-token-of-two-xxxx"


def test_a_rotation_shows_no_token() -> None:
    token = new_token()
    assert token.token not in repr(Rotation(token, template("a"), is_announced=True))
