"""Reaching the rows that the store keeps, where there is a store: a config alone has none."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from gateway import config
from gateway.cli.errors import Refused
from gateway.cli.operator import Operator
from gateway.cli.running import operate
from gateway.http.socket_file import is_answered

Result = TypeVar("Result")


def ask_managed(
    path: Path, store: str | None, name: str, work: Callable[[Operator], Awaitable[Result]]
) -> Result:
    """What the work gives for a peer that the file does not have; raise Refused for none at all."""
    if not has_store(path, store):
        raise Refused(f"{path}: there is no peer named {name}")
    return operate(path, store, work)


def store_token(path: Path, store: str | None, name: str, url: str, secret: str) -> None:
    """Keep the token that we call a peer with at the origin of this URL; raise Refused."""
    if not url:
        raise Refused("a token is kept for the origin of the peer's url, so it needs one")
    settings = _load(path, store)
    if settings.store.file is None and not is_answered(settings.operator_socket):
        raise Refused("the store forgets what it holds, and no gateway runs that would keep it")
    body = {"token": secret, "url": url}
    operate(path, store, lambda gateway: gateway.put("peers", name, "token", body=body))


def has_store(path: Path, store: str | None) -> bool:
    """Whether a gateway runs on this config, or has run; raise ConfigError."""
    settings = _load(path, store)
    file = settings.store.file
    return is_answered(settings.operator_socket) or (file is not None and file.exists())


def list_rows(path: Path, store: str | None) -> list[Any]:
    """Every peer as the gateway knows it; none where there is no store yet."""
    if not has_store(path, store):
        return []
    rows: list[Any] = operate(path, store, lambda gateway: gateway.get("peers"))["peers"]
    return rows


def _load(path: Path, store: str | None) -> config.Settings:
    return config.load(path, environ=os.environ, overrides={"store.url": store})
