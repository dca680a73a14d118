"""One task per message, when the message says that it is one (SECURITY: P2, E1)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.conftest import As
from tests.e2e.say import legacy_turn, native, send_skill
from tests.e2e.site import Site

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """The file to which ``repeatable`` adds a line each time it runs."""
    return tmp_path / "runs"


@pytest.mark.parametrize(
    "message_id",
    [str(uuid4()), uuid4().hex, str(uuid4()).upper(), ULID],
    ids=["uuid", "hex", "capitals", "ulid"],
)
def test_a_message_sent_again_is_the_same_task(acme: Caller, runs: Path, message_id: str) -> None:
    call = send_skill("repeatable", {"log": str(runs)}, message_id)

    first, again = acme.post(call), acme.post(call)

    assert first.body == again.body
    assert count(runs) == 1


def test_fifty_twins_at_once_run_once(acme: Caller, runs: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    call = send_skill("repeatable", {"log": str(runs), "gate": str(gate)})

    with ThreadPoolExecutor(50) as pool:
        answers = [pool.submit(acme.post, call) for _ in range(50)]
        gate.touch()
        tasks = {answer.result().result["task"]["id"] for answer in answers}

    assert len(tasks) == 1
    assert count(runs) == 1


def test_a_message_that_comes_again_while_its_task_runs_waits_for_it(
    acme: Caller, runs: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    call = send_skill("repeatable", {"log": str(runs), "gate": str(gate)})
    at_once = {**call, "params": {**call["params"], "configuration": {"returnImmediately": True}}}

    started = acme.post(at_once).result["task"]
    gate.touch()
    ended = acme.post(call).result["task"]

    assert ended["id"] == started["id"]
    assert ended["status"]["state"] == "TASK_STATE_COMPLETED"
    assert count(runs) == 1


@pytest.mark.parametrize("changed", ["parts", "contextId", "role"])
def test_the_same_id_for_other_content_is_refused(acme: Caller, changed: str) -> None:
    others = {
        "parts": [{"text": "skill:echo {}"}, {"text": "more"}],
        "contextId": "another",
        "role": "ROLE_AGENT",
    }
    call = send_skill("echo")
    acme.post(call)

    call["params"]["message"][changed] = others[changed]
    answer = acme.post(call)

    assert (answer.code, answer.reason) == (-32602, "MESSAGE_ID_REUSED")


def test_the_same_id_for_another_contract_is_refused(acme: Caller) -> None:
    call = send_skill("echo")
    acme.post(call)

    call["params"]["responseSchema"] = {"a": "string"}

    assert acme.post(call).reason == "MESSAGE_ID_REUSED"


def test_an_id_of_another_peer_is_another_id(acme: Caller, as_peer: As, runs: Path) -> None:
    call = send_skill("repeatable", {"log": str(runs)})

    ours, theirs = acme.post(call), as_peer("rival").post(call)

    assert ours.result["task"]["id"] != theirs.result["task"]["id"]
    assert count(runs) == 2


def test_an_idempotency_key_makes_any_call_one(acme: Caller, runs: Path) -> None:
    key = str(uuid4())
    for call in (
        native("repeatable", {"log": str(runs)}),
        send_skill("repeatable", {"log": str(runs)}, "msg-1"),
    ):
        answers = [acme.post(call, Idempotency_Key=key + str(len(call))) for _ in range(3)]

        assert len({answer.body for answer in answers}) == 1

    assert count(runs) == 2


def test_a_native_call_without_a_key_runs_each_time(acme: Caller, runs: Path) -> None:
    for _ in range(2):
        acme.post(native("repeatable", {"log": str(runs)}))

    assert count(runs) == 2


def test_a_key_used_for_another_call_is_refused(acme: Caller) -> None:
    key = str(uuid4())
    acme.post(native("echo", {"n": 1}), Idempotency_Key=key)

    assert acme.post(native("echo", {"n": 2}), Idempotency_Key=key).status == 400


def test_a_name_of_a_legacy_task_is_taken_once(acme: Caller, runs: Path) -> None:
    call = legacy_turn(str(uuid4()), f'skill:repeatable {{"log": "{runs}"}}')

    first, again = acme.post(call), acme.post(call)

    assert first.body == again.body
    assert count(runs) == 1


def test_a_legacy_task_that_has_ended_takes_no_other_words(acme: Caller) -> None:
    name = str(uuid4())
    acme.post(legacy_turn(name, "skill:echo {}"))

    answer = acme.post(legacy_turn(name, 'skill:echo {"n": 2}'))

    assert (answer.code, answer.reason) == (-32004, "UNSUPPORTED_OPERATION")


def test_a_direct_answer_is_repeated_word_for_word(acme: Caller) -> None:
    call = send_skill("greeting")

    assert acme.post(call).body == acme.post(call).body


def test_a_message_is_known_after_kill_9(site: Site, runs: Path) -> None:
    call = send_skill("repeatable", {"log": str(runs)})
    answers = []

    for _ in range(2):
        with site.serve() as gateway:
            answers.append(Caller(gateway.url, site.tokens["acme"]).post(call))
            gateway.kill()

    assert answers[0].body == answers[1].body
    assert count(runs) == 1


def count(runs: Path) -> int:
    return len(runs.read_text().splitlines())
