"""When a human will have decided is read in every form in which companies say it."""

import pytest

from gateway.core.json import Json
from gateway.core.task import TaskState
from tests.deals.story import (
    C_REVIEW,
    at,
    offer_of,
    with_data,
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2027-04-07T14:00:00Z", at(14)),
        ("2027-04-07T16:00:00+02:00", at(14)),
        ("2027-04-07T14:00:00", at(14)),
        (at(14), at(14)),
        (at(14) // 1000, at(14)),
        (str(at(14) // 1000), at(14)),
        ("2027-04-07", at(23, 59) + 59_999),
        ("tomorrow, maybe", 0),
        ("9999-12-31T23:59:59Z", 0),
        ("9999-12-31T23:59:59-12:00", 0),
        ("9999-12-30", 0),
        (-5, 0),
        (14, 0),
        (None, 0),
        ([], 0),
    ],
)
def test_the_promised_time_is_read_in_every_form(said: Json, expected: int) -> None:
    review = {**C_REVIEW, "estimated_response_by": said}
    assert offer_of(with_data(review, TaskState.WORKING)).expected_at == expected


def test_a_review_that_names_no_time_any_more_keeps_its_promise() -> None:
    pending = offer_of(with_data(C_REVIEW, TaskState.WORKING))
    again = {"status": "pending_review", "note": "a second look"}
    later = offer_of(with_data(again, TaskState.WORKING), pending, now=at(10))
    assert later.expected_at == at(14)
