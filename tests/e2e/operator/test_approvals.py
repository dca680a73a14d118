"""``peergate approvals``: what waits is seen, and decided by whom the token says."""

import os
import pty
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from getpass import getuser
from itertools import pairwise

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.operator.deciders import House
from tests.e2e.site import PEERGATE, Site

LOCAL = f"local:{getuser()}"

TWO = [{"skill": "sell", "above": 500, "approvers": 2}]


@pytest.fixture(scope="module")
def house(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    site = template.copy_to(tmp_path_factory.mktemp("house"))
    tokens = {name: site.json("people", "add", name)["token"] for name in ("anna", "bo")}
    site.edit("approvals", rules=TWO)
    with site.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        yield House(site, gateway, tokens)


def test_what_waits_is_listed_and_what_is_over_is_not(house: House) -> None:
    task_id, approval_id = house.ask_for(75)
    lines = house.site.run("approvals", "list").stdout.splitlines()
    house.decide("approve", approval_id)
    after = house.site.json("approvals", "list")
    [over] = house.site.json("approvals", "list", "--state", "approved", "--limit", "1")

    assert lines[0].split()[:4] == ["APPROVAL", "STATE", "AGE", "PEER"]
    assert any(f"{approval_id}  waiting" in line and "75 SEK  0/1" in line for line in lines)
    assert approval_id not in [row["id"] for row in after]
    assert (over["id"], over["task_id"]) == (approval_id, task_id)
    assert approval_id in [row["id"] for row in house.site.json("approvals", "list", "--all")]


def test_one_is_shown_with_all_that_somebody_decides_from(house: House) -> None:
    task_id, approval_id = house.ask_for(1200.5)
    shown = house.site.run("approvals", "show", approval_id).stdout

    lines = shown.splitlines()
    assert lines[0] == "Sell for 1200.5 SEK"
    facts = {line.split()[0]: line.split(maxsplit=1)[1].strip() for line in lines[3:13]}
    assert facts["amount"] == "1 200.5 SEK"
    assert facts["because"] == "approvals.rules, row 1: skill sell, above 500, 2 people"
    assert facts["needs"] == "2 people's yes, each with a token of their own"
    assert facts["task"] == f"{task_id} working, a2a-1.0"
    assert 'what would be done: sell\n  {\n    "amount": 1200.5\n  }\n' in shown
    assert 'acme said\n  skill:sell {"amount": 1200.5}\n' in shown
    assert '"status": "pending_review"' in shown
    assert f"peergate approvals approve {approval_id}\n" in shown


def test_a_yes_carries_it_out(house: House) -> None:
    task_id, approval_id = house.ask_for()
    done = house.decide("approve", approval_id, "--note", "Good customer.")
    task = house.until(task_id, "COMPLETED")
    shown = house.site.run("approvals", "show", approval_id).stdout

    assert done.stdout.startswith(f"Approved by {LOCAL}; it is carried out now.\n"), done.stderr
    assert task["artifacts"][0]["parts"][0]["data"] == {"sold_for": 100}
    assert f"{LOCAL} approved it " in shown
    assert ": Good customer.\n" in shown
    log = house.site.run("activity", "--peer", "acme").stdout.splitlines()
    assert [line for line in log if "  ·  " in line and "DecideApproval sell" in line]


def test_a_no_is_told_with_its_note(house: House) -> None:
    task_id, approval_id = house.ask_for()
    done = house.decide("reject", approval_id, "--note", "Sold out.", by="bo")
    task = house.until(task_id, "REJECTED")

    assert done.stdout == "Rejected by bo; acme is told.\n", done.stderr
    told = [part.get("data") for part in task["status"]["message"]["parts"]]
    assert {"status": "declined", "reason": "Sold out."} in told


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so(house: House) -> None:
    for _ in range(2):
        _, approval_id = house.ask_for()
    rows = house.site.json("approvals", "list", "--all", "--limit", "100")
    others = [row["id"] for row in rows if row["id"] != approval_id]
    beginnings = (approval_id[:letters] for letters in range(4, len(approval_id)))
    shared, beginning = next(
        (shorter, longer)
        for shorter, longer in pairwise(beginnings)
        if not any(other.startswith(longer) for other in others)
    )

    refused = house.decide("reject", shared)
    assert refused.returncode == 1
    assert f"{shared} may be {approval_id}, " in refused.stderr
    shown = house.site.run("approvals", "show", beginning)
    assert approval_id in shown.stdout
    done = house.decide("reject", f"{beginning}…")
    assert done.stdout == f"Rejected by {LOCAL}; acme is told.\n", done.stderr


def test_hardly_any_beginning_is_none(house: House) -> None:
    _, approval_id = house.ask_for()
    refused = house.decide("approve", approval_id[:3])
    assert refused.returncode == 1
    assert approval_id not in refused.stderr


def test_two_people_are_two_tokens(house: House) -> None:
    task_id, approval_id = house.ask_for(501)
    first = house.decide("approve", approval_id, by="anna")
    again = house.decide("approve", approval_id, by="anna")
    nobody = house.decide("approve", approval_id)
    second = house.decide("approve", approval_id, by="bo")
    house.until(task_id, "COMPLETED")

    assert first.stdout == "anna said yes; it waits for 2 people.\n"
    assert (again.returncode, nobody.returncode) == (1, 1)
    assert "anna has approved it" in again.stderr
    assert f"{LOCAL} may be either of them" in nobody.stderr
    assert second.stdout.startswith("Approved by anna and bo; "), second.stderr


def test_of_two_people_at_once_one_decides(house: House) -> None:
    task_id, approval_id = house.ask_for()
    with ThreadPoolExecutor(2) as pool:
        yes = pool.submit(house.decide, "approve", approval_id, by="anna")
        no = pool.submit(house.decide, "reject", approval_id, by="bo")
    codes = {yes.result().returncode, no.result().returncode}
    shown = house.site.json("approvals", "show", approval_id)

    assert codes == {0, 1}
    assert len(shown["decisions"]) == 1
    house.until(task_id, "COMPLETED" if yes.result().returncode == 0 else "REJECTED")


def test_a_token_that_is_somebody_elses_decides_nothing(house: House) -> None:
    _, approval_id = house.ask_for()
    anna, bo = house.tokens["anna"], house.tokens["bo"]
    token = ("--token", "env:TOKEN")

    other = house.decide("approve", approval_id, "--as", "anna", *token, TOKEN=bo)
    wrong = house.decide("approve", approval_id, "--as", "anna", *token, TOKEN=anna + "x")
    peers = house.decide("approve", approval_id, *token, TOKEN=house.site.tokens["acme"])

    assert "the token is bo's and not anna's; nothing was decided" in other.stderr
    for refused in (other, wrong, peers):
        assert (refused.returncode, refused.stdout) == (1, "")
    assert house.site.json("approvals", "show", approval_id)["state"] == "waiting"


def test_on_a_terminal_the_token_is_asked_for_and_not_shown(house: House) -> None:
    _, approval_id = house.ask_for()
    terminal, line = pty.openpty()
    command = [str(PEERGATE), "approvals", "approve", approval_id, "--as", "bo"]
    with (
        os.fdopen(terminal, "wb", buffering=0) as typing,
        subprocess.Popen(
            command,
            cwd=house.site.folder,
            stdin=line,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process,
    ):
        os.close(line)
        assert process.stderr is not None
        asked = process.stderr.read(len("The token of bo: "))
        typing.write(house.tokens["bo"].encode() + b"\n")
        said, errors = process.communicate(timeout=60)

    assert asked == b"The token of bo: "
    assert said.startswith(b"Approved by bo; "), errors


def test_who_decides_over_http_is_whose_token_it_is(house: House) -> None:
    _, approval_id = house.ask_for()
    path = f"/operator/v1/approvals/{approval_id}/approve"

    for token in ("", house.site.tokens["acme"]):
        assert Caller(house.gateway.url, token).post({}, path).status == 401
    forged = Caller(house.gateway.url, house.site.operator).post({"by": "anna"}, path)
    done = Caller(house.gateway.url, house.tokens["anna"]).post({}, path, X_User="bo")

    assert forged.status == 400
    assert (done.status, done.json["approved_by"]) == (200, ["anna"])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--token", "secret"), 2),
        (("--as", "anna"), 2),
        (("--as", "anna", "--token", "env:NO_SUCH"), 1),
    ],
)
def test_a_token_that_is_not_there_is_said(
    house: House, options: tuple[str, ...], code: int
) -> None:
    _, approval_id = house.ask_for()
    done = house.decide("approve", approval_id, *options)

    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "nothing"), 1),
        (("approve", "nothing"), 1),
        (("reject", "nothing"), 1),
        (("list", "--state", "open"), 2),
        (("list", "--all", "--state", "waiting"), 2),
        (("approve",), 2),
    ],
)
def test_what_is_refused_and_what_is_wrong_usage(
    house: House, arguments: tuple[str, ...], code: int
) -> None:
    done = house.site.run("approvals", *arguments)

    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr


