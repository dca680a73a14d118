"""Secrets by reference: found where they are said to be, and never shown."""

from pathlib import Path

import pytest

from gateway.config import resolve_secret
from gateway.core.errors import ConfigError


def test_a_secret_comes_from_the_environment(tmp_path: Path) -> None:
    assert resolve_secret("env:TOKEN", {"TOKEN": "s3cret"}, tmp_path) == "s3cret"


def test_a_secret_comes_from_a_file_without_its_line_break(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\r\n")
    assert resolve_secret("file:token", {}, tmp_path) == "s3cret"
    assert resolve_secret(f"file:{tmp_path}/token", {}, Path("/")) == "s3cret"


@pytest.mark.parametrize(("ref", "words"), [("env:TOKEN", "variable TOKEN"), ("file:gone", "gone")])
def test_what_is_missing_is_named(ref: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"{words} does not exist"):
        resolve_secret(ref, {}, tmp_path)


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n")
    with pytest.raises(ConfigError, match="is empty"):
        resolve_secret("file:token", {}, tmp_path)
    with pytest.raises(ConfigError, match="the environment variable TOKEN is empty"):
        resolve_secret("env:TOKEN", {"TOKEN": ""}, tmp_path)


@pytest.mark.parametrize("ref", ["sk-canary", "", "env:", "env:sk-canary", "file:"])
def test_a_reference_that_is_none_is_not_repeated(ref: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="env:NAME or file:PATH") as caught:
        resolve_secret(ref, {}, tmp_path)
    assert "canary" not in caught.value.message
