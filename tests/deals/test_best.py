"""A late offer is told of when it is better than the one that counts, and only then."""

import pytest
from msgspec.structs import replace

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.core.json import Json
from gateway.deals.best import BestOffers
from gateway.store.deal import SaveOffer
from tests.deals.conftest import DEAL, Room
from tests.deals.story import DEADLINE, REQUEST, asked, at, offer

A, B = offer("a"), offer("b", total_price_sek=18_000)
AWARDED = replace(DEAL, state=DealState.AWARDED, awarded_to="b", awarded_at=at(9), version=2)


def late(peer: str, price: int, **values: Json) -> Offer:
    found = offer(peer, total_price_sek=price, **values)
    return replace(found, at=DEADLINE + 1, is_late=True)


async def compare(best: BestOffers, one: Offer, deal: Deal = DEAL) -> str:
    return await best.compare(deal, REQUEST, one)


@pytest.fixture
async def best(room: Room) -> BestOffers:
    await room.open(A, B, replace(asked("c"), kind=OfferKind.TIMED_OUT))
    return BestOffers(room.tenant, room.clock)


async def test_while_nothing_is_taken_it_is_held_against_the_best(best: BestOffers) -> None:
    words = await compare(best, late("c", 16_700))
    assert words == "100 SEK cheaper; the best so far was of a"


async def test_the_better_one_is_the_best_from_then_on(best: BestOffers) -> None:
    assert await compare(best, late("c", 16_000))
    assert await compare(best, late("d", 16_500)) == ""
    words = await compare(best, late("e", 15_900))
    assert words == "100 SEK cheaper; the best so far was of c"


async def test_one_that_is_worse_is_no_news(best: BestOffers) -> None:
    assert await compare(best, late("c", 17_000)) == ""


async def test_when_the_best_takes_its_word_back_the_next_one_is_best(
    best: BestOffers, room: Room
) -> None:
    assert await compare(best, late("c", 17_000)) == ""
    declined = replace(asked("a"), kind=OfferKind.DECLINED, at=DEADLINE + 2, is_late=True)
    assert await compare(best, declined) == ""
    await room.tenant.commit(SaveOffer(declined))
    words = await compare(best, late("c", 17_000))
    assert words == "1 000 SEK cheaper; the best so far was of b"


async def test_the_first_offer_of_all_betters_none(room: Room) -> None:
    await room.open(replace(asked("a"), kind=OfferKind.TIMED_OUT))
    best = BestOffers(room.tenant, room.clock)
    assert await compare(best, late("a", 17_000)) == ""
    assert await compare(best, late("b", 16_900)) == "100 SEK cheaper; the best so far was of a"


async def test_what_was_taken_is_what_it_was_then(best: BestOffers, room: Room) -> None:
    taken_back = replace(asked("b"), kind=OfferKind.DECLINED, at=at(10), is_late=True)
    await room.tenant.commit(SaveOffer(taken_back))
    words = await compare(best, late("c", 17_800), AWARDED)
    assert words == "200 SEK cheaper; already awarded to b"


@pytest.mark.parametrize("state", [DealState.CLOSED, DealState.ARCHIVED])
async def test_of_a_deal_that_is_over_nobody_wants_to_know(
    best: BestOffers, state: DealState
) -> None:
    assert await compare(best, late("c", 1), replace(DEAL, state=state)) == ""
