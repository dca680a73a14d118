"""Two gateways: one offers what the other carries out, and words that go there stay there."""

from typing import Any
from uuid import uuid4

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import ASKED, QUOTE, get_task, send, send_skill
from tests.e2e.site import Site

ROWS = """
[[skills.rows]]
name = "quote_of_vendor"
handler = "a2a:vendor/get_quote"

[[routes]]
name = "vendors_desk"
keyword = ["dealer"]
peer = "vendor"

[[routes]]
name = "ours"
skill = "echo"
default = true
"""


def say(caller: Caller, text: str, **members: Any) -> Any:
    """The task that words are answered with."""
    return caller.post(send(text, **members)).result["task"]


def test_a_skill_is_carried_out_by_the_other(buyer: Site) -> None:
    buyer.config.write_text(buyer.config.read_text() + ROWS)
    with buyer.serve() as gateway:
        acme = Caller(gateway.url, buyer.tokens["acme"])
        task = acme.post(send_skill("quote_of_vendor", ASKED)).result["task"]
        assert task["artifacts"][0]["parts"][0]["data"] == QUOTE
        # By the next look at the vendor's card, wrong arguments get no further than here.

        def refused() -> bool:
            answer = acme.post(send_skill("quote_of_vendor", {"product": "flashlight"}))
            return "error" in answer.json and answer.reason == "INVALID_PARAMS"

        wait_for(refused)


def test_a_conversation_stays_with_the_other_after_a_kill(buyer: Site) -> None:
    buyer.config.write_text(buyer.config.read_text() + ROWS)
    context = str(uuid4())
    with buyer.serve() as gateway:
        acme = Caller(gateway.url, buyer.tokens["acme"])
        first = say(acme, "ask the dealer", contextId=context)
        assert first["status"]["state"] == "TASK_STATE_COMPLETED"
        assert skills_of(buyer, first) == ["vendors_desk"]
        gateway.kill()
    with buyer.serve() as gateway:
        acme = Caller(gateway.url, buyer.tokens["acme"])
        assert acme.post(get_task(first["id"])).result["status"] == first["status"]
        again = say(acme, "and tomorrow?", contextId=context)
        assert skills_of(buyer, again) == ["vendors_desk"]
        assert skills_of(buyer, say(acme, "and tomorrow?")) == ["echo"]
        named = send("hello")
        named["params"]["message"]["agentId"] = "nobody"
        assert acme.post(named).reason == "SKILL_NOT_FOUND"
        named["params"]["message"]["agentId"] = "vendors_desk"
        assert skills_of(buyer, acme.post(named).result["task"]) == ["vendors_desk"]


def skills_of(site: Site, task: Any) -> list[str]:
    """Which skills of ours a task was for, by the operator's list."""
    rows = site.json("tasks", "list")
    return [row["skill"] for row in rows if row["id"] == task["id"]]
