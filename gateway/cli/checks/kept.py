"""What the store keeps of peers: rows beside those of the file, and tokens to call peers with."""

import asyncio
from typing import Any

from gateway.auth.credentials import Credentials
from gateway.auth.peer_safe import PeerSafe
from gateway.auth.secret_key import open_safe
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.cli.operator_socket import open_operator
from gateway.config import read_peer, resolve_secret
from gateway.core.errors import ConfigError, StoreError
from gateway.core.json import decode
from gateway.http.socket_file import is_answered
from gateway.store import open_store
from gateway.store.managed import Purpose


def check_kept(subject: Subject) -> Look:
    """Look for each stored token, and for names that the file and the store both have."""
    settings = subject.settings
    is_running = is_answered(settings.operator_socket)
    try:
        names, problems = asyncio.run(_ask(subject) if is_running else _read(subject))
    except (StoreError, ConfigError):
        # The check of the store says so.
        return
    ours = {row.name for row in settings.peers}
    for name in names:
        if name in ours:
            yield (
                Level.YELLOW,
                f"peers.{name}: the store keeps a row of this name too, and the file's counts;"
                f" `peergate peers remove {name} --managed` removes the other",
            )
    for name, problem in problems.items():
        yield Level.RED, f"peers.{name}.outbound_token: {problem}"
    yield Level.GREEN, f"{len(names)} peers in the store"


async def _ask(subject: Subject) -> tuple[list[str], dict[str, str]]:
    """The names, and what is wrong with tokens, as the gateway that runs says."""
    async with open_operator(subject.settings.operator_socket) as gateway:
        rows: list[Any] = (await gateway.get("peers"))["peers"]
    names = [row["name"] for row in rows if row["is_managed"]]
    return names, {row["name"]: row["token_problem"] for row in rows if row["token_problem"]}


async def _read(subject: Subject) -> tuple[list[str], dict[str, str]]:
    """The same from the store, as the next gateway will find it."""
    settings, environ = subject.settings, subject.environ
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    try:
        tenant = store.for_tenant(settings.agent.tenant)
        safe = open_safe(environ, settings.store.key_file, await tenant.sealed.list_seals())
        managed = await tenant.managed.list_all()
        secrets = await tenant.managed.list_secrets(Purpose.OUTBOUND)
    finally:
        await store.close()
    credentials = Credentials(
        PeerSafe(safe, settings.agent.tenant),
        lambda reference: resolve_secret(reference, environ, settings.folder),
    )
    credentials.adopt(secrets)
    # Of a name that both have, the file's row is looked at.
    rows = {peer.name: read_peer(decode(peer.row.encode())) for peer in managed}
    rows |= {row.name: row for row in settings.peers}
    problems = {name: credentials.find_problem(row.as_peer()) for name, row in rows.items()}
    return [peer.name for peer in managed], {name: text for name, text in problems.items() if text}
