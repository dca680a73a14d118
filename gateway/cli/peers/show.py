"""``peergate peers list`` and ``show``: what is known of the peers, without their secrets.

The rows of the file are read from it, so that they are shown where no gateway ever ran; those of
the store, and what is known of either, come from the gateway.
"""

import os
from pathlib import Path
from typing import Any

from gateway.cli.errors import Refused
from gateway.cli.moments import duration
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.managed import list_rows
from gateway.cli.table import write_table
from gateway.config import PeerRow, load


def list_peers(
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the peers of a config, and those that its store keeps."""
    peers = _read(config, store)
    if as_json:
        write_json(peers)
    elif not peers:
        write_lines(f"{config} has no peers yet; `peergate peers add NAME` adds one.")
    else:
        write_table(
            ("NAME", "STATUS", "HEALTH", "DIALECT", "SKILLS", "TOKENS", "SOURCE", "URL"),
            (
                (
                    peer["name"],
                    peer["status"],
                    _health(peer),
                    peer["dialect"],
                    ", ".join(peer["skills"]),
                    str(len(peer["tokens"])),
                    peer["source"],
                    peer["url"],
                )
                for peer in peers
            ),
        )


def show(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one peer; of a token's hash only the beginning."""
    described = next((peer for peer in _read(config, store) if peer["name"] == name), None)
    if described is None:
        raise Refused(f"{config}: there is no peer named {name}")
    if as_json:
        write_json(described)
        return
    tokens = described.pop("tokens")
    described |= _card_and_health(described) | _found(described)
    facts = {key: value for key, value in described.items() if not isinstance(value, dict)}
    write_table(("KEY", "VALUE"), ((key, _text(value)) for key, value in facts.items()))
    write_lines("")
    write_table(
        ("TOKEN", "HASH", "EXPIRES"),
        ((token["id"], token.get("hash", ""), token["expires"] or "never") for token in tokens),
    )


def _read(config: Path, store: str | None) -> list[dict[str, Any]]:
    """The rows of the file, then those of the store, each with what the gateway says of it."""
    rows = {peer.name: _describe(peer) for peer in load(config, environ=os.environ).peers}
    for known in list_rows(config, store):
        rows[known["name"]] = {**known, **rows.get(known["name"], {})}
    return list(rows.values())


def _describe(peer: PeerRow) -> dict[str, Any]:
    described = peer.model_dump(mode="json")
    for token in described["tokens"]:
        token["hash"] = f"{token['hash'][:8]}…"
    return {**described, "source": "file"}


def _health(peer: dict[str, Any]) -> str:
    """``up 12 ms``, ``up 12 ms (resting)`` where it has asked us to wait, ``down``; "" where the
    gateway never looked. A ``!``: see ``peers diff``.
    """
    health, card = peer.get("health"), peer.get("card")
    if not health:
        return ""
    ms = f" {duration(health['smooth_ms'])}" if health["smooth_ms"] is not None else ""
    mark = " !" if card and card["confirmation_needed"] else ""
    rest = " (resting)" if health["next_try_at"] is not None else ""
    return (health["status"] if health["status"] != "up" else f"up{ms}{rest}") + mark


def _card_and_health(peer: dict[str, Any]) -> dict[str, Any]:
    """What is known of it, as lines of the table."""
    health, card = peer.get("health"), peer.get("card")
    if not health or not card:
        return {}
    lines: dict[str, Any] = {"health_status": health["status"]}
    for key in ("latency_ms", "smooth_ms", "seen_at", "next_try_at", "error"):
        lines |= {f"health_{key}": health[key]} if health[key] not in (None, "") else {}
    waits = "; a card waits, see `peers diff`" if card["confirmation_needed"] else ""
    return {**lines, "card_signature": f"{card['signature'] or 'no card yet'}{waits}"}


def _found(peer: dict[str, Any]) -> dict[str, Any]:
    """The way to call it that was found, as lines of the table."""
    found = peer.get("found") or {}
    return {
        f"found_{key}": found[key] for key in ("dialect", "binding", "endpoint") if found.get(key)
    }


def _text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return ""
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
