"""``peergate people``: each with a token shown once, and the rest of the file as it was."""

import asyncio

import pytest

from gateway.auth import OperatorGate
from gateway.config import load
from gateway.core.errors import Unauthenticated
from tests.cli.conftest import CONFIG, Peergate

TABLES = """
[operator]
# Made in May.
token_hash = "$argon2id$shared"  # shared

# Where it is kept.
[store]
url = "memory:"

# Anna of purchasing.
[[operator.people]]
name = "anna"  # A
token_hash = "$argon2id$anna"

# Bo of sales.
[[operator.people]]
name = "bo"
token_hash = "$argon2id$bo"

# The end.
[health]
interval_seconds = 60
"""
LIST = """
[operator]
people = [
  { name = "anna", token_hash = "$argon2id$anna" }, # A
  { name = "bo", token_hash = "$argon2id$bo" },
]
# What follows.
"""


def names(peergate: Peergate) -> list[str]:
    return [row.name for row in load(peergate.config, environ={}).operator.people]


def identify(peergate: Peergate, token: str) -> str:
    gate = OperatorGate(lambda: load(peergate.config, environ={}).operator, lambda: 0)
    try:
        return asyncio.run(gate.identify(token))
    finally:
        gate.close()


@pytest.fixture(params=[TABLES, LIST], ids=["tables", "list"])
def staffed(request: pytest.FixtureRequest, peergate: Peergate) -> Peergate:
    """A config with Anna and Bo, in either form."""
    peergate.config.write_text(CONFIG + request.param)
    return peergate


def test_who_is_added_is_known_by_their_token(peergate: Peergate) -> None:
    added = peergate.json("people", "add", "anna")

    assert added["token"].startswith("pgop_anna_")
    assert added["token"] not in peergate.config.read_text()
    assert identify(peergate, added["token"]) == "anna"
    assert peergate.config.read_text().startswith(CONFIG)


def test_the_token_is_shown_without_json_too(peergate: Peergate) -> None:
    shown = peergate.run("people", "add", "anna").stdout

    assert "The token of anna, shown only now: pgop_anna_" in shown


def test_one_more_goes_beside_the_others(staffed: Peergate) -> None:
    before = staffed.config.read_text()
    staffed.json("people", "add", "eve")

    assert names(staffed) == ["anna", "bo", "eve"]
    assert [line for line in before.splitlines() if line not in staffed.config.read_text()] == []


def test_a_new_token_takes_the_place_of_the_old_one(peergate: Peergate) -> None:
    old = peergate.json("people", "add", "anna")["token"]
    new = peergate.json("people", "rotate", "anna")["token"]

    assert identify(peergate, new) == "anna"
    with pytest.raises(Unauthenticated):
        identify(peergate, old)


def test_a_new_token_changes_one_row(staffed: Peergate) -> None:
    before = staffed.config.read_text().splitlines()
    staffed.json("people", "rotate", "bo")
    after = staffed.config.read_text().splitlines()

    changed = [was for was, now in zip(before, after, strict=True) if was != now]
    assert len(changed) == 1
    assert "$argon2id$bo" in changed[0]


def test_who_is_removed_is_gone_and_the_others_stay(staffed: Peergate) -> None:
    before = staffed.config.read_text()
    staffed.json("people", "remove", "anna")

    assert names(staffed) == ["bo"]
    kept = staffed.config.read_text()
    for comment in ("# The end.", "# What follows.", "# shared", "# Bo of sales."):
        assert (comment in kept) is (comment in before)


def test_the_last_one_can_be_removed(staffed: Peergate) -> None:
    for name in ("anna", "bo"):
        staffed.json("people", "remove", name)

    assert names(staffed) == []
    assert staffed.json("people", "list") == []


def test_they_are_listed_without_their_hashes(staffed: Peergate) -> None:
    assert staffed.json("people", "list") == [{"name": "anna"}, {"name": "bo"}]
    assert "argon2id" not in staffed.run("people", "list").stdout


def test_nobody_is_said_in_words(peergate: Peergate) -> None:
    assert "There is nobody" in peergate.run("people", "list").stdout


@pytest.mark.parametrize("name", ["operator", "local", "local:root", "Anna", "", "a b"])
def test_a_name_that_would_not_do_changes_nothing(peergate: Peergate, name: str) -> None:
    assert "operator.people" in peergate.refusal("people", "add", name)
    assert peergate.config.read_text() == CONFIG


def test_nobody_is_added_twice(staffed: Peergate) -> None:
    before = staffed.config.read_text()

    assert "`peergate people rotate anna`" in staffed.refusal("people", "add", "anna")
    assert staffed.config.read_text() == before


@pytest.mark.parametrize("command", ["rotate", "remove"])
def test_who_is_not_there_is_refused(staffed: Peergate, command: str) -> None:
    assert "there is nobody named eve" in staffed.refusal("people", command, "eve")


def test_a_form_that_no_row_can_be_added_to_is_refused(peergate: Peergate) -> None:
    text = f'operator = {{ token_hash = "$argon2id$x" }}\n{CONFIG}'
    peergate.config.write_text(text)

    assert "is not TOML" in peergate.refusal("people", "add", "anna")
    assert peergate.config.read_text() == text
