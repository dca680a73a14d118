"""Signals: who may send them, what they are answered with, and that each is taken once."""

import asyncio
from hashlib import sha256
from typing import Any

import pytest

from gateway.config.signals import SignalSettings
from gateway.core.notice import Notice
from tests.deals.test_posted import POSTED
from tests.http.operator.conftest import OPERATOR, Office

INGEST = "/functions/v1/signal-ingest"
TOKEN = "pgsg_canary_signals"
PAGE = {"url": "https://news.example/a", "title": "Rails", "note": "[ACTION:draft] Write."}


def configure(office: Office, **keys: Any) -> None:
    table = {"token_hash": sha256(TOKEN.encode()).hexdigest(), **keys}
    signals = SignalSettings.model_validate(table)
    live = office.services.live
    live.adopt(live.settings.model_copy(update={"signals": signals}))


async def send(
    office: Office, body: Any, path: str = INGEST, **headers: str
) -> tuple[int, dict[str, Any]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = sent or {"X-Signal-Token": TOKEN}
    async with office.client.post(path, json=body, headers=sent) as response:
        return response.status, await response.json()


async def received(office: Office) -> list[Notice]:
    return list(await office.tenant.notices.list_after(0, 100))


async def test_a_signal_is_kept_as_a_notice(office: Office) -> None:
    configure(office)
    status, answer = await send(office, PAGE)
    (notice,) = await received(office)
    assert (status, answer) == (200, {"ok": True, "id": notice.id, "action": "draft"})
    assert notice.data["note"] == "Write."
    assert notice.data["by"] == "signals"


async def test_what_was_cut_is_said(office: Office) -> None:
    configure(office)
    _, answer = await send(office, {"content": "c" * 10_001})
    assert answer["cut"] == ["content"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Signal_Token": TOKEN},
        {"Authorization": f"Bearer {TOKEN}"},
        {"X_API_Key": TOKEN},
        {"X_Signal_Token": TOKEN, "Authorization": "Bearer the-key-of-a-proxy"},
        {"Authorization": f"Bearer {OPERATOR}"},
        {"X_Signal_Token": OPERATOR},
    ],
    ids=["own", "bearer", "api key", "own beside another", "operator", "operator in the own"],
)
async def test_who_has_the_token_may_send(office: Office, headers: dict[str, str]) -> None:
    configure(office)
    status, _ = await send(office, PAGE, **headers)
    assert status == 200
    (notice,) = await received(office)
    assert notice.data["by"] == ("operator" if OPERATOR in str(headers) else "signals")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Accept": "*/*"}, 401),
        ({"Authorization": "Basic abc"}, 401),
        ({"X_Signal_Token": TOKEN + "x"}, 403),
        ({"X_Signal_Token": "wrong", "Authorization": f"Bearer {TOKEN}"}, 403),
        ({"Authorization": "Bearer token-of-acme"}, 403),
    ],
    ids=["none", "another scheme", "wrong", "wrong beside right", "a peer's"],
)
async def test_nobody_else_may(office: Office, headers: dict[str, str], status: int) -> None:
    configure(office)
    refused, answer = await send(office, PAGE, **headers)
    assert refused == status
    assert (answer["ok"], "error" in answer) == (False, True)
    assert await received(office) == []


async def test_without_a_token_in_the_config_the_operator_alone_sends(office: Office) -> None:
    assert (await send(office, PAGE, Authorization="Bearer "))[0] == 401
    assert (await send(office, PAGE))[0] == 403
    assert (await send(office, PAGE, Authorization=f"Bearer {OPERATOR}"))[0] == 200


async def test_the_token_opens_nothing_else(office: Office) -> None:
    configure(office)
    for path in ("/operator/v1/peers", "/operator/v1/notices"):
        assert (await office.get(path.removeprefix("/operator/v1"), token=TOKEN))[0] == 401
    status, _ = await send(office, PAGE, "/operator/v1/signals", Authorization=f"Bearer {TOKEN}")
    assert status == 401
    status, _ = await send(office, {}, "/a2a/ingest", Authorization=f"Bearer {TOKEN}")
    assert status in (401, 403)


async def test_a_body_that_says_nothing_is_refused_in_flowwinks_form(office: Office) -> None:
    configure(office)
    status, answer = await send(office, {"title": "alone"})
    assert (status, answer["ok"]) == (400, False)
    assert "either url or content is required" in answer["error"]


async def test_the_same_signal_under_one_key_is_taken_once(office: Office) -> None:
    configure(office)
    headers = {"X_Signal_Token": TOKEN, "Idempotency_Key": "capture-1"}
    answers = await asyncio.gather(*(send(office, PAGE, **headers) for _ in range(5)))
    assert len({answer["id"] for _, answer in answers}) == 1
    assert len(await received(office)) == 1
    status, answer = await send(office, {**PAGE, "note": "another"}, **headers)
    assert (status, answer["ok"]) == (409, False)
    assert (await send(office, PAGE))[1]["id"] != answers[0][1]["id"]


async def test_the_operators_own_path_takes_the_same(office: Office) -> None:
    status, answer = await office.post("/signals", PAGE)
    assert (status, answer["action"]) == (200, "draft")
    status, answer = await office.post("/signals", {})
    assert status == 400
    assert "either url or content" in answer["error"]


async def test_a_request_to_many_opens_a_deal(office: Office) -> None:
    configure(office, audience={"peers": ["vendor"]})
    status, answer = await send(office, POSTED)
    deal = await office.tenant.deals.find_by_ref("PR-2027-0847")
    assert deal is not None
    assert (status, answer) == (
        200,
        {"ok": True, "id": deal.id, "action": "deal", "ref": "PR-2027-0847", "contacted": 1},
    )
    assert [notice.type for notice in await received(office)][:1] == ["deal.opened"]


async def test_a_request_without_a_reference_is_opened_once_under_its_key(office: Office) -> None:
    configure(office, audience={"peers": ["vendor"]})
    body = {name: value for name, value in POSTED.items() if name != "ref"}
    headers = {"X_Signal_Token": TOKEN, "Idempotency_Key": "rfq-1"}
    answers = await asyncio.gather(*(send(office, body, **headers) for _ in range(3)))
    answers.append(await send(office, body, **headers))
    assert {answer["ref"] for _, answer in answers} == {answers[0][1]["ref"]}
    assert [answer["contacted"] for _, answer in answers] == [1] * 4
    assert (await send(office, body))[1]["ref"] != answers[0][1]["ref"]


async def test_a_request_that_names_nobody_is_refused(office: Office) -> None:
    configure(office)
    status, answer = await send(office, POSTED)
    assert (status, answer["ok"]) == (400, False)
    assert "[signals.audience]" in answer["error"]
    assert await office.tenant.deals.find_by_ref("PR-2027-0847") is None


async def test_a_browsers_extension_may_send(office: Office) -> None:
    configure(office)
    async with office.client.options(INGEST) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "x-signal-token" in response.headers["Access-Control-Allow-Headers"]
    headers = {"X-Signal-Token": TOKEN, "Origin": "chrome-extension://abc"}
    async with office.client.post(INGEST, json=PAGE, headers=headers) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
