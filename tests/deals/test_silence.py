"""What is no answer counts when it is over, and what was answered stays answered."""

import pytest

from gateway.core.deal import OfferKind
from gateway.core.errors import (
    EgressDenied,
    GatewayError,
    PeerBusy,
    PeerError,
    PeerRefused,
    PeerTimeout,
    PeerUnreachable,
)
from gateway.core.task import TaskState
from gateway.outbox import Outcome
from tests.deals.story import (
    C_REVIEW,
    DEADLINE,
    A,
    at,
    kept_from,
    made,
    offer_of,
    with_data,
    with_text,
)


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
    offer = offer_of(kept_from(error), now=DEADLINE + 1, is_over=True)
    assert (offer.kind, offer.is_late) == (kind, False), "silence is never late"


@pytest.mark.parametrize("error", [EgressDenied(), PeerRefused()], ids=["egress", "refused"])
def test_what_will_never_get_through_counts_at_once(error: GatewayError) -> None:
    offer = offer_of(kept_from(error))
    assert (offer.kind, offer.reason) == (OfferKind.UNREACHABLE, error.message)


def test_work_that_goes_on_is_nothing_new_until_it_is_over() -> None:
    outcome = with_text("looking", TaskState.WORKING)
    assert made(outcome) is None
    assert offer_of(outcome, is_over=True).kind is OfferKind.TIMED_OUT


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
