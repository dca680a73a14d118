"""``peergate peers rotate``: a new token, with the old ones good for a while yet."""

from datetime import UTC, datetime, timedelta
from math import isnan
from typing import Annotated

import typer

from gateway.auth.tokens import new_token
from gateway.cli.config_file import open_config
from gateway.cli.errors import Refused
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.tokens import add_token, expire_tokens


def rotate(
    name: PeerName,
    overlap: Annotated[
        float, typer.Option(min=0, max=24 * 366, metavar="HOURS", help="How long old ones last.")
    ] = 24,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Give a peer a new token and let its old ones expire."""
    if isnan(overlap):
        raise typer.BadParameter("must be a number", param_hint="--overlap")
    token = new_token()
    now = datetime.now(UTC).replace(microsecond=0)
    end = now + timedelta(hours=overlap)
    with open_config(config) as file:
        row = file.get(name)
        if row.get("status") == "revoked":
            raise Refused(f"{name} is revoked; remove it and add it again")
        expire_tokens(row, now=now, at=end)
        add_token(row, token)
        peer = next(peer for peer in file.save().peers if peer.name == name)
    old = [row for row in peer.tokens if row.id != token.id]
    if as_json:
        write_json(
            {
                "name": name,
                "token": token.token,
                "token_id": token.id,
                "old": [{"id": row.id, "expires": row.expires} for row in old],
                "config": str(config),
            }
        )
        return
    write_lines(f"The new token of {name}, shown only now: {token.token}")
    write_lines(
        *(
            f"The old token {row.id} is good until {row.expires:%Y-%m-%d %H:%M:%S} UTC."
            for row in old
        )
    )
