"""Token rows of the config, as they are written."""

from datetime import datetime

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Table

from gateway.auth.tokens import NewToken
from gateway.cli.config_file import set_key


def token_list(token_id: str, token_hash: str) -> Array:
    """The tokens of a new row: this one alone."""
    tokens = tomlkit.array().multiline(multiline=True)
    tokens.append(_inline(token_id, token_hash))
    return tokens


def add_token(row: Table, token: NewToken) -> None:
    """Write one more token into a peer's row, in the form that the row uses."""
    tokens = row.get("tokens")
    if isinstance(tokens, AoT):
        table = tomlkit.table()
        table.update({"id": token.id, "hash": token.hash})
        tokens.append(table)
    elif tokens is None:
        set_key(row, "tokens", token_list(token.id, token.hash))
    else:
        tokens.append(_inline(token.id, token.hash))


def expire_tokens(row: Table, *, now: datetime, at: datetime) -> None:
    """Let the tokens die at a moment, unless they do sooner; forget those that are dead now."""
    tokens = row.get("tokens", [])
    for index in reversed(range(len(tokens))):
        expires = tokens[index].get("expires")
        if expires is not None and expires <= now:
            del tokens[index]
        elif expires is None or expires > at:
            tokens[index]["expires"] = at


def _inline(token_id: str, token_hash: str) -> InlineTable:
    table = tomlkit.inline_table()
    table.update({"id": token_id, "hash": token_hash})
    return table
