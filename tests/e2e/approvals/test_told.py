"""Whoever waits for a person's yes is told so in its language, and of the outcome in every way."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.approvals.languages import LANGUAGES, SKILL
from tests.e2e.caller import Answer, Caller
from tests.e2e.deadline import wait_for
from tests.e2e.listen import Heard, Listener, listening
from tests.e2e.say import (
    get_task,
    native,
    rpc,
    send_at_once,
    send_skill,
    send_v03,
)
from tests.e2e.site import Gateway, Site
from tests.e2e.streams.stream import streamed, subscribe
from tests.e2e.webhooks.receiver import Receiver, receiving
from tests.e2e.webhooks.say import config, send_with

LOOPBACK = ["127.0.0.0/8"]


@dataclass(frozen=True)
class House:
    """A gateway with a peer that asks, and the operator who decides."""

    acme: Caller
    operator: Caller

    def newest(self) -> str:
        """The id of the task that was asked for last: its caller may know it by another name."""
        page = self.operator.get("/operator/v1/approvals?state=waiting&limit=1").json
        return str(page["approvals"][0]["task_id"])

    def waits(self, task_id: str) -> bool:
        page = self.operator.get(f"/operator/v1/approvals?state=waiting&task={task_id}").json
        return bool(page["approvals"])

    def decide(self, task_id: str, what: str, note: str = "") -> Answer:
        approval_id = self.approval_of(task_id)["id"]
        path = f"/operator/v1/approvals/{approval_id}/{what}"
        return self.operator.post({"note": note}, path)

    def approval_of(self, task_id: str) -> Any:
        page = self.operator.get(f"/operator/v1/approvals?task={task_id}").json
        return page["approvals"][0]

    def until(self, task_id: str, state: str) -> Any:
        """The task, once it is in this state."""

        def look() -> Any:
            task = self.acme.post(get_task(task_id)).result
            return task if task["status"]["state"] == f"TASK_STATE_{state}" else None

        return wait_for(look)


def open_house(site: Site, gateway: Gateway) -> House:
    return House(Caller(gateway.url, site.tokens["acme"]), Caller(gateway.url, site.operator))


@pytest.fixture(scope="module")
def open_site(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = template.copy_to(tmp_path_factory.mktemp("approvals"))
    site.edit_peer("acme", plain_http=True, networks=LOOPBACK)
    return site


@pytest.fixture(scope="module")
def house(open_site: Site) -> Iterator[House]:
    with open_site.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        yield open_house(open_site, gateway)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.mark.parametrize("ask", LANGUAGES.values(), ids=LANGUAGES)
def test_the_wait_is_told_at_once_and_the_outcome_is_found_later(
    house: House, ask: Callable[[Caller], tuple[str, Any]]
) -> None:
    named, review = ask(house.acme)
    assert review["status"] == "pending_review"
    assert review["estimated_response_by"]
    assert review["note"]
    assert house.decide(house.newest(), "approve").status == 200
    done = house.until(named, "COMPLETED")
    assert done["artifacts"][-1]["parts"][0]["text"] == "signed"


@pytest.mark.parametrize("ask", LANGUAGES.values(), ids=LANGUAGES)
def test_a_no_is_found_later_with_its_reason(
    house: House, ask: Callable[[Caller], tuple[str, Any]]
) -> None:
    named, _ = ask(house.acme)
    assert house.decide(house.newest(), "reject", "not this year").status == 200
    done = house.until(named, "REJECTED")
    assert done["status"]["message"]["parts"][0]["data"] == {
        "status": "declined",
        "reason": "not this year",
    }


def test_a_native_caller_that_asks_again_with_its_key_gets_the_result(house: House) -> None:
    key = {"Idempotency_Key": str(uuid4())}
    first = house.acme.post(native(SKILL, {}), **key)
    again = house.acme.post(native(SKILL, {}), **key)
    assert (first.status, again.status) == (202, 202)
    assert again.json["task_id"] == first.json["task_id"]
    house.decide(first.json["task_id"], "approve")
    house.until(first.json["task_id"], "COMPLETED")
    done = house.acme.post(native(SKILL, {}), **key)
    assert (done.status, done.json) == (200, {"result": "signed"})


def test_a_stream_stays_open_and_is_told_the_outcome(house: House) -> None:
    with listening(house.acme, streamed(SKILL)) as stream:
        heard = read_to_the_review(stream)
        task_id = heard[0].result["task"]["id"]
        house.decide(task_id, "approve")
        rest = stream.rest()
    states = [
        heard.result["statusUpdate"]["status"]["state"]
        for heard in rest
        if "statusUpdate" in heard.result
    ]
    assert states == ["TASK_STATE_WORKING", "TASK_STATE_COMPLETED"]


def test_who_subscribes_to_what_waits_is_told_the_outcome(house: House) -> None:
    task = house.acme.post(send_at_once(SKILL)).result["task"]
    wait_for(lambda: house.waits(task["id"]))
    with listening(house.acme, subscribe(task["id"])) as stream:
        stream.next()
        house.decide(task["id"], "reject", "no")
        [told] = stream.rest()[-1:]
    assert told.result["statusUpdate"]["status"]["state"] == "TASK_STATE_REJECTED"


def test_a_0_3_stream_stays_open_too(house: House) -> None:
    call = {**send_v03(SKILL, {}), "method": "message/stream"}
    with listening(house.acme, call) as stream:
        first = stream.next()
        assert first is not None
        task_id = first.result.get("id") or first.result["taskId"]
        wait_for(lambda: house.waits(task_id))
        house.decide(task_id, "approve")
        last = stream.rest()[-1].result
    assert (last["status"]["state"], last["final"]) == ("completed", True)


def test_a_webhook_is_told_of_the_wait_and_of_the_outcome(house: House, receiver: Receiver) -> None:
    push = config(f"{receiver.url}/hook")
    task = house.acme.post(send_with(push, SKILL, wait=True)).result["task"]
    house.decide(task["id"], "approve")
    wait_for(lambda: receiver.once() and receiver.once()[-1].short == "COMPLETED")
    bodies = json.dumps([told.body for told in receiver.once()])
    assert "pending_review" in bodies


def test_kill_9_at_any_moment_of_a_wait_loses_nothing_and_signs_once(site: Site) -> None:
    key = {"Idempotency_Key": str(uuid4())}
    with site.serve() as gateway:
        house = open_house(site, gateway)
        task_id = house.acme.post(native(SKILL, {}), **key).json["task_id"]
        gateway.kill()
    with site.serve() as gateway:
        house = open_house(site, gateway)
        assert house.acme.post(native(SKILL, {}), **key).json["status"] == "pending_approval"
        assert house.approval_of(task_id)["state"] == "waiting"
        assert house.decide(task_id, "approve").status == 200
        gateway.kill()
    with site.serve() as gateway:
        house = open_house(site, gateway)
        done = house.until(task_id, "COMPLETED")
        assert len(done["artifacts"]) == 1
        approval = house.approval_of(task_id)
        assert (approval["state"], house.decide(task_id, "approve").status) == ("approved", 409)


def test_the_wait_of_a_responses_call_is_told_and_looked_up(house: House) -> None:
    body = {"model": f"skill/{SKILL}", "input": "{}"}
    response = house.acme.post(body, "/v1/responses").json
    assert response["status"] == "in_progress"
    assert response["a2a"]["review"]["status"] == "pending_review"
    task_id = response["a2a"]["task_id"]
    house.decide(task_id, "approve")
    done = wait_for(
        lambda: (
            found
            if (found := house.acme.get(f"/v1/responses/{response['id']}").json)["status"]
            == "completed"
            else None
        )
    )
    assert "signed" in json.dumps(done["output"])


def test_cancelling_what_waits_leaves_nothing_to_decide(house: House) -> None:
    task = house.acme.post(send_skill(SKILL)).result["task"]
    house.acme.post(rpc("CancelTask", {"id": task["id"]}))
    assert house.approval_of(task["id"])["state"] == "void"
    assert house.decide(task["id"], "approve").status == 409


def read_to_the_review(stream: Listener) -> list[Heard]:
    heard: list[Heard] = []
    while not heard or "pending_review" not in json.dumps(heard[-1].data):
        event = stream.next()
        assert event is not None
        heard.append(event)
    return heard
