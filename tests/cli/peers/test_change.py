"""Pausing, revoking, rotating and removing: the one row changes, and every comment stays."""

from datetime import UTC, datetime, timedelta
from difflib import ndiff

import pytest

from gateway.auth.tokens import hash_token
from gateway.config import PeerRow, load
from gateway.core.peer import PeerStatus
from tests.cli.conftest import Peergate


def row(peergate: Peergate, name: str) -> PeerRow:
    peers = load(peergate.config, environ={}).peers
    return next(peer for peer in peers if peer.name == name)


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("command", "status"), [("pause", PeerStatus.PAUSED), ("revoke", PeerStatus.REVOKED)]
)
def test_a_status_is_set(command: str, status: PeerStatus, peergate: Peergate) -> None:
    assert peergate.json("peers", command, "hooli")["status"] == status
    assert row(peergate, "hooli").status is status
    assert row(peergate, "globex").status is PeerStatus.ACTIVE


def test_a_paused_peer_can_be_resumed(peergate: Peergate) -> None:
    peergate.json("peers", "pause", "hooli")
    peergate.json("peers", "resume", "hooli")
    assert row(peergate, "hooli").status is PeerStatus.ACTIVE


@pytest.mark.parametrize("command", ["pause", "resume", "rotate"])
def test_a_revoked_peer_stays_revoked(command: str, peergate: Peergate) -> None:
    peergate.json("peers", "revoke", "hooli")
    assert "hooli is revoked; remove it" in peergate.refusal("peers", command, "hooli")
    assert row(peergate, "hooli").status is PeerStatus.REVOKED


def test_a_new_key_goes_above_the_next_rows_comment(peergate: Peergate) -> None:
    before = peergate.config.read_text()
    peergate.json("peers", "pause", "globex")
    after = peergate.config.read_text()
    assert changed_lines(before, after) == ['+ status = "paused"']
    assert ']\nstatus = "paused"\n\n# A customer.\n[[peers]]' in after


def test_a_new_key_of_a_row_with_token_tables_is_its_own(peergate: Peergate) -> None:
    text = peergate.config.read_text()
    peergate.config.write_text(f'{text}\n[[peers.tokens]]\nid = "a"\nhash = "{"0" * 64}"\n# end\n')
    peergate.json("peers", "rotate", "hooli")
    peergate.json("peers", "pause", "hooli")
    assert row(peergate, "hooli").status is PeerStatus.PAUSED
    assert len(row(peergate, "hooli").tokens) == 2
    assert "# end" in peergate.config.read_text()


def test_rotation_adds_a_token_and_lets_the_old_one_die(peergate: Peergate) -> None:
    start = datetime.now(UTC)
    new = peergate.json("peers", "rotate", "globex", "--overlap", "2")
    old, kept = row(peergate, "globex").tokens
    assert (kept.id, kept.hash, kept.expires) == (new["token_id"], hash_token(new["token"]), None)
    assert old.id == "old"
    assert old.expires is not None
    assert timedelta(0) <= old.expires - start - timedelta(hours=2) + timedelta(seconds=1)
    assert old.expires - start < timedelta(hours=2, minutes=1)


def test_rotation_lasts_a_day_unless_said_otherwise(peergate: Peergate) -> None:
    peergate.json("peers", "rotate", "globex")
    expires = row(peergate, "globex").tokens[0].expires
    assert expires is not None
    assert timedelta(hours=23) < expires - datetime.now(UTC) <= timedelta(hours=24)


@pytest.mark.parametrize("hours", ["-1", "nan", "1e9", "a day"])
def test_an_overlap_that_is_no_span_is_wrong_usage(hours: str, peergate: Peergate) -> None:
    assert peergate.run("peers", "rotate", "globex", "--overlap", hours).exit_code == 2


def test_rotation_never_lengthens_a_tokens_life(peergate: Peergate) -> None:
    peergate.json("peers", "rotate", "globex", "--overlap", "1")
    first = row(peergate, "globex").tokens[0].expires
    peergate.json("peers", "rotate", "globex", "--overlap", "48")
    assert row(peergate, "globex").tokens[0].expires == first


def test_rotation_forgets_tokens_that_are_dead(peergate: Peergate) -> None:
    peergate.json("peers", "rotate", "globex", "--overlap", "0")
    peergate.json("peers", "rotate", "globex")
    assert "old" not in [token.id for token in row(peergate, "globex").tokens]


def test_rotation_keeps_the_comments(peergate: Peergate) -> None:
    peergate.json("peers", "rotate", "globex")
    text = peergate.config.read_text()
    for comment in ("# Our agent.", "# as on the card", "# A supplier", "# first", "# A customer."):
        assert comment in text


def test_rotation_gives_a_first_token_to_a_row_without_one(peergate: Peergate) -> None:
    new = peergate.json("peers", "rotate", "hooli")
    assert [token.id for token in row(peergate, "hooli").tokens] == [new["token_id"]]
    assert new["old"] == []


def test_removal_takes_out_the_row_and_leaves_the_next_ones_comment(peergate: Peergate) -> None:
    peergate.json("peers", "remove", "globex")
    assert [peer.name for peer in load(peergate.config, environ={}).peers] == ["hooli"]
    assert '# A customer.\n[[peers]]\nname = "hooli"' in peergate.config.read_text()


def test_the_last_peer_can_be_removed(peergate: Peergate) -> None:
    peergate.json("peers", "remove", "globex")
    peergate.json("peers", "remove", "hooli")
    assert load(peergate.config, environ={}).peers == ()
    peergate.json("peers", "add", "globex")


def test_removal_takes_the_secret_that_was_handed_in(peergate: Peergate) -> None:
    (peergate.folder / "data").mkdir()
    url = ("--url", "https://127.0.0.1:9", "--network", "127.0.0.0/8")
    peergate.json("peers", "add", "initech", *url, "--outbound-token", "-", given="s3cret")
    peergate.json("peers", "remove", "initech")
    peergate.json("peers", "add", "initech", *url, "--outbound-token", "stored")
    assert "no token of initech is in the store" in peergate.reds()["kept"]


def test_removal_takes_the_file_of_a_secret_that_was_ours(peergate: Peergate) -> None:
    peergate.json("peers", "add", "initech", "--outbound-token", "file:secrets/initech.token")
    (peergate.folder / "secrets").mkdir()
    (peergate.folder / "secrets" / "initech.token").write_text("s3cret")
    peergate.json("peers", "remove", "initech")
    assert list((peergate.folder / "secrets").iterdir()) == []


@pytest.mark.parametrize("command", ["show", "pause", "resume", "revoke", "rotate", "remove"])
def test_a_peer_that_is_not_there_is_named(command: str, peergate: Peergate) -> None:
    assert "there is no peer named nobody" in peergate.refusal("peers", command, "nobody")
