"""``peergate peers list`` and ``show``: what the config says of the peers, without its secrets."""

import os
from typing import Any

from gateway.cli.errors import Refused
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName
from gateway.cli.output import write_json, write_lines, write_table
from gateway.config import PeerRow, load


def list_peers(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the peers of a config."""
    peers = load(config, environ=os.environ).peers
    if as_json:
        write_json([_describe(peer) for peer in peers])
    elif not peers:
        write_lines(f"{config} has no peers yet; `peergate peers add NAME` adds one.")
    else:
        write_table(
            ("NAME", "STATUS", "DIALECT", "SKILLS", "TOKENS", "URL"),
            (
                (
                    peer.name,
                    peer.status,
                    peer.dialect,
                    ", ".join(peer.skills),
                    str(len(peer.tokens)),
                    peer.url,
                )
                for peer in peers
            ),
        )


def show(
    name: PeerName, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Show one peer; of a token's hash only the beginning."""
    peers = load(config, environ=os.environ).peers
    peer = next((peer for peer in peers if peer.name == name), None)
    if peer is None:
        raise Refused(f"{config}: there is no peer named {name}")
    described = _describe(peer)
    if as_json:
        write_json(described)
        return
    tokens = described.pop("tokens")
    write_table(("KEY", "VALUE"), ((key, _text(value)) for key, value in described.items()))
    write_lines("")
    write_table(
        ("TOKEN", "HASH", "EXPIRES"),
        ((token["id"], token["hash"], token["expires"] or "never") for token in tokens),
    )


def _describe(peer: PeerRow) -> dict[str, Any]:
    described = peer.model_dump(mode="json")
    for token in described["tokens"]:
        token["hash"] = f"{token['hash'][:8]}…"
    return described


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
