"""What a signal's body comes to: Flowwink's fields, what is too long, and what says nothing."""

from typing import Any

import pytest

from gateway.automations.signal import MOST_MORE_BYTES, Signal, read_signal, signal_received
from gateway.core.clock import Clock
from gateway.core.errors import InvalidParams
from gateway.core.notice import NoticeType

CAPTURED = {
    "url": "https://news.example/din-rails",
    "title": "DIN rails get scarce",
    "content": "Prices rise.",
    "note": "Ask our suppliers.",
    "source_type": "article",
    "urgency": "high",
}


def test_a_captured_page_is_read_as_it_was_sent() -> None:
    signal = read_signal({**CAPTURED, "score": 7})
    assert signal == Signal(
        "https://news.example/din-rails",
        "DIN rails get scarce",
        "Prices rise.",
        "Ask our suppliers.",
        "signal",
        "article",
        "high",
        {"score": 7},
    )


def test_what_is_left_out_is_as_flowwink_has_it() -> None:
    signal = read_signal({"url": "  https://news.example/a ", "content": None})
    assert (signal.title, signal.source_type, signal.urgency, signal.action) == (
        "https://news.example/a",
        "web",
        "medium",
        "signal",
    )


@pytest.mark.parametrize(
    ("note", "action", "rest"),
    [
        ("[ACTION:draft] Write about it.", "draft", "Write about it."),
        ("[ACTION:bookmark]", "bookmark", ""),
        ("Look: [ACTION:draft]", "signal", "Look: [ACTION:draft]"),
        ("[ACTION:delete] all", "signal", "[ACTION:delete] all"),
    ],
)
def test_a_mark_in_front_of_the_note_says_what_to_do(note: str, action: str, rest: str) -> None:
    signal = read_signal({"content": "text", "note": note})
    assert (signal.action, signal.note) == (action, rest)


def test_what_is_too_long_is_cut_and_said_to_be() -> None:
    long = {"title": "t" * 501, "content": "c" * 10_001, "note": "n" * 1000}
    signal = read_signal({**CAPTURED, **long})
    assert (len(signal.title), len(signal.content), len(signal.note)) == (500, 10_000, 1000)
    assert signal.cut == ("title", "content")


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "either url or content is required"),
    "blanks": ({"url": " ", "content": "\n"}, "either url or content is required"),
    "a title alone": ({"title": "a"}, "either url or content is required"),
    "an address without an end": ({"url": "https://a.example/" + "x" * 2048}, "url must have"),
    "a text that is none": ({"content": ["a"]}, "content must be a string"),
    "too much else": ({"content": "a", "raw": "x" * MOST_MORE_BYTES}, "put texts into content"),
}


@pytest.mark.parametrize(("wire", "words"), BROKEN.values(), ids=BROKEN)
def test_what_says_nothing_is_refused(wire: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidParams, match=words):
        read_signal(wire)


def test_the_notice_holds_all_of_it() -> None:
    clock = Clock(now=lambda: 1000, new_id=lambda: "s-1")
    notice = signal_received(read_signal({**CAPTURED, "score": 7}), "anna", clock).notice
    assert (notice.id, notice.type, notice.at) == ("s-1", NoticeType.SIGNAL_RECEIVED, 1000)
    assert notice.subject == CAPTURED["url"]
    assert notice.data == {
        **CAPTURED,
        "action": "signal",
        "by": "anna",
        "more": {"score": 7},
        "cut": [],
    }
