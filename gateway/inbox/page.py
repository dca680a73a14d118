"""The tokens by which a list goes on: where the last page ended, and for which question.

A token grants nothing, since only the caller's own tasks are ever listed; it carries a digest so
that one that was altered, or belongs to another caller or another question, is refused.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

from msgspec.structs import replace

from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import canonical
from gateway.core.peer import AuthenticatedPeer
from gateway.store.records import TaskRecord
from gateway.store.task_query import TaskQuery

_DIGEST_BYTES: Final = 12
_MOST: Final = 1024


def write_token(caller: AuthenticatedPeer, query: TaskQuery, last: TaskRecord) -> str:
    """The token of the page that follows the record."""
    place = f"{last.updated_at}:{last.task.id}".encode()
    return _encode(_digest(caller, query, place) + place)


def read_token(caller: AuthenticatedPeer, query: TaskQuery, token: str) -> TaskQuery:
    """The question for the page of that token; raise InvalidParams for one that is not ours."""
    try:
        found = urlsafe_b64decode(token[:_MOST].encode("ascii") + b"=" * (-len(token) % 4))
        digest, place = found[:_DIGEST_BYTES], found[_DIGEST_BYTES:]
        # What is no base64 is skipped by the decoder.
        if _encode(found) != token or digest != _digest(caller, query, place):
            raise ValueError
        at, _, task_id = place.decode().partition(":")
        return replace(query, before=int(at), before_id=task_id)
    except ValueError:
        raise InvalidParams(
            "the page token belongs to no list of yours with these filters",
            violations=(Violation("pageToken", "must be the nextPageToken of the page before"),),
        ) from None


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _digest(caller: AuthenticatedPeer, query: TaskQuery, place: bytes) -> bytes:
    asked = [
        caller.tenant,
        query.peer,
        query.context_id,
        query.state,
        query.status_since,
        place.decode(),
    ]
    return sha256(canonical(asked)).digest()[:_DIGEST_BYTES]
