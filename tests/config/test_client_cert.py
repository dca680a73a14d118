"""The certificate that a peer is shown: two files, beside the config, or none."""

from pathlib import Path

import pytest

from gateway.config import read
from gateway.core.errors import ConfigError

ROW = '[agent]\nname = "A"\n[[peers]]\nname = "acme"\nurl = "https://acme.example"\n'


def test_its_files_are_found_beside_the_config(tmp_path: Path) -> None:
    files = 'client_cert = "ours.crt"\nclient_key = "/etc/ours.key"\n'
    settings = read(ROW + files, tmp_path / "peers.toml", environ={})
    peer = settings.peers[0].as_peer()
    assert (peer.client_cert, peer.client_key) == (str(tmp_path / "ours.crt"), "/etc/ours.key")


@pytest.mark.parametrize("key", ["client_cert", "client_key"])
def test_one_without_the_other_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match="must be set together"):
        read(f'{ROW}{key} = "ours.pem"\n', tmp_path / "peers.toml", environ={})


def test_most_rows_have_none(tmp_path: Path) -> None:
    peer = read(ROW, tmp_path / "peers.toml", environ={}).peers[0].as_peer()
    assert (peer.client_cert, peer.client_key) == ("", "")
