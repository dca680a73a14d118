"""``peergate import-flowwink``: every row's fate, and nothing but whole rows in the config."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from gateway.auth.tokens import hash_token
from gateway.config import PeerRow, load, resolve_secret
from tests.cli.conftest import Peergate
from tests.cli.flowwink.export import TOKEN, as_csv, hash_of, row

Run = Callable[..., Result]

GLOBEX_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CANARY = "canary-4f1b2b0b"


def export(peergate: Peergate, *rows: Any) -> Path:
    file = peergate.folder / "a2a_peers.json"
    file.write_text(json.dumps(rows))
    return file


def take(peergate: Peergate, *rows: Any, code: int = 0, options: tuple[str, ...] = ()) -> Any:
    """What ``--json`` says of an import of these rows."""
    file = str(export(peergate, *rows))
    result = peergate.run("import-flowwink", file, *options, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def peers(peergate: Peergate) -> Mapping[str, PeerRow]:
    return {peer.name: peer for peer in load(peergate.config, environ={}).peers}


def kept(peergate: Peergate) -> Mapping[Path, tuple[int, int]]:
    """Every file but the export, with what changes when it is written."""
    files = (path for path in peergate.folder.rglob("*") if path.suffix != ".json")
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def fates(report: Any) -> list[tuple[str, str]]:
    return [(line["peer"], line["fate"]) for line in report["rows"]]


def test_a_row_is_taken_over_with_the_token_it_calls_with(peergate: Peergate) -> None:
    report = take(peergate, row("Acme AB", inbound_token_hash=hash_of(TOKEN)))

    assert report["rows"] == [
        {
            "row": 1,
            "name": "Acme AB",
            "peer": "acme-ab",
            "fate": "added",
            "reason": "",
            "attention": [],
        }
    ]
    assert (report["added"], report["present"], report["refused"]) == (1, 0, 0)
    peer = peers(peergate)["acme-ab"]
    assert (peer.url, peer.status, peer.dialect) == ("https://acme.example", "active", "flowwink")
    assert [(token.id, token.hash) for token in peer.tokens] == [("flowwink", hash_token(TOKEN))]
    assert TOKEN not in peergate.config.read_text()


def test_what_stood_in_the_file_stays_as_it_was(peergate: Peergate) -> None:
    before = peergate.config.read_text()

    take(peergate, row("Acme\nAB"), row("Initech"))

    after = peergate.config.read_text()
    assert after.startswith(before)
    assert '\n\n[[peers]]\n# Acme\\nAB, from Flowwink\nname = "acme-ab"\n' in after
    assert '\n\n[[peers]]\n# Initech, from Flowwink\nname = "initech"\n' in after


@pytest.mark.parametrize("status", ["active", "paused", "revoked"])
def test_a_status_stays(peergate: Peergate, status: str) -> None:
    take(peergate, row(status=status))

    assert peers(peergate)["acme-ab"].status == status


@pytest.mark.parametrize(
    ("columns", "dialect"),
    [
        ({}, "flowwink"),
        ({"capabilities": {"protocol": "jsonrpc"}}, "flowwink"),
        ({"capabilities": {"protocol": "a2a"}}, "flowwink"),
        ({"capabilities": {"protocol": "native"}}, "native"),
        ({"capabilities": {"protocol": "negotiate"}}, "negotiate"),
        ({"capabilities": {"protocol": "legacy"}}, "negotiate"),
        ({"capabilities": {"protocol": "responses"}}, "responses"),
        ({"capabilities": {"protocol": "jsonrpc"}, "transport": "openresponses"}, "responses"),
        ({"capabilities": {"protocol": "jsonrpc"}, "gateway_token": "g"}, "responses"),
        ({"gateway_token": "g", "outbound_token": "o"}, "flowwink"),
    ],
)
def test_the_protocol_becomes_the_dialect(
    peergate: Peergate, columns: dict[str, Any], dialect: str
) -> None:
    take(peergate, row(**columns))

    assert peers(peergate)["acme-ab"].dialect == dialect


@pytest.mark.parametrize(
    ("written", "endpoint"),
    [
        ("/a2a/jsonrpc", "/a2a/jsonrpc"),
        ("a2a/v1", "/a2a/v1"),
        ("https://rpc.acme.example/a2a", "https://rpc.acme.example/a2a"),
    ],
)
def test_an_endpoint_stays(peergate: Peergate, written: str, endpoint: str) -> None:
    take(peergate, row(capabilities={"endpoint": written}))

    assert peers(peergate)["acme-ab"].endpoint == endpoint


def test_a_model_stays(peergate: Peergate) -> None:
    take(peergate, row(capabilities={"protocol": "responses", "model": "m-1"}))

    assert peers(peergate)["acme-ab"].model == "m-1"


@pytest.mark.parametrize(
    ("columns", "secret"),
    [
        ({"outbound_token": "o-1"}, "o-1"),
        ({"gateway_token": "g-1"}, "g-1"),
        ({"outbound_token": "o-1", "gateway_token": "g-1"}, "o-1"),
        (
            {
                "outbound_token": "o-1",
                "gateway_token": "g-1",
                "capabilities": {"protocol": "responses"},
            },
            "g-1",
        ),
        ({"outbound_token": "o-1", "capabilities": {"protocol": "responses"}}, "o-1"),
    ],
)
def test_the_token_to_call_with_is_a_file_of_its_own(
    peergate: Peergate, columns: dict[str, Any], secret: str
) -> None:
    take(peergate, row(**columns))

    reference = peers(peergate)["acme-ab"].outbound_token
    file = peergate.folder / reference.removeprefix("file:")
    assert resolve_secret(reference, {}, peergate.folder) == secret
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert secret not in peergate.config.read_text()


def test_importing_twice_changes_nothing(peergate: Peergate) -> None:
    rows = (
        row("Acme", inbound_token_hash=hash_of(TOKEN), outbound_token="o-1"),
        row("ACME"),
        row("日本"),
        row("日本", id=None),
    )
    first = take(peergate, *rows)
    before = kept(peergate)

    second = take(peergate, *rows)
    reordered = take(peergate, *rows[1::-1], *rows[2:])

    assert kept(peergate) == before
    names = ["acme", "acme-2", "peer-6f0cbd1e", "peer"]
    assert fates(first) == [(name, "added") for name in names]
    assert fates(second) == [(name, "present") for name in names]
    assert (second["added"], second["present"]) == (0, 4)
    assert fates(reordered)[:2] == [("acme-2", "present"), ("acme", "present")]


def test_a_peer_is_known_by_its_token_under_another_name(peergate: Peergate) -> None:
    report = take(peergate, row("Globex Corporation", inbound_token_hash=GLOBEX_HASH.upper()))

    assert fates(report) == [("globex", "present")]


def test_a_peer_of_the_same_name_keeps_its_tokens_and_it_is_told(peergate: Peergate) -> None:
    report = take(peergate, row("Globex", inbound_token_hash=hash_of(TOKEN)))

    assert fates(report) == [("globex", "present")]
    assert "this row's was not taken" in report["rows"][0]["attention"][0]
    assert [token.id for token in peers(peergate)["globex"].tokens] == ["old"]


BAD = {
    "no name": (row(""), "name: is missing"),
    "a null name": ({"name": None}, "name: is missing"),
    "no object": (["Acme"], "is not a row"),
    "a short hash": (
        row(inbound_token_hash="abc123"),
        "inbound_token_hash: must be a SHA-256 in 64",
    ),
    "a token for a hash": (row(inbound_token_hash=CANARY), "must be a SHA-256 in 64"),
    "plain http": (row(url="http://acme.example"), "https:// (--plain-http allows http)"),
    "no URL": (row(url="acme.example"), "url: must begin with https:// or http://"),
    "another scheme": (row(url="ftp://acme.example"), "url: must begin with https:// or http://"),
    "a password": (row(url=f"https://me:{CANARY}@acme.example"), "url: must not hold a user"),
    "a path that is none": (
        row(capabilities={"endpoint": "/a\nb\ud800"}),
        "endpoint: must be a path or a URL in ASCII",
    ),
    "another status": (row(status=CANARY), "status: must be active, paused or revoked"),
    "a list of capabilities": (row(capabilities=["a2a"]), "capabilities: must be an object"),
    "broken capabilities": (row(capabilities="{" + CANARY), "capabilities: is not JSON"),
    "a number for a name": (row(7), "name: must be text"),
    "a token of two words": (row(outbound_token=f"a {CANARY}"), "outbound_token: must hold one"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_refused_and_does_not_stop_the_others(peergate: Peergate, name: str) -> None:
    bad, words = BAD[name]

    report = take(peergate, row("Good 1"), bad, row("Good 3"), code=1)

    assert (report["added"], report["refused"]) == (2, 1)
    assert (report["rows"][1]["row"], report["rows"][1]["fate"]) == (2, "refused")
    assert words in report["rows"][1]["reason"]
    assert CANARY not in json.dumps(report)
    assert set(peers(peergate)) == {"globex", "hooli", "good-1", "good-3"}


def test_the_same_token_twice_is_refused_the_second_time(peergate: Peergate) -> None:
    hash_ = hash_of(TOKEN)
    rows = (row("Acme", inbound_token_hash=hash_), row("Initech", inbound_token_hash=hash_))

    for fate in ("added", "present"):
        report = take(peergate, *rows, code=1)

        assert fates(report) == [("acme", fate), ("", "refused")]
        assert report["rows"][1]["reason"] == "inbound_token_hash: is that of row 1 too"


def test_plain_http_is_taken_when_it_is_allowed(peergate: Peergate) -> None:
    rows = (row("Acme", url="http://acme.example"), row("Local", url="http://127.0.0.1:1"))

    report = take(peergate, *rows, options=("--plain-http",))

    found = peers(peergate)
    assert found["acme"].plain_http
    assert found["local"].plain_http
    assert [len(line["attention"]) for line in report["rows"]] == [1, 2]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"status": None}, "so it is paused"),
        ({"capabilities": {"protocol": "carrier pigeon"}}, "its protocol carrier pigeon"),
        ({"outbound_token": "o", "gateway_token": "g"}, "gateway_token was left out"),
        ({"url": None, "outbound_token": "o"}, "it has no url"),
        ({"mcp_api_key": "k", "transport": "mcp_inbound"}, "its MCP key was left out"),
        ({"mcp_api_key": "k"}, "peers rotate NAME"),
    ],
)
def test_what_the_operator_should_know_is_told(
    peergate: Peergate, columns: dict[str, Any], words: str
) -> None:
    report = take(peergate, row(**columns))

    assert report["rows"][0]["fate"] == "added"
    assert any(words in remark for remark in report["rows"][0]["attention"])


def test_a_row_without_a_status_is_not_let_in(peergate: Peergate) -> None:
    take(peergate, row(status=None))

    assert peers(peergate)["acme-ab"].status == "paused"


def test_csv_gives_the_same_peers_as_json(peergate: Peergate, tmp_path: Path) -> None:
    rows = [
        row("Acme, Inc", inbound_token_hash=hash_of(TOKEN), outbound_token="o-1"),
        row("Globex 2", capabilities={"protocol": "native", "endpoint": "/x"}),
    ]
    other = Peergate(tmp_path / "other")
    other.folder.mkdir()
    other.config.write_text(peergate.config.read_text())
    (other.folder / "peers.csv").write_text(as_csv(rows))

    take(peergate, *rows)
    other.json("import-flowwink", str(other.folder / "peers.csv"))

    assert other.config.read_text() == peergate.config.read_text()


def test_a_dry_run_says_the_same_and_writes_nothing(peergate: Peergate) -> None:
    before = kept(peergate)
    rows = (row("Acme", outbound_token="o-1"), row(""))

    said = take(peergate, *rows, code=1, options=("--dry-run",))

    assert said["dry_run"] is True
    assert kept(peergate) == before
    assert said["rows"] == take(peergate, *rows, code=1)["rows"]


def test_a_secret_of_another_is_never_written_over(peergate: Peergate) -> None:
    (peergate.folder / "secrets").mkdir()
    file = peergate.folder / "secrets" / "acme-ab.token"
    file.write_text("mine\n")

    report = take(peergate, row(outbound_token="o-1"), code=1)

    assert "holds another token" in report["rows"][0]["reason"]
    assert file.read_text() == "mine\n"


def test_a_secret_that_cannot_be_written_stops_it(peergate: Peergate) -> None:
    (peergate.folder / "secrets").touch()
    before = peergate.config.read_bytes()
    file = export(peergate, row("Acme", outbound_token="o-1"))

    assert "secrets cannot be made" in peergate.refusal("import-flowwink", str(file))
    assert peergate.config.read_bytes() == before


def test_rows_that_cannot_be_written_leave_no_secret_behind(peergate: Peergate, run: Run) -> None:
    # Its neighbour's name, by which a file is replaced, is longer than any name may be.
    config = peergate.config.rename(peergate.folder / f"{'p' * 245}.toml")
    file = export(peergate, row("Acme", outbound_token="o-1"))

    result = run("import-flowwink", file, "--config", config)

    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert list((peergate.folder / "secrets").iterdir()) == []


def test_a_config_that_is_not_valid_stops_it(peergate: Peergate) -> None:
    peergate.config.write_text("[agent]\n")
    file = export(peergate, row())

    assert "agent.name: is missing" in peergate.refusal("import-flowwink", str(file))
    assert peergate.config.read_text() == "[agent]\n"


def test_a_file_of_another_kind_is_refused_in_one_line(peergate: Peergate) -> None:
    file = peergate.folder / "notes.txt"
    file.write_text("hello\n")

    assert "neither JSON nor CSV" in peergate.refusal("import-flowwink", str(file))


def test_people_read_each_rows_fate(peergate: Peergate) -> None:
    file = str(export(peergate, row("Acme"), row("Globex"), row("")))

    result = peergate.run("import-flowwink", file)

    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:3]] == [["1", "Acme"], ["2", "Globex"]]
    assert "name: is missing" in lines[3]
    assert lines[-1].startswith("1 added to ")
    assert lines[-1].endswith(", 1 there already, 1 refused.")


def test_many_rows_are_written_at_once(peergate: Peergate) -> None:
    rows = [row(f"Peer {n}", inbound_token_hash=hash_of(str(n))) for n in range(500)]

    assert take(peergate, *rows)["added"] == 500
    assert len(peers(peergate)) == 502


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": "https://10.1.2.3"}, "at its url: the URL names an address that is not public"),
        ({"url": "http://127.0.0.1:8081"}, "at its url: the URL must begin with https"),
        (
            {"capabilities": {"endpoint": "https://localhost/in"}},
            "at its endpoint: the URL names an address that is not public",
        ),
    ],
)
def test_a_peer_that_cannot_be_called_may_go_on_calling(
    peergate: Peergate, given: dict[str, Any], words: str
) -> None:
    report = take(peergate, row("Acme", inbound_token_hash=hash_of(TOKEN), **given))

    assert fates(report) == [("acme", "added")]
    assert any(words in remark for remark in report["rows"][0]["attention"])
