"""``peergate signals``: a token shown once, its hash in the config, and a signal sent by hand."""

import pytest

from gateway.auth.tokens import hash_token
from gateway.config import load
from tests.cli.conftest import CONFIG, Peergate


def kept(peergate: Peergate) -> str | None:
    return load(peergate.config, environ={}).signals.token_hash


@pytest.mark.parametrize(
    "table",
    [
        "",
        "\n[signals]  # of the press desk\n",
        "\n[signals.audience]\npeers = ['globex']\n",
        f"\n[signals]\ntoken_hash = '{'0' * 64}'\n\n[health]\ninterval_seconds = 60\n",
    ],
    ids=["none", "empty", "an audience alone", "an older token"],
)
def test_the_token_is_shown_once_and_its_hash_kept(peergate: Peergate, table: str) -> None:
    peergate.config.write_text(CONFIG + table)
    made = peergate.json("signals", "token")
    assert made["token"].startswith("pgsg_")
    assert made["replaced"] is ("0" * 64 in table)
    assert kept(peergate) == hash_token(made["token"])
    text = peergate.config.read_text()
    assert made["token"] not in text
    assert text.startswith(CONFIG.rstrip("\n"))
    assert ("of the press desk" in text) is ("of the press desk" in table)


def test_a_new_token_takes_the_place_of_the_old_one(peergate: Peergate) -> None:
    first = peergate.run("signals", "token")
    assert "The token of the signals, shown only now: pgsg_" in first.stdout
    before = kept(peergate)
    assert "The old token is good no more." in peergate.run("signals", "token").stdout
    assert kept(peergate) not in (None, before)


def test_a_signal_is_sent_by_hand(peergate: Peergate) -> None:
    store = ("--store", f"sqlite:///{peergate.folder / 'gate.db'}")
    sent = peergate.json(
        "signals", "send", "--content", "Prices rise.", "--urgency", "high", *store
    )
    assert (sent["ok"], sent["action"]) == (True, "signal")
    (notice,) = peergate.json("notices", "list", *store)
    assert (notice["id"], notice["type"]) == (sent["id"], "signal.received")
    assert notice["data"]["urgency"] == "high"


def test_a_signal_that_says_nothing_is_refused(peergate: Peergate) -> None:
    refused = peergate.run("signals", "send", "--title", "Rails")
    assert refused.exit_code == 1
    assert "--content" in refused.output
