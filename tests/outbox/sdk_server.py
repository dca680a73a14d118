"""The official SDK's server with an agent that sells, as a remote company would run it.

It speaks 1.0 and 0.3 on both bindings; its card names one of them.
"""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from a2a.helpers import (
    get_data_parts,
    get_message_text,
    new_data_part,
    new_task_from_user_message,
    new_text_message,
    new_text_part,
)
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes.agent_card_routes import create_agent_card_routes
from a2a.server.routes.jsonrpc_routes import create_jsonrpc_routes
from a2a.server.routes.rest_routes import create_rest_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentInterface, Role
from starlette.applications import Starlette

RPC_PATH = "/agents/vendor"


class Vendor(AgentExecutor):
    """Does what its skills are called for; ``get_quote`` is the one for all others."""

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        message = context.message
        assert message is not None
        data = get_data_parts(message.parts)
        skill = data[0]["skill"] if data else ""
        if skill == "greet":
            await event_queue.enqueue_event(new_text_message("Hello", role=Role.ROLE_AGENT))
            return
        task = context.current_task or new_task_from_user_message(message)
        if context.current_task is None:
            await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        await updater.start_work(updater.new_agent_message([new_text_part("looking")]))
        if skill == "ask":
            question = updater.new_agent_message([new_text_part("How many?")])
            await updater.requires_input(question)
        elif not data:
            answer = {"qty": get_message_text(message)}
            await updater.add_artifact([new_data_part(answer)])
            await updater.complete()
        elif skill in ("report", "slow", "break"):
            await self._report(updater, skill, data[0]["arguments"])
        else:
            price = {**data[0]["arguments"], "unit_price_cents": 450}
            await updater.add_artifact([new_data_part(price)])
            await updater.complete()

    async def _report(self, updater: TaskUpdater, skill: str, arguments: Any) -> None:
        await updater.add_artifact([new_text_part("one ")], artifact_id="a", last_chunk=False)
        await updater.add_artifact([new_text_part("draft")], artifact_id="b")
        if skill == "break":
            raise RuntimeError("the agent broke")
        if skill == "slow":
            await _until_there(arguments["gate"])
        await updater.start_work(updater.new_agent_message([new_text_part("writing")]))
        await updater.add_artifact(
            [new_text_part("two")], artifact_id="a", append=True, last_chunk=True
        )
        await updater.add_artifact([new_data_part({"price_cents": 4500})], artifact_id="b")
        await updater.complete()

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.task_id is not None
        assert context.context_id is not None
        await TaskUpdater(event_queue, context.task_id, context.context_id).cancel()


async def _until_there(path: str) -> None:
    while not await asyncio.to_thread(os.path.exists, path):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


@contextmanager
def serve_sdk(
    path: str = RPC_PATH,
    *,
    binding: str = "JSONRPC",
    version: str = "1.0",
    streaming: bool = False,
    **interface: Any,
) -> Iterator[str]:
    """Yield the base URL. The card names the interface that is at ``path`` below it: HTTP+JSON is
    at the root, and the path of JSON-RPC is known from the card alone.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        card = AgentCard(
            name="Vendor",
            description="Sells.",
            version="1",
            capabilities=AgentCapabilities(streaming=streaming),
            supported_interfaces=[
                AgentInterface(
                    url=url + path,
                    protocol_binding=binding,
                    protocol_version=version,
                    **interface,
                )
            ],
        )
        handler = DefaultRequestHandler(Vendor(), InMemoryTaskStore(), card)
        app = Starlette(
            routes=[
                *create_agent_card_routes(card),
                *create_jsonrpc_routes(handler, RPC_PATH, enable_v0_3_compat=True),
                *create_rest_routes(handler, enable_v0_3_compat=True),
            ]
        )
        config = uvicorn.Config(
            app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()
