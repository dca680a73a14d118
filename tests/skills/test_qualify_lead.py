"""Leads: a score anyone can follow, from what the peer told."""

import pytest

from tests.skills.conftest import Run


async def test_a_large_company_with_budget_and_need_is_hot(run: Run) -> None:
    lead = await run(
        "qualify_lead",
        company="Acme",
        employees=250,
        budget_cents=60_000_000,
        need="1,000 branded flashlights in two weeks",
    )

    assert (lead["score"], lead["tier"]) == (100, "hot")
    assert lead["company"] == "Acme"


async def test_a_name_alone_is_cold_and_says_what_is_missing(run: Run) -> None:
    lead = await run("qualify_lead", company="Acme")

    assert (lead["score"], lead["tier"]) == (0, "cold")
    assert len(lead["reasons"]) == 3
    assert all("not known" in reason for reason in lead["reasons"])


@pytest.mark.parametrize(
    ("employees", "budget_cents", "tier"),
    [(200, 50_000_000, "hot"), (50, 5_000_000, "warm"), (10, 500_000, "cold")],
)
async def test_the_tier_follows_the_score(
    run: Run, employees: int, budget_cents: int, tier: str
) -> None:
    lead = await run("qualify_lead", company="A", employees=employees, budget_cents=budget_cents)

    assert lead["tier"] == tier


async def test_a_need_that_names_a_product_counts_more_than_one_that_does_not(run: Run) -> None:
    ours = await run("qualify_lead", company="A", need="We use DIN rails and end plates.")
    other = await run("qualify_lead", company="A", need="We need a new roof.")

    assert (ours["score"], other["score"]) == (30, 10)
    assert "names terminal block end plate, DIN rail 35 mm steel 2 m, which" in ours["reasons"][2]


async def test_a_word_that_only_holds_a_products_name_does_not_name_it(run: Run) -> None:
    lead = await run("qualify_lead", company="A", need="We repair torchwood boats.")

    assert lead["score"] == 10
