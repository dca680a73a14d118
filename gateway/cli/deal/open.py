"""``peergate deal open``: ask many at once, as a file says."""

import asyncio
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gateway.cli.deal.list import say_counts
from gateway.cli.deal.request_file import read_request_file
from gateway.cli.deal.show import get_view, write_view
from gateway.cli.durations import read_seconds
from gateway.cli.moments import local_day
from gateway.cli.operator import Operator
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_error, write_json, write_lines
from gateway.cli.running import operate, operate_running
from gateway.core.json import JsonObject

_LOOK_SECONDS: Final = 0.25
_MOST_SECONDS: Final = 7 * 86_400


def open_deal(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The request, TOML or JSON; - is standard input."),
    ],
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until all have answered, or their time is up.")
    ] = False,
    most: Annotated[
        str, typer.Option("--wait-most", metavar="TIME", help="Wait no longer than this: 60s.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask all whom a request names, each once and in its own language.

    A file that is not right names each field that is wrong, and nobody is asked. The same request
    with the same reference opened again is the same deal.
    """
    seconds = read_seconds(most, "--wait-most", unit="s", most=_MOST_SECONDS) if most else None
    request = read_request_file(file).write()
    show_opened(config, store, request, waits=wait or bool(most), most=seconds, as_json=as_json)


def show_opened(
    config: Path,
    store: str | None,
    request: JsonObject,
    *,
    waits: bool,
    most: float | None = None,
    as_json: bool,
) -> None:
    """Open a deal and say so; of one that is waited for, what came of it."""
    if waits:
        view = operate_running(
            config, store, lambda gateway: _open_and_wait(gateway, request, most, as_json=as_json)
        )
        if as_json:
            write_json(view)
        else:
            write_lines("")
            write_view(view)
        return
    opened: Any = operate(config, store, lambda gateway: gateway.post("deals", body=request))
    if as_json:
        write_json(opened)
        return
    _say_opened(opened, write_lines)
    write_lines(f"`peergate deal show {opened['ref']}` tells what they answer.")


async def _open_and_wait(
    gateway: Operator, request: JsonObject, most: float | None, *, as_json: bool
) -> Any:
    opened: Any = await gateway.post("deals", body=request)
    if not as_json:
        _say_opened(opened, write_error)
    loop, counts = asyncio.get_running_loop(), opened["counts"]
    end = None if most is None else loop.time() + most
    view = await get_view(gateway, opened["ref"])
    while view["settled_at"] is None and (end is None or loop.time() < end):
        await asyncio.sleep(_LOOK_SECONDS)
        view = await get_view(gateway, opened["ref"])
        if view["counts"] != counts and not as_json:
            counts = view["counts"]
            write_error(say_counts(counts))
    return view


def _say_opened(opened: Any, write: Any) -> None:
    until, count = local_day(opened["deadline"]), opened["counts"]["all"]
    peers = "1 peer is" if count == 1 else f"{count} peers are"
    write(f"Opened {opened['ref']}: {peers} asked, until {until}.")
