"""What a caller may not reach is answered byte for byte as what does not exist."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.caller import Answer, Caller
from tests.e2e.conftest import As
from tests.e2e.say import LANGUAGES, get_task, legacy_turn, rpc, send, send_skill, send_v03

# What a peer may try for a skill that is internal: house_keys.
SPELLINGS = [
    "house_keys",
    "HOUSE_KEYS",
    "House_Keys",
    "house-keys",
    "house_keys/",
    "./house_keys",
    "house_keys.py",
    "house_keys\u200b",
    "hous\u0435_keys",
    "\uff48ouse_keys",
    "house\uff3fkeys",
    "house_\u212aeys",
    "internal:house_keys",
    "skill:house_keys",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("skill", SPELLINGS)
def test_an_internal_skill_is_absent_by_every_spelling(
    acme: Caller, skill: str, language: str
) -> None:
    say, _ = LANGUAGES[language]

    tried, unknown = (acme.post(say(name, {})) for name in (skill, "no_such_skill"))

    assert same_but_for_the_name(tried, skill) == same_but_for_the_name(unknown, "no_such_skill")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_skill_that_the_row_does_not_allow_is_absent(as_peer: As, language: str) -> None:
    say, _ = LANGUAGES[language]

    denied, unknown = (
        as_peer("limited").post(say(name, {})) for name in ("get_quote", "no_such_skill")
    )

    assert same_but_for_the_name(denied, "get_quote") == same_but_for_the_name(
        unknown, "no_such_skill"
    )
    assert b"echo" not in denied.body


def test_an_absent_skill_has_its_reason_in_each_language(as_peer: As) -> None:
    limited = as_peer("limited")

    in_envelope = limited.post(send_skill("get_quote"))
    alone = limited.post({"skill": "get_quote", "arguments": {}})

    assert (in_envelope.code, in_envelope.reason) == (-32602, "SKILL_NOT_FOUND")
    assert alone.status == 404


def test_an_allowed_skill_is_reached(as_peer: As) -> None:
    assert as_peer("limited").post({"skill": "echo", "arguments": {"a": 1}}).json == {"a": 1}


def test_an_internal_skill_is_absent_as_the_agent_that_is_meant(acme: Caller) -> None:
    answer = acme.post(send("good morning", agentId="house_keys"))

    assert (answer.code, answer.reason) == (-32602, "SKILL_NOT_FOUND")


def test_metadata_names_no_skill(acme: Caller) -> None:
    result = acme.post(send("good morning", metadata={"skill": "house_keys"})).result

    # The default skill answers.
    assert result["message"]["parts"] == [{"text": "hello acme"}]


ON_A_TASK: dict[str, Callable[[str], Any]] = {
    "GetTask": get_task,
    "tasks/get": lambda task_id: rpc("tasks/get", {"id": task_id}),
    "SendMessage": lambda task_id: send("skill:echo {}", "m-1", taskId=task_id),
    "SendStreamingMessage": lambda task_id: {
        **send("skill:echo {}", "m-1", taskId=task_id),
        "method": "SendStreamingMessage",
    },
    "CancelTask": lambda task_id: rpc("CancelTask", {"id": task_id}),
    "SubscribeToTask": lambda task_id: rpc("SubscribeToTask", {"id": task_id}),
    "ListTaskPushNotificationConfigs": lambda task_id: rpc(
        "ListTaskPushNotificationConfigs", {"taskId": task_id}
    ),
    "SendMessage in its context": lambda task_id: send(
        "skill:echo {}", "m-1", taskId=task_id, contextId="x"
    ),
}


@pytest.mark.parametrize("state", ["finished", "waiting"])
@pytest.mark.parametrize("operation", ON_A_TASK)
def test_a_foreign_task_is_absent(acme: Caller, as_peer: As, operation: str, state: str) -> None:
    task = acme.post(send_skill("echo" if state == "finished" else "asking")).result["task"]
    unknown_id = task["id"][::-1]

    foreign, unknown = (
        as_peer("rival").post(ON_A_TASK[operation](task_id)) for task_id in (task["id"], unknown_id)
    )

    assert foreign.code == -32001
    assert foreign.body == unknown.body
    assert acme.post(get_task(task["id"])).result == task


def test_a_foreign_name_for_a_task_is_absent(acme: Caller, as_peer: As) -> None:
    acme.post(legacy_turn("order-7", "skill:echo {}"))

    foreign = as_peer("rival").post(rpc("tasks/get", {"id": "order-7"}))

    assert acme.post(rpc("tasks/get", {"id": "order-7"})).result["id"] == "order-7"
    assert foreign.code == -32001


def test_two_peers_may_use_the_same_context_and_the_same_message_id(
    acme: Caller, as_peer: As
) -> None:
    call = send_skill("echo", {"a": 1})
    call["params"]["message"]["contextId"] = "shared-name"

    ours, theirs = (peer.post(call).result["task"] for peer in (acme, as_peer("rival")))

    assert ours["id"] != theirs["id"]
    assert ours["contextId"] == theirs["contextId"] == "shared-name"


def test_the_shape_of_identity_in_a_call_changes_nothing(acme: Caller, as_peer: As) -> None:
    task = acme.post(send_skill("echo")).result["task"]
    call = get_task(task["id"])
    call["params"] |= {"tenant": "acme", "metadata": {"peer_name": "acme"}}

    answer = as_peer("rival").post(call, X_Peer="acme", X_Peergate_Peer="acme")

    assert answer.code == -32001


def test_a_03_client_meets_the_same_absence(acme: Caller) -> None:
    answer = acme.post(send_v03("house_keys", {}))

    assert (answer.code, answer.reason) == (-32602, "SKILL_NOT_FOUND")


def same_but_for_the_name(answer: Answer, name: str) -> tuple[int, str]:
    """What two refusals must share; each may repeat the name that its caller sent."""
    text = answer.body.decode()
    for said in (repr(name), repr(name)[1:-1], name):
        text = text.replace(said.replace("\\", "\\\\"), "NAME")
    return answer.status, text
