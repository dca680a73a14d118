"""``peergate peers remove``: take a peer out of the config, and its secret off the disk."""

from gateway.cli.config_file import open_config
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.secret_file import forget_secret, secret_path


def remove(
    name: PeerName, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Remove a peer; what it did stays in the store."""
    with open_config(config) as file:
        is_ours = file.get(name).get("outbound_token") == f"file:{secret_path(name)}"
        file.remove(name)
        file.save()
        if is_ours:
            forget_secret(config, name)
    if as_json:
        write_json({"name": name, "removed": True, "config": str(config)})
    else:
        write_lines(f"Removed {name} from {config}.")
