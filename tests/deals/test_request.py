"""A request, read leniently where people write it, and strictly where it would be misread."""

from datetime import UTC, datetime, timedelta
from math import nan
from typing import Any

import pytest

from gateway.core.errors import InvalidParams
from gateway.core.json import Json, decode, encode
from gateway.deals.request import DealRequest, read_request
from tests.deals.story import WIRE, request_with

_MOMENT = datetime(2027, 4, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "deadline"),
    [
        (3600, timedelta(hours=1)),
        (0.5, timedelta(seconds=0.5)),
        ("24h", timedelta(hours=24)),
        ("90", timedelta(seconds=90)),
        ("7d", timedelta(days=7)),
        ("PT2H", timedelta(hours=2)),
        ("2027-04-20T12:00:00Z", _MOMENT),
        ("2027-04-20T14:00:00+02:00", _MOMENT),
        (_MOMENT, _MOMENT),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
    ids=str,
)
def test_a_deadline_is_a_moment_or_a_time_from_now(said: Any, deadline: object) -> None:
    assert request_with(deadline=said).deadline == deadline


def test_without_one_it_is_a_day_from_now() -> None:
    assert read_request(WIRE).deadline == timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("soon", "must be a moment such as"),
        (True, "must be a moment such as"),
        (None, "must be a moment such as"),
        ("2027-04-20T12:00:00", "must name its time zone"),
        ("2027-04-20", "must name its time zone"),
        (0, "must be more than no time"),
        ("0s", "must be more than no time"),
        (-5, "must be more than no time"),
        ("400d", "at most 366 days"),
        (1e300, "at most 366 days"),
        (1_900_000_000, "at most 366 days"),
        ("9999-12-31T23:59:59-12:00", "too far away"),
    ],
    ids=str,
)
def test_what_is_no_deadline_is_told_so(said: Any, words: str) -> None:
    assert words in problems(deadline=said)["deadline"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"quantity": 0}, "quantity", "greater than 0"),
        ({"quantity": "1e400"}, "quantity", "less than or equal"),
        ({"quantity": "Infinity"}, "quantity", "finite"),
        ({"currency": "kronor"}, "currency", "three capital letters"),
        ({"ref": "PR 1"}, "ref", "must be letters, digits"),
        ({"needed_by": "soon"}, "needed_by", "date"),
        ({"audience": {}}, "audience", "must name peers"),
        ({"response_schema": {"price": "quantum"}}, "response_schema", "quantum"),
        ({"colour": "grey"}, "colour", "not"),
        ({"spec": {"drawing": "x" * 32_768}}, "spec", "at most 32768 bytes"),
        (
            {"award": {"limits": [{"field": "moq"}]}},
            "award.limits.0",
            "must say a minimum, a maximum or equals",
        ),
        (
            {"award": {"limits": [{"field": "moq", "min": 5, "max": 4}]}},
            "award.limits.0",
            "the minimum is above the maximum",
        ),
        ({"award": {"limits": [{"field": "moq", "max": nan}]}}, "award.limits.0.max", "finite"),
        (
            {"award": {"weights": [{"field": "moq"}, {"field": "moq"}]}},
            "award",
            "moq has two weights",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_field_that_is_wrong_is_named(changes: Json, field: str, words: str) -> None:
    assert words in problems(**changes)[field]


def test_what_is_missing_is_named_all_at_once() -> None:
    with pytest.raises(InvalidParams) as refused:
        read_request({})
    missing = {violation.field for violation in refused.value.violations}
    assert missing == {"type", "subject", "response_schema", "audience"}


@pytest.mark.parametrize(
    "request_",
    [
        read_request(WIRE),
        request_with(deadline="36h", quantity="2.5"),
        request_with(deadline=_MOMENT, award={"limits": [{"field": "moq", "max": 500}]}),
    ],
    ids=["plain", "span", "moment"],
)
def test_what_is_written_is_read_as_the_same(request_: DealRequest) -> None:
    written = decode(encode(request_.write()))
    assert read_request(written) == request_
    assert read_request(written).write() == written


def problems(**changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidParams) as refused:
        request_with(**changes)
    return {problem.field: problem.description for problem in refused.value.violations}
