"""``peergate peers token``: keep what we call a peer with, sealed in the store."""

from gateway.cli.config_file import open_config, set_key
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.managed import ask_managed, store_token
from gateway.cli.peers.secret_file import read_secret
from gateway.config import STORED


def keep_token(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read from standard input the token that a peer gave us, for the origin of its url."""
    secret = read_secret()
    with open_config(config) as file:
        row = file.find(name)
        if row is None:
            body = {"token": secret}
            ask_managed(
                config, store, name, lambda gateway: gateway.put("peers", name, "token", body=body)
            )
        else:
            set_key(row, "outbound_token", STORED)
            peer = next(peer for peer in file.check().peers if peer.name == name)
            store_token(config, store, name, peer.url or peer.endpoint, secret)
            file.save()
    if as_json:
        write_json({"name": name, "outbound_token": STORED, "config": str(config)})
    else:
        write_lines(f"The token that we call {name} with is kept in the store, sealed.")
