"""The socket's file: whose it is, what is in its place, and that it goes when its owner does."""

import os
import socket
import stat
from pathlib import Path

import pytest

from gateway.core.errors import ConfigError
from gateway.http.socket_file import LONGEST, address_of, bind_file, is_answered


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gate.sock"


def leave_stale(path: Path) -> None:
    """A socket whose process is gone."""
    with socket.socket(socket.AF_UNIX) as dead, address_of(path) as address:
        dead.bind(address)
        dead.listen()


def test_only_its_owner_can_open_it(path: Path) -> None:
    old = os.umask(0)
    try:
        with bind_file(path):
            found = path.stat()
    finally:
        os.umask(old)
    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert found.st_uid == os.geteuid()


def test_it_was_never_where_others_can_enter(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    chmod = Path.chmod

    def note(self: Path, mode: int) -> None:
        modes.append(stat.S_IMODE(self.parent.stat().st_mode))
        chmod(self, mode)

    monkeypatch.setattr(Path, "chmod", note)
    with bind_file(path):
        assert modes == [0o700]


def test_it_is_answered_while_it_is_there_and_gone_afterwards(path: Path) -> None:
    assert not is_answered(path)
    with bind_file(path):
        assert is_answered(path)
        assert os.listdir(path.parent) == [path.name]
    assert not is_answered(path)
    assert os.listdir(path.parent) == []


def test_what_a_dead_process_left_is_replaced(path: Path) -> None:
    leave_stale(path)
    assert not is_answered(path)
    with bind_file(path):
        assert is_answered(path)


def test_a_gateway_that_answers_is_not_replaced(path: Path) -> None:
    with (
        bind_file(path),
        pytest.raises(ConfigError, match=r"another gateway answers at .*gate\.sock; stop it"),
        bind_file(path),
    ):
        pass
    assert not path.exists()


def test_a_gateway_that_is_too_busy_to_answer_is_one(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as busy, socket.socket(socket.AF_UNIX) as caller:
        busy.bind(str(path))
        busy.listen(0)
        caller.connect(str(path))
        assert is_answered(path)


def test_a_file_that_is_no_socket_is_left_alone(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(ConfigError, match="is no socket; move it away"), bind_file(path):
        pass
    assert path.read_text() == "mine"


def test_a_socket_that_another_put_in_its_place_stays(path: Path) -> None:
    with bind_file(path):
        path.unlink()
        leave_stale(path)
    assert path.exists()


def test_a_folder_that_is_missing_is_named(path: Path) -> None:
    with (
        pytest.raises(ConfigError, match=r"gone/gate\.sock cannot be made \(No such file"),
        bind_file(path.parent / "gone" / "gate.sock"),
    ):
        pass


def test_a_path_of_any_length_can_be_served(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * LONGEST) / ("y" * LONGEST)
    folder.mkdir(parents=True)
    path = folder / "gate.sock"
    assert not is_answered(path)
    leave_stale(path)
    with bind_file(path):
        assert is_answered(path)
    assert os.listdir(folder) == []


def test_a_name_that_no_address_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ("x" * (LONGEST + 1))
    with pytest.raises(ConfigError, match="is too long for a socket"), bind_file(path):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_socket_of_another_user_is_told(path: Path) -> None:
    with bind_file(path):
        path.chmod(0)
        with pytest.raises(ConfigError, match="as the user that the gateway runs as"):
            is_answered(path)
