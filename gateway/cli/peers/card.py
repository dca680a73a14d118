"""``peergate peers diff`` and ``confirm``: a card that changed, and the operator's yes to it.

What a card says is the peer's own word; who is called, by which proof, and who signs for that is
decided here by whoever runs the gateway.
"""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gateway.cli.errors import Refused
from gateway.cli.moments import local_time
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table
from gateway.core.errors import ParseError
from gateway.core.json import decode

_HISTORY: Final = 10
_MOST_BYTES: Final = 64 * 1024


def diff(
    name: PeerName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a peer's card would change that waits for `confirm`, and how it has changed."""
    view = operate(config, store, lambda gateway: gateway.get("peers", name, "card"))
    if as_json:
        write_json(view)
    elif view["card"] is None and view["held"] is None:
        write_lines(f"No card of {name} is known; `peergate discover {name}` looks for one.")
    else:
        _write_view(name, view)


def confirm(
    name: PeerName,
    digest: Annotated[
        str, typer.Option(metavar="DIGEST", help="Only the card that `diff` showed with it.")
    ] = "",
    fingerprint: Annotated[
        str, typer.Option(metavar="FINGERPRINT", help="The key that must have signed it.")
    ] = "",
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="That key, a JWK, where its owner does not publish it."),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Use a peer's card as it is now: it says where our token goes, and which key signs it."""
    body: dict[str, Any] = {"digest": digest, "fingerprint": fingerprint}
    if key is not None:
        body["key"] = _read_key(key)
    view = operate(
        config, store, lambda gateway: gateway.post("peers", name, "card", "confirm", body=body)
    )
    if as_json:
        write_json(view)
        return
    write_lines(f"The card of {name} is confirmed; its signature: {view['card']['signature']}.")
    if view["confirmed_origins"]:
        write_lines(f"Our token goes to {', '.join(view['confirmed_origins'])} too.")
    if view["fingerprints"]:
        write_lines(f"It must be signed by {', '.join(view['fingerprints'])} from now on.")


def _read_key(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            return decode(opened.read(_MOST_BYTES))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    except ParseError:
        raise Refused(f"{file} holds no JWK") from None


def _write_view(name: str, view: Any) -> None:
    seen = view["held"] or view["card"]
    facts = {
        "card": seen["found_at"],
        "since": local_time(seen["at"]),
        "signature": seen["signature"],
        "signed by": ", ".join(seen["signed_by"]),
        "pinned keys": ", ".join(view["fingerprints"]),
        "digest": view["digest"],
    }
    if view["unconfirmed_origins"]:
        facts["not confirmed"] = ", ".join(view["unconfirmed_origins"])
    write_table(("KEY", "VALUE"), facts.items())
    write_lines("")
    if view["held"] is not None:
        write_lines("This card waits; the one before it is in use. It would change:", "")
        _write_changes(view["changes"])
        command = f"peergate peers confirm {name} --digest {view['digest']}"
        write_lines("", f"`{command}` says yes to it.")
    elif view["confirmation_needed"]:
        write_lines(
            f"It names other origins than the row's url, where our token does not go;"
            f" `peergate peers confirm {name}` says yes to them."
        )
    else:
        write_lines("Nothing waits to be confirmed.")
    if view["held"] is None and seen["signature"] == "unknown key":
        write_lines(
            "No key is pinned. Have its owner tell you the fingerprint by another way;"
            f" `peergate peers confirm {name} --fingerprint FINGERPRINT` pins it."
        )
    _write_history(view["history"])


def _write_changes(changes: Any) -> None:
    write_table(
        ("", "FIELD", "OLD", "NEW"),
        (("!" if row["grave"] else "", row["field"], row["old"], row["new"]) for row in changes),
        ["yellow" if row["grave"] else "" for row in changes],
    )


def _write_history(history: Any) -> None:
    if not history:
        return
    write_lines("")
    write_table(
        ("TIME", "OUTCOME", "FIELDS"),
        (
            (
                local_time(entry["at"]),
                entry["outcome"],
                ", ".join(change["field"] for change in entry["changes"]),
            )
            for entry in history[:_HISTORY]
        ),
    )
