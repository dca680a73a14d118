"""``peergate check``: green where the gateway would start, red with what to do where not."""

import asyncio
import json

import pytest
from msgspec.structs import replace

from gateway.cli.checks import CHECKS
from gateway.store import open_store
from gateway.store.engine.sqlite_file import FileLock
from gateway.store.engine.sqlite_version import Version, has_wal_reset_bug
from gateway.store.health import HealthStatus, PeerHealth, SaveHealth
from gateway.store.pin import CardPin, SavePin, SeenCard, SignatureStatus
from tests.cli.conftest import Peergate


def findings(
    peergate: Peergate, *arguments: str, code: int = 0
) -> dict[str, list[tuple[str, str]]]:
    """The findings by their check: (level, text)."""
    result = peergate.run("check", "--store", "memory:", *arguments, "--json")
    assert result.exit_code == code, result.output
    answer = json.loads(result.stdout)
    assert answer["ok"] is (code == 0)
    found: dict[str, list[tuple[str, str]]] = {}
    for item in answer["checks"]:
        found.setdefault(item["check"], []).append((item["level"], item["text"]))
    return found


def extend(peergate: Peergate, text: str) -> None:
    peergate.config.write_text(peergate.config.read_text() + text)


def test_a_good_config_is_green(peergate: Peergate) -> None:
    found = findings(peergate)
    assert list(found) == ["config", *CHECKS]
    assert "red" not in [level for lines in found.values() for level, _ in lines]


def test_every_problem_of_the_config_is_a_red_line(peergate: Peergate) -> None:
    extend(peergate, "[nett]\n[limits]\ntasks = 0\n")
    found = findings(peergate, code=1)
    assert len(found["config"]) == 2
    assert list(found) == ["config"]


def test_a_store_that_cannot_be_opened_is_red(peergate: Peergate) -> None:
    url = f"sqlite:///{peergate.folder}/gone/peergate.db"
    ((level, text),) = findings(peergate, "--store", url, code=1)["store"]
    assert level == "red"
    assert f"{peergate.folder}/gone" in text


def test_a_store_whose_key_is_gone_is_red(peergate: Peergate) -> None:
    url = f"sqlite:///{peergate.folder}/peergate.db"
    peergate.json("keys", "new", "--store", url)
    assert findings(peergate, "--store", url)["store"][0][0] == "green"
    (peergate.folder / "secret.key").unlink()
    ((level, text),) = findings(peergate, "--store", url, code=1)["store"]
    assert level == "red"
    assert "GATEWAY_SECRET_KEY" in text


def test_a_store_that_a_running_gateway_holds_is_not_red(peergate: Peergate) -> None:
    lock = FileLock(peergate.folder / "peergate.db")
    try:
        found = findings(peergate, "--store", f"sqlite:///{peergate.folder}/peergate.db")
    finally:
        lock.release()
    assert found["store"][0][0] == "yellow"


def test_a_skill_folder_that_is_missing_is_red(peergate: Peergate) -> None:
    ((level, text),) = findings(peergate, "--skills", "/gone", code=1)["skills"]
    assert (level, "is not a folder" in text) == ("red", True)


def test_names_that_no_skill_has_are_told(peergate: Peergate) -> None:
    extend(peergate, 'skills = ["get_qoute"]\n')
    lines = findings(peergate)["skills"]
    assert ("yellow", "peers.hooli.skills: get_qoute is not loaded") in lines


def test_chat_is_always_there(peergate: Peergate) -> None:
    extend(peergate, 'skills = ["chat"]\n')
    assert [level for level, _ in findings(peergate)["skills"]] == ["green"]


def test_a_default_skill_that_is_not_loaded_is_told(
    peergate: Peergate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_AGENT__DEFAULT_SKILL", "greet")
    line = ("yellow", "free text is refused: agent.default_skill greet is not loaded")
    assert line in findings(peergate)["skills"]


def test_a_secret_that_is_not_there_is_red_and_the_others_are_still_looked_up(
    peergate: Peergate,
) -> None:
    extend(peergate, 'outbound_token = "env:PEERGATE_TEST_GONE"\n')
    lines = findings(peergate, code=1)["secrets"]
    assert lines[0][0] == "red"
    assert lines[0][1].startswith("peers.hooli.outbound_token: the environment variable PEERGATE_")


LLM = '[llm]\nbase_url = "https://models.example/v1"\nmodel = "small"\n'


def test_without_a_model_that_is_said(peergate: Peergate) -> None:
    assert findings(peergate)["llm"] == [("green", "left out: the concierge answers free text")]


def test_a_models_key_and_instructions_that_are_there_are_green(
    peergate: Peergate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEERGATE_TEST_KEY", "sk-canary")
    (peergate.folder / "agent.md").write_text("Be brief.\n")
    extend(peergate, f'{LLM}api_key = "env:PEERGATE_TEST_KEY"\ninstructions = "agent.md"\n')
    assert findings(peergate)["llm"] == [
        ("green", "llm: small at https://models.example/v1"),
        ("green", "llm.api_key: found"),
        ("green", "llm.instructions: 9 bytes"),
    ]


def test_a_models_key_and_instructions_that_are_missing_are_red(peergate: Peergate) -> None:
    extend(peergate, f'{LLM}api_key = "env:PEERGATE_TEST_GONE"\ninstructions = "gone.md"\n')
    _, key, instructions = findings(peergate, code=1)["llm"]
    assert key[0] == "red"
    assert key[1].startswith("llm.api_key: the environment variable PEERGATE_TEST_GONE")
    assert instructions[0] == "red"
    assert f"{peergate.folder}/gone.md: No such file" in instructions[1]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            'url = "https://10.0.0.7"',
            "peers.hooli.url: the URL names an address that is not public",
        ),
        ('url = "http://127.0.0.1:1"', "peers.hooli.url: the URL must begin with https://"),
        (
            'url = "https://a.example"\nendpoint = "https://[::1]/a2a"',
            "peers.hooli.endpoint: the URL names an address that is not public",
        ),
    ],
)
def test_a_url_that_is_never_called_is_red(peergate: Peergate, keys: str, words: str) -> None:
    extend(peergate, f"{keys}\n")
    ((level, text), *_) = findings(peergate, code=1)["peers"]
    assert (level, text.startswith(words)) == ("red", True), text


