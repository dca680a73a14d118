"""Stock: what is on the shelf, and when the rest could come."""

import pytest

from gateway.skillkit.outcome import Decline
from tests.skills.conftest import Run


async def test_a_quantity_on_the_shelf_is_in_stock(run: Run) -> None:
    stock = await run("check_stock", product="flashlight", qty=12_000)

    assert stock == {"in_stock": True, "available": 12_000, "lead_days": 14}


async def test_one_more_than_the_shelf_holds_is_not_and_takes_longer(run: Run) -> None:
    stock = await run("check_stock", product="flashlight", qty=12_001)

    assert stock == {"in_stock": False, "available": 12_000, "lead_days": 35}


async def test_one_piece_is_meant_when_no_quantity_is_given(run: Run) -> None:
    assert (await run("check_stock", product="circuit breaker B16"))["in_stock"]


async def test_an_unknown_product_is_declined_with_the_near_names(run: Run) -> None:
    with pytest.raises(Decline) as ending:
        await run("check_stock", product="terminal block end plates grey")

    assert "terminal block end plate" in ending.value.data["near"]
