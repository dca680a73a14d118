"""What happens to a task arrives at its webhooks, whole and signed, and in no one else's hands."""

import json
import sqlite3
import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import trustme
from standardwebhooks import Webhook

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.held import Held
from tests.e2e.say import rpc, send_skill
from tests.e2e.site import Site
from tests.e2e.webhooks.receiver import Receiver, receiving
from tests.e2e.webhooks.say import config, create, send_v03_with, send_with

TOKEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CREDENTIALS = "canary-webhook-credentials"
SECRETS = {"token": TOKEN, "authentication": {"scheme": "Bearer", "credentials": CREDENTIALS}}

As = Callable[[str], Caller]


def test_each_event_of_1_0_arrives_signed_and_with_the_credentials(
    peer: As, receiver: Receiver
) -> None:
    call = send_with(config(receiver.url, **SECRETS), "reporting", wait=True)
    task = peer("acme").post(call).result["task"]

    receiver.wait_for(["WORKING", "first", "second", "summary", "COMPLETED"])

    for told in receiver.received:
        (update,) = told.body.values()
        assert (update["taskId"], update["contextId"]) == (task["id"], task["contextId"])
        assert told.headers["Content-Type"] == "application/a2a+json"
        assert told.headers["Authorization"] == f"Bearer {CREDENTIALS}"
        assert told.headers["X-A2A-Notification-Token"] == TOKEN
        assert Webhook(TOKEN).verify(told.raw, told.headers) == told.body
    assert len({told.id for told in receiver.received}) == 5


def test_in_0_3_the_task_arrives_at_each_state(peer: As, receiver: Receiver) -> None:
    call = send_v03_with(config(receiver.url, token="mine"), "reporting")
    task = peer("acme").post(call).result

    receiver.wait_for(["task working", "task completed"])

    told = receiver.received[-1]
    assert told.headers["Content-Type"] == "application/json"
    assert told.body == task
    Webhook(b"mine").verify(told.raw, told.headers)


def test_a_webhook_over_tls_is_verified(site: Site, tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    site.edit("net", ca_file=str(tmp_path / "ca.pem"))
    known, unknown = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
    authority.issue_cert("127.0.0.1").configure_cert(known)
    stranger.issue_cert("127.0.0.1").configure_cert(unknown)

    with site.serve() as gateway, receiving(known) as good, receiving(unknown) as bad:
        acme = Caller(gateway.url, site.tokens["acme"])
        acme.post(send_with(config(bad.url, **SECRETS), "echo", wait=True))
        acme.post(send_with(config(good.url, **SECRETS), "echo", wait=True))
        good.wait_for(["{}", "COMPLETED"])
        wait_for(lambda: errors(site) == ["The peer's TLS certificate cannot be trusted.", ""])

    assert bad.told == []


def errors(site: Site) -> list[str]:
    """Why what is owed could not be delivered, oldest first."""
    rows = json.loads(site.run("outbox", "list", "--json").stdout)
    return [row["error"] for row in rows[::-1]]


def test_a_webhook_that_is_made_while_the_task_runs_is_told_the_rest(
    peer: As, receiver: Receiver, held: Held
) -> None:
    acme = peer("acme")
    task_id = held.start(acme)
    held.wait_for_runs(1)
    acme.post(create(task_id, config(receiver.url)))
    held.release()

    wait_for(lambda: receiver.received and receiver.received[-1].short == "COMPLETED")


def test_nobody_else_learns_the_secrets(site: Site, receiver: Receiver) -> None:
    receiver.status = 500
    receiver.headers = {"X-Echo": CREDENTIALS}
    with site.serve("--log-level", "debug") as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        call = send_with(config(receiver.url, **SECRETS), "echo", wait=True)
        task_id = acme.post(call).result["task"]["id"]
        ask = {"taskId": task_id, "id": "hook"}
        got = acme.post(rpc("GetTaskPushNotificationConfig", ask)).result
        listed = acme.post(rpc("ListTaskPushNotificationConfigs", {"taskId": task_id})).body
        receiver.wait_until_told()
        wait_for(lambda: "HTTP 500" in site.run("outbox", "list").stdout)
        shown = [site.run("outbox", "list", "--json").stdout, site.run("activity", "--json").stdout]
        files = [path.read_bytes() for path in (site.folder / "data").iterdir() if path.is_file()]

    assert got == {
        "taskId": task_id,
        **config(receiver.url, token=TOKEN),
        "authentication": {"scheme": "Bearer"},
    }
    for secret in (TOKEN, CREDENTIALS, TOKEN.removeprefix("whsec_")):
        assert not any(secret.encode() in file for file in files)
        assert secret not in site.log.read_text()
        assert not any(secret in text for text in shown)
    assert CREDENTIALS.encode() not in listed


@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.1/hook", "https://[::1]/", "http://169.254.169.254/", "file:///etc/passwd"],
)
def test_an_address_that_is_not_public_is_refused_at_once(peer: As, url: str) -> None:
    answer = peer("acme").post(send_with(config(url), "echo"))

    assert (answer.code, answer.reason) == (-32602, "INVALID_PARAMS")


def test_a_webhook_to_ourselves_is_refused(peer: As, receiver: Receiver) -> None:
    acme = peer("acme")
    port = acme.url.rpartition(":")[2]

    for host in ("127.0.0.1", "localhost", "127.9.9.9"):
        answer = acme.post(send_with(config(f"http://{host}:{port}/a2a"), "echo"))
        assert answer.code == -32602
        assert "own" in answer.json["error"]["message"]


def test_another_peers_task_has_no_webhooks_of_mine(peer: As, receiver: Receiver) -> None:
    task_id = peer("acme").post(send_skill("asking")).result["task"]["id"]
    calls = [
        create("{}", config(receiver.url)),
        rpc("GetTaskPushNotificationConfig", {"taskId": "{}", "id": "hook"}),
        rpc("ListTaskPushNotificationConfigs", {"taskId": "{}"}),
        rpc("DeleteTaskPushNotificationConfig", {"taskId": "{}", "id": "hook"}),
        rpc("tasks/pushNotificationConfig/get", {"id": "{}"}),
    ]

    for call in calls:
        foreign, absent = (
            peer("rival").post(json.loads(json.dumps(call).replace("{}", name)))
            for name in (task_id, "0" * len(task_id))
        )
        assert foreign.body == absent.body
        assert foreign.code == -32001


def test_the_store_keeps_no_row_of_what_was_received(site: Site, receiver: Receiver) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        acme.post(send_with(config(receiver.url), "echo", wait=True))
        receiver.wait_for(["{}", "COMPLETED"])
    with closing(sqlite3.connect(site.folder / "data" / "peergate.db")) as database:
        assert database.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
