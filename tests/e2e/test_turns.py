"""A task that asks its peer a question goes on with the answer, in every language that can."""

from typing import Any
from uuid import uuid4

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import (
    get_task,
    legacy_turn,
    rpc,
    send,
    send_at_once,
    send_legacy,
    send_skill,
    skill_text,
)
from tests.e2e.site import Site


def test_the_answer_completes_the_same_task_with_every_turn_in_its_history(acme: Caller) -> None:
    asked = acme.post(send_skill("asking")).result["task"]
    ended = acme.post(send("blue", taskId=asked["id"])).result["task"]

    assert asked["status"]["state"] == "TASK_STATE_INPUT_REQUIRED"
    assert asked["status"]["message"]["parts"] == [{"text": "Which colour?"}]
    assert (ended["id"], ended["contextId"]) == (asked["id"], asked["contextId"])
    assert ended["status"]["state"] == "TASK_STATE_COMPLETED"
    assert ended["artifacts"][0]["parts"][0]["data"] == {"colour": "blue"}
    assert said(ended, "ROLE_USER") == [skill_text("asking"), "blue"]
    assert "Which colour?" in said(ended, "ROLE_AGENT")
    assert acme.post(get_task(asked["id"])).result == ended


def test_an_answer_in_03_completes_the_same_task(acme: Caller) -> None:
    asked = acme.post(rpc("message/send", {"message": said_in_03(skill_text("asking"))})).result
    turn = {**said_in_03("blue"), "taskId": asked["id"], "contextId": asked["contextId"]}
    ended = acme.post(rpc("message/send", {"message": turn})).result

    assert asked["status"]["state"] == "input-required"
    assert asked["status"]["message"]["parts"][0]["text"] == "Which colour?"
    assert (ended["id"], ended["status"]["state"]) == (asked["id"], "completed")
    assert said(ended, "user") == [skill_text("asking"), "blue"]


def test_an_answer_under_the_same_legacy_id_completes_the_same_task(acme: Caller) -> None:
    name = str(uuid4())
    asked = acme.post(legacy_turn(name, skill_text("asking"))).result
    ended = acme.post(legacy_turn(name, "blue")).result
    again = acme.post(legacy_turn(name, "blue")).result

    assert (asked["id"], asked["status"]["state"]) == (name, "input-required")
    assert (ended["id"], ended["status"]["state"]) == (name, "completed")
    assert ended["artifacts"][0]["parts"][-1]["data"] == {"colour": "blue"}
    assert said(ended, "user") == [skill_text("asking"), "blue"]
    assert again == ended


def test_a_native_caller_answers_by_task_id(acme: Caller) -> None:
    asked = acme.post({"skill": "asking", "arguments": {}}).json
    ended = acme.post({"text": "blue", "taskId": asked["task_id"]})

    assert (asked["status"], asked["question"]) == ("input-required", "Which colour?")
    assert ended.json == {"colour": "blue"}


def test_an_answer_sent_twice_is_one_turn(acme: Caller) -> None:
    asked = acme.post(send_skill("asking")).result["task"]
    turn = send("blue", taskId=asked["id"])

    first, again = acme.post(turn), acme.post(turn)

    assert first.body == again.body
    assert said(first.result["task"], "ROLE_USER") == [skill_text("asking"), "blue"]


def test_a_dialogue_goes_on_after_a_kill_with_every_turn(site: Site) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        task_id = acme.post(send_skill("asking")).result["task"]["id"]
        back = send("Which are there?", taskId=task_id)
        asked = acme.post(back).result["task"]
        gateway.kill()
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        assert acme.post(back).result["task"] == asked
        ended = acme.post(send("blue", taskId=task_id)).result["task"]

        assert said(ended, "ROLE_USER") == [skill_text("asking"), "Which are there?", "blue"]
        assert said(ended, "ROLE_AGENT") == ["Which colour?"] * 2
        assert acme.post(get_task(task_id)).result == ended


def test_what_is_said_while_the_task_runs_is_kept_and_changes_nothing(acme: Caller) -> None:
    task = acme.post(send_at_once("slow", {"seconds": 0.3})).result["task"]
    hurry = send("hurry up", taskId=task["id"])
    hurry["params"]["configuration"] = {"returnImmediately": True}

    acme.post(hurry)
    ended = wait_for(lambda: completed(acme, task["id"]))

    assert said(ended, "ROLE_USER")[1:] == ["hurry up"]
    assert ended["artifacts"][0]["parts"][0]["data"] == {"seconds": 0.3}


def test_history_is_as_long_as_asked_and_stays_whole(acme: Caller) -> None:
    asked = acme.post(send_skill("asking")).result["task"]
    whole = acme.post(send("blue", taskId=asked["id"])).result["task"]["history"]

    for length in (0, 1, 2, 50):
        call = get_task(asked["id"])
        call["params"]["historyLength"] = length
        history = acme.post(call).result.get("history", [])
        assert history == (whole[-length:] if length else [])


def test_calls_without_a_context_share_one(acme: Caller) -> None:
    first, second = (acme.post(send_legacy("echo", {})).result["sessionId"] for _ in range(2))

    assert first == second


def said(task: Any, role: str) -> list[str]:
    """The texts of a role in the task's history, in their order."""
    return [turn["parts"][0]["text"] for turn in task["history"] if turn["role"] == role]


def completed(acme: Caller, task_id: str) -> Any:
    task = acme.post(get_task(task_id)).result
    return task if task["status"]["state"] == "TASK_STATE_COMPLETED" else None


def said_in_03(text: str) -> dict[str, Any]:
    parts = [{"kind": "text", "text": text}]
    return {"kind": "message", "messageId": str(uuid4()), "role": "user", "parts": parts}
