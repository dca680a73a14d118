"""``peergate send`` and ``discover``: another company's gateway is called, by one that runs or by
the command alone."""

import json

import pytest

from tests.e2e.held import Held
from tests.e2e.say import ASKED, QUOTE
from tests.e2e.site import Gateway, Site

ASK_QUOTE = ("send", "vendor", "--skill", "get_quote", "--args", json.dumps(ASKED))


def test_a_skill_is_called_and_its_result_printed(either: Site) -> None:
    done = either.run(*ASK_QUOTE)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == QUOTE
    assert done.stderr.startswith("answered in ")
    assert "dialect a2a-1.0; task " in done.stderr
    row = either.json("activity", "--limit", "1", "--peer", "vendor")[-1]
    assert (row["direction"], row["skill"], row["status"]) == ("outbound", "get_quote", "success")


def test_how_a_peer_is_called_is_shown(buyer: Site) -> None:
    buyer.json(*ASK_QUOTE)

    shown = buyer.run("peers", "show", "vendor").stdout.split()
    assert shown[shown.index("found_dialect") + 1] == "a2a-1.0"
    assert shown[shown.index("found_endpoint") + 1].endswith("/a2a")


def test_json_is_the_outcome(either: Site) -> None:
    outcome = either.json(*ASK_QUOTE)

    assert (outcome["kind"], outcome["result"]) == ("answered", QUOTE)
    assert outcome["task"]["state"] == "completed"


def test_something_is_said(buyers: Site, running: Gateway) -> None:
    done = buyers.run("send", "vendor", "--text", "Good morning")

    assert (done.returncode, done.stdout) == (0, "hello acme\n")


@pytest.mark.parametrize(
    ("skill", "said"),
    [
        ("failing", "error id"),
        ("declining", "sold out"),
        ("nothing", "refused: No such skill"),
    ],
)
def test_a_call_that_came_to_nothing_is_exit_code_1(
    buyers: Site, running: Gateway, skill: str, said: str
) -> None:
    done = buyers.run("send", "vendor", "--skill", skill)

    assert done.returncode == 1
    assert said in done.stdout + done.stderr


def test_what_waits_for_a_human_there_is_told_at_once(buyers: Site, running: Gateway) -> None:
    done = buyers.run("send", "vendor", "--skill", "signing")

    assert done.returncode == 0
    assert "pending_review" in done.stdout
    assert "is working" in done.stderr


def test_a_question_can_be_answered(buyers: Site, running: Gateway) -> None:
    asked = buyers.json("send", "vendor", "--skill", "asking")
    task_id = asked["task"]["id"]
    answered = buyers.json("send", "vendor", "--text", "red", "--task", task_id)

    assert asked["task"]["state"] == "input-required"
    assert asked["result"] == "Which colour?"
    assert answered["result"] == {"colour": "red"}


def test_without_waiting_the_task_at_work_is_told(
    buyers: Site, running: Gateway, held: Held
) -> None:
    arguments = json.dumps(held.arguments)
    call = ("send", "vendor", "--skill", "repeatable", "--args", arguments, "--no-wait")

    outcome = buyers.json(*call)

    assert outcome["kind"] == "answered"
    assert outcome["task"]["state"] in ("submitted", "working")
    held.release()


def test_what_the_peer_does_is_shown_while_it_does_it(either: Site) -> None:
    done = either.run("send", "vendor", "--skill", "reporting", "--follow")
    lines = either.run("send", "vendor", "--skill", "reporting", "--follow", "--json").stdout

    assert done.returncode == 0, done.stderr
    assert "\nanswered in " in done.stderr
    assert len(done.stderr.splitlines()) > 1
    *said, outcome = map(json.loads, lines.splitlines())
    assert next(iter(said[0])) == "task"
    assert (outcome["kind"], outcome["task"]["state"]) == ("answered", "completed")


