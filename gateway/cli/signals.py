"""``peergate signals``: the token by which other systems send signals, and one sent by hand."""

from typing import Annotated, Any, Final

import typer

from gateway.auth.tokens import new_signal_token
from gateway.cli.config_file import ConfigFile, open_config, set_key
from gateway.cli.errors import Refused
from gateway.cli.group import Command, group
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate

_TABLE: Final = "signals"
_KEY: Final = "token_hash"


def token(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Make the token that signals come with, shown once; an older one is good no more."""
    with open_config(config) as file:
        made = new_signal_token()
        is_first = _keep(file, made.hash)
        file.save()
    if as_json:
        write_json({"token": made.token, "replaced": not is_first, "config": str(config)})
        return
    write_lines(
        f"Its hash is in {config}." if is_first else "The old token is good no more.",
        f"The token of the signals, shown only now: {made.token}",
        "Send it to /functions/v1/signal-ingest as `X-Signal-Token`, or `Authorization: Bearer`.",
        "It opens nothing else; but a request to many that comes with it is sent to your peers.",
    )


def send(
    content: Annotated[str, typer.Option(metavar="TEXT", help="What there is to say.")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="What it is about.")] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="Its name.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="What to do with it.")] = "",
    urgency: Annotated[str, typer.Option(metavar="WORD", help="How soon.")] = "medium",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a signal by hand: what waits for signals is set off by it."""
    if not (content or url):
        raise Refused("say something in --content, or name a page in --url")
    body = {"url": url, "title": title, "content": content, "note": note, "urgency": urgency}
    sent = operate(
        config,
        store,
        lambda gateway: gateway.post(_TABLE, body={**body, "source_type": "command"}),
    )
    if as_json:
        write_json(sent)
    else:
        write_lines(f"It is the notice {sent['id']}.", *_cut(sent))


def _keep(file: ConfigFile, token_hash: str) -> bool:
    """Whether there was no token before."""
    table: Any = file.document.get(_TABLE)
    if table is None:
        file.append_text(f'[{_TABLE}]\n{_KEY} = "{token_hash}"')
        return True
    is_first = _KEY not in table
    set_key(table, _KEY, token_hash)
    return is_first


def _cut(sent: Any) -> list[str]:
    names = sent.get("cut", [])
    return [f"The end is missing of: {', '.join(names)}."] if names else []


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("token", token),
    ("send", send),
)

signals = group("Say who may send signals, and send one by hand.", COMMANDS)
