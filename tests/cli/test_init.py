"""``peergate init``: a config that is valid as it is, and a token shown once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typer.testing import Result

from gateway.config import load

Run = Callable[..., Result]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_new_config_is_valid_and_has_no_peers(tmp_path: Path, run: Run) -> None:
    assert run("init", tmp_path).exit_code == 0
    settings = load(tmp_path / "peers.toml", environ={})
    assert settings.peers == ()
    assert settings.store.url == f"sqlite:///{tmp_path}/data/peergate.db"


def test_json_names_what_was_made(tmp_path: Path, run: Run) -> None:
    made = json.loads(run("init", tmp_path / "a" / "b", "--json").stdout)
    assert made["config"] == str(tmp_path / "a" / "b" / "peers.toml")
    assert made["data"] == str(tmp_path / "a" / "b" / "data")
    assert set(made) == {"config", "data", "operator_token"}


def test_the_operators_token_is_kept_as_its_hash_alone(tmp_path: Path, run: Run) -> None:
    token = json.loads(run("init", tmp_path, "--json").stdout)["operator_token"]
    kept = load(tmp_path / "peers.toml", environ={}).operator.token_hash
    assert PasswordHasher().verify(kept, token)
    assert token not in (tmp_path / "peers.toml").read_text()


def test_only_the_owner_can_read_what_was_made(tmp_path: Path, run: Run) -> None:
    run("init", tmp_path)
    assert mode(tmp_path / "peers.toml") == 0o600
    assert mode(tmp_path / "data") == 0o700
    assert mode(tmp_path / "data" / "secret.key") == 0o600


def test_data_of_before_keeps_its_key(tmp_path: Path, run: Run) -> None:
    run("init", tmp_path)
    key = (tmp_path / "data" / "secret.key").read_text()
    (tmp_path / "peers.toml").unlink()
    assert run("init", tmp_path).exit_code == 0
    assert (tmp_path / "data" / "secret.key").read_text() == key


def test_data_of_before_without_a_key_gets_none_from_here(tmp_path: Path, run: Run) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "peergate.db").touch()
    assert run("init", tmp_path).exit_code == 0
    assert not (tmp_path / "data" / "secret.key").exists()


def test_a_config_is_never_overwritten(tmp_path: Path, run: Run) -> None:
    (tmp_path / "peers.toml").write_text("mine")
    result = run("init", tmp_path)
    assert result.exit_code == 1
    assert "exists already; move it away first" in result.stderr
    assert (tmp_path / "peers.toml").read_text() == "mine"
    assert not (tmp_path / "data").exists()


def test_without_a_folder_it_begins_here(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "peergate peers add NAME --config peers.toml" in run("init").stdout
    assert (tmp_path / "peers.toml").exists()
