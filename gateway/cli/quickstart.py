"""``peergate quickstart``: a gateway with one demo peer, and a call to paste.

It is what ``make run`` starts. It is apart from ``serve`` because it keeps the demo peer's token,
which a real peer's never is.
"""

import json
import shlex
from pathlib import Path
from typing import Annotated, Final
from uuid import uuid4

import typer

from gateway.auth.tokens import new_token
from gateway.cli.config_file import open_config
from gateway.cli.init import begin
from gateway.cli.interrupt import ended_by_interrupt
from gateway.cli.options import DEFAULT_CONFIG
from gateway.cli.output import write_lines
from gateway.cli.peers.secret_file import secret_path, write_secret
from gateway.cli.peers.tokens import token_list
from gateway.cli.serve import announce
from gateway.observe.line import Level
from gateway.observe.log import configure_log

_DEMO: Final = "demo"
_SKILL_CALL: Final = 'skill:get_quote {"product": "flashlight", "qty": 1000}'


def quickstart(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where it all is kept.")] = Path(
        "run"
    ),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8080,
) -> None:
    """Try it out: make what is missing, serve on this machine alone, and show a call to paste."""
    config = folder / DEFAULT_CONFIG
    if not config.exists():
        operator = begin(folder)
        _add_demo_peer(config)
        write_lines(
            f"Made {config} with one peer, {_DEMO}.",
            f"The operator's token, shown only now: {operator.token}",
            "",
        )

    def announce_with_call(url: str) -> None:
        announce(url)
        token = config.parent / secret_path(_DEMO)
        if token.exists():
            write_lines("", "Ask for a quote from another terminal:", "")
            typer.echo(curl(url, token.read_text(encoding="ascii").strip()))

    configure_log(level=Level.WARNING, as_json=False)
    with ended_by_interrupt():
        from gateway.cli.run import run  # noqa: PLC0415
    run(config, {}, "127.0.0.1", port, (), announce_with_call)


def curl(url: str, token: str) -> str:
    """The shell command that asks for a quote as the peer with that token."""
    message = {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": [{"text": _SKILL_CALL}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": message}}
    words = (
        f"curl -s {url}/a2a",
        "-H 'Content-Type: application/json' -H 'A2A-Version: 1.0'",
        f"-H 'Authorization: Bearer {token}'",
        f"-d {shlex.quote(json.dumps(call))}",
    )
    return " \\\n  ".join(words)


def _add_demo_peer(config: Path) -> None:
    token = new_token()
    write_secret(config, _DEMO, token.token)
    with open_config(config) as file:
        file.append({"name": _DEMO, "status": "active", "tokens": token_list(token.id, token.hash)})
        file.save()
