"""One try to deliver a push notification, against a real receiver."""

import time
from typing import Any

import pytest
from aiohttp import web
from msgspec.structs import force_setattr, replace
from standardwebhooks import Webhook

from gateway.core.peer import PeerStatus
from gateway.outbox.verdict import Failed, Settled, Stopped, Verdict
from gateway.store.outbox import Delivery
from gateway.store.push import DisablePushConfig, ForgetPushConfig, SavePushConfig
from tests.net.servers import never, serve
from tests.outbox.mail import SAFE, Mail
from tests.outbox.scripted import Asked, Script, script

CANARY = "canary-credentials"
TOKEN = "canary-token"
BODY = '{"statusUpdate":{"said":"zwölf Stück"}}'


async def delivery_of(mail: Mail) -> Delivery:
    await mail.post(BODY)
    return (await mail.rows())[-1]


async def carry(mail: Mail, receiver: Script, status: int = 200, **config: str) -> Verdict:
    """What comes of a try that the receiver answers with this status."""
    receiver.answers = {"/hook": (status, {"thanks": True})}
    await mail.configure(f"{receiver.url}/hook", **config)
    return await mail.carrier.carry(await delivery_of(mail))


async def told(mail: Mail, **config: str) -> Asked:
    async with script() as receiver:
        assert await carry(mail, receiver, **config) == Settled()
        (asked,) = receiver.asked
    return asked


async def test_the_body_arrives_as_it_was_written(mail: Mail) -> None:
    asked = await told(mail)
    assert asked.body == {"statusUpdate": {"said": "zwölf Stück"}}
    assert asked.headers["Content-Type"] == "application/a2a+json"
    assert not {"Authorization", "X-A2A-Notification-Token", "webhook-signature"} & set(
        asked.headers
    )


async def test_what_the_receiver_gave_us_comes_back_to_it(mail: Mail) -> None:
    asked = await told(mail, token=TOKEN, scheme="Bearer", credentials=CANARY)
    assert asked.headers["Authorization"] == f"Bearer {CANARY}"
    assert asked.headers["X-A2A-Notification-Token"] == TOKEN


@pytest.mark.parametrize(
    "config",
    [
        {"token": TOKEN},
        {"token": TOKEN, "scheme": "Bearer", "credentials": "other"},
        {"scheme": "Bearer", "credentials": TOKEN},
    ],
    ids=["token", "token first", "credentials"],
)
async def test_it_is_signed_with_what_the_receiver_gave_us(
    mail: Mail, config: dict[str, str]
) -> None:
    mail.at = round(time.time() * 1000)
    asked = await told(mail, **config)
    Webhook(TOKEN.encode()).verify(BODY, dict(asked.headers))


async def test_the_id_stays_the_same_over_tries(mail: Mail) -> None:
    async with script() as receiver:
        await carry(mail, receiver, token=TOKEN)
        delivery = (await mail.rows())[-1]
        mail.at += 5000
        await mail.carrier.carry(delivery)
        first, second = (asked.headers for asked in receiver.asked)
    assert first["webhook-id"] == second["webhook-id"] == delivery.id
    assert int(second["webhook-timestamp"]) == int(first["webhook-timestamp"]) + 5


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_every_2xx_is_received(mail: Mail, status: int) -> None:
    async with script() as receiver:
        assert await carry(mail, receiver, status) == Settled()


