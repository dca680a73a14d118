"""``peergate contexts``: the conversations with peers, of which something is remembered."""

from typing import Annotated, Final

import typer

from gateway.cli.group import Command, group
from gateway.cli.moments import local_time
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    PeerName,
    PeerOption,
    StoreOption,
)
from gateway.cli.outcome import show_outcome
from gateway.cli.output import write_json, write_lines, write_text
from gateway.cli.running import operate
from gateway.cli.table import write_table

ContextId = Annotated[str, typer.Argument(metavar="CONTEXT", help="The context's id.")]


def list_contexts(
    peer: PeerOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the conversations of which something is remembered, newest first."""
    answer = operate(config, store, lambda gateway: gateway.get("contexts", peer=peer))
    rows = answer["contexts"]
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("Nothing is remembered of any conversation.")
    else:
        write_table(
            ("PEER", "CONTEXT", "ENTRIES", "LAST"),
            (
                (row["peer"], row["context_id"], str(row["entries"]), local_time(row["last_at"]))
                for row in rows
            ),
        )


def show_context(
    peer: PeerName,
    context: ContextId,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is remembered of one conversation, oldest first."""
    found = operate(config, store, lambda gateway: gateway.get("contexts", peer, context))
    if as_json:
        write_json(found)
        return
    for entry in found["entries"]:
        write_lines(f"{local_time(entry['at'])}  {entry['role']}")
        write_text(entry["text"], indent="  ")


def forget_context(
    peer: PeerName,
    context: ContextId,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget one conversation; its tasks stay."""
    done = operate(config, store, lambda gateway: gateway.delete("contexts", peer, context))
    if as_json:
        write_json({"peer": peer, "context_id": context, **done})
    else:
        write_lines(f"Forgot {done['forgotten']} entries.")


def send_into_context(
    peer: PeerName,
    context: ContextId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to say.")],
    wait: Annotated[bool, typer.Option(help="Wait for the end of the peer's task.")] = True,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with one conversation: say something to the peer, and remember both sides."""
    outcome = operate(
        config,
        store,
        lambda gateway: gateway.post(
            "contexts", peer, context, "messages", body={"text": text, "wait": wait}
        ),
    )
    show_outcome(outcome, as_json=as_json, in_words=True)


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_contexts),
    ("show", show_context),
    ("forget", forget_context),
    ("send", send_into_context),
)

contexts = group("Look at conversations with peers, go on with one, or forget it.", COMMANDS)
