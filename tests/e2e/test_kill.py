"""kill -9 loses nothing that was answered, and makes nothing twice (SECURITY: P1, P2)."""

import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.ledger import Client, Ledger, send
from tests.e2e.say import get_task
from tests.e2e.site import Site

KILLS = 20
CLIENTS = 8


@pytest.mark.slow
def test_every_answered_call_is_there_after_twenty_kills(site: Site, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    clients = [Client(ledger, []) for _ in range(CLIENTS)]

    for _ in range(KILLS):
        kill_under_load(site, ledger, clients)

    answered = ledger.read()
    unanswered = [message_id for client in clients for message_id in client.unanswered]
    assert len(answered) >= KILLS
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        for message_id, task_id in answered:
            check_completed(acme, message_id, task_id)
            assert send(acme, message_id) == task_id
        for message_id in unanswered:
            check_completed(acme, message_id, send(acme, message_id))
    messages = {message_id for message_id, _ in answered} | set(unanswered)
    assert count_tasks(site) == len(messages)


def kill_under_load(site: Site, ledger: Ledger, clients: list[Client]) -> None:
    """Serve until some more calls were answered, then kill while others are on their way."""
    before, more = len(ledger.read()), random.randint(1, 40)
    with site.serve() as gateway, ThreadPoolExecutor(CLIENTS) as pool:
        acme = Caller(gateway.url, site.tokens["acme"])
        loads = [pool.submit(client.send_until_gone, acme) for client in clients]
        wait_for(lambda: len(ledger.read()) >= before + more)
        gateway.kill()
        for load in loads:
            load.result()


def check_completed(acme: Caller, message_id: str, task_id: str) -> None:
    task = acme.post(get_task(task_id)).result
    assert task["status"]["state"] == "TASK_STATE_COMPLETED"
    assert task["artifacts"][0]["parts"][0]["data"] == {"said": message_id}


def count_tasks(site: Site) -> int:
    with closing(sqlite3.connect(site.folder / "data" / "peergate.db")) as database:
        return database.execute("SELECT count(*) FROM tasks").fetchone()[0]
