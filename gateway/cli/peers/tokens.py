"""Token rows of the config, as they are written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Table

from gateway.auth.tokens import NewToken
from gateway.cli.config_file import set_key


def token_list(token: NewToken) -> Array:
    """The tokens of a new row: this one alone."""
    tokens = tomlkit.array().multiline(multiline=True)
    tokens.append(_inline(token))
    return tokens


def add_token(row: Table, token: NewToken) -> None:
    """Write one more token into a peer's row, in the form that the row uses."""
    tokens = row.get("tokens")
    if isinstance(tokens, AoT):
        table = tomlkit.table()
        table.update(_kept(token))
        tokens.append(table)
    elif tokens is None:
        set_key(row, "tokens", token_list(token))
    else:
        tokens.append(_inline(token))


def expire_tokens(row: Table, *, now: datetime, at: datetime) -> None:
    """Let the tokens die at a moment, unless they do sooner; forget those that are dead now."""
    tokens = row.get("tokens", [])
    for index in reversed(range(len(tokens))):
        expires = tokens[index].get("expires")
        if expires is not None and expires <= now:
            del tokens[index]
        elif expires is None or expires > at:
            tokens[index]["expires"] = at


def _inline(token: NewToken) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(_kept(token))
    return table


def _kept(token: NewToken) -> Mapping[str, Any]:
    return {"id": token.id, "hash": token.hash}
