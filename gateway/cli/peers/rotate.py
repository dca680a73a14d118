"""``peergate peers rotate``: a new token, with the old ones good for a while yet."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from gateway.auth.tokens import new_token
from gateway.cli.config_file import ConfigFile, open_config
from gateway.cli.durations import read_seconds
from gateway.cli.errors import Refused
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.managed import ask_managed
from gateway.cli.peers.tokens import add_token, expire_tokens
from gateway.http.operator_api import MOST_OVERLAP_SECONDS


def rotate(
    name: PeerName,
    overlap: Annotated[
        str, typer.Option(metavar="TIME", help="How long old ones last: 90m, 24h, 7d.")
    ] = "24h",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a peer a new token and let its old ones expire; an invited peer is told of it."""
    seconds = read_seconds(overlap, "--overlap", unit="h", most=MOST_OVERLAP_SECONDS)
    with open_config(config) as file:
        if file.find(name) is not None:
            done = _rotate_in_file(file, name, seconds)
        else:
            place, body = ("peers", name, "rotate"), {"overlap_seconds": seconds}
            done = ask_managed(config, store, name, lambda gateway: gateway.post(*place, body=body))
    if as_json:
        write_json({**done, "config": str(config)})
    else:
        _tell(done)


def _rotate_in_file(file: ConfigFile, name: str, seconds: int) -> dict[str, Any]:
    row = file.get(name)
    if row.get("status") == "revoked":
        raise Refused(f"{name} is revoked; remove it and add it again")
    token = new_token()
    now = datetime.now(UTC).replace(microsecond=0)
    expire_tokens(row, now=now, at=now + timedelta(seconds=seconds))
    add_token(row, token)
    peer = next(peer for peer in file.save().peers if peer.name == name)
    old = [row for row in peer.model_dump(mode="json")["tokens"] if row["id"] != token.id]
    return {
        "name": name,
        "token": token.token,
        "token_id": token.id,
        "announced": False,
        "old": [{"id": row["id"], "expires": row["expires"]} for row in old],
    }


def _tell(done: dict[str, Any]) -> None:
    name = done["name"]
    if done["announced"]:
        write_lines(f"{name} is told of its new token; nobody has to carry it there.")
    else:
        write_lines(f"The new token of {name}, shown only now: {done['token']}")
    for row in done["old"]:
        until = datetime.fromisoformat(row["expires"]).astimezone(UTC)
        write_lines(f"The old token {row['id']} is good until {until:%Y-%m-%d %H:%M:%S} UTC.")
