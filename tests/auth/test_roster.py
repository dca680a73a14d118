"""A token opens the door while its row is active and its time is not over."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from gateway.auth import Roster
from gateway.config import PeerRow
from gateway.core.errors import Unauthenticated

NOW = 1_700_000_000_000
SOON = datetime.fromtimestamp(NOW / 1000 + 1, UTC)


def _row(name: str, *tokens: str, expires: datetime | None = None, **row: object) -> PeerRow:
    return PeerRow.model_validate(
        {
            "name": name,
            "tokens": [
                {"id": f"t{i}", "hash": sha256(t.encode()).hexdigest(), "expires": expires}
                for i, t in enumerate(tokens)
            ],
            **row,
        }
    )


def test_a_token_names_its_peer_and_itself() -> None:
    roster = Roster.of([_row("acme", "one", "two"), _row("rival", "three")], "default")
    caller = roster.authenticate("two", NOW)
    assert (caller.name, caller.token_id, caller.tenant) == ("acme", "t1", "default")


@pytest.mark.parametrize("status", ["paused", "revoked"])
def test_a_peer_that_is_not_active_is_refused(status: str) -> None:
    roster = Roster.of([_row("acme", "one", status=status)], "default")
    with pytest.raises(Unauthenticated):
        roster.authenticate("one", NOW)
    assert roster.find("acme") is not None


def test_a_token_dies_when_it_expires() -> None:
    roster = Roster.of([_row("acme", "one", expires=SOON)], "default")
    assert roster.authenticate("one", NOW).name == "acme"
    with pytest.raises(Unauthenticated):
        roster.authenticate("one", NOW + 1000)


@pytest.mark.parametrize("token", ["", "on", "one ", "ONE", sha256(b"one").hexdigest()])
def test_only_the_token_itself_opens(token: str) -> None:
    with pytest.raises(Unauthenticated):
        Roster.of([_row("acme", "one")], "default").authenticate(token, NOW)


def test_only_auth_makes_an_authenticated_peer() -> None:
    package = Path(__file__).parents[2] / "gateway"
    makers = {
        file.relative_to(package).parts[0]
        for file in package.rglob("*.py")
        if re.search(r"(?<!class )AuthenticatedPeer\(", file.read_text())
    }
    assert makers == {"auth"}


def test_who_was_let_in_once_is_asked_about_again() -> None:
    caller = Roster.of([_row("acme", "one", expires=SOON)], "default").authenticate("one", NOW)
    same = Roster.of([_row("acme", "one", expires=SOON)], "default")
    assert same.admits(caller, NOW)
    assert not same.admits(caller, NOW + 1000)
    assert Roster.of([_row("acme", "one")], "default").admits(caller, NOW + 1000)
    for rows in (
        [],
        [_row("acme")],
        [_row("rival", "one")],
        [_row("acme", "one", status="paused")],
    ):
        assert not Roster.of(rows, "default").admits(caller, NOW)


def test_a_token_that_two_rows_have_is_the_first_ones() -> None:
    roster = Roster.of([_row("acme", "one"), _row("rival", "one")], "default")
    assert roster.authenticate("one", NOW).name == "acme"
