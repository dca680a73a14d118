"""Flags win over the environment, which wins over the file."""

from pathlib import Path
from typing import Any

import pytest

from gateway.config import Settings, read
from gateway.core.errors import ConfigError

FILE = '[agent]\nname = "file"\n[limits]\ntasks = 1\n'


def parse(environ: dict[str, str], overrides: dict[str, Any] | None = None) -> Settings:
    return read(FILE, Path("peers.toml"), environ=environ, overrides=overrides or {})


def refusal(environ: dict[str, str], overrides: dict[str, Any] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(environ, overrides)
    return caught.value.message


def test_the_environment_wins_over_the_file() -> None:
    settings = parse({"GATEWAY_AGENT__NAME": "environ", "GATEWAY_LIMITS__TASKS": "2"})
    assert (settings.agent.name, settings.limits.tasks) == ("environ", 2)


def test_a_flag_wins_over_the_environment() -> None:
    settings = parse({"GATEWAY_LIMITS__TASKS": "2"}, {"limits.tasks": 3})
    assert settings.limits.tasks == 3


def test_a_flag_that_was_not_given_changes_nothing() -> None:
    assert parse({}, {"limits.tasks": None}).limits.tasks == 1


def test_lists_and_tables_are_json() -> None:
    settings = parse(
        {
            "GATEWAY_NET__TRUSTED_PROXIES": '["10.0.0.0/8"]',
            "GATEWAY_AGENT__PROVIDER": '{"organization": "Acme AB"}',
        }
    )
    assert settings.net.trusted_proxies == ("10.0.0.0/8",)
    assert settings.agent.provider is not None
    assert settings.agent.provider.organization == "Acme AB"


def test_a_table_in_a_table_is_reached_by_its_path() -> None:
    assert parse({"GATEWAY_AGENT__CAPABILITIES__STREAMING": "true"}).agent.capabilities.streaming


def test_text_that_looks_like_json_stays_text() -> None:
    assert parse({"GATEWAY_AGENT__NAME": "[x]"}).agent.name == "[x]"
    assert parse({"GATEWAY_AGENT__VERSION": "1.0"}).agent.version == "1.0"


@pytest.mark.parametrize(
    "name",
    ["GATEWAY_LIMITS__TASK", "GATEWAY_NTE__TLS_KEY", "GATEWAY_PEERS__GLOBEX", "GATEWAY_LIMITS__"],
)
def test_a_variable_for_no_setting_is_named(name: str) -> None:
    assert f"{name}: there is no setting" in refusal({name: "1"})


@pytest.mark.parametrize("name", ["GATEWAY_SECRET_KEY", "GATEWAY_PORT", "LIMITS__TASKS", "HOME"])
def test_a_variable_that_is_no_setting_is_left_alone(name: str) -> None:
    assert parse({name: "canary"}) == parse({})


def test_a_variable_that_is_wrong_is_named_with_its_key() -> None:
    message = refusal({"GATEWAY_LIMITS__TASKS": "canary"})
    assert "GATEWAY_LIMITS__TASKS: limits.tasks: must be a valid integer" in message
    assert "canary" not in message


def test_a_list_that_is_not_json_is_named() -> None:
    assert "GATEWAY_SKILLS__DIRS: must be JSON" in refusal({"GATEWAY_SKILLS__DIRS": "skills"})


def test_a_flag_that_is_wrong_is_told_as_one() -> None:
    assert "flags: limits.tasks: must be greater than 0" in refusal({}, {"limits.tasks": 0})
