"""``peergate peers list`` and ``show``: everything but the secrets."""

from tests.cli.conftest import Peergate

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_the_list_has_every_peer(peergate: Peergate) -> None:
    assert [peer["name"] for peer in peergate.json("peers", "list")] == ["globex", "hooli"]
    assert "globex" in peergate.run("peers", "list").stdout


def test_an_empty_list_says_what_to_do(peergate: Peergate) -> None:
    peergate.config.write_text('[agent]\nname = "Acme"\n')
    assert "peergate peers add NAME" in peergate.run("peers", "list").stdout
    assert peergate.json("peers", "list") == []


def test_one_peer_is_shown_with_its_tokens(peergate: Peergate) -> None:
    shown = peergate.json("peers", "show", "globex")
    assert (shown["name"], shown["status"], shown["skills"]) == ("globex", "active", ["*"])
    assert shown["tokens"] == [{"id": "old", "hash": "9f86d081…", "expires": None}]


def test_a_hash_is_never_shown_in_full(peergate: Peergate) -> None:
    for arguments in (
        ["list"],
        ["list", "--json"],
        ["show", "globex"],
        ["show", "globex", "--json"],
    ):
        output = peergate.run("peers", *arguments).output
        assert "globex" in output
        assert HASH not in output


def test_a_row_cannot_drive_the_terminal(peergate: Peergate) -> None:
    text = peergate.config.read_text()
    peergate.config.write_text(text + 'tags = ["\\u001b[2J", "[red]"]\n')
    shown = peergate.run("peers", "show", "hooli").stdout
    assert "\x1b[2J" not in shown
    assert "\\x1b[2J, [red]" in shown