@pytest.mark.parametrize("status", [400, 401, 404, 500, 502])
async def test_other_answers_are_failures(mail: Mail, status: int) -> None:
    async with script() as receiver:
        assert await carry(mail, receiver, status) == Failed(f"HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_fails_and_is_not_followed(mail: Mail, status: int) -> None:
    async with script() as receiver:
        receiver.answers = {
            "/hook": web.Response(status=status, headers={"Location": f"{receiver.url}/other"}),
            "/other": (200, {}),
        }
        await mail.configure(f"{receiver.url}/hook", token=TOKEN)
        verdict = await mail.carrier.carry(await delivery_of(mail))
        assert [asked.path for asked in receiver.asked] == ["/hook"]
    assert isinstance(verdict, Failed)
    assert "redirect" in verdict.error


@pytest.mark.parametrize(("status", "seconds"), [(429, 120), (503, 120), (500, None)])
async def test_a_receiver_that_is_busy_says_when_to_come_back(
    mail: Mail, status: int, seconds: float | None
) -> None:
    async with script() as receiver:
        receiver.answers = {"/hook": web.Response(status=status, headers={"Retry-After": "120"})}
        await mail.configure(f"{receiver.url}/hook")
        verdict = await mail.carrier.carry(await delivery_of(mail))
    assert verdict == Failed(f"HTTP {status}", seconds)


async def test_one_that_is_gone_is_told_no_more(mail: Mail) -> None:
    async with script() as receiver:
        verdict = await carry(mail, receiver, 410)
    reason = "the receiver answered 410 Gone"
    assert verdict == Stopped("HTTP 410", (DisablePushConfig("t-1", "p-1", reason),))


async def test_a_disabled_config_gets_nothing(mail: Mail) -> None:
    async with script() as receiver:
        await mail.configure(f"{receiver.url}/hook")
        await mail.store.commit(DisablePushConfig("t-1", "p-1", "gone"))
        verdict = await mail.carrier.carry(await delivery_of(mail))
        assert receiver.asked == []
    assert verdict == Stopped("its config is disabled: gone")


async def test_nobody_wants_what_is_for_a_deleted_config(mail: Mail) -> None:
    delivery = await delivery_of(mail)
    await mail.store.commit(ForgetPushConfig("t-1", "p-1"))
    assert await mail.carrier.carry(delivery) == Settled()


async def test_a_config_that_was_replaced_moves_what_waits(mail: Mail) -> None:
    async with script() as old, script() as new:
        new.answers = {"/new": (200, {})}
        await mail.configure(f"{old.url}/hook", token=TOKEN)
        delivery = await delivery_of(mail)
        await mail.configure(f"{new.url}/new", token="other")
        assert await mail.carrier.carry(delivery) == Settled()
        assert old.asked == []
        assert new.asked[0].headers["X-A2A-Notification-Token"] == "other"


@pytest.mark.parametrize("status", [PeerStatus.REVOKED, None])
async def test_a_peer_that_was_revoked_is_told_no_more(
    mail: Mail, status: PeerStatus | None
) -> None:
    if status is None:
        mail.peers.clear()
    else:
        mail.add_peer("acme", status)
    async with script() as receiver:
        verdict = await carry(mail, receiver)
        assert receiver.asked == []
    assert isinstance(verdict, Stopped)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://10.0.0.1/hook", "not public"),
        ("http://127.0.0.1:1/hook", "cannot be reached"),
        ("http://localhost:8080/a2a", "own"),
    ],
)
async def test_where_it_cannot_go_it_fails(mail: Mail, url: str, why: str) -> None:
    mail.ours = ("http://127.0.0.1:8080",)
    await mail.configure(url)
    verdict = await mail.carrier.carry(await delivery_of(mail))
    assert isinstance(verdict, Failed)
    assert why in verdict.error


async def test_our_certificate_is_shown_to_the_peer_itself_and_to_no_webhook_elsewhere(
    mail: Mail,
) -> None:
    ours = {"client_cert": "no-such.crt", "client_key": "no-such.key"}
    async with script() as receiver, script() as elsewhere:
        mail.peers["acme"] = replace(mail.peers["acme"], url=receiver.url, **ours)
        verdict = await carry(mail, receiver)
        assert isinstance(verdict, Failed)
        assert "certificate" in verdict.error
        assert await carry(mail, elsewhere) == Settled()


async def test_a_receiver_that_hangs_fails_in_time(mail: Mail) -> None:
    force_setattr(mail.carrier, "seconds", 0.05)
    async with serve(never) as url:
        await mail.configure(url)
        verdict = await mail.carrier.carry(await delivery_of(mail))
    assert verdict == Failed("The peer did not answer in time.")


async def test_secrets_that_do_not_open_send_nothing(mail: Mail) -> None:
    async with script() as receiver:
        await mail.configure(f"{receiver.url}/hook", token=TOKEN)
        (record,) = await mail.store.outbox.list_push_configs("t-1")
        changed: dict[str, Any] = {"task_id": "t-1", "id": "p-1", "peer": "acme"}
        sealed = SAFE.seal(SAFE.open(record), peer="acme", dialect="", at=1).sealed[:-1] + b"?"
        moved = type(record)(**changed, url=record.url, sealed=sealed)
        await mail.store.commit(SavePushConfig(moved))
        verdict = await mail.carrier.carry(await delivery_of(mail))
        assert receiver.asked == []
    assert isinstance(verdict, Failed)


async def test_no_secret_is_told_to_anyone_else(
    mail: Mail, capsys: pytest.CaptureFixture[str]
) -> None:
    def echo(asked: Asked) -> Any:
        return 500, {"you sent": dict(asked.headers)}

    async with script() as receiver:
        receiver.answers = {"/hook": echo}
        await mail.configure(
            f"{receiver.url}/hook", token=TOKEN, scheme="Bearer", credentials=CANARY
        )
        await mail.post(BODY)
        async with mail.courier():
            rows = await mail.wait_until_settled()
    (record,) = await mail.store.outbox.list_push_configs("t-1")
    captured = capsys.readouterr()
    for text in (repr(rows), repr(record), captured.out, captured.err):
        assert TOKEN not in text
        assert CANARY not in text
    assert TOKEN.encode() not in record.sealed
