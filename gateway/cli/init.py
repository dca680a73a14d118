"""``peergate init``: a config to begin with, and the folder for what the gateway keeps."""

from importlib import resources
from pathlib import Path
from typing import Annotated, Final

import tomlkit
import typer

from gateway.auth.secret_key import make_key_file
from gateway.auth.tokens import NewToken, new_operator_token
from gateway.cli import files
from gateway.cli.options import DEFAULT_CONFIG, JsonOption
from gateway.cli.output import write_json, write_lines
from gateway.config.settings import KEY_FILE

DATA: Final = "data"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to begin.")] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write peers.toml and make data/ with its key, and show the operator's token once."""
    operator = begin(folder)
    config, data = folder / DEFAULT_CONFIG, folder / DATA
    if as_json:
        write_json(
            {"config": str(config), "data": str(data), "operator_token": operator.token},
        )
        return
    write_lines(
        f"Wrote {config} and made {data}.",
        f"{data / KEY_FILE} opens the secrets in the store; keep a copy apart from its backups.",
        "",
        f"The operator's token, shown only now: {operator.token}",
        "",
        "Next:",
        f"  1. name your agent in {config}",
        f"  2. peergate peers add NAME --config {config}",
        f"  3. peergate check --config {config}",
        f"  4. peergate serve --config {config}",
    )


def begin(folder: Path) -> NewToken:
    """Write the config, make the data folder and its key; return the operator's token.

    Raise Refused or ConfigError where that is not possible.
    """
    operator = new_operator_token()
    document = tomlkit.parse(_template())
    document["operator"]["token_hash"] = operator.hash
    files.make_parents(folder)
    files.write_new(folder / DEFAULT_CONFIG, tomlkit.dumps(document))
    files.make_folder(folder / DATA)
    # Data of before has a key already, or gets its own at the start.
    if not any((folder / DATA).iterdir()):
        make_key_file(folder / DATA / KEY_FILE)
    return operator


def _template() -> str:
    return resources.files("gateway.cli").joinpath("template.toml").read_text(encoding="utf-8")
