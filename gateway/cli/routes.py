"""``peergate routes``: where words go that name no skill, and why."""

from typing import Annotated, Any, Final

import typer

from gateway.cli.group import Command, group
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table


def list_routes(
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the rules in the order in which they are tried."""
    answer = operate(config, store, lambda gateway: gateway.get("routes"))
    if as_json:
        write_json(answer["routes"])
        return
    if answer["routes"]:
        write_table(
            ("NAME", "WHEN", "LEADS TO", "TIMEOUT", "WHEN THAT FAILS"),
            (
                (
                    route["name"],
                    _when(route),
                    _target(route),
                    _seconds(route["timeout"]),
                    _after(route),
                )
                for route in answer["routes"]
            ),
        )
    if not any(route["default"] for route in answer["routes"]):
        write_lines(f"What no rule holds for goes to {answer['default_skill']}.")


def try_route(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What a peer says.")],
    peer: Annotated[str, typer.Option("--peer", metavar="NAME", help="Who says it.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which rule wins for a text that begins a conversation; nothing is run."""
    body = {"text": text, "peer": peer} if peer else {"text": text}
    found = operate(config, store, lambda gateway: gateway.post("routes", "test", body=body))
    if as_json:
        write_json(found)
        return
    route = found["route"]
    if route is None:
        write_lines(f"It goes to the skill {found['skill']}: {found['why']}.")
    else:
        write_lines(f"{route['name']} leads it to {_target(route)}: {found['why']}.")
    if found["may"] is False:
        write_lines(f"But {peer} may not call {found['skill']}, and is refused.")


def _when(route: Any) -> str:
    if route["default"]:
        return "no other rule holds"
    words = " or ".join(f'"{word}"' for word in route["keyword"])
    regex, tag = route["regex"], route["tag"]
    conditions = [words, f"/{regex}/" if regex else "", f"tag {tag}" if tag else ""]
    return " and ".join(filter(None, conditions)) or "named"


def _target(route: Any) -> str:
    target = f"the peer {route['peer']}" if route["peer"] else f"the skill {route['skill']}"
    return target if route["is_there"] else f"{target}, which is not there"


def _seconds(timeout: float | None) -> str:
    return "" if timeout is None else f"{timeout:g} s"


def _after(route: Any) -> str:
    step = f"{route['fallback']} is tried" if route["fallback"] else ""
    answer = f'"{route["answer"]}"' if route["answer"] else ""
    told = f"{route['escalation']} is told" if route["escalation"] else ""
    return "; ".join(filter(None, (step, answer, told)))


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (("list", list_routes), ("test", try_route))

routes = group("Look at where words go that name no skill.", COMMANDS)
