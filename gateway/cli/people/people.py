"""Who decides for the operator: added, listed, given a new token and taken out.

They are rows of the config file, which a running gateway follows within a second.
"""

import os
from typing import Annotated

import typer

from gateway import config as configs
from gateway.auth.tokens import new_person_token
from gateway.cli.config_file import open_config
from gateway.cli.errors import Refused
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.people.rows import add_person, find_person, get_person, remove_person
from gateway.cli.table import write_table

PersonName = Annotated[str, typer.Argument(metavar="NAME", help="Who: a-z 0-9 . _ -")]


def add(
    name: PersonName, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Add somebody, and show their token once."""
    with open_config(config) as file:
        if find_person(file, name) is not None:
            raise Refused(
                f"{config}: there is somebody named {name} already;"
                f" `peergate people rotate {name}` makes a new token"
            )
        token = new_person_token(name)
        add_person(file, name, token)
        file.save()
    _tell(f"Added {name} to {config}.", name, token.token, str(config), as_json=as_json)


def rotate(
    name: PersonName, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Give somebody a new token; the old one is good no more, at once."""
    with open_config(config) as file:
        token = new_person_token(name)
        get_person(file, name)["token_hash"] = token.hash
        file.save()
    _tell(f"{name}'s old token is good no more.", name, token.token, str(config), as_json=as_json)


def remove(
    name: PersonName, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Take somebody out; what they decided stays."""
    with open_config(config) as file:
        remove_person(file, name)
        file.save()
    if as_json:
        write_json({"name": name, "removed": True, "config": str(config)})
    else:
        write_lines(f"Removed {name} from {config}; what they decided stays.")


def list_people(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List who may decide under their own name."""
    people = configs.load(config, environ=os.environ).operator.people
    if as_json:
        write_json([{"name": row.name} for row in people])
    elif not people:
        write_lines(
            "There is nobody; `peergate people add NAME` adds somebody.",
            "Whoever has the operator's token decides as `operator`.",
        )
    else:
        write_table(("NAME",), ((row.name,) for row in people))


def _tell(done: str, name: str, token: str, config: str, *, as_json: bool) -> None:
    if as_json:
        write_json({"name": name, "token": token, "config": config})
        return
    write_lines(
        done,
        f"The token of {name}, shown only now: {token}",
        f"Hand it to {name} by a safe way. They decide with it by",
        f"  peergate approvals approve ID --as {name} --token env:MY_TOKEN",
        "or over the API, as `Authorization: Bearer`. It opens all that is the operator's.",
    )
