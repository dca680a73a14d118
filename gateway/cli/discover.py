"""``peergate discover``: look for an agent at a URL, or look again at a peer."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.cli.json_option import read_json_object
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.outcome import show_outcome
from gateway.cli.output import write_error, write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table


class Action(StrEnum):
    PROBE = "probe"
    DISCOVER = "discover"
    AUDIT = "audit"
    TEST = "test"


def discover(
    target: Annotated[str, typer.Argument(metavar="URL|PEER", help="Where, or whom.")],
    action: Annotated[
        Action | None,
        typer.Option(help="Of a URL: probe. Of a peer: discover, or have it audit or test us."),
    ] = None,
    arguments: Annotated[
        str, typer.Option("--args", metavar="JSON", help="For audit and test.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find an agent's card; that of a peer is kept, with the way to call it."""
    is_url = "://" in target
    action = action or (Action.PROBE if is_url else Action.DISCOVER)
    if is_url is not (action is Action.PROBE):
        wanted = "a URL" if action is Action.PROBE else "the name of a peer"
        raise typer.BadParameter(f"{action} takes {wanted}")
    body: dict[str, Any] = {"action": action}
    if is_url:
        # Who typed http:// wants it; no token goes along with a probe.
        body |= {"url": target, "plain_http": target.lower().startswith("http://")}
    else:
        body["peer"] = target
    if arguments:
        body["arguments"] = read_json_object(arguments, "--args")
    answer = operate(config, store, lambda gateway: gateway.post("discover", body=body))
    if action in (Action.AUDIT, Action.TEST):
        show_outcome(answer, as_json=as_json)
        return
    if as_json:
        write_json(answer)
    else:
        _write(answer)
    if not answer["success"]:
        raise typer.Exit(1)


def _write(answer: Any) -> None:
    if answer.get("confirmation_needed"):
        write_error("Another card than the one in use waits; see `peergate peers diff`.")
    if not answer["success"]:
        write_error("\n".join((answer["error"], "Looked at:", *answer["tried_paths"])))
        return
    card = answer["agent_card"]
    if not card["name"] and "dialect" in answer:
        write_lines(f"No agent card, but {answer['dialect']} is spoken at {answer['found_at']}.")
        return
    facts = {
        "name": card["name"],
        "description": card["description"],
        "card": answer["found_at"],
        "protocol": card["protocol_version"] or "not said",
    }
    if "dialect" in answer:
        facts["language"] = answer["dialect"]
    write_table(("KEY", "VALUE"), facts.items())
    write_lines("")
    write_table(
        ("SKILL", "DESCRIPTION"),
        (
            (skill["id"] or skill["name"], skill["description"].strip().partition("\n")[0])
            for skill in card["skills"]
        ),
    )
