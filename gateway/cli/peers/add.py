"""``peergate peers add``: a new row, and the token that the peer calls us with.

A token that is handed in on standard input is kept in the store, sealed; a file holds its name.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

import typer

from gateway.auth.tokens import new_token
from gateway.cli.config_file import open_config
from gateway.cli.errors import Refused
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NetworkOption,
    PeerName,
    PeerSkillsOption,
    PlainHttpOption,
    StoreOption,
    TagsOption,
    split_words,
)
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.managed import store_token
from gateway.cli.peers.secret_file import read_secret
from gateway.cli.peers.tokens import token_list
from gateway.cli.running import operate
from gateway.config import STORED, DialectName, Settings
from gateway.core.errors import EgressDenied
from gateway.net import check_urls

_DIALECTS: Final = ", ".join(get_args(DialectName))
_STDIN: Final = "-"
_SHOWN: Final = (
    "url",
    "plain_http",
    "networks",
    "dialect",
    "binding",
    "skills",
    "tags",
    "outbound_token",
)


def add(
    name: PeerName,
    url: Annotated[str, typer.Option(help="Where its agent is, if we call it.")] = "",
    dialect: Annotated[
        DialectName, typer.Option(metavar="NAME", help=f"The language it speaks: {_DIALECTS}.")
    ] = "auto",
    binding: Annotated[
        Literal["jsonrpc", "rest"] | None, typer.Option(help="If there is a choice.")
    ] = None,
    skills: PeerSkillsOption = "*",
    tags: TagsOption = "",
    outbound_token: Annotated[
        str,
        typer.Option(
            metavar="env:NAME|file:PATH|-",
            help="Where the token is that it gave us; - reads it from standard input.",
        ),
    ] = "",
    plain_http: PlainHttpOption = False,
    networks: NetworkOption = None,
    managed: Annotated[
        bool, typer.Option("--managed", help="Keep the row in the store, not in the file.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a peer and show its token once."""
    secret = read_secret() if outbound_token == _STDIN else None
    given: dict[str, Any] = {
        "plain_http": plain_http,
        "url": url,
        "networks": networks or [],
        "dialect": dialect if dialect != "auto" else "",
        "binding": binding,
        "skills": split_words(skills),
        "tags": split_words(tags),
        "outbound_token": outbound_token if secret is None else STORED,
    }
    # No skills at all is not the same as all of them.
    row = {key: value for key, value in given.items() if value or key == "skills"}
    add_row = _add_to_store if managed else _add_to_file
    added = add_row(config, store, {"name": name, "status": "active", **row}, secret)
    place = "the store" if managed else str(config)
    if as_json:
        write_json({**added, "config": str(config)})
        return
    write_lines(
        f"Added {name} to {place}.",
        f"Its token, shown only now: {added['token']}",
        "Hand it over by a safe way; the peer sends it as `Authorization: Bearer`.",
    )


def _add_to_file(
    config: Path, store: str | None, row: dict[str, Any], secret: str | None
) -> dict[str, Any]:
    name, token = row["name"], new_token()
    with open_config(config) as file:
        if file.find(name) is not None:
            raise Refused(f"{config}: there is a peer named {name} already")
        file.append(row | {"tokens": token_list(token.id, token.hash)})
        _check_urls(file.check(), name)
        if secret is not None:
            store_token(config, store, name, row.get("url", ""), secret)
        peer = next(peer for peer in file.save().peers if peer.name == name)
    shown = {key: getattr(peer, key) for key in _SHOWN}
    known = {"name": name, "status": peer.status, "source": "file"}
    return {**known, "token": token.token, "token_id": token.id, **shown}


def _add_to_store(
    config: Path, store: str | None, row: dict[str, Any], secret: str | None
) -> dict[str, Any]:
    name = row["name"]
    body = row if secret is None else row | {"token": secret}

    async def work(gateway: Any) -> dict[str, Any]:
        made = await gateway.post("peers", body=body)
        return {**await gateway.get("peers", name), **made}

    added = operate(config, store, work)
    known = {key: added[key] for key in ("name", "status", "source", "token", "token_id")}
    return {**known, **{key: added[key] for key in _SHOWN}}


def _check_urls(settings: Settings, name: str) -> None:
    row = next(row for row in settings.peers if row.name == name)
    try:
        check_urls(settings, row.as_peer())
    except EgressDenied as error:
        raise Refused(f"{error.detail}; here --plain-http or --network does") from None
