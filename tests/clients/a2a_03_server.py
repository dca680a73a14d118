"""A partner's agent that is called, on the Python SDK of A2A 0.3.

    python a2a_03_server.py

Prints its base URL and serves until its standard input ends. Below the base there is the agent
``/jsonrpc`` and ``/rest``, which stream, and ``/jsonrpc-plain`` and ``/rest-plain``, which do not;
the card of each is below its own path.
"""

import asyncio
import os
import socket
import sys
import threading
from typing import Any

import uvicorn
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.apps import A2ARESTFastAPIApplication, A2AStarletteApplication
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, DataPart, Part, TextPart
from a2a.utils import get_data_parts, get_message_text, new_agent_text_message, new_task
from starlette.applications import Starlette
from starlette.routing import Mount


def text(words: str) -> list[Part]:
    return [Part(root=TextPart(text=words))]


def data(value: dict[str, Any]) -> list[Part]:
    return [Part(root=DataPart(data=value))]


async def until_there(path: str) -> None:
    while not await asyncio.to_thread(os.path.exists, path):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


class Vendor(AgentExecutor):
    """Does what its skills are called for; ``get_quote`` is the one for all others."""

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        message = context.message
        assert message is not None
        called = get_data_parts(message.parts)
        skill = called[0]["skill"] if called else ""
        if skill == "greet":
            await event_queue.enqueue_event(new_agent_text_message("Hello"))
            return
        task = context.current_task or new_task(message)
        if context.current_task is None:
            await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        await updater.start_work(updater.new_agent_message(text("looking")))
        if skill == "ask":
            await updater.requires_input(updater.new_agent_message(text("How many?")), final=True)
        elif not called:
            await updater.add_artifact(data({"qty": get_message_text(message)}))
            await updater.complete()
        elif skill in ("report", "slow", "break"):
            await self._report(updater, skill, called[0]["arguments"])
        else:
            await updater.add_artifact(data({**called[0]["arguments"], "unit_price_cents": 450}))
            await updater.complete()

    async def _report(self, updater: TaskUpdater, skill: str, arguments: Any) -> None:
        await updater.add_artifact(text("one "), artifact_id="a", last_chunk=False)
        await updater.add_artifact(text("draft"), artifact_id="b")
        if skill == "break":
            raise RuntimeError("the agent broke")
        if skill == "slow":
            await until_there(arguments["gate"])
        await updater.start_work(updater.new_agent_message(text("writing")))
        await updater.add_artifact(text("two"), artifact_id="a", append=True, last_chunk=True)
        await updater.add_artifact(data({"price_cents": 4500}), artifact_id="b")
        await updater.complete()

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.task_id is not None
        assert context.context_id is not None
        await TaskUpdater(event_queue, context.task_id, context.context_id).cancel()


def mount(base: str, path: str, binding: str, *, streaming: bool) -> Mount:
    card = AgentCard(
        name="Vendor",
        description="Sells.",
        version="1",
        url=f"{base}{path}/" if binding == "JSONRPC" else f"{base}{path}",
        preferred_transport=binding,
        capabilities=AgentCapabilities(streaming=streaming),
        default_input_modes=["text/plain"],
        default_output_modes=["text/plain"],
        skills=[],
    )
    handler = DefaultRequestHandler(Vendor(), InMemoryTaskStore())
    application = A2AStarletteApplication if binding == "JSONRPC" else A2ARESTFastAPIApplication
    return Mount(path, application(card, handler).build())


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        agents = [
            mount(base, f"/{path}{suffix}", binding, streaming=not suffix)
            for path, binding in (("jsonrpc", "JSONRPC"), ("rest", "HTTP+JSON"))
            for suffix in ("", "-plain")
        ]
        config = uvicorn.Config(
            Starlette(routes=agents),
            log_config=None,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)

        def stop() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=stop, daemon=True).start()
        print(base, flush=True)
        server.run([listener])


if __name__ == "__main__":
    main()