def test_a_peer_that_is_paused_is_left_alone(peergate: Peergate) -> None:
    extend(peergate, 'url = "https://10.0.0.7"\n')
    peergate.run("peers", "pause", "hooli")
    assert findings(peergate)["peers"] == [("green", "none that we call")]


def test_tls_files_that_are_missing_are_red(peergate: Peergate) -> None:
    extend(peergate, '[net]\ntls_cert = "c.pem"\ntls_key = "k.pem"\n')
    ((level, text),) = findings(peergate, code=1)["tls"]
    assert level == "red"
    assert f"{peergate.folder}/c.pem" in text


def test_a_public_url_in_the_clear_is_told(
    peergate: Peergate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_AGENT__PUBLIC_URL", "http://acme.example")
    assert findings(peergate)["public_url"][0][0] == "yellow"


def test_people_read_the_same_lines(peergate: Peergate) -> None:
    result = peergate.run("check", "--store", "memory:")
    assert result.exit_code == 0
    assert "green" in result.stdout


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((3, 51, 2), True),
        ((3, 50, 7), False),
        ((3, 50, 6), True),
        ((3, 44, 6), False),
        ((3, 44, 5), True),
        ((3, 45, 9), True),
        ((3, 34, 1), True),
    ],
)
def test_the_fixed_versions_of_sqlite_are_known(version: Version, is_affected: bool) -> None:
    assert has_wal_reset_bug(version) is is_affected


def test_what_rows_lead_to_and_is_not_there_is_told(peergate: Peergate) -> None:
    extend(
        peergate,
        '[[skills]]\nname = "translate"\nhandlers = ["a2a:globex", "a2a:nobody"]\n'
        '[[skills]]\nname = "nosuch"\ntimeout = 2\n'
        '[[routes]]\nname = "desk"\npeer = "who"\n'
        '[[routes]]\nname = "echo"\npeer = "globex"\n'
        '[[routes]]\nname = "billing"\nskill = "bill"\nescalation = "https://t.example"\n'
        'escalation_secret = "env:PEERGATE_TEST_GONE"\n'
        '[[routes]]\nname = "words"\nskill = "translate"\n',
    )
    gone = "the environment variable PEERGATE_TEST_GONE does not exist or cannot be read"
    assert findings(peergate, code=1)["routes"] == [
        ("yellow", "skills.rows.translate: nobody has no row in the file"),
        ("red", "skills.rows.nosuch: has no handler, and no such skill is loaded"),
        ("yellow", "routes.desk: who has no row in the file"),
        ("red", "routes.echo: leads to a peer and is named as a skill"),
        ("red", "routes.billing: the skill bill is not there"),
        ("red", f"routes.billing.escalation_secret: {gone}"),
        ("green", "4 routes, 1 skills of peers"),
    ]


def test_cards_that_wait_and_peers_that_are_down_are_told(peergate: Peergate) -> None:
    url = f"sqlite:///{peergate.folder}/peergate.db"
    seen = SeenCard("{}", "https://globex.example", 5, SignatureStatus.UNSIGNED)

    async def keep() -> None:
        store = await open_store(url)
        tenant = store.for_tenant("default")
        await tenant.commit(SavePin(CardPin("globex", "https://globex.example", held=seen)))
        down = PeerHealth("hooli", HealthStatus.DOWN, error="PEER_UNREACHABLE: refused")
        gone = replace(down, peer="gone")
        await tenant.commit(SaveHealth(down), SaveHealth(gone))
        await tenant.commit(SavePin(CardPin("gone", "https://gone.example", held=seen)))
        await store.close()

    assert findings(peergate)["known"] == [("green", "no card waits, and no peer is down")]
    asyncio.run(keep())
    (held, down) = findings(peergate, "--store", url)["known"]
    assert (held[0], "peergate peers diff globex" in held[1]) == ("yellow", True)
    assert down == ("yellow", "hooli: did not answer last (PEER_UNREACHABLE: refused)")
