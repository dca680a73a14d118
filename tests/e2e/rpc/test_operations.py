"""Every operation over JSON-RPC that has one answer, in 1.0 and in 0.3, with exact shapes."""

from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.held import Held
from tests.e2e.rpc.rpc import Rpc
from tests.e2e.say import ASKED

CREDENTIALS = "s3cret-of-the-hook"
HOOK = {"id": "p1", "url": "https://peer.example/hook", "token": "opaque"}


def with_scheme(peer: Rpc, credentials: str = "") -> dict[str, object]:
    """The config with its authentication, as this version has it."""
    named = {"scheme": "Bearer"} if peer.is_new else {"schemes": ["Bearer"]}
    return {
        **HOOK,
        "authentication": {**named, **({"credentials": credentials} if credentials else {})},
    }


def told(peer: Rpc, task_id: str, config: dict[str, object]) -> dict[str, object]:
    """The config as an answer holds it."""
    if peer.is_new:
        return {"taskId": task_id, **config}
    return {"taskId": task_id, "pushNotificationConfig": config}


def test_a_task_is_answered_bare(peer: Rpc) -> None:
    task = peer.send_skill("get_quote", ASKED)

    assert peer.get(task["id"]).result == task
    assert "history" not in peer.get(task["id"], historyLength=0).result
    assert ("kind" in task) == (not peer.is_new)


def test_tasks_are_listed_by_page(peer: Rpc) -> None:
    context_id = str(uuid4())
    ids = [peer.send_skill("get_quote", ASKED, contextId=context_id)["id"] for _ in range(3)]
    done = {"contextId": context_id, "status": peer.state("completed"), "pageSize": 2}

    page = peer.list(**done).result
    last = peer.list(**done, pageToken=page["nextPageToken"]).result

    assert (page["pageSize"], page["totalSize"]) == (2, 3)
    assert last["nextPageToken"] == ""
    listed = [*page["tasks"], *last["tasks"]]
    assert [task["id"] for task in listed] == ids[::-1]
    assert all("artifacts" not in task for task in listed)


def test_a_list_may_hold_artifacts_and_no_history(peer: Rpc) -> None:
    task = peer.send_skill("get_quote", ASKED)
    context = {"contextId": task["contextId"], "historyLength": 0, "includeArtifacts": True}

    (listed,) = peer.list(**context).result["tasks"]

    assert listed["artifacts"] == task["artifacts"]
    assert "history" not in listed


def test_an_empty_list_has_all_its_members(peer: Rpc) -> None:
    answer = peer.list(contextId=str(uuid4()))

    assert answer.result == {"tasks": [], "nextPageToken": "", "pageSize": 50, "totalSize": 0}


def test_a_list_begins_at_a_moment(peer: Rpc) -> None:
    task = peer.send_skill("get_quote", ASKED)
    context, at = {"contextId": task["contextId"]}, task["status"]["timestamp"]

    assert len(peer.list(**context, statusTimestampAfter=at).result["tasks"]) == 1
    for later in (at.replace("Z", "001Z"), "2100-01-01T00:00:00Z"):
        assert not peer.list(**context, statusTimestampAfter=later).result["tasks"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pageSize", 0),
        ("pageSize", 101),
        ("pageSize", -1),
        ("pageSize", "many"),
        ("status", "DONE"),
        ("status", 9),
        ("status", True),
        ("status", ["completed"]),
        ("statusTimestampAfter", "yesterday"),
        ("pageToken", "not one of ours"),
        ("historyLength", -1),
        ("includeArtifacts", "yes"),
        ("contextId", 7),
    ],
)
def test_a_wrong_filter_is_named(peer: Rpc, field: str, value: object) -> None:
    answer = peer.list(**{field: value})

    assert (answer.code, answer.reason) == (-32602, "INVALID_PARAMS")
    (violation,) = answer.json["error"]["data"][1]["fieldViolations"]
    assert violation["field"] == field


def test_a_task_at_work_is_canceled(peer: Rpc, held: Held) -> None:
    task_id = peer.start("repeatable", held.arguments)
    held.wait_for_runs(1)

    canceled, again = peer.cancel(task_id), peer.cancel(task_id)

    assert canceled.result["status"]["state"] == peer.state("canceled")
    assert canceled.result == peer.get(task_id).result
    assert (again.code, again.reason) == (-32002, "TASK_NOT_CANCELABLE")


