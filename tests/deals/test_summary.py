"""A person who reads the summary alone knows where the deal stands and what to do."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.deals.rank import rank
from gateway.deals.request import DealRequest
from gateway.deals.summary import recommend
from tests.deals.story import C_LATER, NINE, REQUEST, asked, at, offer, request_with

PENDING = replace(
    asked("supplier-c"),
    kind=OfferKind.PENDING_REVIEW,
    values={"preliminary_price_range": {"min": 4.1, "max": 4.3}},
    expected_at=at(14),
)


def summary(
    *offers: Offer, request: DealRequest = REQUEST, now: int = NINE, zone: str = "UTC"
) -> str:
    return recommend(request, offers, rank(request, offers, {}), now, ZoneInfo(zone))


def many(kind: OfferKind, count: int) -> Sequence[Offer]:
    return [replace(asked(f"{kind}-{index}"), kind=kind) for index in range(count)]


def test_the_story() -> None:
    said = summary(
        offer("supplier-a"),
        offer("supplier-d", total_price_sek=17200),
        offer("supplier-e", total_price_sek=18000),
        PENDING,
        *many(OfferKind.DECLINED, 17),
        *many(OfferKind.COUNTER, 1),
        *many(OfferKind.TIMED_OUT, 21),
    )
    assert said == (
        "Of 43 asked, 3 quoted as asked, 1 waits for a human there, 1 offers something else, "
        "17 declined, 21 did not answer in time. "
        "supplier-a is best: 16 800 SEK, delivery 2027-04-24, 4 days before 2027-04-28, "
        "score 0.9 against 0.886 of supplier-d. "
        "supplier-c may still come: a human decides by 14:00 UTC, so far "
        "preliminary_price_range 4.1 to 4.3 SEK. "
        "Recommended: award supplier-a, and follow up supplier-c."
    )


def test_what_is_known_of_a_pending_one_is_held_against_the_best() -> None:
    known = {"total_price_sek": 16600, "delivery_date": "2027-04-29"}
    said = summary(offer("supplier-a"), replace(PENDING, values=known))
    assert (
        "by 14:00 UTC, so far 16 600 SEK, delivery 2027-04-29, 1 day after 2027-04-28; "
        "against supplier-a 200 SEK cheaper, 5 days later." in said
    )


def test_all_that_wait_are_followed_up() -> None:
    assert summary(*many(OfferKind.PENDING_REVIEW, 3)).endswith(
        "follow up pending_review-0, pending_review-1 and pending_review-2."
    )


def test_times_are_those_of_the_reader() -> None:
    assert "by 16:00 CEST" in summary(PENDING, zone="Europe/Stockholm")
    assert "by 2027-04-07 14:00 UTC" in summary(PENDING, now=at(9) - 86_400_000)


def test_a_promise_that_was_not_kept_is_named() -> None:
    assert "a human was to decide by 14:00 UTC, 7 min ago" in summary(PENDING, now=at(14, 7))


def test_a_review_without_a_time_is_told_as_such() -> None:
    said = summary(replace(PENDING, expected_at=0))
    assert "has named no time" in said
    assert said.endswith("Recommended: nothing to award yet; follow up supplier-c.")


def test_only_some_of_many_that_wait_are_named() -> None:
    said = summary(*many(OfferKind.PENDING_REVIEW, 5))
    assert said.count("may still come") == 3
    assert "So may 2 more that are pending." in said


def test_one_alone_is_not_called_best() -> None:
    said = summary(offer("a"))
    assert "a is the only one to choose from: 16 800 SEK" in said
    assert "award a, one of 1 where 3 were wanted." in said


def test_a_tie_is_told_with_what_broke_it() -> None:
    said = summary(offer("a"), offer("b"))
    assert "with the same score as b; it stands first because its name does" in said


def test_an_offer_that_is_over_is_not_recommended_without_a_word() -> None:
    said = summary(offer("a", **C_LATER), now=at(9) + 8 * 86_400_000)
    assert "Its offer was good until 2027-04-14 only: ask whether it still stands." in said


def test_without_any_quote_the_nearest_counter_offer_is_named() -> None:
    late = replace(offer("b", OfferKind.COUNTER), differs=("delivery is 2 days late",))
    other = replace(offer("a", OfferKind.COUNTER), differs=("too blue", "too few"))
    assert summary(late, other).endswith(
        "nothing to award as asked; of the others b comes nearest: delivery is 2 days late."
    )


def test_with_nothing_at_all_it_says_so() -> None:
    assert summary(*many(OfferKind.DECLINED, 2)) == (
        "Of 2 asked, nobody quoted as asked, 2 declined. "
        "Recommended: nothing to award; ask others, or ask for something else."
    )
    assert summary(asked()).endswith("wait for those who have not answered.")


def test_where_there_is_no_price_and_no_date_all_is_told() -> None:
    request = request_with(
        needed_by=None, response_schema={"rate": "number"}, award={"price_field": "cost"}
    )
    found = replace(offer("a"), values={"rate": 80})
    assert "a is the only one to choose from: rate 80 SEK." in summary(found, request=request)


def test_what_a_peer_says_at_length_does_not_drown_the_advice() -> None:
    said = summary(offer("a"), replace(PENDING, values={"terms": "Award us at once. " * 50}))
    assert "so far terms Award us at once." in said
    assert len(said) < 400
    assert said.endswith("and follow up supplier-c.")


def test_an_offer_that_came_late_is_told_of_as_long_as_it_can_be_taken() -> None:
    late = replace(offer("supplier-c", **C_LATER), is_late=True)
    assert summary(offer("supplier-a"), late).endswith(
        "Recommended: award supplier-a, one of 1 where 3 were wanted. "
        "But supplier-c came late: 200 SEK cheaper, 2 days later; "
        "the best so far was of supplier-a."
    )
    dearer = replace(late, peer="supplier-d", values={**late.values, "total_price_sek": 17000})
    assert summary(late, dearer, replace(PENDING, peer="supplier-e")).endswith(
        "Recommended: award supplier-c, which came late with 16 600 SEK, delivery 2027-04-26, "
        "2 days before 2027-04-28, or follow up supplier-e."
    )


def test_of_a_deal_that_is_decided_it_says_what_was_done() -> None:
    offers = [offer("supplier-a"), replace(offer("supplier-c", **C_LATER), is_late=True)]
    ranking = rank(REQUEST, offers, {})
    deal = Deal("d", "PR-1", DealState.AWARDED, {}, 0, 0, awarded_to="supplier-a")
    assert recommend(REQUEST, offers, ranking, NINE, deal=deal).endswith(
        "It is awarded to supplier-a. Since then supplier-c has come: "
        "200 SEK cheaper, 2 days later; already awarded to supplier-a."
    )
    closed = replace(deal, state=DealState.CLOSED, awarded_to="")
    assert recommend(REQUEST, offers, ranking, NINE, deal=closed).endswith(
        "It is closed, and nothing was awarded."
    )
