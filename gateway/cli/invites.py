"""``peergate invites``: the invitations that were given, and the end of those that are open."""

from typing import Final

from gateway.cli.group import Command, group
from gateway.cli.moments import local_time
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table


def list_invites(
    config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """List the invitations, newest first."""
    rows = operate(config, store, lambda gateway: gateway.get("invitations"))["invitations"]
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There are no invitations; `peergate invite PARTNER` makes one.")
    else:
        write_table(
            ("PARTNER", "STATE", "MADE", "EXPIRES", "USED"),
            (
                (
                    row["name"],
                    row["state"],
                    local_time(row["created_at"]),
                    local_time(row["expires_at"]),
                    local_time(row["used_at"]) if row["used_at"] else "",
                )
                for row in rows
            ),
        )


def withdraw(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the open invitations for a partner be good no more."""
    done = operate(config, store, lambda gateway: gateway.delete("invitations", name))
    if as_json:
        write_json({"name": name, **done})
    else:
        write_lines(f"Withdrew {done['withdrawn']} for {name}.")


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_invites),
    ("withdraw", withdraw),
)

invites = group("List and withdraw the invitations that were given.", COMMANDS)
