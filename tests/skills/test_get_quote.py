"""Quotes: the published figures, graduated prices, and what is declined."""

import pytest

from gateway.core.errors import InvalidParams
from gateway.skillkit.outcome import Decline
from tests.skills.conftest import Run


async def test_a_thousand_flashlights_cost_what_the_handbook_says(run: Run) -> None:
    quote = await run("get_quote", product="flashlight", qty=1000)

    assert quote == {"price_cents": 4500, "currency": "SEK", "lead_days": 14}


async def test_four_thousand_grey_terminal_blocks_cost_what_the_handbook_says(run: Run) -> None:
    quote = await run("get_quote", product="DIN rail terminal blocks, 2.5mm², grey", qty=4000)

    assert quote["price_cents"] == 420


@pytest.mark.parametrize(
    ("qty", "cents"), [(1, 7900), (99, 7900), (100, 5900), (999, 4900), (1000, 4500), (9999, 4200)]
)
async def test_the_price_falls_at_each_step(run: Run, qty: int, cents: int) -> None:
    assert (await run("get_quote", product="flashlight", qty=qty))["price_cents"] == cents


async def test_more_than_the_stock_takes_longer(run: Run) -> None:
    within = await run("get_quote", product="flashlight", qty=12_000)
    beyond = await run("get_quote", product="flashlight", qty=12_001)

    assert (within["lead_days"], beyond["lead_days"]) == (14, 35)


@pytest.mark.parametrize(
    "name",
    ["flashlight", "Flashlights", "FLASHLIGHT ", "torch", "Ficklampa", "fl-100", "led-flashlight"],
)
async def test_case_plural_and_aliases_make_no_difference(run: Run, name: str) -> None:
    assert (await run("get_quote", product=name, qty=1000))["price_cents"] == 4500


async def test_an_unknown_product_is_declined_with_the_near_names(run: Run) -> None:
    with pytest.raises(Decline) as ending:
        await run("get_quote", product="flashlihgt", qty=10)

    assert "flashlihgt" in ending.value.reason
    assert ending.value.data["near"][0] == "flashlight"


@pytest.mark.parametrize("name", ["aeroplane", "!?", "²"])
async def test_a_product_like_none_of_ours_has_no_near_names(run: Run, name: str) -> None:
    with pytest.raises(Decline) as ending:
        await run("get_quote", product=name, qty=10)

    assert ending.value.data == {"near": []}


async def test_less_than_the_smallest_order_is_declined_with_it(run: Run) -> None:
    with pytest.raises(Decline) as ending:
        await run("get_quote", product="DIN rail terminal block", qty=499)

    assert ending.value.data == {"minimum_order": 500}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"qty": 10}, "product"),
        ({"product": "", "qty": 10}, "product"),
        ({"product": "flashlight"}, "qty"),
        ({"product": "flashlight", "qty": 0}, "qty"),
        ({"product": "flashlight", "qty": 1.5}, "qty"),
        ({"product": "flashlight", "qty": "many"}, "qty"),
    ],
)
async def test_wrong_arguments_name_the_field(
    run: Run, arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidParams) as caught:
        await run("get_quote", **arguments)

    assert [violation.field for violation in caught.value.violations] == [field]
