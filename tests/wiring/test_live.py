"""The rows of the file and those of the store, as one."""

from hashlib import sha256
from pathlib import Path

import pytest

from gateway.config import PeerRow, Settings, read
from gateway.core.errors import Unauthenticated
from gateway.core.notice import NoticeType
from gateway.core.peer import PeerStatus
from gateway.wiring import Live


def settings(*names: str, status: str = "active") -> Settings:
    rows = "".join(f'[[peers]]\nname = "{name}"\nstatus = "{status}"\n' for name in names)
    return read(f'[agent]\nname = "A"\n{rows}', Path("peers.toml"), environ={})


def public(url: str) -> Settings:
    text = f'[agent]\nname = "A"\npublic_url = "{url}"\n'
    return read(text, Path("peers.toml"), environ={})


def row(name: str, **keys: object) -> PeerRow:
    tokens = [{"id": "t", "hash": sha256(name.encode()).hexdigest()}]
    return PeerRow.model_validate({"name": name, "tokens": tokens, **keys})


def names(live: Live) -> list[str]:
    return [peer.name for peer in live.settings.peers]


def test_managed_rows_come_after_those_of_the_file() -> None:
    live = Live(settings("acme"))
    live.adopt_managed([row("globex")])
    assert names(live) == ["acme", "globex"]
    assert live.roster.authenticate("globex", 0).name == "globex"
    assert (live.is_in_file("acme"), live.is_in_file("globex")) == (True, False)


def test_a_reload_keeps_the_managed_rows() -> None:
    live = Live(settings("acme"))
    live.adopt_managed([row("globex")])
    live.adopt(settings("initech"))
    assert names(live) == ["initech", "globex"]


def test_managed_rows_are_replaced_whole() -> None:
    live = Live(settings("acme"))
    live.adopt_managed([row("globex")])
    live.adopt_managed([row("hooli", status="paused")])
    assert names(live) == ["acme", "hooli"]
    assert live.held() == ["hooli"]
    with pytest.raises(Unauthenticated):
        live.roster.authenticate("globex", 0)


def test_of_a_name_in_both_the_files_row_counts() -> None:
    live = Live(settings("acme", status="revoked"))
    live.adopt_managed([row("acme")])
    assert names(live) == ["acme"]
    assert live.settings.peers[0].status is PeerStatus.REVOKED
    with pytest.raises(Unauthenticated):
        live.roster.authenticate("acme", 0)
    live.adopt(settings())
    assert live.roster.authenticate("acme", 0).name == "acme"


def test_the_folder_of_the_file_is_kept() -> None:
    live = Live(settings("acme"))
    assert live.settings.folder == live.file.folder
    assert live.settings.folder.is_absolute()


def test_the_address_is_the_public_one_until_it_listens() -> None:
    assert Live(public("https://a.example")).base_url == "https://a.example"
    assert Live(settings()).base_url == ""


def test_the_address_follows_the_config() -> None:
    live = Live(settings())
    live.base_url = live.listening_url = "http://127.0.0.1:8080"

    live.adopt(public("https://a.example"))
    while_public = live.base_url
    live.adopt(settings())

    assert (while_public, live.base_url) == ("https://a.example", "http://127.0.0.1:8080")


def test_the_notices_that_rows_wait_for_follow_the_config() -> None:
    live = Live(settings("acme"))
    assert live.awaited == frozenset()
    row = '[[notify]]\nname = "n"\non = ["peer.*", "task.finished"]\nurl = "https://a.example"\n'
    live.adopt(read(f'[agent]\nname = "A"\n{row}', Path("peers.toml"), environ={}))
    assert live.awaited == {NoticeType.PEER_DOWN, NoticeType.PEER_UP, NoticeType.TASK_FINISHED}


def test_what_is_switched_off_waits_for_nothing() -> None:
    row = '[[automations]]\nname = "a"\non = "*"\nskill = "echo"\nenabled = false\n'
    live = Live(read(f'[agent]\nname = "A"\n{row}', Path("peers.toml"), environ={}))
    assert live.awaited == frozenset()
