"""A capability that is switched off refuses in its own words, on each binding."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.say import rpc, send
from tests.e2e.site import Site

STREAMING, PUSH = (-32004, "UNSUPPORTED_OPERATION"), (-32003, "PUSH_NOTIFICATION_NOT_SUPPORTED")
CARD = STREAMING
OFF = {
    f"AGENT__CAPABILITIES__{name}": "false"
    for name in ("STREAMING", "PUSH_NOTIFICATIONS", "EXTENDED_CARD")
}
HOOK = {"url": "https://peer.example/hook"}
NESTED = {"pushNotificationConfig": HOOK}
ONE = {"id": "t1", "pushNotificationConfigId": "p1"}
V1_MESSAGE = send("hello", "m1")["params"]
V03_MESSAGE = {
    "message": {"messageId": "m1", "role": "user", "parts": [{"kind": "text", "text": "hello"}]}
}
PROTO_MESSAGE = {
    "message": {"messageId": "m1", "role": "ROLE_USER", "content": [{"text": "hello"}]}
}
WITH_HOOK = {**V1_MESSAGE, "configuration": {"taskPushNotificationConfig": HOOK}}

METHODS: list[tuple[str, Any, tuple[int, str]]] = [
    ("SendStreamingMessage", V1_MESSAGE, STREAMING),
    ("SubscribeToTask", {"id": "t1"}, STREAMING),
    ("SendMessage", WITH_HOOK, PUSH),
    ("CreateTaskPushNotificationConfig", {"taskId": "t1", **HOOK}, PUSH),
    ("GetTaskPushNotificationConfig", {"taskId": "t1", "id": "p1"}, PUSH),
    ("ListTaskPushNotificationConfigs", {"taskId": "t1"}, PUSH),
    ("DeleteTaskPushNotificationConfig", {"taskId": "t1", "id": "p1"}, PUSH),
    ("GetExtendedAgentCard", {}, CARD),
    ("message/stream", V03_MESSAGE, STREAMING),
    ("tasks/resubscribe", {"id": "t1"}, STREAMING),
    ("message/send", {**V03_MESSAGE, "configuration": NESTED}, PUSH),
    ("tasks/pushNotificationConfig/set", {"taskId": "t1", **NESTED}, PUSH),
    ("tasks/pushNotificationConfig/get", {"id": "t1"}, PUSH),
    ("tasks/pushNotificationConfig/list", {"id": "t1"}, PUSH),
    ("tasks/pushNotificationConfig/delete", ONE, PUSH),
    ("agent/getAuthenticatedExtendedCard", {}, CARD),
    ("tasks/sendSubscribe", {"id": "mine", **V03_MESSAGE}, STREAMING),
    ("tasks/send", {"id": "mine", **V03_MESSAGE, "pushNotification": HOOK}, PUSH),
    ("tasks/pushNotification/set", {"id": "mine", **NESTED}, PUSH),
    ("tasks/pushNotification/get", {"id": "mine"}, PUSH),
]
CONFIGS = "/tasks/t1/pushNotificationConfigs"
PLACES: list[tuple[str, str, Any, tuple[int, str]]] = [
    ("POST", "/message:stream", V1_MESSAGE, STREAMING),
    ("GET", "/tasks/t1:subscribe", None, STREAMING),
    ("POST", "/tasks/t1:subscribe", {}, STREAMING),
    ("POST", "/message:send", WITH_HOOK, PUSH),
    ("POST", CONFIGS, HOOK, PUSH),
    ("GET", CONFIGS, None, PUSH),
    ("GET", f"{CONFIGS}/p1", None, PUSH),
    ("DELETE", f"{CONFIGS}/p1", None, PUSH),
    ("GET", "/extendedAgentCard", None, CARD),
    ("POST", "/v1/message:stream", PROTO_MESSAGE, STREAMING),
    ("GET", "/v1/tasks/t1:subscribe", None, STREAMING),
    ("GET", f"/v1{CONFIGS}", None, PUSH),
    ("GET", "/v1/card", None, CARD),
]


def words(value: Any) -> str:
    return str(value)[:40]


@pytest.fixture(scope="module")
def closed(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A peer at a gateway whose card promises nothing."""
    site = template.copy_to(tmp_path_factory.mktemp("closed") / "site")
    with site.serve(**OFF) as gateway:
        yield Caller(gateway.url, site.tokens["acme"])


@pytest.mark.parametrize(
    ("method", "params", "refusal"), METHODS, ids=lambda value: str(value)[:40]
)
def test_json_rpc_says_what_is_off(
    closed: Caller, method: str, params: Any, refusal: tuple[int, str]
) -> None:
    answer = closed.post(rpc(method, params))

    assert answer.status == 200
    assert (answer.code, answer.reason) == refusal


@pytest.mark.parametrize(("method", "path", "body", "refusal"), PLACES, ids=words)
def test_http_json_says_what_is_off(
    closed: Caller, method: str, path: str, body: Any, refusal: tuple[int, str]
) -> None:
    if body is None:
        answer = closed.send(method, f"/a2a{path}")
    else:
        answer = closed.post(body, f"/a2a{path}")

    assert answer.status == 400
    assert answer.json["error"]["details"][0]["reason"] == refusal[1]


def test_the_card_promises_none_of_it(closed: Caller) -> None:
    card = closed.get("/.well-known/agent-card.json", A2A_Version="1.0").json

    promised = {name: card["capabilities"][name] for name in ("streaming", "pushNotifications")}
    assert promised == {"streaming": False, "pushNotifications": False}
    assert card["capabilities"]["extendedAgentCard"] is False
