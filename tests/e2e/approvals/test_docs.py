"""docs/approvals.md shows what is true: its skill, its rules, and what people and peers see."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from gateway.config import ApprovalRow
from tests.config.test_read import AGENT, parse
from tests.e2e.caller import Caller
from tests.e2e.say import native, send, send_skill
from tests.e2e.site import Gateway, Site

PAGE = (Path(__file__).parents[3] / "docs" / "approvals.md").read_text()
ARGUMENTS = {"product": "terminal block", "qty": 4000}
WHAT_CHANGES = re.compile(
    r"[0-9a-f]{44}|\d\d-\d\d [\d:]{8}|\d{4}-\d\d-\d\dT[\d:.]+Z|\d+s(?= ago)|in \d[hd]| +(?=\n)"
)
ANSWERS = re.compile(r"^\$ peergate approvals (\w+).*\n((?:(?!\$).*\n)*)", re.MULTILINE)


def blocks(heading: str) -> list[str]:
    """The indented blocks below a heading, each without its indent."""
    section = re.split(r"\n##+ ", PAGE.partition(f" {heading}\n")[2])[0]
    found = re.findall(r"(?:^(?: {4}.*)?\n)+", section, re.MULTILINE)
    return [dedent(block).strip("\n") + "\n" for block in found if block.strip()]


def steady(text: str) -> str:
    """The text without what is another one each time."""
    return WHAT_CHANGES.sub("", text).strip()


@pytest.fixture(scope="module")
def site(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = template.copy_to(tmp_path_factory.mktemp("page"))
    site.add_peer("globex")
    skills = site.folder / "skills"
    skills.mkdir()
    (skills / "place_order.py").write_text(blocks("Write a skill that asks")[0])
    site.edit("skills", dirs=[str(skills)])
    return site


@pytest.fixture(scope="module")
def running(site: Site) -> Iterator[Gateway]:
    with site.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        yield gateway


def data_of(task: Any) -> Any:
    return task["status"]["message"]["parts"][0]["data"]


def test_the_rules_are_read_as_the_page_says() -> None:
    settings = parse(AGENT + blocks("Say who has to be asked")[0]).approvals

    assert (settings.hours, settings.answer_minutes) == (72, 240)
    assert settings.rules == (
        ApprovalRow(currency="SEK", above=500000, approvers=2, hours=24),
        ApprovalRow(skill="place_order", currency="SEK", up_to=50000),
        ApprovalRow(tags=("sister-company",), needed=False),
    )


def test_the_skill_waits_and_is_shown_and_approved_as_on_the_page(
    site: Site, running: Gateway
) -> None:
    globex = Caller(running.url, site.tokens["globex"])
    token = site.json("people", "add", "anna")["token"]
    task = globex.post(send_skill("place_order", ARGUMENTS)).result["task"]
    globex.post(send("please hurry", taskId=task["id"], contextId=task["contextId"]))
    [row] = site.json("approvals", "list", "--peer", "globex")

    page = dict(ANSWERS.findall(blocks("Decide")[0]))
    shown = site.run("approvals", "show", row["id"]).stdout
    done = site.run(
        "approvals", "approve", row["id"], "--as", "anna", "--token", "env:MINE", MINE=token
    )

    assert steady(page["show"]) == steady(shown.partition("\nglobex was told")[0])
    assert steady(page["approve"]) == steady(done.stdout), done.stderr
    titles = site.run("approvals", "list", "--all").stdout.splitlines()[0]
    assert page["list"].splitlines()[0].split() == titles.split()


def test_the_peer_is_told_what_the_page_says(site: Site, running: Gateway) -> None:
    acme = Caller(running.url, site.tokens["acme"])
    [told] = map(json.loads, blocks("What the peer sees"))

    in_v1 = data_of(acme.post(send_skill("place_order", ARGUMENTS)).result["task"])
    in_native = acme.post(native("place_order", ARGUMENTS))

    when = {"estimated_response_by": ""}
    assert {**in_v1, **when} == {**told, **when}
    assert in_native.status == 202
    said = {key: in_native.json[key] for key in told}
    assert {**said, **when} == {**told, **when, "status": "pending_approval"}
    assert {"task_id", "skill"} == set(in_native.json) - set(told)


def test_the_endpoint_of_the_page_is_where_a_native_caller_looks(
    site: Site, running: Gateway
) -> None:
    acme = Caller(running.url, site.tokens["acme"])
    task_id = acme.post(native("place_order", ARGUMENTS)).json["task_id"]

    assert acme.get(f"/a2a/tasks/{task_id}").json["status"]["state"] == "TASK_STATE_WORKING"
