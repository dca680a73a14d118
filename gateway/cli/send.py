"""``peergate send``: call a peer's skill, or say something to it."""

from typing import Annotated, Any

import typer

from gateway.cli.errors import Refused
from gateway.cli.json_option import read_json, read_json_object
from gateway.cli.operator import Operator
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PeerName, StoreOption
from gateway.cli.outcome import check_outcome, show_outcome, write_said
from gateway.cli.output import write_json, write_json_line, write_lines
from gateway.cli.running import operate


def send(
    peer: PeerName,
    skill: Annotated[str, typer.Option(metavar="NAME", help="The peer's skill to call.")] = "",
    arguments: Annotated[str, typer.Option("--args", metavar="JSON", help="For the skill.")] = "",
    text: Annotated[str, typer.Option(help="What to say.")] = "",
    wait: Annotated[bool, typer.Option(help="Wait for the end of the peer's task.")] = True,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Show what the peer does while it does it.")
    ] = False,
    queue: Annotated[
        bool, typer.Option("--queue", help="Have it made when the peer can be reached.")
    ] = False,
    response_schema: Annotated[
        str, typer.Option(metavar="JSON", help="The structure to answer in.")
    ] = "",
    context: Annotated[str, typer.Option(metavar="ID", help="The conversation to go on.")] = "",
    task: Annotated[str, typer.Option(metavar="ID", help="The peer's task to answer.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Call a peer; exit with 1 when it does not answer, or its task ends badly.

    With --follow, --json writes one line an event, the outcome last. With --queue the call is kept
    and made as soon as the peer can be reached, after those that were queued for it before.
    """
    if not skill and not text:
        raise typer.BadParameter("name a --skill, or say something with --text")
    if arguments and not skill:
        raise typer.BadParameter("goes with --skill", param_hint="--args")
    if queue and (follow or not wait):
        raise typer.BadParameter("waits for nothing by itself", param_hint="--queue")
    if follow and not wait:
        raise typer.BadParameter("goes with waiting", param_hint="--follow")
    body: dict[str, Any] = {
        "skill": skill,
        "text": text,
        "wait": wait,
        "queue": queue,
        "context_id": context,
        "task_id": task,
    }
    if arguments:
        body["arguments"] = read_json_object(arguments, "--args")
    if response_schema:
        body["response_schema"] = read_json(response_schema, "--response-schema")
    if follow:
        operate(
            config,
            store,
            lambda gateway: _follow(gateway, peer, body, as_json=as_json, in_words=not skill),
        )
        return
    outcome = operate(
        config, store, lambda gateway: gateway.post("peers", peer, "calls", body=body)
    )
    if not queue:
        show_outcome(outcome, as_json=as_json, in_words=not skill)
    elif as_json:
        write_json(outcome)
    else:
        call_id = outcome["activity_id"]
        write_lines(f"queued as {call_id}; `peergate outbox show {call_id}` tells how far it is,")
        write_lines("and `peergate activity` what came of it")


async def _follow(
    gateway: Operator, peer: str, body: Any, *, as_json: bool, in_words: bool
) -> None:
    outcome: Any = None
    async for name, data in gateway.follow("peers", peer, "calls", "follow", body=body):
        if name == "outcome":
            outcome = data
        if as_json:
            write_json_line(data)
        elif name == "said":
            write_said(data)
    if outcome is None:
        raise Refused("the gateway stopped before the call had ended")
    if as_json:
        check_outcome(outcome)
    else:
        show_outcome(outcome, as_json=False, in_words=in_words)
