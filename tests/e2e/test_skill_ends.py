"""How a skill ends decides what its caller gets."""

import pytest

from tests.e2e.caller import Caller
from tests.e2e.say import get_task, native, send, send_at_once, send_skill


def test_a_failing_skill_tells_an_error_id_and_nothing_of_its_bug(acme: Caller) -> None:
    answer = acme.post(send_skill("failing"))

    status = answer.result["task"]["status"]
    assert status["state"] == "TASK_STATE_FAILED"
    assert "error id" in status["message"]["parts"][0]["text"]
    assert b"hunter2" not in answer.body
    assert b"Traceback" not in answer.body


def test_a_failing_skill_is_500_without_an_envelope(acme: Caller) -> None:
    answer = acme.post(native("failing", {}))

    assert answer.status == 500
    assert answer.json.keys() == {"error"}
    assert b"hunter2" not in answer.body


@pytest.mark.parametrize("name", ["leaving", "leaving_thread", "interrupting", "cancelling"])
def test_a_skill_that_exits_fails_alone(acme: Caller, name: str) -> None:
    answer = acme.post(native(name, {}))

    assert answer.status == 500
    assert "error id" in answer.json["error"]
    assert acme.post(native("plain", {})).status == 200


def test_a_plain_function_runs_beside_the_event_loop(acme: Caller) -> None:
    assert acme.post(native("plain", {})).json == {"beside_the_loop": True}


def test_a_decline_is_a_rejection_that_a_machine_can_read(acme: Caller) -> None:
    declined = {"status": "declined", "reason": "sold out", "days": 3}

    status = acme.post(send_skill("declining")).result["task"]["status"]

    assert status["state"] == "TASK_STATE_REJECTED"
    assert status["message"]["parts"] == [{"data": declined}]
    assert acme.post(native("declining", {})).json == declined


def test_a_direct_answer_makes_no_task(acme: Caller) -> None:
    result = acme.post(send_skill("greeting")).result

    assert result.keys() == {"message"}
    assert result["message"]["parts"] == [{"text": "hello acme"}]


def test_chunks_of_an_artifact_are_put_together(acme: Caller) -> None:
    task = acme.post(send_skill("reporting")).result["task"]

    report, result = task["artifacts"]
    assert [part["text"] for part in report["parts"]] == ["first", "second"]
    assert [part["text"] for part in result["parts"]] == ["summary"]


def test_a_skill_that_needs_approval_is_waited_for(acme: Caller) -> None:
    task = acme.post(send_skill("signing")).result["task"]
    alone = acme.post(native("signing", {}))

    assert task["status"]["state"] == "TASK_STATE_WORKING"
    assert task["status"]["message"]["parts"][0]["data"]["status"] == "pending_review"
    assert (alone.status, alone.json["status"]) == (202, "pending_approval")


def test_a_caller_that_will_not_wait_gets_the_task_at_once(acme: Caller) -> None:
    task = acme.post(send_at_once("slow", {"seconds": 30})).result["task"]

    stored = acme.post(get_task(task["id"])).result
    assert stored["id"] == task["id"]
    assert stored["status"]["state"] in ("TASK_STATE_SUBMITTED", "TASK_STATE_WORKING")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"product": "flashlight"}, "qty"),
        ({"product": "flashlight", "qty": "many"}, "qty"),
        ({"product": "flashlight", "qty": -1}, "qty"),
        ({"qty": 1}, "product"),
    ],
)
def test_arguments_that_do_not_fit_name_the_field(
    acme: Caller, arguments: dict[str, object], field: str
) -> None:
    answer = acme.post(send_skill("get_quote", arguments))
    without_envelope = acme.post(native("get_quote", arguments))

    violation = answer.json["error"]["data"][1]["fieldViolations"][0]
    assert (answer.code, violation["field"]) == (-32602, field)
    assert violation["description"]
    assert without_envelope.status == 400
    assert without_envelope.json["violations"][0]["field"] == field


def test_text_that_names_no_skill_goes_to_the_default_one(acme: Caller) -> None:
    result = acme.post(send("good morning")).result

    assert result["message"]["parts"] == [{"text": "hello acme"}]
