"""The official A2A clients of both generations get a quote from the card on."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from a2a.client import A2ACardResolver, Client, ClientConfig, ClientFactory
from a2a.types import GetTaskRequest, Message, Part, Role, SendMessageRequest, Task, TaskState
from google.protobuf.json_format import MessageToDict

from tests.e2e import sdk_03
from tests.e2e.caller import Caller
from tests.e2e.say import ASKED, QUOTE, skill_text


@pytest.fixture
async def client(acme: Caller) -> AsyncIterator[Client]:
    """The official 1.0 client, made from our card."""
    headers = {"Authorization": f"Bearer {acme.token}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        card = await A2ACardResolver(http, acme.url).get_agent_card()
        yield ClientFactory(ClientConfig(httpx_client=http, streaming=False)).create(card)


async def test_the_10_client_gets_a_quote(client: Client) -> None:
    task = await send(client, skill_text("get_quote", ASKED))

    fetched = await client.get_task(GetTaskRequest(id=task.id))

    assert task.status.state == TaskState.TASK_STATE_COMPLETED
    assert MessageToDict(task.artifacts[0].parts[0].data) == QUOTE
    assert fetched == task


async def test_the_10_client_answers_a_question_in_the_same_task(client: Client) -> None:
    asked = await send(client, skill_text("asking"))
    ended = await send(client, "blue", task_id=asked.id)

    assert asked.status.state == TaskState.TASK_STATE_INPUT_REQUIRED
    assert asked.status.message.parts[0].text == "Which colour?"
    assert (ended.id, ended.status.state) == (asked.id, TaskState.TASK_STATE_COMPLETED)
    assert MessageToDict(ended.artifacts[0].parts[0].data) == {"colour": "blue"}


async def test_the_10_client_reads_the_card(acme: Caller) -> None:
    async with httpx.AsyncClient() as http:
        card = await A2ACardResolver(http, acme.url).get_agent_card()

    assert card.supported_interfaces[0].protocol_version == "1.0"
    assert card.supported_interfaces[0].url == f"{acme.url}/a2a"
    assert "get_quote" in {skill.id for skill in card.skills}


def test_the_03_client_gets_a_quote(acme: Caller) -> None:
    sdk_03.ensure_installed()

    seen = sdk_03.talk(acme.url, acme.token, skill_text("get_quote", ASKED))

    text, data = seen["sent"]["artifacts"][0]["parts"]
    assert seen["sent"]["status"]["state"] == "completed"
    assert json.loads(text["text"]) == data["data"] == QUOTE
    assert seen["fetched"] == seen["sent"]
    assert seen["card"]["protocolVersion"] == "0.3.0"


def test_the_03_client_answers_a_question_in_the_same_task(acme: Caller) -> None:
    sdk_03.ensure_installed()

    seen = sdk_03.talk(acme.url, acme.token, skill_text("asking"), "blue")

    text, data = seen["fetched"]["artifacts"][0]["parts"]
    assert seen["fetched"]["status"]["state"] == "completed"
    assert json.loads(text["text"]) == data["data"] == {"colour": "blue"}


async def send(client: Client, text: str, task_id: str = "") -> Task:
    """The task that the agent answers with."""
    message = Message(
        message_id=str(uuid4()), role=Role.ROLE_USER, parts=[Part(text=text)], task_id=task_id
    )
    events = [event async for event in client.send_message(SendMessageRequest(message=message))]
    assert len(events) == 1
    return events[0].task
