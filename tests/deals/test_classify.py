"""Every way to answer is told from every other, and what is told twice is told once."""

import json
from dataclasses import replace
from typing import Any

import pytest

from gateway.core.call import MessageReply
from gateway.core.deal import Offer, OfferKind
from gateway.core.errors import (
    EgressDenied,
    GatewayError,
    PeerBusy,
    PeerError,
    PeerRefused,
    PeerTimeout,
    PeerUnreachable,
)
from gateway.core.json import Json
from gateway.core.message import DataPart, Message, Role
from gateway.core.task import TaskState
from gateway.deals.classify import classify
from gateway.deals.request import DealRequest
from gateway.outbox import Kind, Outcome
from gateway.outbox.outcome import kind_of
from tests.deals.story import (
    C_LATER,
    C_REVIEW,
    DEADLINE,
    REQUEST,
    A,
    asked,
    at,
    request_with,
    with_data,
    with_text,
)

NOW = at(9)


def made(
    outcome: Outcome,
    known: Offer | None = None,
    request: DealRequest = REQUEST,
    *,
    now: int = NOW,
    is_over: bool = False,
) -> Offer | None:
    return classify(request, outcome, known or asked(), now, DEADLINE, is_over=is_over)


def offer_of(outcome: Outcome, *given: Any, **options: Any) -> Offer:
    offer = made(outcome, *given, **options)
    assert offer is not None
    return offer


def kept_from(error: GatewayError) -> Outcome:
    return Outcome(kind_of(error), "call", error=error)


# The seed's story.


def test_a_quotes_as_asked() -> None:
    offer = offer_of(with_data(A))
    assert (offer.kind, offer.values, offer.differs) == (OfferKind.QUOTED, A, ())
    assert (offer.at, offer.is_late, offer.activity_id) == (NOW, False, "call-supplier-a")


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
        (with_data({**A, "total_price_sek": -1}), ("total_price_sek: -1 is no price",)),
        (with_text("out of memory", TaskState.FAILED), ("its task failed: out of memory",)),
        (with_text("Which grey?", TaskState.INPUT_REQUIRED), ("it asks back: Which grey?",)),
        (
            with_text("Log in first.", TaskState.AUTH_REQUIRED),
            ("it wants us to sign in: Log in first.",),
        ),
        (kept_from(PeerError("boom")), ("The peer answered with an error: boom",)),
    ],
    ids=["fields", "words", "price", "failed", "question", "login", "error"],
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


# What is no answer.


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PeerUnreachable(), OfferKind.UNREACHABLE),
        (PeerBusy(), OfferKind.UNREACHABLE),
        (PeerTimeout(), OfferKind.TIMED_OUT),
    ],
    ids=["unreachable", "busy", "timeout"],
)
def test_what_is_tried_again_counts_when_it_is_over(error: GatewayError, kind: OfferKind) -> None:
    assert made(kept_from(error)) is None
    assert offer_of(kept_from(error), is_over=True).kind is kind


@pytest.mark.parametrize("error", [EgressDenied(), PeerRefused()], ids=["egress", "refused"])
def test_what_will_never_get_through_counts_at_once(error: GatewayError) -> None:
    offer = offer_of(kept_from(error))
    assert (offer.kind, offer.reason) == (OfferKind.UNREACHABLE, error.message)


def test_work_that_goes_on_is_nothing_new_until_it_is_over() -> None:
    outcome = with_text("looking", TaskState.WORKING)
    assert made(outcome) is None
    assert offer_of(outcome, is_over=True).kind is OfferKind.TIMED_OUT


# What is known already.


@pytest.mark.parametrize(
    "outcome",
    [
        with_data(A),
        with_data(C_REVIEW, TaskState.WORKING),
        with_text("no", TaskState.REJECTED),
        with_text("?", TaskState.INPUT_REQUIRED),
    ],
    ids=["quoted", "pending", "declined", "question"],
)
def test_the_same_answer_again_is_nothing_new(outcome: Outcome) -> None:
    offer = offer_of(outcome)
    assert made(outcome, offer, now=at(13)) is None


@pytest.mark.parametrize("error", [PeerUnreachable(), PeerTimeout(), PeerRefused(), PeerError()])
def test_an_answer_outlives_that_its_peer_falls_silent(error: GatewayError) -> None:
    pending = offer_of(with_data(C_REVIEW, TaskState.WORKING))
    assert made(kept_from(error), pending, is_over=True) is None
    assert made(with_text("looking", TaskState.WORKING), pending, is_over=True) is None


def test_an_answer_after_the_deadline_is_late_and_counts_as_what_it_is() -> None:
    silent = offer_of(kept_from(PeerTimeout()), now=DEADLINE, is_over=True)
    offer = offer_of(with_data(A), silent, now=DEADLINE + 1)
    assert (offer.kind, offer.is_late) == (OfferKind.QUOTED, True)
    assert not offer_of(with_data(A), silent, now=DEADLINE).is_late


# When a human will have decided.


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
    assert offer_of(with_data(again, TaskState.WORKING), pending).expected_at == at(14)
