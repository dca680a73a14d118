"""``peergate peers remove``: take a peer out of the config or the store, and its secret with it."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.config_file import open_config
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.managed import ask_managed, has_store, list_rows
from gateway.cli.peers.secret_file import forget_secret, secret_path
from gateway.cli.running import operate
from gateway.config import STORED


def remove(
    name: PeerName,
    managed: Annotated[
        bool, typer.Option("--managed", help="The row in the store, where the file has one too.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a peer; what it did stays in the store."""
    place = str(config) if _remove_from_file(config, store, name, managed) else "the store"
    if as_json:
        write_json({"name": name, "removed": True, "config": str(config)})
        return
    write_lines(f"Removed {name} from {place}.")
    if place != "the store" and any(row["name"] == name for row in list_rows(config, store)):
        write_lines(
            f"The store keeps a row of that name, which counts from now on;"
            f" `peergate peers remove {name} --managed` removes it too."
        )


def _remove_from_file(config: Path, store: str | None, name: str, managed: bool) -> bool:
    """Whether it was there; else it is removed from the store."""
    with open_config(config) as file:
        row = None if managed else file.find(name)
        if row is None:
            ask_managed(config, store, name, lambda gateway: gateway.delete("peers", name))
            return False
        reference = row.get("outbound_token")
        file.remove(name)
        file.save()
        if reference == f"file:{secret_path(name)}":
            forget_secret(config, name)
    if reference == STORED and has_store(config, store):
        operate(config, store, lambda gateway: gateway.delete("peers", name, "token"))
    return True
