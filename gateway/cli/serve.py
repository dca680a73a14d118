"""``peergate serve``: run the gateway until it is told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from gateway import config
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, SkillsOption
from gateway.config import Settings
from gateway.core.errors import ConfigError
from gateway.http.serve import bind, listen
from gateway.observe.log import configure_log
from gateway.wiring import Services, open_services


def serve(
    path: ConfigOption = DEFAULT_CONFIG,
    store: Annotated[
        str | None, typer.Option(metavar="URL", help="sqlite:///FILE or memory:")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8080,
    skills: SkillsOption = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Our certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Run the gateway until SIGTERM or SIGINT; SIGHUP reads the config again at once."""
    flags = {
        "store.url": store,
        "net.tls_cert": tls_cert and str(tls_cert.absolute()),
        "net.tls_key": tls_key and str(tls_key.absolute()),
    }
    overrides = {key: value for key, value in flags.items() if value is not None}
    configure_log(level=log_level, as_json=not sys.stderr.isatty())
    uvloop.run(run(path, overrides, host, port, tuple(skills or ())))
    _leave()


async def run(
    path: Path,
    overrides: dict[str, Any],
    host: str,
    port: int,
    skills: tuple[Path, ...],
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until a signal; ``announce`` is told the address instead of standard output."""

    def load() -> Settings:
        return config.load(path, environ=os.environ, overrides=overrides)

    changed = config.changes(path)
    settings = load()
    settings.base_url(host, port)
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    with bind(host, port) as listener:
        async with (
            open_services(settings, skills, environ=os.environ) as services,
            listen(services, listener) as url,
        ):
            (announce or _announce)(url)
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
    except ConfigError as error:
        services.log.error("config_refused", kept="the config of before", problem=error.message)
        return
    needs_restart = [
        name
        for name in ("net", "store", "skills", "operator", "llm")
        if getattr(settings, name) != getattr(services.live.settings, name)
    ]
    services.live.adopt(settings)
    services.log.info("config_reloaded", peers=len(settings.peers), needs_restart=needs_restart)


def _leave() -> None:
    """End the process now: a skill that blocks its thread would hold it for as long as it likes."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _announce(url: str) -> None:
    typer.echo(f"listening on {url}")
    typer.echo(f"agent card: {url}/.well-known/agent-card.json")
    sys.stdout.flush()
