"""Run a gateway as a process: until a signal ends it, following its config meanwhile."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uvloop

from gateway import config
from gateway.cli.garbage import settle
from gateway.config import Settings
from gateway.config.watch import changes
from gateway.core.errors import ConfigError
from gateway.http.serve import bind, listen, listen_to_operator
from gateway.wiring import Services, open_services


def run(
    path: Path,
    overrides: Mapping[str, Any],
    host: str,
    port: int,
    skills: tuple[Path, ...],
    announce: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or SIGINT, then end the process; ``announce`` is told the address.

    SIGHUP, and every change of the file, reads the config again. Raise a GatewayError that says
    what keeps it from starting.
    """
    uvloop.run(_serve_and_leave(path, overrides, host, port, skills, announce))


async def _serve_and_leave(*arguments: Any) -> None:
    await _serve(*arguments)
    # From inside the loop, which would wait for every task that will not be canceled.
    _leave()


async def _serve(
    path: Path,
    overrides: Mapping[str, Any],
    host: str,
    port: int,
    skills: tuple[Path, ...],
    announce: Callable[[str], None],
) -> None:
    def load() -> Settings:
        settings = config.load(path, environ=os.environ, overrides=overrides)
        settings.base_url(host, port)
        return settings

    changed = changes(path)
    settings = load()
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    with bind(host, port) as listener:
        async with (
            open_services(settings, skills, environ=os.environ) as services,
            listen_to_operator(services, settings.operator_socket),
            listen(services, listener) as url,
        ):
            settle()
            announce(url)
            sys.stdout.flush()
            _tell_missing_tokens(services)
            followers = [
                asyncio.create_task(_follow_file(changed, services, load)),
                asyncio.create_task(_follow_signal(reload, services, load)),
            ]
            try:
                await stop.wait()
            finally:
                for follower in followers:
                    follower.cancel()
            services.log.info("stopping")


async def _follow_file(changed: Any, services: Services, load: Callable[[], Settings]) -> None:
    async for _ in changed:
        _reload(services, load)


async def _follow_signal(
    asked: asyncio.Event, services: Services, load: Callable[[], Settings]
) -> None:
    while True:
        await asked.wait()
        asked.clear()
        _reload(services, load)


def _reload(services: Services, load: Callable[[], Settings]) -> None:
    try:
        settings = load()
        needs_restart = _needs_restart(services.live.settings, settings)
        services.adopt(settings)
    except ConfigError as error:
        services.log.error("config_refused", kept="the config of before", problem=error.message)
        return
    services.log.info("config_reloaded", peers=len(settings.peers), needs_restart=needs_restart)
    _tell_missing_tokens(services)


def _tell_missing_tokens(services: Services) -> None:
    """Of one peer alone: the others are called and call."""
    settings = services.live.settings
    for problem in config.find_missing_tokens(settings.peers, os.environ, settings.folder):
        services.log.warning("outbound_token_missing", problem=problem)


def _needs_restart(before: Settings, after: Settings) -> list[str]:
    """What has changed that a running gateway does not follow, or not all of it."""
    tables = ("net", "limits", "store", "llm")
    changed = [name for name in tables if getattr(before, name) != getattr(after, name)]
    if before.agent.tenant != after.agent.tenant:
        changed.append("agent.tenant")
    if before.operator_socket != after.operator_socket:
        changed.append("operator.socket")
    # Rows of skills are followed, loaded files are not.
    if before.skills.folders() != after.skills.folders():
        changed.append("skills")
    return changed


def _leave() -> None:
    """End the process now: a skill that blocks its thread, or goes on when it is canceled, would
    hold it for as long as it likes."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
