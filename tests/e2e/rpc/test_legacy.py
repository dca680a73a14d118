"""A2A 0.1: a task keeps the name and the form that its caller gave it, wherever it is met."""

from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.caller import Answer, Caller
from tests.e2e.conftest import As
from tests.e2e.rpc.rpc import V03, Rpc
from tests.e2e.say import ASKED, QUOTE, legacy_turn, rpc, skill_text

HOOK = {"url": "https://peer.example/hook", "token": "opaque"}


@pytest.fixture
def name() -> str:
    return f"order-{uuid4()}"


def start(peer: Caller, name: str, skill: str, arguments: Any = None) -> Any:
    return peer.post(legacy_turn(name, skill_text(skill, arguments))).result


def ask(peer: Caller, method: str, name: str, **params: Any) -> Answer:
    return peer.post(rpc(method, {"id": name, **params}))


def test_a_task_is_found_by_the_name_that_its_caller_gave_it(acme: Caller, name: str) -> None:
    task = start(acme, name, "get_quote", ASKED)

    found = ask(acme, "tasks/get", name).result

    assert found == task
    assert (task["id"], task["status"]["state"]) == (name, "completed")
    assert task["artifacts"][0]["parts"][1] == {"type": "data", "data": QUOTE}
    assert "kind" not in task


@pytest.mark.parametrize("base", ["", "/a2a"])
def test_the_path_may_say_the_method_too(acme: Caller, name: str, base: str) -> None:
    """As python-a2a has it, with one content instead of parts."""
    content = {"text": skill_text("get_quote", ASKED), "type": "text"}
    turn = {"content": content, "role": "user", "message_id": name}

    sent = acme.post(rpc("tasks/send", {"id": name, "message": turn}), f"{base}/tasks/send").result
    got = acme.post(rpc("tasks/get", {"id": name}), f"{base}/tasks/get").result
    canceled = acme.post(rpc("tasks/cancel", {"id": name}), f"{base}/tasks/cancel")

    assert sent["artifacts"][0]["parts"][1] == {"type": "data", "data": QUOTE}
    assert got == sent
    assert canceled.code == -32002


@pytest.mark.parametrize("content", ["text", [], {"type": "error", "message": "no"}])
def test_a_content_that_is_no_part_is_named(acme: Caller, name: str, content: Any) -> None:
    turn = {"content": content, "role": "user"}
    refused = acme.post(rpc("tasks/send", {"id": name, "message": turn}))

    assert refused.code == -32602
    assert refused.json["error"]["data"][1]["fieldViolations"][0]["field"] == "message.content"


def test_a_task_of_0_3_keeps_its_own_form(acme: Caller) -> None:
    task = Rpc(acme, V03).send_skill("get_quote", ASKED)

    assert ask(acme, "tasks/get", task["id"]).result["kind"] == "task"


def test_a_task_is_canceled_in_its_own_form(acme: Caller, name: str) -> None:
    assert start(acme, name, "asking")["status"]["state"] == "input-required"

    canceled = ask(acme, "tasks/cancel", name).result
    again = ask(acme, "tasks/cancel", name)

    assert (canceled["id"], canceled["status"]["state"]) == (name, "canceled")
    assert "kind" not in canceled
    assert again.code == -32002


def test_a_name_is_of_one_caller_alone(acme: Caller, as_peer: As, name: str) -> None:
    start(acme, name, "asking")

    for method in ("tasks/get", "tasks/cancel", "tasks/pushNotification/get"):
        assert ask(as_peer("rival"), method, name).code == -32001


def test_a_config_is_set_and_got_by_the_tasks_name(acme: Caller, name: str) -> None:
    start(acme, name, "asking")
    told = {"id": name, "pushNotificationConfig": HOOK}

    for url in ("https://peer.example/first", HOOK["url"]):
        config = {**HOOK, "url": url}
        ask(acme, "tasks/pushNotification/set", name, pushNotificationConfig=config)

    assert ask(acme, "tasks/pushNotification/get", name).result == told
    assert len(ask(acme, "tasks/pushNotificationConfig/list", name).result) == 1


def test_a_config_may_come_with_the_task(acme: Caller, name: str) -> None:
    turn = legacy_turn(name, "skill:asking")
    turn["params"]["pushNotification"] = HOOK

    assert acme.post(turn).result["id"] == name

    answer = ask(acme, "tasks/pushNotification/get", name)
    assert answer.result == {"id": name, "pushNotificationConfig": HOOK}


def test_a_task_without_a_config_has_none_to_get(acme: Caller, name: str) -> None:
    start(acme, name, "asking")

    assert ask(acme, "tasks/pushNotification/get", name).code == -32001


def test_a_task_goes_on_under_its_name(acme: Caller, name: str) -> None:
    start(acme, name, "asking")

    done = acme.post(legacy_turn(name, "blue")).result

    assert (done["id"], done["status"]["state"]) == (name, "completed")
    turns = [turn["parts"][0]["text"] for turn in done["history"] if turn["role"] == "user"]
    assert turns == ["skill:asking {}", "blue"]


@pytest.mark.parametrize("method", ["tasks/send", "tasks/sendSubscribe"])
def test_what_a_skill_answers_directly_is_a_task_here(acme: Caller, name: str, method: str) -> None:
    answered = start(acme, name, "greeting")

    again = start(acme, name, "greeting")
    other = acme.post({**legacy_turn(name, "skill:asking"), "method": method})

    assert answered["artifacts"][0]["parts"] == [{"type": "text", "text": "hello acme"}]
    assert again == answered == ask(acme, "tasks/get", name).result
    assert other.code == -32004


def test_a_task_of_0_3_goes_on_by_its_id(acme: Caller) -> None:
    asked = Rpc(acme, V03).send_skill("asking")

    done = acme.post(legacy_turn(asked["id"], "blue")).result

    assert (done["id"], done["status"]["state"]) == (asked["id"], "completed")
    assert ask(acme, "tasks/get", asked["id"]).result["status"]["state"] == "completed"
    assert acme.post(legacy_turn(asked["id"], "blue")).result == done
    assert acme.post(legacy_turn(asked["id"], "red")).code == -32004


def test_an_id_of_anothers_task_is_a_name_like_any_other(acme: Caller, as_peer: As) -> None:
    foreign = Rpc(as_peer("rival"), V03).send_skill("asking")["id"]

    mine = start(acme, foreign, "asking")

    assert (mine["id"], mine["status"]["state"]) == (foreign, "input-required")
    assert len(mine["history"]) == 1
