"""The official SDK's own server, handing out the same chunks: ``python -m bench.sdk_server``.

It keeps its tasks in memory, so that what it is compared with does more.
"""

import asyncio
import socket

import uvicorn
from a2a.helpers import get_data_parts, new_task_from_user_message, new_text_part
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes.jsonrpc_routes import create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentInterface
from starlette.applications import Starlette


class Chunks(AgentExecutor):
    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.message is not None
        [asked] = get_data_parts(context.message.parts)
        arguments = asked["arguments"]
        task = new_task_from_user_message(context.message)
        await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        await updater.start_work()
        count = int(arguments["chunks"])
        for number in range(count):
            await updater.add_artifact(
                [new_text_part(arguments["text"])],
                artifact_id="chunks",
                append=number > 0,
                last_chunk=number == count - 1,
            )
        await updater.complete()

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        raise NotImplementedError


async def serve() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        card = AgentCard(
            name="Chunks",
            description="Hands out chunks.",
            version="1",
            capabilities=AgentCapabilities(streaming=True),
            supported_interfaces=[
                AgentInterface(url=url, protocol_binding="JSONRPC", protocol_version="1.0")
            ],
        )
        handler = DefaultRequestHandler(Chunks(), InMemoryTaskStore(), card)
        app = Starlette(routes=create_jsonrpc_routes(handler, "/a2a"))
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", loop="uvloop")
        print(f"listening on {url}", flush=True)
        await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    asyncio.run(serve())
