"""What a peer is sent: the whole request, and nothing of whom else we ask or how we choose."""

import pytest
from msgspec.structs import replace

from gateway.core.deal import Deal, DealState
from gateway.core.json import Json, encode
from gateway.deals.ask import request_ask
from gateway.deals.request import DealRequest
from tests.deals.story import DEADLINE, OPENED, REQUEST, SHAPE, WIRE, request_with

DEAL = Deal("deal-1", "PR-2027-0847", DealState.OPEN, WIRE, OPENED, DEADLINE)


def test_the_request_goes_along_as_data() -> None:
    ask = request_ask(DEAL, REQUEST)
    assert ask.skill == "quote_request"
    assert ask.arguments == {
        "type": "rfq",
        "ref": "PR-2027-0847",
        "subject": "DIN rail terminal blocks",
        "quantity": 4000,
        "unit": "pieces",
        "spec": WIRE["spec"],
        "currency": "SEK",
        "needed_by": "2027-04-28",
        "respond_by": "2027-04-07T12:00:00.000Z",
    }
    assert ask.response_schema == SHAPE
    assert ask.until == DEADLINE


def test_the_same_is_said_in_words() -> None:
    assert request_ask(DEAL, REQUEST).words == (
        "We request an offer (rfq) for 4000 pieces of DIN rail terminal blocks (PR-2027-0847). "
        "It must be: cross_section 2.5 mm², colour grey, standard IEC 60947-7-1. "
        "It is needed by 2027-04-28. Prices are to be in SEK. "
        "Please answer by 2027-04-07T12:00:00.000Z, "
        f"as JSON of this shape: {encode(SHAPE).decode()}. "
        "If you cannot offer it, say so with your reason."
    )


def test_words_of_our_own_take_their_place_but_for_how_to_answer() -> None:
    words = request_ask(DEAL, request_with(message="Blocks, please!")).words
    assert words.startswith("Blocks, please! Please answer by 2027-04-07T12:00:00.000Z, as JSON")


def test_neither_the_audience_nor_the_rule_is_told() -> None:
    asked = {"peers": ["secret-rival"], "tags": ["secret-tag"]}
    limits = [{"field": "total_price_sek", "max": 17_123}]
    request = request_with(audience=asked, award={"limits": limits})
    said = repr(request_ask(replace(DEAL, request=request.write()), request))
    assert not any(word in said for word in ("secret", "17123", "weights", "audience"))


@pytest.mark.parametrize(
    ("quantity", "said"),
    [(4000, 4000), ("4000.00", 4000), ("2.5", 2.5), (None, None)],
    ids=["whole", "written", "part", "none"],
)
def test_a_quantity_is_a_number(quantity: Json, said: Json) -> None:
    assert request_ask(DEAL, request_with(quantity=quantity)).arguments.get("quantity") == said


def test_a_shape_that_is_very_long_is_not_spelt_out() -> None:
    shape = {f"field_{number}": "number" for number in range(400)}
    words = request_ask(DEAL, request_with(response_schema=shape)).words
    assert "Please answer by 2027-04-07T12:00:00.000Z. If you" in words


def test_another_skill_may_be_meant() -> None:
    request: DealRequest = request_with(skill="find_candidates")
    assert request_ask(DEAL, request).skill == "find_candidates"
