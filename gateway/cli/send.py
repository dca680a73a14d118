"""``peergate send``: call a peer's skill, or say something to it."""

from typing import Annotated, Any

import typer

from gateway.cli.json_option import read_json, read_json_object
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.outcome import show_outcome
from gateway.cli.running import operate


def send(
    peer: PeerName,
    skill: Annotated[str, typer.Option(metavar="NAME", help="The peer's skill to call.")] = "",
    arguments: Annotated[str, typer.Option("--args", metavar="JSON", help="For the skill.")] = "",
    text: Annotated[str, typer.Option(help="What to say.")] = "",
    wait: Annotated[bool, typer.Option(help="Wait for the end of the peer's task.")] = True,
    response_schema: Annotated[
        str, typer.Option(metavar="JSON", help="The structure to answer in.")
    ] = "",
    context: Annotated[str, typer.Option(metavar="ID", help="The conversation to go on.")] = "",
    task: Annotated[str, typer.Option(metavar="ID", help="The peer's task to answer.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Call a peer; exit with 1 when it does not answer, or its task ends badly."""
    if not skill and not text:
        raise typer.BadParameter("name a --skill, or say something with --text")
    if arguments and not skill:
        raise typer.BadParameter("goes with --skill", param_hint="--args")
    body: dict[str, Any] = {
        "skill": skill,
        "text": text,
        "wait": wait,
        "context_id": context,
        "task_id": task,
    }
    if arguments:
        body["arguments"] = read_json_object(arguments, "--args")
    if response_schema:
        body["response_schema"] = read_json(response_schema, "--response-schema")
    outcome = operate(
        config, store, lambda gateway: gateway.post("peers", peer, "calls", body=body)
    )
    show_outcome(outcome, as_json=as_json, in_words=not skill)
