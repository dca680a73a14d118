"""Every operation over HTTP+JSON that has one answer, in both versions."""

from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.held import Held, wait_for_end
from tests.e2e.rest.rest import Rest, reason_of
from tests.e2e.say import ASKED, QUOTE, get_task, legacy_turn, send_skill, skill_text

CANCELED = {"1.0": "TASK_STATE_CANCELED", "0.3": "TASK_STATE_CANCELLED"}


def test_a_message_is_answered_with_its_task(rest: Rest) -> None:
    answer = rest.send(skill_text("get_quote", ASKED))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert list(answer.json) == ["task"]
    task = answer.json["task"]
    assert task["status"]["state"] == "TASK_STATE_COMPLETED"
    assert rest.data_of(task) == QUOTE
    assert "kind" not in task


def test_a_direct_answer_is_a_message(rest: Rest) -> None:
    answer = rest.send("hello")

    assert list(answer.json) == ["message"]
    assert answer.json["message"]["role"] == "ROLE_AGENT"


@pytest.mark.parametrize("path", ["/message:send/", "/../a2a/message:send", "//message:send"])
def test_a_slash_at_the_end_changes_nothing_and_elsewhere_is_another_path(
    acme: Caller, path: str
) -> None:
    rest = Rest(acme, "1.0")

    answer = rest.post(path, rest.message(skill_text("get_quote", ASKED)))

    assert answer.status == (200 if path == "/message:send/" else 404)
    assert "Location" not in answer.headers


def test_a_tenant_in_front_routes_and_no_more(acme: Caller) -> None:
    for base in ("/a2a/default", "/a2a/some%20agent", "/a2a/default/v1"):
        rest = Rest(acme, "0.3" if base.endswith("v1") else "1.0")
        path = f"{base}/message:send"

        answer = acme.post(rest.message(skill_text("get_quote", ASKED)), path)

        assert rest.data_of(answer.json["task"]) == QUOTE


def test_a_repeated_message_has_the_same_task(rest: Rest) -> None:
    body = rest.message(skill_text("get_quote", ASKED))

    first, again = rest.post("/message:send", body), rest.post("/message:send", body)

    assert first.json["task"]["id"] == again.json["task"]["id"]


def test_a_task_is_found_by_its_path(rest: Rest) -> None:
    task = rest.send_skill("get_quote", ASKED)

    for slash in ("", "/"):
        found = rest.get(f"/tasks/{task['id']}{slash}")

        assert (found.status, found.json) == (200, task)


def test_a_task_is_the_same_in_every_binding_and_version(acme: Caller) -> None:
    new, old = Rest(acme, "1.0"), Rest(acme, "0.3")
    task = acme.post(send_skill("get_quote", ASKED)).result["task"]

    assert new.get(f"/tasks/{task['id']}").json == task
    assert old.data_of(old.get(f"/tasks/{task['id']}").json) == QUOTE


def test_history_is_cut_to_what_is_asked_for(rest: Rest) -> None:
    task = rest.send_skill("get_quote", ASKED)

    assert len(task["history"]) == 1
    for query in ("historyLength=0", "history_length=0"):
        assert "history" not in rest.get(f"/tasks/{task['id']}?{query}").json
    assert "history" in rest.get(f"/tasks/{task['id']}?historyLength=5").json


def test_an_id_may_hold_anything_that_is_percent_encoded(acme: Caller, version: str) -> None:
    rest, name = Rest(acme, version), f"order/7:cancel ?#å-{uuid4()}"
    acme.post(legacy_turn(name, skill_text("get_quote", ASKED)))

    found = rest.get(f"/tasks/{quote(name, safe='')}")

    assert found.status == 200, found
    assert rest.data_of(found.json) == QUOTE


