"""Which files are taken: of any type, or of those that the operator names."""

import pytest

from gateway.core.call import SendMessage
from gateway.core.errors import ContentTypeNotSupported
from gateway.core.message import DataPart, Message, Part, RawPart, Role, TextPart, UrlPart
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.policy import POLICIES, Facts
from gateway.policy.modes import check_modes

CALLER = AuthenticatedPeer(Peer("acme"), "default", "t")
MODES = ("text/plain", "image/*", "application/pdf; version=1.7")


def check(part: Part, *modes: str) -> None:
    call = SendMessage(Message("m-1", Role.USER, (TextPart("see here"), part)))
    check_modes(CALLER, call, Facts("chat", None, 5, modes))


def files(media_type: str) -> list[Part]:
    return [RawPart(b"x", media_type), UrlPart("https://acme.example/x", media_type)]


@pytest.mark.parametrize(
    "media_type", ["text/plain", "image/png", "IMAGE/JPEG; q=1", "application/pdf", ""]
)
def test_what_is_named_is_taken(media_type: str) -> None:
    for part in files(media_type):
        check(part, *MODES)


@pytest.mark.parametrize("media_type", ["text/html", "application/pdfx", "imagepng", "x"])
def test_what_is_not_named_is_refused_with_what_is(media_type: str) -> None:
    for part in files(media_type):
        with pytest.raises(ContentTypeNotSupported, match="image/"):
            check(part, *MODES)


def test_where_nothing_is_named_or_all_is_every_file_is_taken() -> None:
    for part in files("application/x-odd"):
        check(part)
        check(part, "*/*")


@pytest.mark.parametrize(
    "part", [TextPart("x", "text/markdown"), DataPart({"a": 1}), DataPart(1, "application/x-odd")]
)
def test_only_files_are_looked_at(part: Part) -> None:
    check(part, "image/png")


def test_every_call_is_checked() -> None:
    assert check_modes in POLICIES