def test_a_task_at_a_peer_is_shown_and_canceled(buyers: Site, running: Gateway, held: Held) -> None:
    arguments = json.dumps(held.arguments)
    call = ("send", "vendor", "--skill", "repeatable", "--args", arguments, "--no-wait")
    task_id = buyers.json(*call)["task"]["id"]
    held.wait_for_runs(1)

    shown = buyers.json("tasks", "show", task_id, "--at", "vendor")
    canceled = buyers.run("tasks", "cancel", task_id, "--at", "vendor")
    again = buyers.run("tasks", "cancel", task_id, "--at", "vendor")

    assert shown["task"]["state"] == "working"
    assert (canceled.returncode, again.returncode) == (0, 1), canceled.stderr
    assert "is canceled" in canceled.stderr
    assert "refused: " in again.stderr
    assert "no task" in buyers.run("tasks", "show", task_id).stderr


def test_a_conversation_is_named(buyers: Site, running: Gateway) -> None:
    outcome = buyers.json("send", "vendor", "--skill", "echo", "--context", "order-7")

    assert outcome["task"]["context_id"] == "order-7"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [({"price": 5, "more": "x"}, 0, '{\n  "price": 5\n}\n'), ({}, 1, '"missing"')],
    ids=["met", "not-met"],
)
def test_a_structure_is_asked_for(
    buyers: Site, running: Gateway, arguments: dict[str, object], status: int, said: str
) -> None:
    echo = ("send", "vendor", "--skill", "echo", "--args", json.dumps(arguments))
    done = buyers.run(*echo, "--response-schema", '{"price": "number"}')

    assert done.returncode == status, done.stderr
    assert said in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("vendor",),
        ("vendor", "--args", "{}"),
        ("vendor", "--text", "x", "--args", "{}"),
        ("vendor", "--skill", "echo", "--args", "[1]"),
        ("vendor", "--skill", "echo", "--args", "{"),
        ("vendor", "--text", "x", "--response-schema", "{"),
        ("vendor", "--text", "x", "--follow", "--no-wait"),
        (),
    ],
)
def test_wrong_usage_is_exit_code_2(buyers: Site, arguments: tuple[str, ...]) -> None:
    assert buyers.run("send", *arguments).returncode == 2


@pytest.mark.parametrize(
    ("peer", "said"),
    [("nobody", "no row is named 'nobody'"), ("paused", "paused"), ("acme", "no url")],
)
def test_a_peer_that_cannot_be_called_is_told(either: Site, peer: str, said: str) -> None:
    done = either.run("send", peer, "--text", "x")

    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


def test_a_peer_where_nobody_listens_is_told(buyer: Site) -> None:
    buyer.edit_peer("vendor", url="http://127.0.0.1:1")

    done = buyer.run("send", "vendor", "--text", "x")

    assert done.returncode == 1
    assert done.stderr.startswith("unreachable: ")


def test_a_url_is_looked_at(either: Site, gateway: Gateway) -> None:
    done = either.run("discover", f"{gateway.url}/a2a")
    found = either.json("discover", gateway.url)

    assert done.returncode == 0, done.stderr
    assert "get_quote" in done.stdout
    assert found["found_at"] == f"{gateway.url}/.well-known/agent-card.json"


def test_a_peer_is_discovered(buyer: Site) -> None:
    assert buyer.json("discover", "vendor")["success"] is True
    assert buyer.run("discover", "vendor", "--action", "audit").returncode == 1


def test_where_no_agent_is_the_places_are_told(buyer: Site) -> None:
    done = buyer.run("discover", "http://127.0.0.1:1")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Looked at:\nhttp://127.0.0.1:1/.well-known/agent-card.json\n" in done.stderr


def test_an_address_that_is_not_public_needs_a_word_in_the_config(site: Site) -> None:
    done = site.run("discover", "http://127.0.0.1:1")

    assert done.returncode == 1
    assert "allow_networks" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("https://a.example", "--action", "discover"),
        ("vendor", "--action", "probe"),
        ("vendor", "--action", "dance"),
        ("vendor", "--action", "audit", "--args", "[]"),
    ],
)
def test_what_cannot_be_looked_for_is_exit_code_2(buyers: Site, arguments: tuple[str, ...]) -> None:
    assert buyers.run("discover", *arguments).returncode == 2
