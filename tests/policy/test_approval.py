"""Which rule decides whether a human is asked, and that nothing unknown is let pass."""

import math
from typing import Any

import pytest

from gateway.config import ApprovalRow, ApprovalSettings
from gateway.core.peer import Peer
from gateway.policy.approval import Need, find_need

PEER = Peer("globex", tags=("supplier", "nordic"))


def ask(
    *rows: dict[str, Any], amount: float | None = 100, currency: str = "SEK", **more: Any
) -> Need | None:
    rules = ApprovalSettings(rules=tuple(ApprovalRow(**row) for row in rows))
    return find_need(rules, "get_quote", PEER, amount, currency, **more)


def test_without_a_rule_a_skill_that_asks_is_asked_for() -> None:
    assert ask() == Need(1, 72, "the skill asks, and no rule is about it")


def test_without_a_rule_the_authors_limit_counts() -> None:
    assert ask(up_to=100) is None
    assert ask(up_to=99.99) == Need(1, 72, "the skill's own limit is 99.99 SEK")


def test_a_rule_that_fits_counts_more_than_the_authors_limit() -> None:
    assert ask({"up_to": 50}, up_to=1000) is not None
    assert ask({"up_to": 1000}, up_to=50) is None
    assert ask({}, up_to=1000) is not None


def test_trust_asks_whatever_the_amount_unless_a_rule_says_otherwise() -> None:
    assert ask(trust_asks=True, amount=None) is not None
    assert ask({"up_to": 1000}, trust_asks=True, amount=None) is not None
    assert ask({"needed": False}, trust_asks=True, amount=None) is None


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ({"skill": "get_quote"}, True),
        ({"skill": "check_stock"}, False),
        ({"peers": ["acme", "globex"]}, True),
        ({"peers": ["acme"]}, False),
        ({"tags": ["nordic"]}, True),
        ({"tags": ["sister"]}, False),
        ({"currency": "sek"}, True),
        ({"currency": "EUR"}, False),
        ({"skill": "get_quote", "peers": ["globex"], "tags": ["sister"]}, False),
    ],
    ids=str,
)
def test_all_that_a_row_names_must_hold(row: dict[str, Any], fits: bool) -> None:
    assert (ask({**row, "needed": False}) is None) is fits


def test_the_first_that_fits_wins() -> None:
    two, one = {"above": 500, "approvers": 2, "hours": 4}, {"up_to": 50}

    assert ask(two, one, amount=50) is None
    assert ask(two, one, amount=500) == Need(
        1, 72, "approvals.rules, row 2: every skill, up to 50 nobody is asked"
    )
    assert ask(two, one, amount=500.01) == Need(
        2, 4, "approvals.rules, row 1: every skill, above 500, 2 people"
    )


@pytest.mark.parametrize("amount", [None, -1, math.nan, math.inf], ids=str)
def test_an_amount_that_says_nothing_is_beyond_every_limit(amount: float | None) -> None:
    assert ask({"up_to": 1000}, amount=amount) is not None
    assert ask(amount=amount, up_to=1000) is not None
    strict = ask({"above": 500, "approvers": 2}, {"up_to": 50}, amount=amount)
    assert strict is not None
    assert strict.approvers == 2


@pytest.mark.parametrize("row", [{"up_to": 1000}, {"needed": False}], ids=str)
def test_an_amount_without_a_currency_passes_by_no_rule_of_one(row: dict[str, Any]) -> None:
    assert ask({**row, "currency": "SEK"}, currency="", up_to=1000) is not None
    assert ask(row, currency="") is None


def test_the_row_is_named_for_the_approver() -> None:
    row = {
        "skill": "get_quote",
        "peers": ["globex"],
        "tags": ["supplier"],
        "currency": "SEK",
        "up_to": 49.5,
    }
    found = ask(row)
    assert found is not None
    assert found.rule == (
        "approvals.rules, row 1: skill get_quote, peers globex, tags supplier, currency SEK, "
        "up to 49.5 nobody is asked"
    )
