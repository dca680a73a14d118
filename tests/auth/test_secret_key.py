"""The key is found or made; with secrets in the store, no other key starts the gateway."""

from pathlib import Path

import pytest

from gateway.auth.secret_key import VARIABLE, make_key_file, open_safe
from gateway.auth.secrets import Safe
from gateway.core.errors import ConfigError
from gateway.core.seal import seal_of

KEY, OTHER = "key-" * 8, "other-" * 8
ROW = "default/keys/k1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secret.key"


def test_a_new_folder_gets_a_key_that_only_its_owner_reads(file: Path) -> None:
    sealed = open_safe({}, file, ()).seal("plain", ROW)
    assert file.stat().st_mode & 0o777 == 0o600
    again = open_safe({}, file, [seal_of(sealed)])
    assert again.open(sealed, ROW) == b"plain"


def test_nothing_else_is_left_beside_it(file: Path) -> None:
    make_key_file(file)
    assert list(file.parent.iterdir()) == [file]


def test_no_two_folders_get_the_same_key(tmp_path: Path) -> None:
    assert make_key_file(tmp_path / "a") != make_key_file(tmp_path / "b")


def test_the_environment_wins_over_the_file(file: Path) -> None:
    make_key_file(file)
    sealed = open_safe({VARIABLE: KEY}, file, ()).seal("plain", ROW)
    assert Safe(KEY).open(sealed, ROW) == b"plain"


def test_a_key_of_the_environment_leaves_no_file(file: Path) -> None:
    open_safe({VARIABLE: KEY}, file, ())
    assert not file.exists()


def test_where_nothing_is_kept_the_key_is_not_either() -> None:
    safe = open_safe({}, None, ())
    assert safe.open(safe.seal("plain", ROW), ROW) == b"plain"


def test_a_missing_key_of_stored_secrets_is_not_replaced(file: Path) -> None:
    seals = [seal_of(Safe(KEY).seal("plain", ROW))]
    with pytest.raises(ConfigError, match=f"put .*secret.key back, or set {VARIABLE}"):
        open_safe({}, file, seals)
    assert not file.exists()


@pytest.mark.parametrize("from_file", [True, False])
def test_a_wrong_key_is_refused_with_what_to_do(file: Path, from_file: bool) -> None:
    seals = [seal_of(Safe(KEY).seal("plain", ROW))]
    if from_file:
        make_key_file(file)
    place = "secret.key" if from_file else VARIABLE
    with pytest.raises(ConfigError, match=f"{place}: this key does not open .* both keys"):
        open_safe({} if from_file else {VARIABLE: OTHER}, file, seals)


def test_a_key_file_that_others_can_read_is_refused(file: Path) -> None:
    make_key_file(file)
    file.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        open_safe({}, file, ())


def test_an_empty_key_file_is_refused_and_kept(file: Path) -> None:
    file.touch(0o600)
    with pytest.raises(ConfigError, match=r"secret\.key: a secret key must have"):
        open_safe({}, file, ())
    assert file.read_text() == ""


def test_a_key_file_is_never_written_over(file: Path) -> None:
    key = make_key_file(file)
    with pytest.raises(ConfigError, match="cannot be made"):
        make_key_file(file)
    assert file.read_text().strip() == key


def test_a_folder_that_cannot_be_written_is_told(file: Path) -> None:
    with pytest.raises(ConfigError, match=f"set {VARIABLE}"):
        open_safe({}, file / "none" / "secret.key", ())
