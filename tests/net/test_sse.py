"""Server-sent events are read alike however their bytes are cut and their lines end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.errors import InvalidAgentResponse
from gateway.net.sse import ServerSentEvent, SseReader


def read(*chunks: bytes, max_bytes: int = 1000) -> list[ServerSentEvent]:
    reader = SseReader(max_bytes)
    return [event for chunk in chunks for event in reader.feed(chunk)]


def data_of(*chunks: bytes) -> list[bytes]:
    return [event.data for event in read(*chunks)]


def test_an_event_ends_with_an_empty_line() -> None:
    assert data_of(b"data: one\n\ndata: two\n\n") == [b"one", b"two"]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_lines_end_in_any_of_three_ways(end: bytes) -> None:
    assert data_of(end.join([b"data: one", b"data: more", b"", b"data: two", b"", b""])) == [
        b"one\nmore",
        b"two",
    ]


@pytest.mark.parametrize(
    ("lines", "data"),
    [
        (b"data:one", b"one"),
        (b"data:  one", b" one"),
        (b"data: a: b", b"a: b"),
        (b"data", b""),
        (b"data: one\ndata\ndata: three", b"one\n\nthree"),
        (b": alive\ndata: one\n: alive", b"one"),
        (b"event: message\nretry: 3000\nid: 7\ndata: one\nother: field", b"one"),
        (b"\xef\xbb\xbfdata: one", b"one"),
        (b"data: \xe2\x80\xa8\x0b\x0c\x1c\xc2\x85", b"\xe2\x80\xa8\x0b\x0c\x1c\xc2\x85"),
    ],
    ids=["tight", "spaces", "colon", "bare", "lines", "comments", "fields", "mark", "separators"],
)
def test_a_field_is_read_as_the_standard_says(lines: bytes, data: bytes) -> None:
    assert data_of(lines + b"\n\n") == [data]


@pytest.mark.parametrize(
    "stream", [b"", b"\n\n\n", b":\n\n", b"id: 1\n\n", b"data: cut\n", b"data"]
)
def test_what_has_no_data_or_no_end_is_no_event(stream: bytes) -> None:
    assert read(stream) == []


def test_an_id_stays_until_another_is_named() -> None:
    stream = b"data: a\n\nid: 5\ndata: b\n\ndata: c\n\nid: bad\0\ndata: d\n\nid\ndata: e\n\n"
    assert [event.id for event in read(stream)] == ["", "5", "5", "5", ""]


@pytest.mark.parametrize(
    "stream", [b"data: " + b"x" * 1000, b"data: x\n" * 200, b": " + b"x" * 1000, b"x" * 2000]
)
def test_an_event_without_end_is_cut(stream: bytes) -> None:
    with pytest.raises(InvalidAgentResponse, match="an event of more than 1000 bytes"):
        read(stream)


def test_any_number_of_events_and_comments_may_come() -> None:
    assert len(read(b": alive\nid: 1\nretry: 5\ndata: x\n\n" * 1000)) == 1000


@given(
    st.lists(
        st.sampled_from(
            [b"data: one", b"data", b": x", b"id: 7", b"", b"\xef\xbb\xbfdata: \xc3\xa9", b"x: y"]
        ),
        max_size=12,
    ),
    st.sampled_from([b"\n", b"\r", b"\r\n"]),
    st.lists(st.integers(0, 200), max_size=8),
)
def test_where_the_bytes_are_cut_makes_no_difference(
    lines: list[bytes], end: bytes, cuts: list[int]
) -> None:
    stream = end.join([*lines, b"data: last", b"", b""])
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(places)]
    whole = read(stream)
    assert read(*pieces) == whole
    assert read(*(bytes([byte]) for byte in stream)) == whole
    assert whole[-1].data.endswith(b"last")