def test_a_push_config_is_made_told_and_deleted(peer: Rpc) -> None:
    task_id = peer.send_skill("asking")["id"]
    public = told(peer, task_id, with_scheme(peer))

    made = peer.set_push(task_id, with_scheme(peer, CREDENTIALS))
    got, listed = peer.get_push(task_id, "p1"), peer.list_push(task_id)
    gone, again = peer.delete_push(task_id, "p1"), peer.delete_push(task_id, "p1")
    empty, missing = peer.list_push(task_id), peer.get_push(task_id, "p1")

    assert made.result == got.result == public
    page = {"configs": [public], "nextPageToken": ""} if peer.is_new else [public]
    assert listed.result == page
    assert gone.json == again.json == {"jsonrpc": "2.0", "id": 1, "result": made_nothing(peer)}
    assert empty.result == ({"configs": [], "nextPageToken": ""} if peer.is_new else [])
    assert (missing.code, missing.reason) == (-32001, "TASK_NOT_FOUND")
    for answer in (made, got, listed):
        assert CREDENTIALS.encode() not in answer.body


def made_nothing(peer: Rpc) -> dict[str, object] | None:
    """An empty message in 1.0; in 0.3 a null that has to be there."""
    return {} if peer.is_new else None


def test_a_config_of_the_same_id_takes_the_place_of_the_first(peer: Rpc) -> None:
    task_id = peer.send_skill("asking")["id"]
    moved = {**HOOK, "url": "https://peer.example/moved"}

    peer.set_push(task_id, HOOK)
    peer.set_push(task_id, moved)

    assert peer.get_push(task_id, "p1").result == told(peer, task_id, moved)


def test_a_config_gets_an_id(peer: Rpc) -> None:
    task_id = peer.send_skill("asking")["id"]
    nameless = {name: value for name, value in HOOK.items() if name != "id"}

    made = peer.set_push(task_id, nameless).result

    config = made if peer.is_new else made["pushNotificationConfig"]
    assert config["id"]
    assert peer.get_push(task_id, config["id"]).result == made


def test_a_config_may_come_with_a_send(peer: Rpc) -> None:
    member = "taskPushNotificationConfig" if peer.is_new else "pushNotificationConfig"

    answer = peer.send("skill:asking", {member: HOOK}).result

    task_id = (answer["task"] if peer.is_new else answer)["id"]
    assert peer.get_push(task_id, "p1").result == told(peer, task_id, HOOK)


def test_a_config_that_comes_with_every_message_is_one(peer: Rpc) -> None:
    member = "taskPushNotificationConfig" if peer.is_new else "pushNotificationConfig"
    nameless = {name: value for name, value in HOOK.items() if name != "id"}
    answer = peer.send("skill:asking", {member: nameless}).result
    task_id = (answer["task"] if peer.is_new else answer)["id"]

    peer.send("blue", {member: nameless}, taskId=task_id)

    listed = peer.list_push(task_id).result
    assert len(listed["configs"] if peer.is_new else listed) == 1


@pytest.mark.parametrize("url", ["", "ftp://peer.example/", "http://127.0.0.1:9/", "nowhere"])
def test_an_address_that_is_never_called_is_refused(peer: Rpc, url: str) -> None:
    task_id = peer.send_skill("asking")["id"]

    answer = peer.set_push(task_id, {**HOOK, "url": url})

    assert (answer.code, answer.reason) == (-32602, "INVALID_PARAMS")


def test_a_header_cannot_be_put_into_a_token(peer: Rpc) -> None:
    task_id = peer.send_skill("asking")["id"]

    answer = peer.set_push(task_id, {**HOOK, "token": "a\r\nX-Evil: 1"})

    assert (answer.code, answer.reason) == (-32602, "INVALID_PARAMS")


def test_what_is_not_yours_is_as_if_it_were_not(peer: Rpc, rival: Rpc) -> None:
    task_id = peer.send_skill("asking")["id"]
    peer.set_push(task_id, HOOK)

    def tried(name: str) -> list[object]:
        answers = [
            rival.get(name),
            rival.cancel(name),
            rival.subscribe(name),
            rival.set_push(name, HOOK),
            rival.get_push(name, "p1"),
            rival.list_push(name),
            rival.delete_push(name, "p1"),
            rival.send("blue", taskId=name),
        ]
        assert {(answer.code, answer.reason) for answer in answers} == {(-32001, "TASK_NOT_FOUND")}
        return [answer.json["error"] for answer in answers]

    assert tried(task_id) == tried("no-such-task")
    assert task_id not in {task["id"] for task in rival.list(pageSize=100).result["tasks"]}
    assert peer.get(task_id).result["status"]["state"] == peer.state("input-required")
    assert peer.get_push(task_id, "p1").result == told(peer, task_id, HOOK)


def test_a_tenant_grants_nothing(rival: Rpc, acme: Caller) -> None:
    task_id = Rpc(acme, rival.version).send_skill("get_quote", ASKED)["id"]

    assert rival.get(task_id, tenant="acme").code == -32001
    assert rival.send_skill("get_quote", ASKED)["id"] != task_id
