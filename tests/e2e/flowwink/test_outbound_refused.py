"""Who may call out, to whom, and what a body must hold."""

from typing import Any

import pytest

from tests.e2e.caller import new_address
from tests.e2e.flowwink.conftest import OUTBOUND_PATH, Company, Outbound
from tests.outbox.scripted import Script

PATHS = (OUTBOUND_PATH, "/functions/v1/a2a/outbound", "/functions/v1/a2a-outbound")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "peer_name is required"),
        ({"peer_name": 7, "message": "hello"}, "peer_name must be a string"),
        ({"peer_name": "a", "peer_id": "b", "message": "hello"}, "peer_id must be left out"),
        ({"peer_name": "partner"}, "skill is required: the peer's skill to call, or say something"),
        ({"peer_name": "partner", "arguments": {"a": 1}, "message": "m"}, "skill is required"),
        ({"peer_name": "partner", "skill": 7}, "skill must be a string"),
        ({"peer_name": "partner", "skill": "s", "arguments": []}, "arguments must be an object"),
        ({"peer_name": "partner", "message": {}}, "message must be a string"),
        (
            {"peer_name": "partner", "message": "m", "fire_and_forget": "yes"},
            "fire_and_forget must be true or false",
        ),
        ([], "the body must be an object"),
    ],
)
def test_a_body_that_is_wrong_is_told_which_field(company: Company, body: Any, said: str) -> None:
    answer = company.operator.post(body, OUTBOUND_PATH)

    assert answer.status == 400
    assert said in answer.json["error"]


def test_an_unknown_peer_is_told_from_those_there_are(outbound: Outbound) -> None:
    answer = outbound("nobody", message="hello")

    assert answer.status == 404
    assert "no row is named 'nobody'; there are acme, asleep, by_a2a-0.3" in answer.json["error"]


@pytest.mark.parametrize("peer", ["paused", "revoked"])
def test_a_peer_that_is_not_active_is_not_called(
    remote: Script, outbound: Outbound, peer: str
) -> None:
    answer = outbound(peer, message="hello")

    assert (answer.status, remote.asked) == (409, [])
    assert answer.json == {"error": f"This peer is not active: {peer} is {peer} in its row"}


@pytest.mark.parametrize("path", PATHS)
def test_only_the_operator_may_call_out(company: Company, path: str) -> None:
    body = {"peer_name": "partner", "message": "hello"}

    refusals = [
        caller.post(body, path, **new_address()) for caller in (company.stranger, company.acme)
    ]

    assert [(answer.status, answer.json) for answer in refusals] == [
        (401, {"error": "unauthorized"})
    ] * 2
