"""A peer is known by what it did; one that is little known is near the middle."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.deal import Offer, OfferKind
from gateway.deals.reliability import reliability_of
from tests.deals.story import OPENED, asked, at

NOW = at(20)
HOUR = 3_600_000
KINDS = st.sampled_from([kind for kind in OfferKind if kind is not OfferKind.ASKED])


def past(kind: OfferKind, hours: float = 1, expected: int = 0, *, is_late: bool = False) -> Offer:
    return replace(
        asked(), kind=kind, at=OPENED + int(hours * HOUR), expected_at=expected, is_late=is_late
    )


PASTS = st.lists(
    st.builds(past, KINDS, st.floats(0, 100), st.sampled_from([0, at(9), at(23)])), max_size=20
)


def test_a_stranger_is_in_the_middle() -> None:
    stranger = reliability_of((), NOW)
    assert stranger.number == Decimal("0.5")
    assert stranger.how == (
        "answered in time 0 of 0: (0 + 1) / (0 + 2) = 0.5 \u00d7 0.4 = 0.2",
        "answers within the contract 0 of 0: (0 + 1) / (0 + 2) = 0.5 \u00d7 0.3 = 0.15",
        "promised times kept 0 of 0: (0 + 1) / (0 + 2) = 0.5 \u00d7 0.2 = 0.1",
        "no answer to time: 0.5 \u00d7 0.1 = 0.05",
        "in all 0.5",
    )


def test_what_counts_is_counted() -> None:
    seen = reliability_of(
        [
            past(OfferKind.QUOTED, 2),
            past(OfferKind.DECLINED, 4),
            past(OfferKind.INVALID, 6),
            past(OfferKind.QUOTED, 8, expected=at(14), is_late=True),
            past(OfferKind.COUNTER, 7, expected=at(15)),
            past(OfferKind.PENDING_REVIEW, 1, expected=at(19)),
            past(OfferKind.TIMED_OUT, 12),
            past(OfferKind.UNREACHABLE, 12),
            past(OfferKind.ASKED, 0),
        ],
        NOW,
    )
    assert (seen.asked, seen.answered) == (8, 5)
    assert (seen.answers, seen.valid) == (6, 5)
    assert (seen.promised, seen.kept) == (3, 1), "one two hours late, one not answered at all"
    assert seen.answer_ms == 5 * HOUR


def test_a_promise_whose_time_has_not_come_is_not_broken() -> None:
    seen = reliability_of([past(OfferKind.PENDING_REVIEW, 1, expected=NOW + 1)], NOW)
    assert seen.promised == 0


def test_a_deal_that_was_not_answered_yet_says_nothing() -> None:
    assert reliability_of([asked()], NOW) == reliability_of((), NOW)


def test_the_best_and_the_worst_come_near_the_ends() -> None:
    best = reliability_of([past(OfferKind.QUOTED, 0.01)] * 50, NOW)
    worst = reliability_of([past(OfferKind.TIMED_OUT)] * 50, NOW)
    assert best.number > Decimal("0.87"), "of promises nothing is known"
    assert worst.number < Decimal("0.4")


@given(PASTS)
def test_it_is_a_share_and_the_lines_add_up(offers: list[Offer]) -> None:
    seen = reliability_of(offers, NOW)
    assert 0 < seen.number < 1
    parts = [Decimal(line.rpartition("= ")[2]) for line in seen.how[:-1]]
    assert sum(parts) == seen.number
    assert seen.how[-1] == f"in all {seen.number.normalize():f}"


@given(PASTS)
def test_one_more_good_answer_never_makes_it_worse(offers: list[Offer]) -> None:
    more = [*offers, past(OfferKind.QUOTED, 0, expected=at(9))]
    assert reliability_of(more, NOW).number >= reliability_of(offers, NOW).number


@given(
    st.permutations([past(OfferKind.QUOTED, 2), past(OfferKind.TIMED_OUT), past(OfferKind.INVALID)])
)
def test_the_order_says_nothing(offers: list[Offer]) -> None:
    assert reliability_of(offers, NOW) == reliability_of(sorted(offers, key=lambda o: o.kind), NOW)