def test_rules_and_people_are_followed_without_a_restart(site: Site) -> None:
    with site.serve() as gateway:
        house = House(site, gateway, {})
        _, approval_id = house.ask_for()
        house.tokens["eve"] = site.json("people", "add", "eve")["token"]

        def is_decided() -> bool:
            return house.decide("reject", approval_id, by="eve").returncode == 0

        wait_for(is_decided)
        site.edit("approvals", rules=[{"skill": "sell", "up_to": 1000}])
        wait_for(lambda: house.buy()["status"]["state"] == "TASK_STATE_COMPLETED")
        site.json("people", "remove", "eve")
        wait_for(
            lambda: (
                Caller(gateway.url, house.tokens["eve"]).get("/operator/v1/people").status == 401
            )
        )

    [decision] = site.json("approvals", "show", approval_id)["decisions"]
    assert decision["by"] == "eve"


def test_without_a_gateway_one_can_say_no_and_see_what_waits(site: Site) -> None:
    bo = site.json("people", "add", "bo")["token"]
    with site.serve() as gateway:
        asked = House(site, gateway, {}).ask_for()
        other = House(site, gateway, {}).ask_for()
        gateway.kill()

    yes = site.run("approvals", "approve", asked[1])
    no = site.run("approvals", "reject", other[1], "--as", "bo", "--token", "env:MINE", MINE=bo)
    rows = site.json("approvals", "list")

    assert (yes.returncode, no.returncode) == (1, 0), no.stderr
    assert "start one with `peergate serve`" in yes.stderr
    assert no.stdout == "Rejected by bo; acme is told.\n"
    assert [row["id"] for row in rows] == [asked[1]]
    with site.serve() as gateway:
        house = House(site, gateway, {})
        house.until(other[0], "REJECTED")
        house.decide("approve", asked[1])
        house.until(asked[0], "COMPLETED")
