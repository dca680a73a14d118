"""A route that fails has a fixed answer said and the operator's own system told, durably."""

from standardwebhooks import Webhook

from gateway.core.json import encode
from gateway.core.message import TextPart
from gateway.core.task import TaskState
from tests.delegate.conftest import ENVIRON, Street, peer_row
from tests.outbox.scripted import script
from tests.until import until

NET = '[net]\nallow_networks = ["127.0.0.0/8"]\n'


async def test_who_has_to_know_is_told_when_a_peer_is_gone(street: Street) -> None:
    async with script() as tickets:
        tickets.answers["/hook"] = {}
        route = (
            '[[routes]]\nname = "desk"\npeer = "gone"\ndefault = true\n'
            'answer = "Within two hours."\nescalation_secret = "env:TICKETS"\n'
            f'escalation = "{tickets.url}/hook"\n'
        )
        front = await street.front(NET + peer_row("gone", "http://127.0.0.1:9") + route)
        task = await front.say("the heater is broken")
        assert task.state is TaskState.COMPLETED
        assert task.artifacts[0].parts == (TextPart("Within two hours."),)
        await until(lambda: tickets.asked)
    (asked,) = tickets.asked
    Webhook(ENVIRON["TICKETS"]).verify(encode(asked.body), dict(asked.headers))
    data = asked.body["data"]
    assert (data["route"], data["peer"], data["task_id"]) == ("desk", "buyer", task.id)
    assert (data["text"], data["answer"]) == ("the heater is broken", "Within two hours.")
    assert data["reason"] == "PEER_UNREACHABLE"
