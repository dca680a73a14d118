"""``peergate invite``, ``invites`` and ``accept``, where no other gateway is needed."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Peergate


@pytest.fixture
def known(peergate: Peergate) -> Peergate:
    """With an address that others know."""
    (peergate.folder / "data").mkdir()
    text = peergate.config.read_text()
    agent = 'name = "Acme"  # as on the card'
    assert agent in text
    peergate.config.write_text(text.replace(agent, f'{agent}\npublic_url = "https://acme.example"'))
    return peergate


def invite(known: Peergate, name: str = "initech") -> Path:
    file = known.folder / f"{name}.invite"
    known.json("invite", name, "-o", str(file))
    return file


def test_the_file_names_where_and_by_which_key_and_no_lasting_token(known: Peergate) -> None:
    file = invite(known)
    made = json.loads(file.read_text())
    assert made["agent"] == "Acme"
    assert made["card_url"] == "https://acme.example/.well-known/agent-card.json"
    assert made["invitation_url"].startswith("https://acme.example/a2a/invitations/")
    assert len(made["invitation_url"].rpartition("/")[2]) >= 43
    assert made["fingerprint"] == known.json("keys", "list")[0]["kid"]
    assert "pg_" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_code_is_kept_as_a_hash(known: Peergate) -> None:
    code = json.loads(invite(known).read_text())["invitation_url"].rpartition("/")[2]
    for path in (known.folder / "data").iterdir():
        assert code.encode() not in path.read_bytes()
    assert code not in known.run("invites", "list", "--json").stdout


def test_a_key_that_is_there_is_named_and_none_is_made(known: Peergate) -> None:
    kid = known.json("keys", "new", "--algorithm", "EdDSA")["kid"]
    assert json.loads(invite(known).read_text())["fingerprint"] == kid
    assert len(known.json("keys", "list")) == 1


def test_it_can_be_written_to_standard_output(known: Peergate) -> None:
    assert json.loads(known.run("invite", "initech", "-o", "-").stdout)["peergate_invite"] == 1


def test_a_file_that_is_there_is_kept_and_nobody_is_invited(known: Peergate) -> None:
    file = known.folder / "initech.invite"
    file.write_text("mine")
    assert "exists already" in known.refusal("invite", "initech", "-o", str(file))
    assert file.read_text() == "mine"
    assert known.json("invites", "list") == []


def test_invitations_are_listed_and_withdrawn(known: Peergate) -> None:
    assert "There are no invitations" in known.run("invites", "list").stdout
    invite(known)
    invite(known, "hal")
    assert "open" in known.run("invites", "list").stdout
    assert known.json("invites", "withdraw", "hal")["withdrawn"] == 1
    [left] = known.json("invites", "list")
    assert (left["name"], left["state"], left["used_at"]) == ("initech", "open", None)
    assert "no open invitation" in known.refusal("invites", "withdraw", "hal")


def test_a_gateway_without_an_address_invites_nobody(peergate: Peergate) -> None:
    (peergate.folder / "data").mkdir()
    message = peergate.refusal("invite", "initech", "-o", "-")
    assert "set agent.public_url" in message


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["globex"], "There is a peer of this name already"),
        (["Not A Slug"], "name: must be 1 to 64"),
        (["initech", "--network", "10.0.0.1/8"], "must be a network"),
    ],
)
def test_what_no_row_could_be_is_refused(arguments: list[str], words: str, known: Peergate) -> None:
    assert words in known.refusal("invite", *arguments, "-o", "-")
    assert known.json("invites", "list") == []


@pytest.mark.parametrize("expires", ["0", "91d", "-1d", "soon", "1y"])
def test_a_time_that_is_none_is_refused(expires: str, known: Peergate) -> None:
    assert known.run("invite", "initech", "-o", "-", "--expires", expires).exit_code in (1, 2)
    assert known.json("invites", "list") == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"peergate_invite": 2}', '{"peergate_invite": 1}', "x" * 70_000]
)
def test_what_is_no_invitation_is_not_accepted(text: str, known: Peergate) -> None:
    file = known.folder / "odd.invite"
    file.write_text(text)
    assert "is no invitation" in known.refusal("accept", str(file), "--name", "acme")


def test_an_invitation_that_is_not_there_is_named(known: Peergate) -> None:
    assert "cannot be read" in known.refusal("accept", str(known.folder / "none.invite"))
