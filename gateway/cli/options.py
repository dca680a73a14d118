"""The options that several commands share, with one spelling and one help text."""

from pathlib import Path
from typing import Annotated, Final

import typer

DEFAULT_CONFIG: Final = Path("peers.toml")

ConfigOption = Annotated[
    Path, typer.Option("--config", metavar="FILE", dir_okay=False, help="The config file.")
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="sqlite:///FILE, beside the config if relative, or memory:"
    ),
]
SkillsOption = Annotated[
    list[Path] | None,
    typer.Option("--skills", metavar="DIR", help="A folder of skills; may be given again."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
PeerName = Annotated[str, typer.Argument(metavar="NAME", help="The peer's name in the config.")]
PeerOption = Annotated[str, typer.Option("--peer", metavar="NAME", help="Only those of this peer.")]
LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="How many, at most.")]
PeerSkillsOption = Annotated[str, typer.Option("--skills", metavar="A,B", help="What it may call.")]
TagsOption = Annotated[str, typer.Option("--tags", metavar="A,B", help="Words to find it by.")]
PlainHttpOption = Annotated[
    bool, typer.Option("--plain-http", help="Its url may be http, where no one can listen in.")
]
NetworkOption = Annotated[
    list[str] | None,
    typer.Option(
        "--network", metavar="CIDR", help="Where it may be though private; may be given again."
    ),
]


def split_words(text: str) -> list[str]:
    """What stands between commas."""
    return [word for word in (part.strip() for part in text.split(",")) if word]
