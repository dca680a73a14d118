"""The requests in docs/flowwink.md are answered as it says.

There, ``"…"`` stands for any string, ``["…"]`` for any list.
"""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gateway.config import read
from tests.e2e.caller import Caller, new_address
from tests.e2e.flowwink.conftest import Company
from tests.model_server import ModelServer
from tests.outbox.scripted import Script

PAGE = Path(__file__).parents[3] / "docs" / "flowwink.md"
ANY = "…"


class Example(NamedTuple):
    path: str
    token: str
    body: Any
    status: int
    answer: Any


def read_examples() -> list[Example]:
    blocks = re.findall(r"```http\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [_read(*pair) for pair in zip(blocks[::2], blocks[1::2], strict=True)]


def _read(request: str, response: str) -> Example:
    head, _, body = request.partition("\n\n")
    status, _, answer = response.partition("\n\n")
    asked = re.match(r"POST (\S+) HTTP/1\.1\nAuthorization: Bearer (\w+)\n", head)
    answered = re.match(r"HTTP/1\.1 (\d+) ", status)
    assert asked is not None, request
    assert answered is not None, response
    return Example(asked[1], asked[2], json.loads(body), int(answered[1]), json.loads(answer))


def is_like(answer: Any, shown: Any) -> bool:
    if shown == ANY:
        return isinstance(answer, str)
    if shown == [ANY]:
        return isinstance(answer, list)
    if isinstance(shown, dict) and isinstance(answer, dict):
        return shown.keys() == answer.keys() and all(is_like(answer[k], shown[k]) for k in shown)
    if isinstance(shown, list) and isinstance(answer, list):
        return len(shown) == len(answer) and all(map(is_like, answer, shown))
    return bool(answer == shown)


@pytest.mark.parametrize("example", read_examples(), ids=lambda example: example.path)
def test_an_example_is_answered_as_shown(
    company: Company, model: ModelServer, remote: Script, example: Example
) -> None:
    callers = {
        "PEER_TOKEN": company.acme,
        "OPERATOR_TOKEN": company.operator,
        "WRONG_TOKEN": Caller(company.gateway.url, "wrong"),
    }

    answer = callers[example.token].post(example.body, example.path, **new_address())

    assert (answer.status, is_like(answer.json, example.answer)) == (example.status, True), answer


def test_the_row_on_the_page_is_valid() -> None:
    row = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)[0]

    (peer,) = read(f'[agent]\nname = "A"\n{row}', PAGE, environ={}).peers

    assert (peer.name, peer.dialect, len(peer.tokens)) == ("globex", "flowwink", 1)


def test_every_path_on_the_page_is_served(company: Company) -> None:
    paths = set(re.findall(r"/(?:functions/v1|a2a)/[a-z0-9/-]+", PAGE.read_text()))

    assert len(paths) > 10
    for path in paths:
        answers = company.stranger.get(path, **new_address()), company.acme.post({}, path)
        assert any(answer.status not in (404, 405) for answer in answers), path
