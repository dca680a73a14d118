"""``peergate check`` of the rules by which a human is asked, and of those who may decide."""

import pytest

from tests.cli.conftest import Peergate
from tests.cli.test_check import extend, findings

ANNA = '[[operator.people]]\nname = "anna"\ntoken_hash = "$argon2id$a"\n'
BO = '[[operator.people]]\nname = "bo"\ntoken_hash = "$argon2id$b"\n'


def rule(lines: str) -> str:
    return f"[[approvals.rules]]\n{lines}\n"


TWO = rule('currency = "SEK"\nabove = 500\napprovers = 2')


def test_rules_that_can_be_kept_are_green(peergate: Peergate) -> None:
    extend(peergate, ANNA + BO + TWO + rule('currency = "SEK"\nup_to = 50'))

    assert findings(peergate)["approvals"] == [("green", "2 rules, 2 people")]


@pytest.mark.parametrize(("people", "count"), [("", 0), (ANNA, 1)], ids=["nobody", "one"])
def test_two_people_who_are_not_there_are_red(peergate: Peergate, people: str, count: int) -> None:
    extend(peergate, people + TWO)
    level, text = findings(peergate, code=1)["approvals"][0]

    assert level == "red"
    assert text == (
        "approvals.rules, row 1: takes 2 people with a token of their own, and there are "
        f"{count}, so nobody can approve it; `peergate people add NAME` adds one"
    )


def test_names_that_nobody_has_are_yellow(peergate: Peergate) -> None:
    extend(peergate, rule('skill = "sell_all"\npeers = ["globex", "gone"]'))

    assert findings(peergate)["approvals"] == [
        ("yellow", "approvals.rules, row 1: the skill sell_all is not loaded"),
        ("yellow", "approvals.rules, row 1: gone has no row in the file"),
        ("green", "1 rules, 0 people"),
    ]


def test_an_amount_of_any_currency_is_yellow(peergate: Peergate) -> None:
    extend(peergate, rule("up_to = 50"))

    assert "counts all currencies alike" in findings(peergate)["approvals"][0][1]


def test_an_answer_that_is_promised_too_late_is_yellow(peergate: Peergate) -> None:
    extend(peergate, "[approvals]\nhours = 1\nanswer_minutes = 61\n")

    assert "answer_minutes is later" in findings(peergate)["approvals"][0][1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", "needed = false"),
        ('currency = "SEK"\nup_to = 50', 'currency = "sek"\nabove = 500'),
        ('tags = ["a", "b"]', 'tags = ["a"]'),
        ('skill = "echo"', 'skill = "echo"\npeers = ["globex"]'),
        ('currency = "SEK"\nabove = 5', 'currency = "SEK"\nabove = 7'),
    ],
)
def test_a_row_that_never_counts_is_yellow(peergate: Peergate, first: str, second: str) -> None:
    extend(peergate, rule(first) + rule(second))
    texts = [text for _, text in findings(peergate)["approvals"]]

    said = "approvals.rules, row 2: never counts: row 1 fits whatever it fits; put it before"
    assert said in texts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("needed = false\ntags = ['a']", ""),
        ('currency = "SEK"', 'currency = "EUR"'),
        ('currency = "SEK"', ""),
        ('currency = "SEK"\nabove = 7', 'currency = "SEK"\nabove = 5'),
        ('currency = "SEK"\nabove = 7', 'currency = "SEK"\nup_to = 9'),
        ('peers = ["globex"]', 'peers = ["globex", "hooli"]'),
        ('skill = "echo"', 'skill = "get_quote"'),
    ],
)
def test_a_row_that_counts_sometimes_is_not(peergate: Peergate, first: str, second: str) -> None:
    extend(peergate, rule(first) + rule(second))

    assert not [text for _, text in findings(peergate)["approvals"] if "never counts" in text]
