"""``peergate invite``: one file to hand over, by which another gateway becomes a peer."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gateway.cli import files
from gateway.cli.durations import read_seconds
from gateway.cli.errors import Refused
from gateway.cli.moments import local_time
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NetworkOption,
    PeerSkillsOption,
    PlainHttpOption,
    StoreOption,
    TagsOption,
    split_words,
)
from gateway.cli.output import pretty, write_json, write_lines
from gateway.cli.running import operate
from gateway.http.operator_api import MOST_EXPIRY_SECONDS

_STDOUT: Final = Path("-")


def invite(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="What to call the peer.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write it; - is standard output."
        ),
    ] = None,
    expires: Annotated[
        str, typer.Option(metavar="TIME", help="How long it is good: 90m, 24h, 7d.")
    ] = "7d",
    skills: PeerSkillsOption = "*",
    tags: TagsOption = "",
    plain_http: PlainHttpOption = False,
    networks: NetworkOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an invitation, to PARTNER.invite unless said otherwise; it works once."""
    file = output or Path(f"{partner}.invite")
    if file != _STDOUT and file.exists():
        raise Refused(f"{file} exists already; move it away first")
    body: dict[str, Any] = {
        "name": partner,
        "expires_seconds": read_seconds(expires, "--expires", unit="d", most=MOST_EXPIRY_SECONDS),
        "skills": split_words(skills),
        "tags": split_words(tags),
        "plain_http": plain_http,
        "networks": networks or [],
    }
    made = operate(config, store, lambda gateway: gateway.post("invitations", body=body))
    if file == _STDOUT:
        write_json(made)
        return
    files.write_new(file, pretty(made) + "\n")
    if as_json:
        shown = {key: made[key] for key in ("card_url", "fingerprint", "expires")}
        write_json({"name": partner, "file": str(file), **shown})
        return
    write_lines(
        f"Wrote {file}, good once until {local_time(made['expires'])}.",
        f"Hand it over by a way that you trust: who has it can become {partner}.",
        f"The key that it names: {made['fingerprint']}",
    )
