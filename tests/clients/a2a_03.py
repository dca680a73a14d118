"""A partner's agent on the Python SDK of A2A 0.3: one JSON command a line in, one answer out.

python a2a_03.py BASE_URL TOKEN JSONRPC|HTTP+JSON
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
    GetTaskPushNotificationConfigParams,
    Message,
    Part,
    PushNotificationConfig,
    Role,
    TaskIdParams,
    TaskPushNotificationConfig,
    TaskQueryParams,
    TextPart,
)

Asked = dict[str, Any]


class Agent:
    def __init__(self, card: AgentCard, http: httpx.AsyncClient, binding: str) -> None:
        self._card = card
        self._http = http
        self._binding = binding
        self._plain = self._client(streaming=False)
        self._streaming = self._client(streaming=True)

    def _client(self, *, streaming: bool, **settings: Any) -> Client:
        config = ClientConfig(
            httpx_client=self._http,
            streaming=streaming,
            supported_transports=[self._binding],
            **settings,
        )
        return ClientFactory(config).create(self._card)

    async def card(self, _: Asked) -> Any:
        return {"card": _json(self._card)}

    async def send(self, asked: Asked) -> Any:
        client = self._plain
        # This generation sets what goes into the configuration once for a client.
        settings: dict[str, Any] = {}
        if asked.get("immediate"):
            settings["polling"] = True
        if asked.get("push"):
            settings["push_notification_configs"] = [PushNotificationConfig(**asked["push"])]
        if settings:
            client = self._client(streaming=False, **settings)
        seen = await _collect(client.send_message(_message(asked)))
        return seen["events"][-1]

    async def stream(self, asked: Asked) -> Any:
        return await _collect(self._streaming.send_message(_message(asked)))

    async def get(self, asked: Asked) -> Any:
        return {"task": _json(await self._plain.get_task(TaskQueryParams(id=asked["id"])))}

    async def cancel(self, asked: Asked) -> Any:
        return {"task": _json(await self._plain.cancel_task(TaskIdParams(id=asked["id"])))}

    async def subscribe(self, asked: Asked) -> Any:
        return await _collect(self._streaming.resubscribe(TaskIdParams(id=asked["id"])))

    async def pushSet(self, asked: Asked) -> Any:  # noqa: N802
        config = PushNotificationConfig(
            id=asked["configId"], url=asked["url"], token=asked["token"]
        )
        made = await self._plain.set_task_callback(
            TaskPushNotificationConfig(task_id=asked["id"], push_notification_config=config)
        )
        return {"config": _flat(made)}

    async def pushGet(self, asked: Asked) -> Any:  # noqa: N802
        found = await self._plain.get_task_callback(
            GetTaskPushNotificationConfigParams(
                id=asked["id"], push_notification_config_id=asked["configId"]
            )
        )
        return {"config": _flat(found)}


def _message(asked: Asked) -> Message:
    return Message(
        message_id=str(uuid4()),
        role=Role.user,
        parts=[Part(root=TextPart(text=asked["text"]))],
        task_id=asked.get("taskId"),
        context_id=asked.get("contextId"),
    )


async def _collect(stream: AsyncIterator[Any]) -> Any:
    events = []
    async for seen in stream:
        # The task so far, with the update that changed it last.
        said = seen if isinstance(seen, Message) else seen[1] or seen[0]
        events.append({said.kind: _json(said)})
    return {"events": events}


def _flat(config: TaskPushNotificationConfig) -> Any:
    return {"taskId": config.task_id, **_json(config.push_notification_config)}


def _json(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)


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
