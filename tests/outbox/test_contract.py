"""A contract crosses from one gateway to another, and is kept or declined, in every language."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.task import TaskState
from gateway.outbox import Kind, Outcome
from gateway.wiring import Services
from tests.outbox.conftest import CANARY, GET_QUOTE
from tests.outbox.gateway import called_by, row_of, serve

LANGUAGES = [
    ("auto", ""),
    ("a2a-1.0", "jsonrpc"),
    ("a2a-1.0", "rest"),
    ("a2a-0.3", "jsonrpc"),
    ("tasks", ""),
    ("flowwink", ""),
    ("native", ""),
    ("responses", ""),
]
each_language = pytest.mark.parametrize(("dialect", "binding"), LANGUAGES)
PRICE = {"price_cents": "integer", "currency": "string", "note": "string?"}


@pytest.fixture
async def ours(tmp_path: Path, dialect: str, binding: str) -> AsyncIterator[Services]:
    (tmp_path / "vendor").mkdir()
    async with (
        serve(tmp_path / "vendor", called_by("buyer")) as (_, url),
        serve(tmp_path, row_of(url, dialect, binding), {"VENDOR": CANARY}) as (services, _),
    ):
        yield services


async def ask(ours: Services, shape: Any) -> Outcome:
    call = replace(GET_QUOTE, response_schema=shape)
    return await ours.outbox.ask(ours.outbox.get_peer("vendor"), call, seconds=60)


@each_language
async def test_what_is_asked_for_comes_and_nothing_else(ours: Services) -> None:
    outcome = await ask(ours, PRICE)
    assert outcome.kind is Kind.ANSWERED, outcome.error
    assert outcome.value == {"price_cents": 4500, "currency": "SEK"}


@each_language
async def test_what_cannot_be_given_is_declined_with_the_reason(ours: Services) -> None:
    outcome = await ask(ours, {"price_cents": "string", "weight": "number"})
    assert outcome.kind is Kind.ANSWERED, outcome.error
    assert outcome.task is not None
    assert outcome.task.state is TaskState.REJECTED or "tasks" in outcome.dialect
    assert outcome.value == {
        "status": "declined",
        "reason": "the answer does not fit the structure that was asked for",
        "missing": ["weight"],
        "mismatches": ["price_cents: must be string"],
    }
