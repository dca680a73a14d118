"""What a peer says while its human decides is kept, and cannot fill the house."""

from gateway.core.deal import OfferKind
from gateway.core.task import TaskState
from tests.deals.story import C_REVIEW, NINE, A, made, offer_of, with_data

REVIEW = with_data(C_REVIEW, TaskState.WORKING)
ANEW = with_data({**C_REVIEW, "note": "a second look"}, TaskState.WORKING)


def test_a_review_told_of_anew_is_news_once_a_minute() -> None:
    pending = offer_of(REVIEW)
    assert made(ANEW, pending, now=NINE + 59_999) is None
    assert offer_of(ANEW, pending, now=NINE + 60_000).reason == "a second look"


def test_its_outcome_is_news_at_once() -> None:
    assert offer_of(with_data(A), offer_of(REVIEW), now=NINE + 1).kind is OfferKind.QUOTED


def test_of_a_review_that_says_too_much_the_rest_is_kept() -> None:
    said = {**C_REVIEW, "appendix": "x" * 9_000}
    offer = offer_of(with_data(said, TaskState.WORKING))
    assert (offer.kind, offer.values) == (OfferKind.PENDING_REVIEW, {})
    assert offer.reason == C_REVIEW["note"]
    assert offer.differs == ("what it said so far is longer than 8192 bytes",)
