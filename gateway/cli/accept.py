"""``peergate accept``: become the peer of the gateway that an invitation is from."""

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gateway.cli.errors import Refused
from gateway.cli.flowwink.names import slug
from gateway.cli.interrupt import ended_by_interrupt
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NetworkOption,
    PeerSkillsOption,
    StoreOption,
    TagsOption,
    split_words,
)
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.core.errors import ParseError
from gateway.core.json import Json, decode

_STDIN: Final = Path("-")
_MOST_BYTES: Final = 64 * 1024


def accept(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The invitation; - is standard input.")
    ],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What to call the peer, if not as it does.")
    ] = "",
    skills: PeerSkillsOption = "*",
    tags: TagsOption = "",
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="It may be http, to a gateway on this machine.")
    ] = False,
    networks: NetworkOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept an invitation: make the peer's row, and tell the other gateway of ours."""
    with ended_by_interrupt():
        from gateway.peers import read_invite  # noqa: PLC0415
    try:
        invite = read_invite(_read(file))
    except ParseError:
        raise Refused(f"{file} is no invitation") from None
    body: dict[str, Any] = {
        "invite": invite.write(),
        "name": name or _name_of(invite.agent),
        "skills": split_words(skills),
        "tags": split_words(tags),
        "plain_http": plain_http,
        "networks": networks or [],
    }
    done = operate(config, store, lambda gateway: gateway.post("invitations", "accept", body=body))
    if as_json:
        write_json(done)
        return
    write_lines(
        f"{done['name']} is {done['status']} now: {done['agent']}, at {done['url']}.",
        f"The key that signs its card: {done['fingerprint']}",
        f"`peergate send {done['name']} --text …` calls it.",
    )


def _name_of(agent: str) -> str:
    name = slug(agent)
    if not name:
        raise Refused("the invitation's agent has no name that a peer can have; give --name")
    return name


def _read(file: Path) -> Json:
    """Raise ParseError for what is no JSON, or too long."""
    try:
        if file == _STDIN:
            data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with file.open("rb") as opened:
                data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise ParseError
    return decode(data)
