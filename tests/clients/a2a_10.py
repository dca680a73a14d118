"""A partner's agent on the Python SDK of A2A 1.0: one JSON command a line in, one answer out.

python a2a_10.py BASE_URL TOKEN JSONRPC|HTTP+JSON
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
from a2a.client import A2ACardResolver, Client, ClientConfig, ClientFactory
from a2a.types import (
    AgentCard,
    CancelTaskRequest,
    DeleteTaskPushNotificationConfigRequest,
    GetExtendedAgentCardRequest,
    GetTaskPushNotificationConfigRequest,
    GetTaskRequest,
    ListTaskPushNotificationConfigsRequest,
    ListTasksRequest,
    SendMessageRequest,
    StreamResponse,
    SubscribeToTaskRequest,
    TaskPushNotificationConfig,
)
from google.protobuf.json_format import MessageToDict, ParseDict

Asked = dict[str, Any]


class Agent:
    def __init__(self, card: AgentCard, http: httpx.AsyncClient, binding: str) -> None:
        self._card = card
        self._plain = self._client(http, binding, streaming=False)
        self._streaming = self._client(http, binding, streaming=True)

    def _client(self, http: httpx.AsyncClient, binding: str, *, streaming: bool) -> Client:
        config = ClientConfig(
            httpx_client=http, streaming=streaming, supported_protocol_bindings=[binding]
        )
        return ClientFactory(config).create(self._card)

    async def card(self, _: Asked) -> Any:
        return {"card": MessageToDict(self._card)}

    async def send(self, asked: Asked) -> Any:
        seen = await _collect(self._plain.send_message(_request(asked)))
        return seen["events"][-1]

    async def stream(self, asked: Asked) -> Any:
        return await _collect(self._streaming.send_message(_request(asked)))

    async def get(self, asked: Asked) -> Any:
        return {"task": MessageToDict(await self._plain.get_task(GetTaskRequest(id=asked["id"])))}

    async def list(self, asked: Asked) -> Any:
        request = ListTasksRequest(context_id=asked["contextId"])
        return MessageToDict(
            await self._plain.list_tasks(request), always_print_fields_with_no_presence=True
        )

    async def cancel(self, asked: Asked) -> Any:
        task = await self._plain.cancel_task(CancelTaskRequest(id=asked["id"]))
        return {"task": MessageToDict(task)}

    async def subscribe(self, asked: Asked) -> Any:
        return await _collect(self._streaming.subscribe(SubscribeToTaskRequest(id=asked["id"])))

    async def pushSet(self, asked: Asked) -> Any:  # noqa: N802
        config = TaskPushNotificationConfig(
            task_id=asked["id"], id=asked["configId"], url=asked["url"], token=asked["token"]
        )
        made = await self._plain.create_task_push_notification_config(config)
        return {"config": MessageToDict(made)}

    async def pushGet(self, asked: Asked) -> Any:  # noqa: N802
        request = GetTaskPushNotificationConfigRequest(task_id=asked["id"], id=asked["configId"])
        found = await self._plain.get_task_push_notification_config(request)
        return {"config": MessageToDict(found)}

    async def pushList(self, asked: Asked) -> Any:  # noqa: N802
        request = ListTaskPushNotificationConfigsRequest(task_id=asked["id"])
        listed = await self._plain.list_task_push_notification_configs(request)
        return {"configs": [MessageToDict(config) for config in listed.configs]}

    async def pushDelete(self, asked: Asked) -> Any:  # noqa: N802
        await self._plain.delete_task_push_notification_config(
            DeleteTaskPushNotificationConfigRequest(task_id=asked["id"], id=asked["configId"])
        )
        return {}

    async def extendedCard(self, _: Asked) -> Any:  # noqa: N802
        card = await self._plain.get_extended_agent_card(GetExtendedAgentCardRequest())
        return {"card": MessageToDict(card)}


def _request(asked: Asked) -> SendMessageRequest:
    message: dict[str, Any] = {
        "messageId": str(uuid4()),
        "role": "ROLE_USER",
        "parts": [{"text": asked["text"]}],
    }
    if asked.get("taskId"):
        message |= {"taskId": asked["taskId"], "contextId": asked.get("contextId", "")}
    configuration: dict[str, Any] = {"returnImmediately": bool(asked.get("immediate"))}
    if asked.get("push"):
        configuration["taskPushNotificationConfig"] = asked["push"]
    return ParseDict({"message": message, "configuration": configuration}, SendMessageRequest())


async def _collect(stream: AsyncIterator[StreamResponse]) -> Any:
    return {"events": [MessageToDict(event) async for event in stream]}


async def serve(base_url: str, token: str, binding: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=60) as http:
        card = await A2ACardResolver(http, base_url).get_agent_card()
        agent = Agent(card, http, binding)
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            try:
                said = await getattr(agent, asked.pop("op"))(asked)
            except Exception as error:
                said = {"error": str(error), "name": type(error).__name__}
            print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
