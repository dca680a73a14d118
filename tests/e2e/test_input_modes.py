"""A file of a media type that the operator does not take is refused, on each binding."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.caller import Answer, Caller
from tests.e2e.say import rpc
from tests.e2e.site import Site

MODES = '["text/plain", "image/*"]'
TEXT = b64encode(b"hello").decode()


def message(**content: Any) -> dict[str, Any]:
    return {"message": {"messageId": str(uuid4()), **content}}


def new(media_type: str) -> dict[str, Any]:
    parts = [{"text": "skill:greeting"}, {"raw": TEXT, "mediaType": media_type}]
    return message(role="ROLE_USER", parts=parts)


def old(media_type: str) -> dict[str, Any]:
    file = {"kind": "file", "file": {"bytes": TEXT, "mimeType": media_type}}
    return message(role="user", parts=[{"kind": "text", "text": "skill:greeting"}, file])


def old_proto(media_type: str) -> dict[str, Any]:
    file = {"file": {"fileWithBytes": TEXT, "mimeType": media_type}}
    return message(role="ROLE_USER", content=[{"text": "skill:greeting"}, file])


WAYS = {
    "1.0 JSON-RPC": lambda media_type: ("/a2a", rpc("SendMessage", new(media_type))),
    "0.3 JSON-RPC": lambda media_type: ("/a2a", rpc("message/send", old(media_type))),
    "1.0 HTTP+JSON": lambda media_type: ("/a2a/message:send", new(media_type)),
    "0.3 HTTP+JSON": lambda media_type: ("/a2a/v1/message:send", old_proto(media_type)),
}


@pytest.fixture(scope="module")
def picky(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A peer at a gateway that takes texts and pictures."""
    site = template.copy_to(tmp_path_factory.mktemp("picky") / "site")
    with site.serve(AGENT__INPUT_MODES=MODES) as gateway:
        yield Caller(gateway.url, site.tokens["acme"])


def send(caller: Caller, way: str, media_type: str) -> Answer:
    path, body = WAYS[way](media_type)
    return caller.post(body, path)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_of_another_type_is_refused(picky: Caller, way: str) -> None:
    answer = send(picky, way, "application/pdf")

    if "JSON-RPC" in way:
        assert (answer.status, answer.code) == (200, -32005)
        assert answer.reason == "CONTENT_TYPE_NOT_SUPPORTED"
    else:
        assert answer.status == 400
        assert answer.json["error"]["details"][0]["reason"] == "CONTENT_TYPE_NOT_SUPPORTED"


@pytest.mark.parametrize("way", WAYS)
def test_a_file_of_a_type_that_is_named_is_taken(picky: Caller, acme: Caller, way: str) -> None:
    for caller, media_type in ((picky, "image/png"), (acme, "application/pdf")):
        answer = send(caller, way, media_type)

        assert answer.status == 200
        assert "error" not in answer.json


def test_the_card_names_them(picky: Caller, acme: Caller) -> None:
    card = "/.well-known/agent-card.json"

    assert picky.get(card).json["defaultInputModes"] == ["text/plain", "image/*"]
    assert acme.get(card).json["defaultInputModes"] == ["text/plain", "application/json"]