def test_what_is_not_yours_is_as_if_it_were_not(rest: Rest, rival: Rest) -> None:
    task_id = rest.send_skill("get_quote", ASKED)["id"]
    configs = f"/tasks/{task_id}/pushNotificationConfigs"

    answers = [
        rival.get(f"/tasks/{task_id}"),
        rival.get("/tasks/unheard-of"),
        rival.post(f"/tasks/{task_id}:cancel"),
        rival.get(f"/tasks/{task_id}:subscribe"),
        rival.post(f"/tasks/{task_id}:subscribe"),
    ]

    assert {(answer.status, reason_of(answer)) for answer in answers} == {(404, "TASK_NOT_FOUND")}
    assert len({answer.json["error"]["message"] for answer in answers}) == 1
    assert rival.get(configs).status == rest.get("/tasks/none/pushNotificationConfigs").status


def test_tasks_are_listed(rest: Rest) -> None:
    context_id = str(uuid4())
    ids = [
        rest.send(skill_text("get_quote", ASKED), contextId=context_id).json["task"]["id"]
        for _ in range(3)
    ]

    done = "status=TASK_STATE_COMPLETED"
    page = rest.get(f"/tasks?contextId={context_id}&pageSize=2&{done}").json
    token = quote(page["nextPageToken"], safe="")
    rest_of_it = rest.get(f"/tasks/?context_id={context_id}&page_token={token}&{done}").json

    assert (page["pageSize"], page["totalSize"]) == (2, 3)
    assert rest_of_it["nextPageToken"] == ""
    listed = [*page["tasks"], *rest_of_it["tasks"]]
    assert [task["id"] for task in listed] == ids[::-1]
    assert all("artifacts" not in task for task in listed)


def test_a_list_may_hold_artifacts_and_no_history(rest: Rest) -> None:
    task = rest.send_skill("get_quote", ASKED)

    query = f"contextId={task['contextId']}&includeArtifacts=true&historyLength=0"
    (listed,) = rest.get(f"/tasks?{query}").json["tasks"]

    assert rest.data_of(listed) == QUOTE
    assert "history" not in listed


def test_a_task_at_work_is_canceled(rest: Rest, held: Held) -> None:
    task_id = rest.start("repeatable", held.arguments)
    held.wait_for_runs(1)

    canceled = rest.post(f"/tasks/{task_id}:cancel")
    again = rest.post(f"/tasks/{task_id}:cancel", {"name": f"tasks/{task_id}"})

    assert (canceled.status, canceled.json["id"]) == (200, task_id)
    assert canceled.json["status"]["state"] == CANCELED[rest.version]
    assert (again.status, reason_of(again)) == (400, "TASK_NOT_CANCELABLE")


def test_a_configuration_of_0_3_waits_only_where_it_says_so(acme: Caller, held: Held) -> None:
    rest = Rest(acme, "0.3")
    text = skill_text("repeatable", held.arguments)

    begun = rest.send(text, {"acceptedOutputModes": []}).json["task"]
    held.release()
    ended = rest.send(text, {"blocking": True}).json["task"]

    assert begun["status"]["state"] in ("TASK_STATE_SUBMITTED", "TASK_STATE_WORKING")
    assert ended["status"]["state"] == "TASK_STATE_COMPLETED"
    assert wait_for_end(acme, begun["id"])["status"]["state"] == "TASK_STATE_COMPLETED"
    assert acme.post(get_task(begun["id"])).result["id"] == begun["id"]


def test_a_question_is_answered_in_the_same_task(rest: Rest) -> None:
    asked = rest.send_skill("asking")
    ended = rest.send("blue", taskId=asked["id"]).json["task"]

    assert asked["status"]["state"] == "TASK_STATE_INPUT_REQUIRED"
    assert (ended["id"], rest.data_of(ended)) == (asked["id"], {"colour": "blue"})


def test_the_extended_card_is_at_its_path(rest: Rest) -> None:
    path = {"1.0": "/extendedAgentCard", "0.3": "/card"}[rest.version]

    answer = rest.get(path)

    assert answer.status == 200, answer
    assert "get_quote" in {skill["id"] for skill in answer.json["skills"]}
    assert "no-store" in answer.headers["Cache-Control"]
    if rest.version == "1.0":
        bindings = {entry["protocolBinding"] for entry in answer.json["supportedInterfaces"]}
    else:
        assert answer.json["url"].endswith("/a2a")
        bindings = {entry["transport"] for entry in answer.json["additionalInterfaces"]}
    assert bindings == {"JSONRPC", "HTTP+JSON"}
