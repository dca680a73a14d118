"""A turn that a stop of the gateway cut off is taken up by the next start, and ends once."""

from pathlib import Path
from typing import Any

from tests.chat.conftest import Office, serve
from tests.model_server import ModelServer, Request, Wants
from tests.until import until, until_found

KEPT: dict[str, Any] = {"store": "sqlite:///gate.db", "agent": "[limits]\nshutdown_seconds = 0.05"}
SKILLS = '''
from pathlib import Path

from gateway.skillkit import SkillContext, skill

@skill(effect="at_most_once")
def order(ctx: SkillContext) -> str:
    """Order goods."""
    with Path(__file__).with_name("orders").open("a") as orders:
        orders.write(ctx.task.id + "\\n")
    return "ordered"
'''


async def begin(office: Office, text: str) -> Any:
    """The task, as it is told before its end."""
    message = {"messageId": "m-1", "role": "ROLE_USER", "parts": [{"text": text}]}
    params = {"message": message, "configuration": {"returnImmediately": True}}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": params}
    _, answer = await office.post(call, path="/a2a", **{"A2A-Version": "1.0"})
    return answer["result"]["task"]


async def end_of(office: Office, task_id: str) -> Any:
    async def find() -> Any:
        record = await office.store.find_task(task_id)
        return record.task if record is not None and record.task.is_terminal else None

    await until_found(find)
    return await find()


async def test_a_turn_goes_on_after_a_restart(tmp_path: Path, server: ModelServer) -> None:
    server.hangs = True
    async with serve(tmp_path, server, **KEPT) as office:
        task = await begin(office, "Hello")
        await server.asked.wait()
    server.hangs = False
    async with serve(tmp_path, server, **KEPT) as office:
        done = await end_of(office, task["id"])
        entries = await office.store.conversations.read("acme", task["contextId"])
    assert done.artifacts[0].parts[0].text == "Hello."
    assert [entry.text for entry in entries] == ["Hello", "Hello."]
    assert server.requests[0]["messages"] == server.requests[1]["messages"]


async def test_what_a_model_had_done_before_is_not_done_again(
    tmp_path: Path, server: ModelServer
) -> None:
    def order(request: Request) -> Wants | str:
        said: str = request["messages"][-1]["content"]
        if "skill_result" in said:
            return said
        server.hangs = len(server.requests) == 1
        return Wants((("order", "{}"),))

    server.answer = order
    async with serve(tmp_path, server, **KEPT, skills=SKILLS) as office:
        task = await begin(office, "Order!")
        await until(lambda: len(server.requests) == 2)
    server.hangs = False
    async with serve(tmp_path, server, **KEPT, skills=SKILLS) as office:
        done = await end_of(office, task["id"])
    assert "may have been done" in done.artifacts[0].parts[0].text
    assert (tmp_path / "skills" / "orders").read_text().split() == [task["id"]]
