"""A call that needs a person's yes, in each language: its task, and what is said of the wait."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.e2e.caller import Caller
from tests.e2e.say import (
    legacy_turn,
    native,
    negotiate,
    send_skill,
    send_v03,
    skill_text,
)

SKILL = "signing"


def in_v1(acme: Caller) -> tuple[str, Any]:
    task = acme.post(send_skill(SKILL)).result["task"]
    return task["id"], task["status"]["message"]["parts"][0]["data"]


def in_v1_over_rest(acme: Caller) -> tuple[str, Any]:
    answer = acme.post(send_skill(SKILL)["params"], "/a2a/message:send")
    task = answer.json["task"]
    return task["id"], task["status"]["message"]["parts"][0]["data"]


def in_v03(acme: Caller) -> tuple[str, Any]:
    task = acme.post(send_v03(SKILL, {})).result
    assert (task["kind"], task["status"]["state"]) == ("task", "working")
    [data] = [part for part in task["status"]["message"]["parts"] if part["kind"] == "data"]
    return task["id"], data["data"]


def in_legacy(acme: Caller) -> tuple[str, Any]:
    task = acme.post(legacy_turn(str(uuid4()), skill_text(SKILL))).result
    assert task["status"]["state"] == "working"
    [data] = [part for part in task["status"]["message"]["parts"] if part["type"] == "data"]
    return task["id"], data["data"]


def in_native(acme: Caller) -> tuple[str, Any]:
    answer = acme.post(native(SKILL, {}))
    assert (answer.status, answer.json["status"]) == (202, "pending_approval")
    assert answer.json["skill"] == SKILL
    return answer.json["task_id"], {**answer.json, "status": "pending_review"}


def in_negotiation(acme: Caller) -> tuple[str, Any]:
    answer = acme.post(negotiate(SKILL, {}))
    assert answer.status == 202
    return answer.json["task_id"], {**answer.json, "status": "pending_review"}


LANGUAGES: dict[str, Callable[[Caller], tuple[str, Any]]] = {
    "1.0": in_v1,
    "1.0 rest": in_v1_over_rest,
    "0.3": in_v03,
    "tasks/send": in_legacy,
    "native": in_native,
    "negotiate": in_negotiation,
}
