"""``peergate tasks`` over a running gateway and without one."""

import pytest

from tests.e2e.caller import Caller
from tests.e2e.held import Held
from tests.e2e.say import get_task, send_data, send_skill
from tests.e2e.site import Gateway, Site


def acme(site: Site, gateway: Gateway) -> Caller:
    return Caller(gateway.url, site.tokens["acme"])


def test_a_canceled_task_is_over_for_everyone(site: Site, held: Held) -> None:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="600") as gateway:
        peer = acme(site, gateway)
        task_id = held.start(peer)
        held.wait_for_runs(1)

        done = site.run("tasks", "cancel", task_id)
        again = site.run("tasks", "cancel", task_id)

        task = peer.post(get_task(task_id)).result
        gateway.terminate()
        # The skill would run for ever, and the stop would wait for it.
        assert gateway.wait() == 0
    assert (done.returncode, done.stdout) == (0, "The task is canceled now.\n")
    assert again.returncode == 1
    assert again.stderr == "Refused: This task cannot be canceled any more: it is canceled\n"
    assert task["status"]["state"] == "TASK_STATE_CANCELED"
    assert task["status"]["message"]["parts"] == [{"text": "Canceled by the operator."}]


def test_what_a_killed_gateway_left_can_be_canceled_without_one(site: Site, held: Held) -> None:
    with site.serve() as gateway:
        task_id = held.start(acme(site, gateway))
        held.wait_for_runs(1)
        gateway.kill()

    assert site.json("tasks", "cancel", task_id)["state"] == "canceled"

    with site.serve() as gateway:
        task = acme(site, gateway).post(get_task(task_id)).result
    assert task["status"]["state"] == "TASK_STATE_CANCELED"
    assert held.runs() == 1


def test_a_look_without_a_gateway_takes_nothing_up(buyer: Site, held: Held) -> None:
    with buyer.serve() as gateway:
        task_id = held.start(acme(buyer, gateway))
        held.wait_for_runs(1)
        gateway.kill()

    [task] = buyer.json("tasks", "list", "--skill", "repeatable")
    sent = buyer.run("send", "vendor", "--skill", "echo", "--args", '{"a": 1}')

    assert task["id"] == task_id
    assert sent.returncode == 0, sent.stderr
    assert held.runs() == 1
    with buyer.serve():
        held.wait_for_runs(2)
        held.release()


@pytest.fixture(scope="module")
def made(template: Site, gateway: Gateway) -> list[str]:
    """Two tasks of the peer ``limited`` on the shared gateway, the newer one last."""
    peer = Caller(gateway.url, template.tokens["limited"])
    calls = [send_skill("echo", {"word": "one"}), send_data("echo", {"word": "two"})]
    return [peer.post(call).result["task"]["id"] for call in calls]


def test_tasks_are_listed_newest_first(template: Site, made: list[str]) -> None:
    rows = template.json("tasks", "list", "--peer", "limited", "--skill", "echo")
    lines = template.run("tasks", "list", "--peer", "limited").stdout.splitlines()

    assert [row["id"] for row in rows[:2]] == list(reversed(made))
    assert lines[0].split() == ["TASK", "STATE", "AGE", "PEER", "SKILL"]
    assert lines[1].split()[:2] == [made[1], "completed"]
    assert template.json("tasks", "list", "--peer", "limited", "--limit", "1") == rows[:1]


def test_one_context_is_asked_for(template: Site, made: list[str]) -> None:
    context = template.json("tasks", "show", made[0])["context_id"]

    rows = template.json("tasks", "list", "--context", context)

    assert [row["id"] for row in rows] == [made[0]]


def test_no_task_is_no_failure(site: Site) -> None:
    done = site.run("tasks", "list", "--state", "failed")

    assert (done.returncode, done.stdout) == (0, "There are no such tasks.\n")


def test_a_task_is_shown_with_what_was_said_and_what_came_of_it(
    template: Site, made: list[str]
) -> None:
    text = template.run("tasks", "show", made[0]).stdout
    found = template.json("tasks", "show", made[0])

    assert 'user\n  skill:echo {"word": "one"}\n' in text
    assert '  {\n    "word": "one"\n  }\n' in text
    assert found["task"]["id"] == made[0]
    assert found["task"]["history"][0]["role"] == "ROLE_USER"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "nothing"), 1),
        (("cancel", "nothing"), 1),
        (("list", "--state", "done"), 2),
        (("list", "--limit", "0"), 2),
        (("show",), 2),
    ],
)
def test_what_is_refused_and_what_is_wrong_usage(
    template: Site, gateway: Gateway, arguments: tuple[str, ...], code: int
) -> None:
    done = template.run("tasks", *arguments)

    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr
