"""``peergate peers pause``, ``resume`` and ``revoke``: whether a peer may call, and be called.

A revoked peer stays revoked: taking it back is a new row with a new token.
"""

from pathlib import Path

from gateway.cli.config_file import open_config, set_key
from gateway.cli.errors import Refused
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.managed import ask_managed
from gateway.core.peer import PeerStatus


def pause(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refuse a peer's calls until it is resumed."""
    _set_status(config, store, name, PeerStatus.PAUSED, as_json=as_json)


def resume(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a paused peer's calls again."""
    _set_status(config, store, name, PeerStatus.ACTIVE, as_json=as_json)


def revoke(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refuse a peer's calls for good."""
    _set_status(config, store, name, PeerStatus.REVOKED, as_json=as_json)


def _set_status(
    config: Path, store: str | None, name: str, status: PeerStatus, *, as_json: bool
) -> None:
    with open_config(config) as file:
        row = file.find(name)
        if row is None:
            place, body = ("peers", name, "status"), {"status": status.value}
            ask_managed(config, store, name, lambda gateway: gateway.post(*place, body=body))
        elif row.get("status") == PeerStatus.REVOKED and status is not PeerStatus.REVOKED:
            raise Refused(f"{name} is revoked; remove it and add it again")
        else:
            set_key(row, "status", status.value)
            file.save()
    if as_json:
        write_json({"name": name, "status": status, "config": str(config)})
    else:
        write_lines(f"{name} is {status} now.")
