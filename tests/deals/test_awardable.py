"""Only what is an offer is taken, and one that is not as it was asked for only with both eyes."""

from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.clock import ms_from_iso
from gateway.core.deal import Offer, OfferKind
from gateway.deals.awardable import get_awardable
from gateway.deals.refusals import NotAwardable

CAME = ms_from_iso("2027-04-01T12:00:00Z")
LATER = ms_from_iso("2027-04-16T12:00:00Z")
QUOTED = Offer("deal", "a", OfferKind.QUOTED, asked_at=CAME, at=CAME, activity_id="call")


def refused(offer: Offer, peer: str = "a", *, anyway: bool = True, now: int = LATER) -> str:
    with pytest.raises(NotAwardable) as error:
        get_awardable([offer], peer, now, anyway=anyway)
    return error.value.detail


def test_a_quoted_offer_is_taken() -> None:
    assert get_awardable([QUOTED], "a", LATER, anyway=False) == QUOTED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": OfferKind.ASKED}, "not answered"),
        ({"kind": OfferKind.DECLINED, "reason": "no stock"}, "declined: no stock"),
        ({"kind": OfferKind.PENDING_REVIEW, "expected_at": CAME}, "2027-04-01T12:00:00.000Z"),
        ({"kind": OfferKind.PENDING_REVIEW}, "a human at a will decide;"),
        ({"kind": OfferKind.INVALID, "differs": ("moq is missing",)}, "moq is missing"),
        ({"kind": OfferKind.UNREACHABLE}, "could not be asked"),
        ({"kind": OfferKind.TIMED_OUT}, "did not answer"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_is_no_offer_is_never_taken(changes: dict[str, Any], why: str) -> None:
    assert why in refused(replace(QUOTED, **changes))


def test_who_was_not_asked_has_no_offer() -> None:
    assert refused(QUOTED, "z") == "z was not asked; those that were: a"


def test_a_counter_offer_is_taken_by_who_says_so() -> None:
    counter = replace(QUOTED, kind=OfferKind.COUNTER, differs=("delivery is 2 days late",))

    assert "delivery is 2 days late" in refused(counter, anyway=False)
    assert get_awardable([counter], "a", LATER, anyway=True) == counter


@pytest.mark.parametrize(
    ("values", "is_good"),
    [
        ({"validity_days": 14}, False),
        ({"validity_days": 15}, True),
        ({"validity_days": "14"}, False),
        ({"valid_until": "2027-04-15"}, False),
        ({"valid_until": "2027-04-16"}, True),
        ({"valid_until": "as long as stocks last"}, True),
        ({}, True),
    ],
    ids=str,
)
def test_an_offer_is_good_as_long_as_it_says(values: dict[str, Any], is_good: bool) -> None:
    offer = replace(QUOTED, values=values)

    if is_good:
        assert get_awardable([offer], "a", LATER, anyway=False) == offer
    else:
        assert refused(offer, anyway=False).startswith("the offer of a was good until 2027-04-15")
        assert get_awardable([offer], "a", LATER, anyway=True) == offer
