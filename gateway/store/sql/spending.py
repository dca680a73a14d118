"""The statements of what language models have used up."""

from typing import Final

from gateway.store.spending import AddSpending
from gateway.store.sql.text import Row, insert

_COLUMNS: Final = ("tenant", "peer", "day", "prompt_tokens", "completion_tokens", "micros")

ADD_SPENDING: Final = (
    f"{insert('spending', _COLUMNS)} ON CONFLICT (tenant, peer, day) DO UPDATE SET"
    " prompt_tokens = prompt_tokens + excluded.prompt_tokens,"
    " completion_tokens = completion_tokens + excluded.completion_tokens,"
    " micros = micros + excluded.micros"
)
FIND_SPENDING: Final = (
    "SELECT prompt_tokens, completion_tokens, micros FROM spending"
    " WHERE tenant = ? AND peer = ? AND day = ?"
)
FORGET_SPENDING: Final = "DELETE FROM spending WHERE tenant = ? AND day < ?"


def write_spending(tenant: str, write: AddSpending) -> Row:
    spent = write.spending
    return (
        tenant,
        write.peer,
        write.day,
        spent.prompt_tokens,
        spent.completion_tokens,
        spent.micros,
    )
