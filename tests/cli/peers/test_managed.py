"""Peers whose rows the store keeps: the same commands, and the file is never touched."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.auth.tokens import hash_token
from tests.cli.conftest import Peergate

URL = ("--url", "https://127.0.0.1:9", "--network", "127.0.0.0/8")


@pytest.fixture
def kept(peergate: Peergate) -> Peergate:
    """With initech in the store, and the file as it was."""
    (peergate.folder / "data").mkdir()
    before = peergate.config.read_bytes()
    peergate.json("peers", "add", "initech", "--managed", *URL, "--skills", "echo", "--tags", "a,b")
    assert peergate.config.read_bytes() == before
    return peergate


def row(peergate: Peergate, name: str = "initech") -> Any:
    return peergate.json("peers", "show", name)


def test_a_managed_peer_is_shown_with_where_it_is_kept(kept: Peergate) -> None:
    shown = row(kept)
    assert (shown["source"], shown["url"], shown["status"]) == ("store", URL[1], "active")
    assert (shown["skills"], shown["tags"], shown["networks"]) == (["echo"], ["a", "b"], [URL[3]])
    listed = {peer["name"]: peer["source"] for peer in kept.json("peers", "list")}
    assert listed == {"globex": "file", "hooli": "file", "initech": "store"}
    assert "store" in kept.run("peers", "list").stdout
    assert "initech" in kept.run("peers", "show", "initech").stdout


def test_its_token_is_shown_once_and_kept_as_a_hash(kept: Peergate) -> None:
    added = kept.json("peers", "add", "hal", "--managed")
    assert added["token"].startswith(f"pg_{added['token_id']}_")
    assert (added["source"], added["outbound_token"]) == ("store", "")
    assert added["token"] not in str(row(kept, "hal"))
    assert hash_token(added["token"]) not in str(row(kept, "hal"))
    for path in (kept.folder / "data").iterdir():
        assert path.is_socket() or added["token"].encode() not in path.read_bytes()


def test_an_outbound_token_is_sealed(kept: Peergate) -> None:
    given = ("peers", "add", "hal", "--managed", *URL, "--outbound-token", "-")
    assert kept.json(*given, given="s3cret-canary")["outbound_token"] == "stored"
    assert row(kept, "hal")["token_problem"] == ""
    for path in (kept.folder / "data").iterdir():
        assert b"s3cret-canary" not in path.read_bytes()
    assert "kept" not in kept.reds()


def test_a_token_can_be_given_later(kept: Peergate) -> None:
    kept.json("peers", "token", "initech", given="s3cret")
    assert (row(kept)["outbound_token"], row(kept)["token_problem"]) == ("stored", "")


def test_a_row_of_the_file_takes_a_token_too(kept: Peergate) -> None:
    assert "needs one" in kept.refusal("peers", "token", "hooli", given="s3cret")
    kept.json("peers", "add", "hal", *URL)
    kept.json("peers", "token", "hal", given="s3cret")
    assert (row(kept, "hal")["source"], row(kept, "hal")["outbound_token"]) == ("file", "stored")
    assert "kept" not in kept.reds()
    text = kept.config.read_text()
    kept.config.write_text(text.replace("https://127.0.0.1:9", "https://127.0.0.1:10"))
    assert "was given for https://127.0.0.1:9" in kept.reds()["kept"]


def test_it_is_paused_resumed_and_revoked_for_good(kept: Peergate) -> None:
    kept.json("peers", "pause", "initech")
    assert row(kept)["status"] == "paused"
    kept.json("peers", "resume", "initech")
    assert row(kept)["status"] == "active"
    kept.json("peers", "revoke", "initech")
    for command in ("pause", "resume", "rotate"):
        assert "is revoked; remove it" in kept.refusal("peers", command, "initech")
    assert row(kept)["status"] == "revoked"


def test_rotation_lets_the_old_token_die(kept: Peergate) -> None:
    [old] = row(kept)["tokens"]
    start = datetime.now(UTC)
    new = kept.json("peers", "rotate", "initech", "--overlap", "90m")
    assert new["token"].startswith(f"pg_{new['token_id']}_")
    assert (new["announced"], [token["id"] for token in new["old"]]) == (False, [old["id"]])
    ends = {token["id"]: token["expires"] for token in row(kept)["tokens"]}
    assert ends[new["token_id"]] is None
    left = datetime.fromisoformat(ends[old["id"]]) - start
    assert timedelta(minutes=89) < left < timedelta(minutes=91)
    kept.json("peers", "rotate", "initech", "--overlap", "0")
    kept.json("peers", "rotate", "initech")
    assert old["id"] not in [token["id"] for token in row(kept)["tokens"]]


def test_so_many_tokens_are_good_at_once(kept: Peergate) -> None:
    for _ in range(19):
        kept.json("peers", "rotate", "initech")
    assert "wait until some of them expire" in kept.refusal("peers", "rotate", "initech")


def test_it_is_removed_and_may_come_again(kept: Peergate) -> None:
    kept.json("peers", "token", "initech", given="s3cret")
    kept.json("peers", "remove", "initech")
    assert "there is no peer named initech" in kept.refusal("peers", "show", "initech")
    assert "No row that the store keeps" in kept.refusal("peers", "remove", "initech")
    kept.json("peers", "add", "initech", "--managed", *URL)
    assert row(kept)["outbound_token"] == ""


@pytest.mark.parametrize("name", ["initech", "globex"])
def test_a_name_is_given_once(name: str, kept: Peergate) -> None:
    message = kept.refusal("peers", "add", name, "--managed")
    assert "There is a peer of this name already" in message


def test_of_a_name_that_both_have_the_files_row_counts(kept: Peergate) -> None:
    text = kept.config.read_text()
    kept.config.write_text(f'{text}\n[[peers]]\nname = "initech"\nstatus = "paused"\n')
    assert (row(kept)["source"], row(kept)["status"]) == ("file", "paused")
    found = kept.run("check").stdout
    assert "the store keeps a row of this name too" in found
    told = kept.run("peers", "remove", "initech").stdout
    assert "peergate peers remove initech --managed" in told
    assert (row(kept)["source"], row(kept)["status"]) == ("store", "active")
    kept.json("peers", "remove", "initech", "--managed")
    assert "there is no peer named initech" in kept.refusal("peers", "show", "initech")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Not A Slug"], "name: must be 1 to 64 of a-z"),
        (["hal", "--url", "https://10.0.0.7"], "networks in the peer's row"),
        (["hal", "--url", "http://a.example"], "plain_http = true allows http"),
        (["hal", "--outbound-token", "sk-canary"], "must be env:NAME or file"),
        (["hal", "--outbound-token", "-"], "so the peer needs a url"),
    ],
)
def test_a_row_that_the_file_would_not_have_is_refused(
    arguments: list[str], words: str, kept: Peergate
) -> None:
    message = kept.refusal("peers", "add", *arguments, "--managed", given="sk-canary")
    assert words in message
    assert "canary" not in message
    assert len(kept.json("peers", "list")) == 3
