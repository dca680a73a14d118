"""Every way to answer is told from every other, and what is told twice is told once."""

import json

import pytest
from msgspec.structs import replace

from gateway.core.call import MessageReply
from gateway.core.deal import OfferKind
from gateway.core.errors import (
    PeerError,
)
from gateway.core.message import DataPart, Message, Role
from gateway.core.task import TaskState
from gateway.outbox import Kind, Outcome
from tests.deals.story import (
    C_LATER,
    C_REVIEW,
    NINE,
    A,
    at,
    kept_from,
    offer_of,
    request_with,
    with_data,
    with_text,
)

# The seed's story.


def test_a_quotes_as_asked() -> None:
    offer = offer_of(with_data(A))
    assert (offer.kind, offer.values, offer.differs) == (OfferKind.QUOTED, A, ())
    assert (offer.at, offer.is_late, offer.activity_id) == (NINE, False, "call-supplier-a")


def test_b_declines_and_says_why() -> None:
    said = {"status": "declined", "reason": "1 200 in stock", "available": 1200}
    offer = offer_of(with_data(said, TaskState.REJECTED))
    assert (offer.kind, offer.reason) == (OfferKind.DECLINED, "1 200 in stock")
    assert offer.values == {"available": 1200}, "the figures of a refusal are kept"


def test_c_has_it_looked_at_by_a_human() -> None:
    offer = offer_of(with_data(C_REVIEW, TaskState.WORKING))
    assert offer.kind is OfferKind.PENDING_REVIEW
    assert offer.values == {"preliminary_price_range": {"min": 4.1, "max": 4.3}}
    assert offer.reason == "our pricing desk decides on orders above 10 000 SEK"
    assert offer.expected_at == at(14)


def test_c_answers_later_and_what_it_promised_is_kept() -> None:
    pending = offer_of(with_data(C_REVIEW, TaskState.WORKING))
    offer = offer_of(with_data(C_LATER), pending, now=at(14, 7))
    assert (offer.kind, offer.values, offer.reason) == (OfferKind.QUOTED, C_LATER, "")
    assert offer.is_late, "it came after the deadline"
    assert offer.expected_at == at(14), "by which one can tell that it came 7 minutes late"


def test_a_counter_offer_names_what_it_changes() -> None:
    offer = offer_of(with_data({**A, "delivery_date": "2027-04-30"}))
    assert offer.kind is OfferKind.COUNTER
    assert offer.differs == ("delivery 2027-04-30 is 2 days after 2027-04-28",)


# How an answer may be wrapped.


@pytest.mark.parametrize(
    "outcome",
    [
        with_text(json.dumps(A)),
        with_text(f"Gladly:\n```json\n{json.dumps(A)}\n```\nRegards"),
        Outcome(
            Kind.ANSWERED, "call", reply=MessageReply(Message("m", Role.AGENT, (DataPart(A),)))
        ),
        replace(with_data(A), read=A),
    ],
    ids=["text", "fence", "message", "read"],
)
def test_a_quote_is_one_however_it_comes(outcome: Outcome) -> None:
    offer = offer_of(outcome)
    assert (offer.kind, offer.values) == (OfferKind.QUOTED, A)


@pytest.mark.parametrize(
    "outcome",
    [
        with_data({"status": "declined", "reason": "no"}),
        with_data({**A, "status": "declined"} | {"total_price_sek": 0}),
        with_text('{"status": "declined", "reason": "no"}'),
        with_text("no", TaskState.REJECTED),
        with_text('{"status": "declined", "reason": "no"}', TaskState.REJECTED),
        with_data({"reason": "no"}, TaskState.CANCELED),
    ],
    ids=["result", "whole contract", "text", "words", "json in words", "canceled"],
)
def test_a_refusal_is_one_wherever_it_stands(outcome: Outcome) -> None:
    offer = offer_of(outcome)
    assert offer.kind is OfferKind.DECLINED
    assert offer.reason in ("no", "no reason was given")


@pytest.mark.parametrize("state", [TaskState.COMPLETED, TaskState.WORKING, TaskState.SUBMITTED])
def test_a_review_is_one_wherever_it_stands(state: TaskState) -> None:
    assert offer_of(with_data(C_REVIEW, state)).kind is OfferKind.PENDING_REVIEW


def test_a_review_that_meets_the_whole_contract_is_one_still() -> None:
    offer = offer_of(with_data({**A, "status": "pending_review"}))
    assert offer.kind is OfferKind.PENDING_REVIEW
    assert offer.values["total_price_sek"] == 16800, "its partial figures are kept"


def test_a_status_of_the_contract_that_is_no_outcome_is_a_quote() -> None:
    request = request_with(response_schema={"total_price_sek": "number", "status": "string"})
    said = {"total_price_sek": 1, "status": "available"}
    assert offer_of(with_data(said), None, request).kind is OfferKind.QUOTED


def test_an_answer_that_is_no_object_is_a_value() -> None:
    request = request_with(response_schema="number", award={"price_field": "value"})
    assert offer_of(with_text("16800"), None, request).values == {"value": 16800}


# What is of no use.


@pytest.mark.parametrize(
    ("outcome", "differs"),
    [
        (
            with_data({"unit_price_sek": 4.2, "moq": "few", "status": "quoted"}),
            (
                "total_price_sek is missing",
                "delivery_date is missing",
                "validity_days is missing",
                "moq: must be number",
            ),
        ),
        (
            with_text("We can do 4.20 each."),
            ("the answer is not in the structure that was asked for: We can do 4.20 each.",),
        ),
        (
            with_data("Let us talk on the phone."),
            ("the answer is not in the structure that was asked for: Let us talk on the phone.",),
        ),
        (with_data({**A, "total_price_sek": -1}), ("total_price_sek: -1 is no price",)),
        (with_text("out of memory", TaskState.FAILED), ("its task failed: out of memory",)),
        (with_text("Which grey?", TaskState.INPUT_REQUIRED), ("it asks back: Which grey?",)),
        (
            with_text("Log in first.", TaskState.AUTH_REQUIRED),
            ("it wants us to sign in: Log in first.",),
        ),
        (kept_from(PeerError("boom")), ("The peer answered with an error: boom",)),
    ],
    ids=["fields", "words", "bare words", "price", "failed", "question", "login", "error"],
)
def test_an_invalid_answer_says_what_failed(outcome: Outcome, differs: tuple[str, ...]) -> None:
    offer = offer_of(outcome)
    assert offer.kind is OfferKind.INVALID
    assert offer.differs == differs


def test_an_invalid_answer_is_kept_to_look_at() -> None:
    assert offer_of(with_data({"moq": 1})).values == {"moq": 1}


def test_a_peer_that_says_itself_that_it_does_not_fit_is_believed() -> None:
    said = {**A, "_schema_compliance": False}
    assert offer_of(with_data(said)).kind is OfferKind.INVALID


def test_an_endless_answer_is_not_kept() -> None:
    request = request_with(response_schema={"type": "object"})
    offer = offer_of(with_data({"x": "y" * 100_000}), None, request)
    assert (offer.kind, offer.values) == (OfferKind.INVALID, {})


@pytest.mark.parametrize("state", [TaskState.REJECTED, TaskState.WORKING])
def test_endless_words_are_cut(state: TaskState) -> None:
    said = {"status": "pending_review", "reason": "x" * 10_000}
    assert len(offer_of(with_data(said, state)).reason) == 1000
