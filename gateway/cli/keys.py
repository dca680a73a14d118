"""``peergate keys``: the keys that sign our card, for peers that want to know it as ours.

And the change of the secret key, which seals them and all else that is secret in the store.
"""

from typing import Annotated, Any, Final

import typer

from gateway.auth.signing import Algorithm
from gateway.cli.group import Command, group
from gateway.cli.moments import local_time
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table

Kid = Annotated[str, typer.Argument(metavar="KID", help="The key's name, as the list shows it.")]


def list_keys(
    config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """List the keys, oldest first."""
    rows = operate(config, store, lambda gateway: gateway.get("keys"))["keys"]
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There are no keys, so the card is not signed; `peergate keys new` makes one.")
    else:
        write_table(
            ("KID", "ALGORITHM", "MADE", "RETIRED"),
            (
                (row["kid"], row["algorithm"], local_time(row["created_at"]), _retired(row))
                for row in rows
            ),
        )


def new_key(
    algorithm: Annotated[
        Algorithm, typer.Option(case_sensitive=False, help="How it signs.")
    ] = Algorithm.ES256,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key, which signs the card from now on beside those that there are."""
    body = {"algorithm": algorithm.value}
    key = operate(config, store, lambda gateway: gateway.post("keys", body=body))
    if as_json:
        write_json(key)
        return
    write_lines(
        f"Made {key['kid']} ({key['algorithm']}). It signs the card from now on.",
        "Peers find its public half at /.well-known/jwks.json, and pin it by this name.",
    )


def retire_key(
    kid: Kid,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a key sign no more; its public half is still shown for a week."""
    key = operate(config, store, lambda gateway: gateway.post("keys", kid, "retire"))
    if as_json:
        write_json(key)
    else:
        write_lines(f"{kid} signs no more.")


def remove_key(
    kid: Kid,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget a key at once, its public half too: for one that others may know."""
    key = operate(config, store, lambda gateway: gateway.delete("keys", kid))
    if as_json:
        write_json(key)
    else:
        write_lines(f"Removed {kid}.")


def reseal(
    config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Seal every secret of the store with the first secret key, so that others can go."""
    done = operate(config, store, lambda gateway: gateway.post("keys", "reseal"))
    if as_json:
        write_json(done)
    elif done["resealed"]:
        write_lines(f"Sealed anew: {done['resealed']}. The first key alone opens all now.")
    else:
        write_lines("The first key seals all there is.")


def _retired(row: dict[str, Any]) -> str:
    return local_time(row["retired_at"]) if row["retired_at"] else ""


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_keys),
    ("new", new_key),
    ("retire", retire_key),
    ("remove", remove_key),
    ("reseal", reseal),
)

keys = group("The keys that sign our card, and the one that seals secrets.", COMMANDS)
