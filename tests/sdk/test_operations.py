"""Every operation of the official clients, of both generations, languages and bindings."""

from collections.abc import Callable

import pytest

from tests.e2e.held import Held
from tests.e2e.say import ASKED, QUOTE, skill_text
from tests.sdk.client import SDKS, Sdk, SdkClient
from tests.sdk.seen import data_of, state_of, steps_of, texts_of
from tests.sdk.webhook import Webhook

ASK_FOR_QUOTE = skill_text("get_quote", ASKED)


def test_a_message_is_answered_with_its_task(client: SdkClient) -> None:
    task = client.ask("send", text=ASK_FOR_QUOTE)["task"]

    assert state_of(task) == "completed"
    assert data_of(task) == QUOTE


def test_a_task_is_found_again(client: SdkClient) -> None:
    task = client.ask("send", text=ASK_FOR_QUOTE)["task"]

    found = client.ask("get", id=task["id"])["task"]

    assert data_of(found) == QUOTE
    assert len(found["history"]) == 1


def test_a_question_is_answered_in_the_same_task(client: SdkClient) -> None:
    asked = client.ask("send", text=skill_text("asking"))["task"]

    turn = {"taskId": asked["id"], "contextId": asked["contextId"]}
    ended = client.ask("send", text="blue", **turn)["task"]

    assert state_of(asked) == "input-required"
    assert (ended["id"], state_of(ended)) == (asked["id"], "completed")
    assert data_of(ended) == {"colour": "blue"}


def test_a_stream_tells_of_the_task_as_it_goes(client: SdkClient) -> None:
    events = client.ask("stream", text=skill_text("reporting"))["events"]

    steps = steps_of(events)
    assert next(iter(events[0])) == "task"
    assert steps[-1] == "completed"
    assert texts_of(events) == ["first", "second", "summary"]
    assert "working" in steps


def test_a_direct_answer_is_the_only_event(client: SdkClient) -> None:
    events = client.ask("stream", text=skill_text("greeting"))["events"]

    assert [list(event) for event in events] == [["message"]]


def test_a_task_at_work_is_canceled(client: SdkClient, held: Held) -> None:
    text = skill_text("repeatable", held.arguments)
    begun = client.ask("send", text=text, immediate=True)["task"]
    held.wait_for_runs(1)

    canceled = client.ask("cancel", id=begun["id"])["task"]

    assert state_of(begun) in ("submitted", "working")
    assert (canceled["id"], state_of(canceled)) == (begun["id"], "canceled")
    assert "error" in client.attempt("cancel", id=begun["id"])


def test_a_task_at_work_is_followed_to_its_end(client: SdkClient, held: Held) -> None:
    text = skill_text("repeatable", {**held.arguments, "word": "done"})
    begun = client.ask("send", text=text, immediate=True)["task"]
    held.wait_for_runs(1)

    client.begin("subscribe", id=begun["id"])
    held.release()
    seen = client.end()

    # The task may have ended before the client's call came.
    if "error" not in seen:
        assert steps_of(seen["events"])[-1] == "completed"
    assert data_of(client.ask("get", id=begun["id"])["task"]) == {"word": "done"}


def test_what_does_not_exist_is_an_error_of_the_client(client: SdkClient) -> None:
    refused = client.attempt("get", id="01a1fceb5ed6a5effe0a03a7209054670f6b0e13f1ba")

    assert "notfound" in (refused["name"] + refused["error"]).lower().replace(" ", "")


def test_a_webhook_is_told_of_the_end(client: SdkClient, held: Held, webhook: Webhook) -> None:
    text = skill_text("repeatable", held.arguments)
    begun = client.ask("send", text=text, immediate=True)["task"]
    held.wait_for_runs(1)
    wanted = {"id": begun["id"], "configId": "mine"}

    made = client.ask("pushSet", **wanted, url=webhook.url, token="our-token")["config"]
    found = client.ask("pushGet", **wanted)["config"]
    held.release()
    told = webhook.next()

    assert (made["taskId"], made["id"], made["url"]) == (begun["id"], "mine", webhook.url)
    assert (found["id"], found["url"]) == ("mine", webhook.url)
    assert told.headers["X-A2A-Notification-Token"] == "our-token"
    body = told.body.get("statusUpdate") or told.body.get("artifactUpdate") or told.body
    assert begun["id"] in (body.get("id"), body.get("taskId"))


def test_a_webhook_named_with_the_message_is_told(client: SdkClient, webhook: Webhook) -> None:
    push = {"id": "inline", "url": webhook.url, "token": "our-token"}

    client.ask("send", text=skill_text("reporting"), push=push)

    assert webhook.next().headers["X-A2A-Notification-Token"] == "our-token"


@pytest.fixture
def full_client(sdk: Sdk, client_of: Callable[[Sdk], SdkClient]) -> SdkClient:
    """The Python client of 0.3 has fewer operations than the others."""
    if (sdk.language, sdk.version) == ("python", "0.3"):
        pytest.skip("this client has no such operation")
    return client_of(sdk)


def test_webhooks_are_listed_and_deleted(full_client: SdkClient, webhook: Webhook) -> None:
    asked = full_client.ask("send", text=skill_text("asking"))["task"]
    for name in ("one", "two"):
        full_client.ask("pushSet", id=asked["id"], configId=name, url=webhook.url, token="t")

    full_client.ask("pushDelete", id=asked["id"], configId="one")

    listed = full_client.ask("pushList", id=asked["id"])["configs"]
    assert [config["id"] for config in listed] == ["two"]


def test_the_extended_card_is_for_the_caller(full_client: SdkClient) -> None:
    card = full_client.ask("extendedCard")["card"]

    assert "get_quote" in {skill["id"] for skill in card["skills"]}


@pytest.mark.parametrize("sdk", [sdk for sdk in SDKS if sdk.version == "1.0"], ids=str)
def test_tasks_of_a_context_are_listed(client: SdkClient) -> None:
    task = client.ask("send", text=ASK_FOR_QUOTE)["task"]

    listed = client.ask("list", contextId=task["contextId"])

    assert [found["id"] for found in listed["tasks"]] == [task["id"]]
    assert listed["totalSize"] == 1


def test_the_card_leads_to_the_protocol_of_the_client(sdk: Sdk, client: SdkClient) -> None:
    card = client.ask("card")["card"]

    if sdk.version == "1.0":
        assert card["supportedInterfaces"][0]["protocolVersion"] == "1.0"
    else:
        assert card["protocolVersion"] == "0.3.0"
    assert card["capabilities"]["streaming"] is True
