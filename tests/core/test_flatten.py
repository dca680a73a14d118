import pytest

from gateway.core.flatten import flatten
from gateway.core.message import DataPart, Part, RawPart, TextPart, UrlPart


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (TextPart("hello"), "hello"),
        (
            UrlPart("https://x/y.pdf", "application/pdf", "y.pdf"),
            "[Attached: y.pdf (application/pdf) → https://x/y.pdf]",
        ),
        (UrlPart("https://x/y"), "[Attached: file (unknown) → https://x/y]"),
        (UrlPart(""), "[Attached: file]"),
        (RawPart(b"x" * 2304, "image/png", "p.png"), "[Attached: p.png (image/png), inline 3KB]"),
        (DataPart({"a": 1}), '[Data (application/json): {"a":1}]'),
        (DataPart("x", "text/csv"), '[Data (text/csv): "x"]'),
        (DataPart("x" * 3000), f'[Data (application/json): "{"x" * 2047}...]'),
    ],
)
def test_a_part_reads_as_one_line(part: Part, line: str) -> None:
    assert flatten((part,)) == line


def test_parts_are_joined_by_newlines() -> None:
    assert flatten((TextPart("a"), DataPart(1), TextPart("b"))) == (
        "a\n[Data (application/json): 1]\nb"
    )


def test_the_call_of_a_skill_is_no_text() -> None:
    assert flatten((DataPart({"skill": "chat", "arguments": {}}), TextPart("a"))) == "a"


def test_nothing_reads_as_nothing() -> None:
    assert flatten(()) == ""
