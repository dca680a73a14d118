"""``peergate serve``: run the gateway until it is told to stop."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.interrupt import ended_by_interrupt
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, SkillsOption, StoreOption
from gateway.observe.line import Level
from gateway.observe.log import configure_log


def serve(
    path: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8080,
    skills: SkillsOption = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Our certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    log_level: Annotated[
        Level, typer.Option(case_sensitive=False, help="What is logged, and all that is graver.")
    ] = Level.INFO,
) -> None:
    """Run the gateway until SIGTERM or SIGINT; SIGHUP reads the config again at once."""
    flags = {
        "store.url": store,
        "net.tls_cert": tls_cert and str(tls_cert.absolute()),
        "net.tls_key": tls_key and str(tls_key.absolute()),
    }
    overrides = {key: value for key, value in flags.items() if value is not None}
    configure_log(level=log_level, as_json=not sys.stderr.isatty())
    with ended_by_interrupt():
        from gateway.cli.run import run  # noqa: PLC0415
    run(path, overrides, host, port, tuple(skills or ()), announce)


def announce(url: str) -> None:
    """Tell where it listens, and where the card is."""
    typer.echo(f"listening on {url}")
    typer.echo(f"agent card: {url}/.well-known/agent-card.json")
