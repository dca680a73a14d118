"""Whatever a peer says is something: nothing that it can say breaks the deal."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.core.deal import Offer, OfferKind
from gateway.core.json import Json, encode
from gateway.core.task import TaskState
from gateway.deals.classify import classify
from gateway.deals.rank import rank
from gateway.deals.summary import recommend
from gateway.outbox import Outcome
from tests.deals.story import (
    C_REVIEW,
    DEADLINE,
    NINE,
    REQUEST,
    SHAPE,
    A,
    asked,
    request_with,
    with_data,
    with_text,
)

OPEN_REQUEST = request_with(response_schema={"type": "object"})
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["declined", "pending_review", "quoted", "2027-04-30", "2.5 mm²", "SEK"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = st.sampled_from([*SHAPE, *C_REVIEW, "quantity", "currency", "colour", "spec", "reason"])
STATES = st.sampled_from(TaskState)
ANSWERS = st.dictionaries(NAMES, VALUES).map(lambda said: {**A, **said}) | st.dictionaries(
    NAMES, VALUES
)
OUTCOMES = st.builds(with_data, VALUES | ANSWERS, STATES) | st.builds(
    with_text, st.text() | ANSWERS.map(lambda said: encode(said).decode()), STATES
)


def made(outcome: Outcome, known: Offer, request: Any, *, is_over: bool) -> Offer | None:
    return classify(request, outcome, known, NINE, DEADLINE, is_over=is_over)


@given(OUTCOMES, st.sampled_from([REQUEST, OPEN_REQUEST]), st.booleans())
def test_every_answer_is_of_one_kind_and_once(
    outcome: Outcome, request: Any, is_over: bool
) -> None:
    offer = made(outcome, asked(), request, is_over=is_over)
    if offer is None:
        assert outcome.task is not None
        assert not outcome.task.is_settled
        assert not is_over
        return
    assert offer.kind is not OfferKind.ASKED
    assert bool(offer.differs) == (offer.kind in (OfferKind.COUNTER, OfferKind.INVALID))
    assert made(outcome, offer, request, is_over=is_over) is None
    encode(offer.values)
    ranking = rank(request, [offer], {})
    assert recommend(request, [offer], ranking, NINE)


@given(VALUES | ANSWERS)
def test_what_is_quoted_is_what_was_said(said: Json) -> None:
    offer = made(with_data(said), asked(), REQUEST, is_over=False)
    assert offer is not None
    if offer.kind in (OfferKind.QUOTED, OfferKind.COUNTER):
        assert offer.values == said
