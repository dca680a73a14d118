"""The table of approvals and the people who decide: defaults, and rows that make no sense."""

import pytest

from gateway.config import ApprovalSettings
from tests.config.test_read import AGENT, parse, refusal


def rule(lines: str) -> str:
    return f"{AGENT}\n[[approvals.rules]]\n{lines}\n"


BROKEN = {
    "above and up_to": ("above = 9\nup_to = 5", "has above and up_to; write a row for each"),
    "up_to of what is never asked": ("needed = false\nup_to = 5", "leave one of them out"),
    "above of what is never asked": ("needed = false\nabove = 5", "did you mean up_to?"),
    "who says yes to what is not asked": ("needed = false\napprovers = 2", "say nothing"),
    "three people": ("approvers = 3", "approvals.rules.0.approvers: "),
    "no people": ("approvers = 0", "approvals.rules.0.approvers: "),
    "a limit below nothing": ("up_to = -1", "approvals.rules.0.up_to: "),
    "a limit that is none": ("up_to = inf", "approvals.rules.0.up_to: "),
    "no time": ("hours = 0", "approvals.rules.0.hours: "),
    "more than a year": ("hours = 8761", "approvals.rules.0.hours: "),
    "a skill that is none": ('skill = "a b"', "must be the name of a skill, or"),
    "a key that is none": ("limit = 5", "approvals.rules.0.limit: "),
}


def test_what_is_left_out_has_its_default() -> None:
    settings = parse(AGENT).approvals

    assert settings == ApprovalSettings(hours=72, answer_minutes=240, rules=())


def test_rows_keep_the_order_of_the_file() -> None:
    text = rule("above = 5\napprovers = 2") + "[[approvals.rules]]\nup_to = 1\n"

    assert [row.approvers for row in parse(text).approvals.rules] == [2, 1]


@pytest.mark.parametrize(("lines", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_row_that_makes_no_sense_is_refused(lines: str, reason: str) -> None:
    assert reason in refusal(rule(lines))


def person(name: str, token_hash: str = "$argon2id$x") -> str:
    return f'[[operator.people]]\nname = "{name}"\ntoken_hash = "{token_hash}"\n'


PEOPLE = {
    "the shared token's name": (person("operator"), "is the name of whoever has the shared token"),
    "a user of the machine": (person("local:anna"), "operator.people.local:anna.name: must be 1"),
    "whoever is at the machine": (person("local"), "choose another"),
    "no hash": (person("anna", ""), "operator.people.anna.token_hash: "),
    "a hash that is none": (person("anna", "secret"), "must be an argon2id hash"),
    "one name twice": (person("anna") + person("anna", "$argon2id$y"), "two rows are named anna"),
    "one token for two": (person("anna") + person("bo"), "two people have the same token"),
}


@pytest.mark.parametrize(("rows", "reason"), PEOPLE.values(), ids=PEOPLE.keys())
def test_people_who_could_not_be_told_apart_are_refused(rows: str, reason: str) -> None:
    assert reason in refusal(AGENT + rows)
