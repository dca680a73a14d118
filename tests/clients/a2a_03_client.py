"""A partner's agent on the 0.3 generation of the A2A SDK; it runs in a virtual env of its own.

    python a2a_03_client.py BASE_URL TOKEN TEXT [ANSWER]

Resolves the card, sends the text, fetches the task, and prints what it saw as one JSON object.
With ANSWER, that is sent to the same task when the agent asks back.
"""

import asyncio
import json
import sys
from typing import Any
from uuid import uuid4

import httpx
from a2a.client import A2ACardResolver, Client, ClientConfig, ClientFactory
from a2a.types import Message, Part, Role, Task, TaskQueryParams, TextPart


async def talk(base_url: str, token: str, *turns: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        card = await A2ACardResolver(http, base_url).get_agent_card()
        client = ClientFactory(ClientConfig(httpx_client=http, streaming=False)).create(card)
        task: Task | None = None
        for text in turns:
            task = await send(client, text, task)
        assert task is not None
        fetched = await client.get_task(TaskQueryParams(id=task.id))
    return {
        "card": card.model_dump(mode="json", by_alias=True, exclude_none=True),
        "sent": task.model_dump(mode="json", by_alias=True, exclude_none=True),
        "fetched": fetched.model_dump(mode="json", by_alias=True, exclude_none=True),
    }


async def send(client: Client, text: str, task: Task | None) -> Task:
    message = Message(
        message_id=str(uuid4()),
        role=Role.user,
        parts=[Part(root=TextPart(text=text))],
        task_id=task.id if task else None,
        context_id=task.context_id if task else None,
    )
    async for event in client.send_message(message):
        assert not isinstance(event, Message), event
        task, _ = event
    assert task is not None
    return task


if __name__ == "__main__":
    json.dump(asyncio.run(talk(*sys.argv[1:])), sys.stdout)
