"""``peergate peers add``: a new row, and the token that the peer calls us with."""

from typing import Annotated, Any, Final

import typer

from gateway.auth.tokens import new_token
from gateway.cli.config_file import open_config
from gateway.cli.errors import Refused
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.secret_file import read_secret, secret_path, write_secret
from gateway.cli.peers.tokens import token_list
from gateway.config import Settings
from gateway.core.errors import EgressDenied
from gateway.peers import check_urls

_STDIN: Final = "-"


def add(
    name: PeerName,
    url: Annotated[str, typer.Option(help="Where its agent is, if we call it.")] = "",
    dialect: Annotated[str, typer.Option(help="The language it speaks.")] = "auto",
    binding: Annotated[str, typer.Option(help="jsonrpc or rest, if there is a choice.")] = "",
    skills: Annotated[str, typer.Option(metavar="A,B", help="What it may call.")] = "*",
    tags: Annotated[str, typer.Option(metavar="A,B", help="Words to find it by.")] = "",
    outbound_token: Annotated[
        str,
        typer.Option(
            metavar="env:NAME|file:PATH|-",
            help="Where the token is that it gave us; - reads it from standard input.",
        ),
    ] = "",
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Its url may be http, where no one can listen in.")
    ] = False,
    networks: Annotated[
        list[str] | None,
        typer.Option(
            "--network", metavar="CIDR", help="Where it may be though private; may be given again."
        ),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Add a peer and show its token once."""
    secret = read_secret() if outbound_token == _STDIN else None
    reference = outbound_token if secret is None else f"file:{secret_path(name)}"
    token = new_token()
    given: dict[str, Any] = {
        "plain_http": plain_http,
        "url": url,
        "networks": networks or [],
        "dialect": dialect if dialect != "auto" else "",
        "binding": binding,
        "skills": _split(skills),
        "tags": _split(tags),
        "outbound_token": reference,
    }
    with open_config(config) as file:
        if file.find(name) is not None:
            raise Refused(f"{config}: there is a peer named {name} already")
        row = {"name": name, "status": "active"}
        row |= {key: value for key, value in given.items() if value}
        file.append(row | {"tokens": token_list(token.id, token.hash)})
        _check_urls(file.check(), name)
        if secret is not None:
            write_secret(config, name, secret)
        peer = next(peer for peer in file.save().peers if peer.name == name)
    if as_json:
        write_json(
            {
                "name": peer.name,
                "token": token.token,
                "token_id": token.id,
                "status": peer.status,
                "url": peer.url,
                "plain_http": peer.plain_http,
                "networks": peer.networks,
                "dialect": peer.dialect,
                "binding": peer.binding,
                "skills": peer.skills,
                "tags": peer.tags,
                "outbound_token": peer.outbound_token,
                "config": str(config),
            }
        )
        return
    write_lines(
        f"Added {name} to {config}.",
        f"Its token, shown only now: {token.token}",
        "Hand it over by a safe way; the peer sends it as `Authorization: Bearer`.",
    )


def _check_urls(settings: Settings, name: str) -> None:
    row = next(row for row in settings.peers if row.name == name)
    try:
        check_urls(settings, row.as_peer())
    except EgressDenied as error:
        raise Refused(f"{error.detail}; here --plain-http or --network does") from None


def _split(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]
