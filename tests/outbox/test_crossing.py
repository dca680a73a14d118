"""What crosses from one gateway to another and back comes out as it went in, in every language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from gateway.core.errors import TaskNotCancelable, TaskNotFound
from gateway.core.json import encode
from gateway.core.message import DataPart, RawPart, TextPart, UrlPart
from gateway.core.task import TaskState
from gateway.outbox import Ask, Kind
from gateway.wiring import Services
from tests.outbox.conftest import CANARY
from tests.outbox.gateway import called_by, row_of, serve

SKILLS = """
from gateway.core.message import Artifact, DataPart
from gateway.skillkit import SkillContext, skill

@skill(scope="external")
async def copy(ctx: SkillContext) -> object:
    \"\"\"Give back what came: the arguments, and each file in an artifact of its own.\"\"\"
    files = [part for part in ctx.message.parts if hasattr(part, "raw") or hasattr(part, "url")]
    given = [Artifact(f"file-{number}", (part,)) for number, part in enumerate(files)]
    return [Artifact("arguments", (DataPart(ctx.arguments),)), *given] if given else ctx.arguments

@skill(scope="external")
async def paint(ctx: SkillContext) -> object:
    \"\"\"Ask for the colour.\"\"\"
    if ctx.answer is None:
        await ctx.ask("Which colour?")
    return {"colour": ctx.answer}
"""
VALUES = {
    "integer": 5,
    "float": 5.0,
    "biggest": 2**63 - 1,
    "smallest": -(2**63),
    "text": "Ångström ☀ \\ \"'\n\t",
    "list": [1, 1.0, None, True, {"": []}],
    "small": 1e-7,
}
FILES = (
    RawPart(bytes(range(256)), "application/octet-stream", "all.bin"),
    UrlPart("https://files.example/a%20b.pdf?x=1&y=2", "application/pdf", "b.pdf"),
)
WITH_TASKS = [
    ("a2a-1.0", "jsonrpc"),
    ("a2a-1.0", "rest"),
    ("a2a-0.3", "jsonrpc"),
    ("a2a-0.3", "rest"),
    ("tasks", "jsonrpc"),
    ("flowwink", "jsonrpc"),
]
PLAIN = [("native", ""), ("negotiate", ""), ("responses", ""), ("moltflow", "jsonrpc")]


@pytest.fixture
async def ours(tmp_path: Path, dialect: str, binding: str) -> AsyncIterator[Services]:
    """A buyer whose row for the vendor says the language."""
    for name in ("vendor", "buyer"):
        (tmp_path / name).mkdir()
    (tmp_path / "vendor" / "skills.py").write_text(SKILLS)
    async with serve(tmp_path / "vendor", called_by("buyer")) as (_, url):
        rows = row_of(url, dialect, binding)
        if dialect == "moltflow":
            rows = rows.replace("dialect =", 'endpoint = "/a2a"\ndialect =', 1)
        async with serve(tmp_path / "buyer", rows, {"VENDOR": CANARY}) as (services, _):
            yield services


@pytest.mark.parametrize(("dialect", "binding"), [*WITH_TASKS, *PLAIN])
async def test_numbers_and_texts_stay_what_they_are(ours: Services, dialect: str) -> None:
    peer = ours.outbox.get_peer("vendor")
    outcome = await ours.outbox.ask(peer, Ask("copy", VALUES), seconds=60)
    assert (outcome.kind, outcome.dialect) == (Kind.ANSWERED, dialect), outcome.error
    assert encode(outcome.value) == encode(VALUES)


@pytest.mark.parametrize(("dialect", "binding"), WITH_TASKS)
async def test_files_and_artifacts_stay_what_they_are(
    ours: Services, dialect: str, binding: str
) -> None:
    peer = ours.outbox.get_peer("vendor")
    ask = replace(Ask("copy", VALUES), parts=FILES)
    outcome = await ours.outbox.ask(peer, ask, seconds=60)
    assert outcome.task is not None, outcome.error
    first, *others = outcome.task.artifacts
    assert [part for part in first.parts if not isinstance(part, TextPart)] == [DataPart(VALUES)]
    files = FILES
    if (dialect, binding) == ("a2a-0.3", "rest"):
        # Its proto file has no place for their names.
        files = tuple(replace(part, filename="") for part in FILES)
    assert [artifact.parts for artifact in others] == [(part,) for part in files]


@pytest.mark.parametrize(("dialect", "binding"), [*WITH_TASKS, ("native", ""), ("responses", "")])
async def test_a_question_comes_back_and_its_answer_goes_on(ours: Services) -> None:
    peer = ours.outbox.get_peer("vendor")
    asked = await ours.outbox.ask(peer, Ask("paint"), seconds=60)
    assert asked.task is not None, asked.error
    assert (asked.task.state, asked.text) == (TaskState.INPUT_REQUIRED, "Which colour?")
    answer = Ask(text="red", task_id=asked.task.id)
    answered = await ours.outbox.ask(peer, answer, seconds=60)
    assert answered.value == {"colour": "red"}, answered.error


@pytest.mark.parametrize(("dialect", "binding"), [*WITH_TASKS, ("responses", "")])
async def test_a_task_is_looked_at_again_and_ends_once(ours: Services, dialect: str) -> None:
    peer = ours.outbox.get_peer("vendor")
    asked = await ours.outbox.ask(peer, Ask("paint"), seconds=60)
    assert asked.task is not None, asked.error
    found = await ours.outbox.get(peer, asked.task.id, seconds=60)
    assert found.task is not None, found.error
    assert (found.task.state, found.text) == (TaskState.INPUT_REQUIRED, "Which colour?")
    canceled = await ours.outbox.cancel(peer, asked.task.id, seconds=60)
    assert canceled.task is not None, canceled.error
    assert canceled.task.state is TaskState.CANCELED
    again = await ours.outbox.cancel(peer, asked.task.id, seconds=60)
    assert type(again.error) is TaskNotCancelable
    unknown = await ours.outbox.get(peer, "resp_unknown", seconds=60)
    assert type(unknown.error) is TaskNotFound
