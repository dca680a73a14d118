"""Requests for an offer: what is quoted, declined with its figures, and left to a human."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.contract import Met, judge, read_contract
from gateway.core.errors import InvalidParams
from gateway.core.json import Json, JsonObject
from gateway.skillkit.outcome import Decline
from tests.desk import Desk
from tests.skills.conftest import Run

BLOCK = "DIN rail terminal block"
GREY = f"{BLOCK} 2.5 mm² grey"
HANDBOOK: JsonObject = {
    "unit_price_sek": "number",
    "total_price_sek": "number",
    "delivery_date": "string",
    "moq": "number",
    "validity_days": "number",
    "status": "quoted | declined | pending_review",
}


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def decline(run: Run, **arguments: Json) -> tuple[str, JsonObject]:
    request = {"product": BLOCK, "quantity": 4000, **arguments}
    with pytest.raises(Decline) as ending:
        await run("quote_request", **request)
    return ending.value.reason, ending.value.data


async def test_the_handbooks_request_gets_the_handbooks_offer(run: Run) -> None:
    before = in_days(12)
    offer = await run(
        "quote_request",
        type="procurement_request",
        ref="PR-2027-0847",
        product=BLOCK,
        spec={"size": "2.5mm²", "color": "grey", "standard": "IEC 60947-7-1"},
        quantity=4000,
        currency="SEK",
        delivery_required_by=in_days(16),
        asked=HANDBOOK,
    )

    assert judge(read_contract(HANDBOOK), offer, maps=True) == Met(
        {
            "unit_price_sek": 4.2,
            "total_price_sek": 16800,
            "delivery_date": offer["delivery_date"],
            "moq": 500,
            "validity_days": 14,
            "status": "quoted",
        }
    )
    assert offer["delivery_date"] in (before, in_days(12))


async def test_a_request_may_be_written_as_a_deal_is(run: Run) -> None:
    offer = await run(
        "quote_request",
        type="procurement",
        subject=f"{BLOCK}s, 2.5 mm², grey",
        quantity="4000",
        unit="pcs",
        needed_by=f"{in_days(20)}T12:00:00Z",
        currency="SEK",
        spec={"destination": "Gothenburg, Sweden", "colour": None},
        deadline=None,
        ref="",
    )

    assert (offer["product"], offer["total_price"]) == (GREY, 16800)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"unitPriceSEK": "number"}, {"unitPriceSEK": 4.2}),
        ({"unit_price_cents": "integer"}, {"unit_price_cents": 420}),
        ({"total": "number", "currency": "string"}, {"total": 16800, "currency": "SEK"}),
        (
            {"min_order_quantity": "number", "qty": "number"},
            {"min_order_quantity": 500, "qty": 4000},
        ),
        ({"lead_time_days": "number", "stock": "number"}, {"lead_time_days": 12, "stock": 26000}),
        ({"reference": "string", "item": "string"}, {"reference": "PR-1", "item": GREY}),
        (
            {"properties": {"total-price": {"type": "number"}}, "additionalProperties": False},
            {"total-price": 16800},
        ),
    ],
    ids=lambda value: next(iter(value.get("properties", value))),
)
async def test_figures_come_under_the_names_that_were_asked_for(
    run: Run, asked: JsonObject, found: JsonObject
) -> None:
    offer = await run("quote_request", product=BLOCK, quantity=4000, ref="PR-1", asked=asked)

    assert judge(read_contract(asked), offer, maps=True) == Met(found)


async def test_a_price_of_no_certain_kind_is_left_missing(run: Run) -> None:
    offer = await run("quote_request", product=BLOCK, quantity=4000, asked={"price": "number"})

    assert "price" not in offer


async def test_prices_in_another_currency_are_declined(run: Run) -> None:
    reason, data = await decline(run, currency="eur")
    with pytest.raises(Decline) as by_name:
        await run(
            "quote_request", product=BLOCK, quantity=4000, asked={"total_price_eur": "number"}
        )

    assert reason == "Our prices are in SEK, not in eur."
    assert data == by_name.value.data == {"because": "currency", "currency": "SEK"}


async def test_another_specification_is_declined_field_by_field(run: Run) -> None:
    reason, data = await decline(
        run, spec={"size": "2.5 mm²", "colour": "red", "ral": 7035, "standard": "IEC 60947-7-1"}
    )

    assert reason == (f"{GREY}: its colour is grey, not red; nothing is on record of its ral.")
    assert data["because"] == "spec"
    assert data["differs"] == [
        {"field": "colour", "asked": "red", "offered": "grey"},
        {"field": "ral", "asked": 7035, "offered": None},
    ]


@pytest.mark.parametrize(
    ("spec", "product"),
    [
        ({"colour": "blue"}, f"{BLOCK} 2.5 mm² blue"),
        ({"size": 4, "color": "gray"}, f"{BLOCK} 4 mm² grey"),
        ({"cross section": "2.5mm2", "colour": ["red", "grey"]}, GREY),
    ],
    ids=["blue", "a number and other words", "a list to choose from"],
)
async def test_the_specification_chooses_among_products_of_one_name(
    run: Run, spec: JsonObject, product: str
) -> None:
    offer = await run("quote_request", product=BLOCK, quantity=4000, spec=spec)

    assert offer["product"] == product


async def test_a_name_that_many_have_is_declined_with_the_names(run: Run) -> None:
    reason, data = await decline(run, product="terminal block 2.5 mm²")

    assert data["because"] == "product"
    assert data["near"][:2] == [GREY, f"{BLOCK} 2.5 mm² blue"]
    assert GREY in reason


async def test_an_unknown_product_is_declined_with_the_near_names(run: Run) -> None:
    _, data = await decline(run, product="flashlihgt")

    assert data["near"][0] == "flashlight"


@pytest.mark.parametrize("place", ["Oslo, Norway", "SE", "dk", "Göteborg, Sverige", "Turku FI"])
async def test_a_place_within_the_regions_is_delivered_to(run: Run, place: str) -> None:
    assert await run("quote_request", product=BLOCK, quantity=4000, destination=place)


@pytest.mark.parametrize("place", ["Rua de Lisboa, Porto", "Reno, USA", "Stockholm"])
async def test_a_place_that_names_no_region_is_declined(run: Run, place: str) -> None:
    reason, data = await decline(run, destination=place)

    assert reason == f"{place!r} names no country that we deliver to: SE, NO, DK, FI, DE."
    assert (data["because"], data["regions"][0]) == ("geography", "SE")


async def test_less_than_the_smallest_order_is_declined_with_it(run: Run) -> None:
    _, data = await decline(run, quantity=499)

    assert data == {"because": "minimum_order", "minimum_order": 500}


async def test_another_unit_is_declined(run: Run) -> None:
    _, data = await decline(run, unit="boxes")

    assert data == {"because": "unit", "unit": "piece"}


async def test_more_than_the_stock_is_declined_where_the_rest_would_be_late(run: Run) -> None:
    reason, data = await decline(run, quantity=30_000, needed_by=in_days(20))

    assert reason.startswith("Insufficient stock. Currently 26,000 units available;")
    assert (data["because"], data["available"]) == ("stock", 26_000)
    assert data["earliest_delivery"] in (in_days(29), in_days(30))


async def test_more_than_the_stock_is_quoted_where_there_is_time(run: Run) -> None:
    offer = await run("quote_request", product=BLOCK, quantity=30_000, needed_by=in_days(60))

    assert offer["delivery_date"] in (in_days(29), in_days(30))


async def test_a_day_too_early_is_declined_with_the_earliest(run: Run) -> None:
    reason, data = await decline(run, needed_by=in_days(5))

    assert reason.endswith(f"after {in_days(5)}.")
    assert data["because"] == "date"
    assert data["earliest_delivery"] in (in_days(11), in_days(12))


async def test_a_human_is_asked_for_the_amount_within_the_catalogues_limit(run: Run) -> None:
    desk = Desk()
    await run("quote_request", product=BLOCK, quantity=4000, asked=HANDBOOK, desk=desk)

    (wish,) = desk.wishes
    assert (wish.amount, wish.currency, wish.up_to) == (16800, "SEK", 250_000)
    assert wish.reason == f"an offer of 16,800 SEK for 4000 {GREY}"
    assert wish.preliminary["unit_price_sek"] == 4.2
    assert "status" not in wish.preliminary


async def test_what_is_declined_is_asked_of_no_human(run: Run) -> None:
    desk = Desk()
    await decline(run, quantity=1, desk=desk)

    assert desk.wishes == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"quantity": 10}, "product"),
        ({"product": "", "quantity": 10}, "product"),
        ({"product": BLOCK}, "quantity"),
        ({"product": BLOCK, "quantity": 2.5}, "quantity"),
        ({"product": BLOCK, "quantity": 500, "needed_by": "soon"}, "needed_by"),
        ({"product": BLOCK, "quantity": 500, "spec": "grey"}, "spec"),
    ],
    ids=["no product", "empty product", "no quantity", "half pieces", "no day", "spec in words"],
)
async def test_wrong_arguments_name_the_field(run: Run, arguments: JsonObject, field: str) -> None:
    with pytest.raises(InvalidParams) as caught:
        await run("quote_request", **arguments)

    assert [violation.field for violation in caught.value.violations] == [field]
