"""An extension that the card requires has to be asked for; what was asked for is told back."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.caller import Caller
from tests.e2e.say import ASKED, LANGUAGES, get_task
from tests.e2e.site import Site

QUOTES = "https://acme.example/extensions/quotes/v1"
TRACES = "https://acme.example/extensions/traces/v1"
EXTENSIONS = [{"uri": QUOTES, "required": True}, {"uri": TRACES}]


@pytest.fixture(scope="module")
def strict(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A peer at a gateway whose card has two extensions, one of them required."""
    site = template.copy_to(tmp_path_factory.mktemp("strict") / "site")
    with site.serve(AGENT__CAPABILITIES__EXTENSIONS=json.dumps(EXTENSIONS)) as gateway:
        yield Caller(gateway.url, site.tokens["acme"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("header", ["A2A_Extensions", "X_A2A_Extensions"])
def test_who_asks_for_it_is_answered(strict: Caller, language: str, header: str) -> None:
    say, hear = LANGUAGES[language]

    answer = strict.post(say("echo", ASKED), **{header: f"https://x.example,{TRACES} , {QUOTES}"})

    assert hear(answer) == ASKED
    assert answer.headers[header.replace("_", "-")] == f"{TRACES}, {QUOTES}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_does_not_is_refused(strict: Caller, language: str) -> None:
    say, _ = LANGUAGES[language]

    for headers in ({}, {"A2A_Extensions": TRACES}):
        answer = strict.post(say("echo", ASKED), **headers)

        if "jsonrpc" in answer.json:
            assert (answer.status, answer.code) == (200, -32008)
            assert answer.reason == "EXTENSION_SUPPORT_REQUIRED"
            assert QUOTES in answer.json["error"]["message"]
        else:
            assert answer.status == 400
            assert QUOTES in answer.json["error"]


def test_it_is_required_of_every_operation(strict: Caller) -> None:
    assert strict.post(get_task("any")).code == -32008


def test_it_is_required_over_http_json(strict: Caller) -> None:
    refused = strict.get("/a2a/tasks/any")
    taken = strict.get("/a2a/v1/tasks/any", X_A2A_Extensions=QUOTES)

    assert refused.status == 400
    assert refused.json["error"]["details"][0]["reason"] == "EXTENSION_SUPPORT_REQUIRED"
    assert (taken.status, taken.headers["X-A2A-Extensions"]) == (404, QUOTES)


def test_it_is_required_of_a_chat(strict: Caller) -> None:
    assert strict.post({"text": "hello"}, "/a2a/chat").status == 400
    assert strict.post({"text": "hello"}, "/a2a/chat", A2A_Extensions=QUOTES).status == 200


def test_without_extensions_nothing_is_required_or_told(acme: Caller) -> None:
    answer = acme.post(LANGUAGES["1.0 text"][0]("echo", ASKED), A2A_Extensions=QUOTES)

    assert answer.status == 200
    assert "A2A-Extensions" not in answer.headers
