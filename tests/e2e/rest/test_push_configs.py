"""The push notification configs of a task over HTTP+JSON, in the shapes of both versions."""

from typing import Any

from tests.e2e.rest.rest import Rest, reason_of

URL = "https://peer.example/hook"
SECRET = "secret-of-the-hook"


def config(rest: Rest, task_id: str, name: str, *, credentials: str = "") -> Any:
    """A config as it is made, or without its credentials as it is told."""
    secret = {"credentials": credentials} if credentials else {}
    said = {"id": name, "url": URL, "token": "opaque"}
    if rest.version == "1.0":
        return {**said, "taskId": task_id, "authentication": {"scheme": "Bearer", **secret}}
    nested = {**said, "authentication": {"schemes": ["Bearer"], **secret}}
    resource = f"tasks/{task_id}/pushNotificationConfigs/{name}"
    return {"name": resource, "pushNotificationConfig": nested}


def create(rest: Rest, task_id: str, name: str) -> Any:
    made = config(rest, task_id, name, credentials=SECRET)
    if rest.version == "0.3":
        made = {"parent": f"tasks/{task_id}", "configId": name, "config": made}
    answer = rest.post(f"/tasks/{task_id}/pushNotificationConfigs", made)
    assert answer.status == 200, answer
    return answer.json


def test_a_config_is_made_found_listed_and_deleted(rest: Rest) -> None:
    task_id = rest.send_skill("asking")["id"]
    place = f"/tasks/{task_id}/pushNotificationConfigs"

    made = [create(rest, task_id, name) for name in ("one", "two")]
    found, listed = rest.get(f"{place}/two/"), rest.get(f"{place}/")
    deleted = rest.delete(f"{place}/one")

    assert made == [config(rest, task_id, "one"), config(rest, task_id, "two")]
    assert found.json == made[1]
    assert listed.json["configs"] == made
    assert (deleted.status, deleted.json) == (200, {})
    assert rest.get(place).json["configs"] == made[1:]
    assert SECRET.encode() not in found.body + listed.body


def test_a_list_is_cut_into_pages(rest: Rest) -> None:
    task_id = rest.send_skill("asking")["id"]
    made = [create(rest, task_id, name) for name in ("one", "two")]
    place = f"/tasks/{task_id}/pushNotificationConfigs"

    first = rest.get(f"{place}?pageSize=1").json
    second = rest.get(f"{place}?page_size=1&page_token={first['nextPageToken']}").json

    assert [*first["configs"], *second["configs"]] == made
    assert second.get("nextPageToken", "") == ""


def test_the_path_names_the_task_and_not_the_body(rest: Rest) -> None:
    task_id, other = (rest.send_skill("asking")["id"] for _ in range(2))
    place = f"/tasks/{task_id}/pushNotificationConfigs"

    answer = rest.post(place, config(rest, other, "one", credentials=SECRET))

    assert answer.json == config(rest, task_id, "one")
    assert rest.get(f"/tasks/{other}/pushNotificationConfigs").json["configs"] == []


def test_what_is_not_there_or_not_yours_is_not_found(rest: Rest, rival: Rest) -> None:
    task_id = rest.send_skill("asking")["id"]
    create(rest, task_id, "one")
    place = f"/tasks/{task_id}/pushNotificationConfigs"

    refused = [
        rest.get(f"{place}/none"),
        rival.get(place),
        rival.get(f"{place}/one"),
        rival.delete(f"{place}/one"),
        rival.post(place, config(rival, task_id, "one")),
    ]

    assert {(answer.status, reason_of(answer)) for answer in refused} == {(404, "TASK_NOT_FOUND")}
    assert len(rest.get(place).json["configs"]) == 1


def test_a_forbidden_address_is_refused_when_it_is_given(rest: Rest) -> None:
    task_id = rest.send_skill("asking")["id"]
    wrong = config(rest, task_id, "one")
    inner = wrong.get("pushNotificationConfig", wrong)
    inner["url"] = "https://10.0.0.1/hook"

    answer = rest.post(f"/tasks/{task_id}/pushNotificationConfigs", wrong)

    assert (answer.status, reason_of(answer)) == (400, "INVALID_PARAMS")
