"""``peergate peers add``: a row, a token shown once, and nothing else changed."""

import re
from pathlib import Path

import pytest

from gateway.auth.tokens import hash_token
from gateway.config import load
from tests.cli.conftest import Peergate


def test_the_peer_is_added_with_what_was_said(peergate: Peergate) -> None:
    peergate.json(
        *("peers", "add", "initech", "--url", "https://initech.example", "--dialect", "a2a-1.0"),
        *("--binding", "rest", "--skills", "echo, get_quote", "--tags", "a,b"),
        *("--outbound-token", "env:INITECH"),
    )
    peer = load(peergate.config, environ={}).peers[-1].as_peer()
    assert (peer.name, peer.url) == ("initech", "https://initech.example")
    assert (peer.dialect, peer.binding) == ("a2a-1.0", "rest")
    assert (peer.skills, peer.tags) == (("echo", "get_quote"), ("a", "b"))
    assert peer.outbound_token == "env:INITECH"


@pytest.mark.parametrize("place", [(), ("--managed",)], ids=["file", "store"])
def test_no_skills_are_not_all_of_them(peergate: Peergate, place: tuple[str, ...]) -> None:
    (peergate.folder / "data").mkdir()
    assert peergate.json("peers", "add", "initech", "--skills", "", *place)["skills"] == []
    assert peergate.json("peers", "show", "initech")["skills"] == []


def test_a_private_address_without_tls_is_written_with_what_allows_it(peergate: Peergate) -> None:
    added = peergate.json(
        *("peers", "add", "initech", "--url", "http://10.0.0.7:8080", "--plain-http"),
        *("--network", "10.0.0.0/24", "--network", "10.0.1.0/24"),
    )
    peer = load(peergate.config, environ={}).peers[-1].as_peer()
    assert peer.plain_http
    assert list(peer.networks) == added["networks"] == ["10.0.0.0/24", "10.0.1.0/24"]


def test_a_network_of_the_config_needs_no_other_word(peergate: Peergate) -> None:
    peergate.config.write_text(
        peergate.config.read_text() + '[net]\nallow_networks = ["10.0.0.0/8"]\n'
    )
    peergate.json("peers", "add", "initech", "--url", "https://10.0.0.7")
    assert load(peergate.config, environ={}).peers[-1].networks == ()


def test_the_token_is_kept_as_its_hash_alone(peergate: Peergate) -> None:
    added = peergate.json("peers", "add", "initech")
    (token,) = load(peergate.config, environ={}).peers[-1].tokens
    assert (token.id, token.hash) == (added["token_id"], hash_token(added["token"]))
    assert added["token"] not in peergate.config.read_text()


def test_the_token_is_shown_without_json_too(peergate: Peergate) -> None:
    assert re.search(r"pg_\w+", peergate.run("peers", "add", "initech").stdout)


def test_every_other_line_of_the_file_is_kept(peergate: Peergate) -> None:
    before = peergate.config.read_text()
    peergate.json("peers", "add", "initech")
    assert peergate.config.read_text().startswith(before)


def test_the_mode_of_the_file_is_kept(peergate: Peergate) -> None:
    peergate.config.chmod(0o640)
    peergate.json("peers", "add", "initech")
    assert peergate.config.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(peergate: Peergate, tmp_path: Path) -> None:
    peergate.config.rename(tmp_path / "real.toml")
    peergate.config.symlink_to("real.toml")
    peergate.json("peers", "add", "initech")
    assert peergate.config.is_symlink()
    assert "initech" in (tmp_path / "real.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["globex"], "there is a peer named globex already"),
        (["Not A Slug"], "name: must be 1 to 64 of a-z"),
        (["../../etc/x", "--outbound-token", "-"], "name: must be 1 to 64 of a-z"),
        (["initech", "--url", "ftp://initech.example"], "peers.initech.url: must begin with"),
        (["initech", "--url", "https://10.0.0.7"], "networks in the peer's row or allow_networks"),
        (["initech", "--url", "https://localhost:8080"], "here --plain-http or --network does"),
        (["initech", "--url", "http://127.0.0.1:8080"], "plain_http = true allows http"),
        (["initech", "--url", "http://a.example"], "plain_http = true allows http"),
        (["initech", "--network", "10.0.0.1/8"], "peers.initech.networks.0: must be a network"),
        (["initech", "--outbound-token", "sk-canary"], "outbound_token: must be env:NAME or file"),
    ],
)
def test_a_refused_peer_leaves_the_file_as_it_was(
    arguments: list[str], words: str, peergate: Peergate
) -> None:
    before = peergate.config.read_bytes()
    message = peergate.refusal("peers", "add", *arguments, given="sk-canary\n")
    assert words in message
    assert "canary" not in message
    assert peergate.config.read_bytes() == before
    assert [path.name for path in peergate.folder.iterdir()] == ["peers.toml"]


def test_an_outbound_token_can_come_from_standard_input(peergate: Peergate) -> None:
    (peergate.folder / "data").mkdir()
    url = ("--url", "https://127.0.0.1:9", "--network", "127.0.0.0/8")
    given = ("peers", "add", "initech", *url, "--outbound-token", "-")
    assert peergate.json(*given, given="s3cret\n")["outbound_token"] == "stored"
    assert load(peergate.config, environ={}).peers[-1].outbound_token == "stored"
    for path in peergate.folder.rglob("*"):
        assert path.is_dir() or b"s3cret" not in path.read_bytes(), path
    assert "kept" not in peergate.reds()


def test_a_token_is_kept_for_a_url_alone(peergate: Peergate) -> None:
    before = peergate.config.read_bytes()
    message = peergate.refusal("peers", "add", "initech", "--outbound-token", "-", given="s3cret")
    assert "for the origin of the peer's url" in message
    assert peergate.config.read_bytes() == before


def test_a_store_that_forgets_keeps_no_token(peergate: Peergate) -> None:
    text = peergate.config.read_text()
    peergate.config.write_text(text + '[store]\nurl = "memory:"\n')
    message = peergate.refusal(
        *("peers", "add", "initech", "--url", "https://initech.example"),
        *("--outbound-token", "-"),
        given="s3cret",
    )
    assert "the store forgets" in message
    assert "initech" not in peergate.config.read_text()


@pytest.mark.parametrize("given", ["", "\n", "two words", "a\r\nX-Evil: 1", "nycklå"])
def test_standard_input_must_hold_one_token(given: str, peergate: Peergate) -> None:
    message = peergate.refusal("peers", "add", "initech", "--outbound-token", "-", given=given)
    assert "standard input must hold one token" in message
    assert "initech" not in peergate.config.read_text()


def test_a_config_that_is_wrong_already_is_not_edited(peergate: Peergate) -> None:
    peergate.config.write_text(peergate.config.read_text() + "\n[nett]\n")
    assert "nett: is not a key" in peergate.refusal("peers", "add", "initech")


def test_peers_in_one_line_are_left_to_their_editor(peergate: Peergate) -> None:
    peergate.config.write_text('peers = [{ name = "globex" }]\n[agent]\nname = "Acme"\n')
    assert "write each peer as a [[peers]] table" in peergate.refusal("peers", "add", "initech")


def test_a_config_that_is_no_toml_is_refused_in_one_line(peergate: Peergate) -> None:
    peergate.config.write_text("[agent\n")
    assert "is not TOML" in peergate.refusal("peers", "add", "initech")


def test_a_missing_config_is_named(peergate: Peergate) -> None:
    peergate.config.unlink()
    assert "there is no such file; `peergate init`" in peergate.refusal("peers", "add", "initech")
