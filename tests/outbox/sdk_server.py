"""The official SDK's server with an agent that sells, as a remote company would run it.

It speaks 1.0 and 0.3 on both bindings; its card names one of them.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from a2a.helpers import get_data_parts, new_data_part, new_task_from_user_message
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes.agent_card_routes import create_agent_card_routes
from a2a.server.routes.jsonrpc_routes import create_jsonrpc_routes
from a2a.server.routes.rest_routes import create_rest_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentInterface
from starlette.applications import Starlette

RPC_PATH = "/agents/vendor"


class Vendor(AgentExecutor):
    """Answers a data part's arguments with a price for them."""

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.message is not None
        task = new_task_from_user_message(context.message)
        await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        await updater.start_work()
        (asked,) = get_data_parts(context.message.parts)
        price = {**asked["arguments"], "unit_price_cents": 450}
        await updater.add_artifact([new_data_part(price)])
        await updater.complete()

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        return


@contextmanager
def serve_sdk(
    path: str = RPC_PATH, *, binding: str = "JSONRPC", version: str = "1.0", **interface: Any
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
            capabilities=AgentCapabilities(),
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
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()
