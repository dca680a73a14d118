"""Automations that call a peer or tell a webhook."""

from collections.abc import AsyncIterator

import pytest
from standardwebhooks import Webhook

from gateway.core.json import Json
from tests.automations.running import on_signal, output, parse, said, serve
from tests.outbox.scripted import Asked, Script, completed, script
from tests.until import until, until_found

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
async def there() -> AsyncIterator[Script]:
    async with script() as there:
        yield there


def peer(url: str, status: str = "active") -> str:
    return (
        f'[[peers]]\nname = "globex"\nurl = "{url}"\ndialect = "a2a-0.3"\nbinding = "jsonrpc"\n'
        f'endpoint = "/rpc"\nstatus = "{status}"\nnetworks = ["127.0.0.0/8"]\nplain_http = true\n'
    )


def answers(there: Script, *failures: int) -> None:
    """First these statuses, then a completed task."""
    left = list(failures)

    def answer(asked: Asked) -> Json:
        if left:
            return left.pop(0), {"error": "no"}
        task = completed([{"kind": "data", "data": {"price": 5}}], kind="task")
        return {"jsonrpc": "2.0", "id": asked.body["id"], "result": task}

    there.answers["/rpc"] = answer


CALL = on_signal(
    'peer = "globex"',
    'skill = "get_quote"',
    'text = "We need {{data.qty}}."',
    'arguments = {qty = "{{data.qty}}"}',
)


async def test_a_peer_is_called_with_what_happened(there: Script) -> None:
    answers(there)
    async with serve(CALL, peer(there.url)) as gateway:
        await gateway.signal({"qty": 4000})
        row = await gateway.ended()
        call_id = output(row)["activity_id"]

        async def is_answered() -> bool:
            call = await gateway.services.tenant.find_activity(call_id)
            return call is not None and call.status == "success"

        await until_found(is_answered)
        assert (row.peer, row.skill) == ("globex", "get_quote")
        assert said(row)["text"] == "We need 4000."
    (asked,) = there.calls
    text, data = asked.body["params"]["message"]["parts"]
    assert text["text"] == "We need 4000."
    assert data["data"] == {"skill": "get_quote", "arguments": {"qty": 4000}}


async def test_a_peer_that_is_paused_is_called_when_it_is_back(there: Script) -> None:
    answers(there)
    async with serve(CALL, peer(there.url, "paused")) as gateway:
        await gateway.signal({"qty": 1})
        await gateway.ended()
        assert [row.kind for row in await gateway.owed()] == ["call"]
    assert there.calls == []


async def test_a_peer_without_a_row_is_a_dead_letter() -> None:
    async with serve(CALL) as gateway:
        await gateway.signal({"qty": 1})
        assert "globex has no row" in (await gateway.dead()).error
        assert (await gateway.ended("error")).error.startswith("PEER_NOT_FOUND")


def hook(url: str) -> str:
    return on_signal(f'url = "{url}/hook"', 'secret = "env:HOOK"')


async def test_a_webhook_is_told_and_signed(there: Script) -> None:
    there.answers["/hook"] = {}
    async with serve(hook(there.url), environ={"HOOK": SECRET}) as gateway:
        await gateway.signal({"title": "x"})
        row = await gateway.ended()
    (asked,) = there.asked
    raw = Webhook(SECRET).verify(await asked.request.read(), dict(asked.headers))  # type: ignore[union-attr]
    assert asked.headers["webhook-id"] == row.id
    assert raw["type"] == "signal.received"
    assert raw["data"] == {
        "title": "x",
        "id": said(row)["for"]["id"],
        "subject": "s-1",
        "peer": "",
    }
    assert output(row) == {"status": "delivered"}


async def test_a_webhook_that_is_busy_is_told_later(there: Script) -> None:
    there.answers["/hook"] = (503, {})
    async with serve(hook(there.url), environ={"HOOK": SECRET}) as gateway:
        await gateway.signal()
        row = await gateway.ended("dispatched")
        (owed,) = await gateway.owed()
        assert (owed.tries, owed.error) == (1, row.error.partition(": ")[2])
        there.answers["/hook"] = {}
        await gateway.services.tenant.outbox.retry(owed.id, gateway.services.clock.now())
        gateway.services.courier.wake()
        await gateway.ended()
    first, second = there.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


async def test_a_webhook_that_is_gone_is_a_dead_letter(there: Script) -> None:
    there.answers["/hook"] = (410, {})
    async with serve(hook(there.url), environ={"HOOK": SECRET}) as gateway:
        await gateway.signal()
        assert "HTTP 410" in (await gateway.dead()).error
        await gateway.ended("error")
    await until(lambda: len(there.asked) == 1)


async def test_a_secret_that_is_missing_is_waited_for(there: Script) -> None:
    async with serve(hook(there.url)) as gateway:
        await gateway.signal()
        row = await gateway.ended("dispatched")
        assert "HOOK" in row.error
    assert there.asked == []


async def test_our_own_gateway_is_no_webhook() -> None:
    async with serve() as gateway:
        live = gateway.services.live
        live.listening_url = "http://127.0.0.1:7"
        gateway.services.adopt(parse(on_signal('url = "http://127.0.0.1:7/operator/v1/signals"')))
        await gateway.signal()
        row = await gateway.ended("dispatched")
    assert "this gateway's own" in row.error
